//! `yarn.lock`, classic and Berry, line by line. An entry says which version a range of a name was resolved to; who asks
//! for the range stands in the manifests.

use nodejs_semver::Version;
use smol_str::SmolStr;

use super::{Pin, Ranges, split_at_sign};
use crate::project::manifest::alias;

/// The pins of a lockfile, or what is wrong with it.
pub fn pins(text: &str, covered: &dyn Fn(&str) -> bool) -> Result<Ranges, String> {
    let mut pins = Ranges::default();
    let mut is_lockfile = false;
    let mut open = Vec::new();
    for line in text.lines() {
        if line.starts_with('#') {
            is_lockfile |= line.contains("yarn");
        } else if let Some(property) = line.strip_prefix("  ") {
            if !open.is_empty()
                && let Some(version) = version(property)
            {
                insert(&mut pins, &mut open, &version);
            }
        } else if let Some(keys) = keys(line) {
            is_lockfile = true;
            open = keys
                .split(',')
                .filter_map(|key| descriptor(key, covered))
                .collect();
        }
    }
    let is_blank = || text.trim().is_empty();
    match is_lockfile || is_blank() {
        true => Ok(pins),
        false => Err("is not a lockfile of yarn".to_owned()),
    }
}

/// How a range is written in a lockfile and in a manifest alike: Berry puts `npm:` before it, and names who asks behind.
pub fn normal(range: &str) -> &str {
    let range = range.trim();
    let range = range.split("::").next().unwrap_or(range);
    range.strip_prefix("npm:").unwrap_or(range)
}

/// What an entry answers to: the name that sources import, the range, the package behind it.
type Descriptor = (SmolStr, SmolStr, SmolStr);

/// The keys of an entry: `"a@^1", "a@^2":`, `"a@npm:^1, a@npm:^2":`, and `? "…"` where that is very long.
fn keys(line: &str) -> Option<&str> {
    match line.strip_prefix("? ") {
        Some(keys) => Some(keys),
        None => line
            .trim_end()
            .strip_suffix(':')
            .filter(|keys| !keys.is_empty()),
    }
}

fn descriptor(key: &str, covered: &dyn Fn(&str) -> bool) -> Option<Descriptor> {
    let (local, range) = split_at_sign(key.trim_matches([' ', '"', '\'']))?;
    let is_folder = ["workspace:", "link:", "portal:", "file:"]
        .iter()
        .any(|protocol| range.starts_with(protocol));
    let real = match alias(range) {
        Some((name, behind)) if !behind.is_empty() => name,
        _ => local,
    };
    let is_wanted = !is_folder && covered(real);
    is_wanted.then(|| (local.into(), normal(range).into(), real.into()))
}

/// `version "9.3.1"` of the classic form, `version: 9.3.1` of Berry; not that of a dependency, which stands deeper.
fn version(property: &str) -> Option<Version> {
    let value = property.strip_prefix("version")?;
    let value = value.strip_prefix([' ', ':'])?;
    Version::parse(value.trim().trim_matches('"')).ok()
}

fn insert(pins: &mut Ranges, open: &mut Vec<Descriptor>, version: &Version) {
    for (local, range, name) in open.drain(..) {
        let version = version.clone();
        pins.entry(local)
            .or_default()
            .push((range, Pin { name, version }));
    }
}
