//! `pnpm-lock.yaml`, versions 5 to 9: what each package of the workspace imports. The long sections after that (every
//! package's own dependencies) are cut off unread.

use std::{borrow::Cow, path::Path};

use nodejs_semver::Version;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{Pin, Places};
use crate::project::scope::{joined, normalized};

/// Sections of interest.
const SECTIONS: [&str; 4] = [
    "importers",
    "dependencies",
    "devDependencies",
    "optionalDependencies",
];

/// The pins of a lockfile in `dir`, or what is wrong with it.
pub fn pins(text: &str, dir: &Path, covered: &dyn Fn(&str) -> bool) -> Result<Places, String> {
    let mut pins = Places::default();
    // pnpm keeps what it installs for itself in a document before the project's own.
    for document in documents(text) {
        let head = sections(document);
        if head.trim().is_empty() {
            continue;
        }
        let options = serde_saphyr::options! { budget: None };
        let document: Document = serde_saphyr::from_str_with_options(&head, options)
            .map_err(|error| format!("is not a lockfile of pnpm: {}", first_line(&error)))?;
        add(&mut pins, document, dir, covered);
    }
    Ok(pins)
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    #[serde(default)]
    importers: Option<FxHashMap<SmolStr, Option<Importer>>>,
    #[serde(default)]
    dependencies: Option<Section>,
    #[serde(default)]
    dev_dependencies: Option<Section>,
    #[serde(default)]
    optional_dependencies: Option<Section>,
}

#[derive(serde::Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Importer {
    #[serde(default)]
    dependencies: Option<Section>,
    #[serde(default)]
    dev_dependencies: Option<Section>,
    #[serde(default)]
    optional_dependencies: Option<Section>,
}

type Section = FxHashMap<SmolStr, Resolution>;

/// A version, alone (to version 5) or beside the specifier (from 6).
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Resolution {
    Plain(SmolStr),
    Full { version: SmolStr },
    Other(serde::de::IgnoredAny),
}

fn add(pins: &mut Places, document: Document, dir: &Path, covered: &dyn Fn(&str) -> bool) {
    let importers = document.importers.into_iter().flatten();
    let root = Importer {
        dependencies: document.dependencies,
        dev_dependencies: document.dev_dependencies,
        optional_dependencies: document.optional_dependencies,
    };
    let root = std::iter::once((SmolStr::new_static("."), Some(root)));
    for (place, importer) in root.chain(importers) {
        let importer_dir = normalized(&joined(dir, Path::new(place.as_str())));
        let importer = importer.unwrap_or_default();
        let sections = [
            importer.dev_dependencies,
            importer.optional_dependencies,
            importer.dependencies,
        ];
        for (local, resolution) in sections.into_iter().flatten().flatten() {
            let version = match resolution {
                Resolution::Plain(version) | Resolution::Full { version } => version,
                Resolution::Other(_) => continue,
            };
            if let Some(pin) = pin(&local, &version, covered) {
                let names = pins.entry(importer_dir.clone()).or_default();
                names.insert(local, pin);
            }
        }
    }
}

/// What a resolved version means: `7.0.0`, `7.0.0(peer@1)`, `7.0.0_peer@1`, and for aliases `name@7.0.0`,
/// `/name@7.0.0`, `/name/7.0.0`.
fn pin(local: &str, text: &str, covered: &dyn Fn(&str) -> bool) -> Option<Pin> {
    let (name, version) = match plain(text) {
        Some(version) => (local, version),
        None => named(text)?,
    };
    covered(name).then(|| Pin {
        name: SmolStr::new(name),
        version,
    })
}

/// A version with peers after it, or `None`.
fn plain(text: &str) -> Option<Version> {
    let end = text.find(['(', '_']).unwrap_or(text.len());
    Version::parse(text.get(..end)?).ok()
}

/// `@scope/name@7.0.0`, `/@scope/name/7.0.0_peer` and the like.
fn named(text: &str) -> Option<(&str, Version)> {
    let text = text.strip_prefix('/').unwrap_or(text);
    let scope = match text.strip_prefix('@') {
        Some(rest) => rest.find('/')? + 2,
        None => 0,
    };
    let end = scope + text.get(scope..)?.find(['@', '/'])?;
    let version = plain(text.get(end + 1..)?)?;
    Some((text.get(..end)?, version))
}

/// The documents of a YAML stream.
fn documents(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let current = rest?;
        let body = current.strip_prefix("---\n").unwrap_or(current);
        let (document, next) = match body.find("\n---") {
            Some(at) => (body.get(..=at), body.get(at + 1..)),
            None => (Some(body), None),
        };
        rest = next.map(after_marker);
        document
    })
}

/// What follows the line `---`.
fn after_marker(text: &str) -> &str {
    text.find('\n')
        .and_then(|end| text.get(end + 1..))
        .unwrap_or_default()
}

/// The sections of interest. A document that is not in block style comes back whole.
fn sections(document: &str) -> Cow<'_, str> {
    if document.trim_start().starts_with('{') {
        return Cow::Borrowed(document);
    }
    let mut head = String::new();
    let mut keep = false;
    for line in document.split_inclusive('\n') {
        let is_key = line.starts_with(|c: char| c.is_alphabetic() || c == '"' || c == '\'');
        if is_key {
            let key = line.split(':').next().unwrap_or_default();
            keep = SECTIONS.contains(&key.trim_matches(['"', '\'']));
        }
        if keep {
            head.push_str(line);
        }
    }
    Cow::Owned(head)
}

fn first_line(error: &serde_saphyr::Error) -> String {
    let text = error.without_snippet().to_string();
    text.lines().next().unwrap_or_default().to_owned()
}
