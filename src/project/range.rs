//! Ranges of versions as manifests write them.

use nodejs_semver::Range;
use smol_str::SmolStr;

use super::manifest::alias;

/// The range that a manifest's text is. `None` where it tells nothing (a tag, a folder, a URL).
#[must_use]
pub fn parse_range(text: &str) -> Option<Range> {
    match text.trim() {
        "" | "*" | "x" | "X" => Some(Range::any()),
        "^" | "~" => None,
        text => Range::parse(text).ok(),
    }
}

/// The range in a spec, what stands before it taken off: `npm:name@^7`, `workspace:^7`,
/// `patch:name@npm%3A^7#~/x.patch`.
pub fn bare(spec: &str) -> SmolStr {
    let spec = spec.trim();
    if let Some(patched) = spec.strip_prefix("patch:") {
        let source = patched.split('#').next().unwrap_or(patched);
        let range = source.rsplit('@').next().unwrap_or(source);
        let range = range.replace("%3A", ":").replace("%5E", "^");
        return SmolStr::new(range.trim_start_matches("npm:"));
    }
    let bare = match alias(spec) {
        Some((range, "")) if parse_range(range).is_some() => range,
        Some((_, bare)) => bare,
        None => spec.strip_prefix("workspace:").unwrap_or(spec),
    };
    SmolStr::new(bare.trim())
}
