//! Which version of Node a project says that it runs on, outside of its manifest: `.nvmrc`, `.node-version`, Dockerfiles;
//! workflows have a file of their own.

use std::ops::Range as Bytes;

use nodejs_semver::Range;
use smol_str::SmolStr;

use super::{Sheet, workflow};

/// A version of Node that a file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeVersion {
    /// As written: `20.11`, `v18`, `lts/iron`.
    pub written: SmolStr,
    /// Bytes of it.
    pub value: Bytes<usize>,
    /// In a workflow, the folders in which its job installs packages, from the one that holds `.github`.
    pub installs: Option<Vec<SmolStr>>,
}

impl NodeVersion {
    /// The versions that it stands for; `None` where that is not fixed (`lts/*`, `latest`) or not known.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        let text = self.written.trim_start_matches('v').to_ascii_lowercase();
        if let Some(major) = codename(text.strip_prefix("lts/").unwrap_or(&text)) {
            return Range::parse(format!("{major}.x")).ok();
        }
        let is_plain = text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | 'x'));
        let is_version = is_plain && text.starts_with(|c: char| c.is_ascii_digit());
        is_version.then(|| Range::parse(&text).ok()).flatten()
    }
}

/// The major of a line of Node with long-term support, by its name.
fn codename(name: &str) -> Option<u32> {
    let names = [
        ("argon", 4),
        ("boron", 6),
        ("carbon", 8),
        ("dubnium", 10),
        ("erbium", 12),
        ("fermium", 14),
        ("gallium", 16),
        ("hydrogen", 18),
        ("iron", 20),
        ("jod", 22),
        ("krypton", 24),
    ];
    names
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, major)| *major)
}

/// The versions that a file names, in their order.
#[must_use]
pub fn node_versions(sheet: Sheet, text: &str) -> Vec<NodeVersion> {
    match sheet {
        Sheet::NodeVersion => of_version_file(text).into_iter().collect(),
        Sheet::Dockerfile => of_dockerfile(text),
        Sheet::Workflow if text.contains("setup-node") => workflow::node_versions(text),
        _ => Vec::new(),
    }
}

/// Lines with where they start, their breaks left out.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line.trim_end_matches('\r'))
    })
}

pub(super) fn version(start: usize, written: &str) -> NodeVersion {
    NodeVersion {
        installs: None,
        written: SmolStr::new(written),
        value: start..start + written.len(),
    }
}

/// The first line that is no comment.
fn of_version_file(text: &str) -> Option<NodeVersion> {
    let (start, line) = lines(text).find(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    })?;
    let written = line.split('#').next()?.trim();
    Some(version(start + line.find(written)?, written))
}

/// `FROM node:20-alpine AS base`, with or without a registry.
fn of_dockerfile(text: &str) -> Vec<NodeVersion> {
    let found = lines(text).filter_map(|(start, line)| {
        let mut words = line.split_ascii_whitespace();
        if !words.next()?.eq_ignore_ascii_case("from") {
            return None;
        }
        let image = words.find(|word| !word.starts_with("--"))?;
        let (name, tag) = image.split_once(':')?;
        let name = name.rsplit('/').next()?;
        let tag = tag.split('@').next()?;
        let written = tag.split('-').next()?;
        if name != "node" || written.is_empty() || written.contains('$') {
            return None;
        }
        let at = line.find(image)? + image.find(':')? + 1;
        Some(version(start + at, written))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(sheet: Sheet, text: &str) -> Vec<String> {
        let found = node_versions(sheet, text);
        let shown = found.iter().map(|it| {
            assert_eq!(text.get(it.value.clone()), Some(it.written.as_str()));
            it.written.to_string()
        });
        shown.collect()
    }

    #[test]
    fn version_files_and_dockerfiles() {
        assert_eq!(
            written(Sheet::NodeVersion, "# ours\r\n v20.11.0 # pinned\n"),
            ["v20.11.0"]
        );
        assert_eq!(written(Sheet::NodeVersion, "\n"), [""; 0]);
        let docker = "FROM --platform=$BUILDPLATFORM node:18-alpine AS base\nFROM base\nfrom docker.io/library/node:20.11.1@sha256:x\nFROM node:${V}\nFROM python:3\nFROM node\n";
        assert_eq!(written(Sheet::Dockerfile, docker), ["18", "20.11.1"]);
    }

    #[test]
    fn what_is_not_fixed_says_nothing() {
        let range = |text: &str| version(0, text).range();
        for silent in [
            "lts/*", "latest", "current", "lts", "node", "", ">=18", "system",
        ] {
            assert_eq!(range(silent), None, "{silent}");
        }
        let fits = |text: &str, version: &str| {
            range(text).is_some_and(|range| {
                version
                    .parse()
                    .is_ok_and(|it: nodejs_semver::Version| it.satisfies(&range))
            })
        };
        assert!(fits("lts/iron", "20.19.0") && fits("iron", "20.1.0") && fits("v18", "18.2.0"));
        assert!(fits("20.11", "20.11.9") && !fits("20.11", "20.12.0"));
    }
}
