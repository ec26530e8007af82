//! Which versions a range of a manifest allows.

use nodejs_semver::{Range, Version};

use super::manifest::alias;

/// The known versions that satisfy a range as manifests write it (`^7.1.0`, `npm:name@^7`, `workspace:^7`), in the
/// order given. Empty where the range tells nothing (a tag, a folder, a URL).
#[must_use]
pub fn satisfying<'a>(range: &str, known: &'a [Version]) -> Vec<&'a Version> {
    let Some(range) = parsed(range) else {
        return Vec::new();
    };
    known
        .iter()
        .filter(|version| range.satisfies(version))
        .collect()
}

/// The lowest known version that satisfies a range.
#[must_use]
pub fn lowest_satisfying<'a>(range: &str, known: &'a [Version]) -> Option<&'a Version> {
    satisfying(range, known).into_iter().min()
}

/// The range itself, the protocol before it taken off.
fn parsed(range: &str) -> Option<Range> {
    let range = range.trim();
    let bare = match alias(range) {
        Some((version, "")) if Version::parse(version).is_ok() => version,
        Some((_, bare)) => bare,
        None => range.strip_prefix("workspace:").unwrap_or(range),
    };
    match bare.trim() {
        "" | "*" | "x" | "X" => Some(Range::any()),
        "^" | "~" => None,
        bare => Range::parse(bare).ok(),
    }
}
