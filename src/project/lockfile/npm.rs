//! `package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3.

use std::path::Path;

use nodejs_semver::Version;
use smol_str::SmolStr;

use super::{Pin, Places};
use crate::project::{
    json::{MaybeText, Members},
    manifest::alias,
    scope::{joined, normalized},
};

/// The pins of a lockfile in `dir`, or what is wrong with it.
pub fn pins(
    text: &str,
    dir: &Path,
    covered: &dyn Fn(&str) -> bool,
) -> Result<Places, serde_json::Error> {
    let top = serde_json::from_str::<Members<'_>>(text)?;
    let mut found = Found {
        dir,
        covered,
        pins: Places::default(),
    };
    // Versions 2 and 3 have `packages`; version 2 has `dependencies` for old readers besides.
    match top.last("packages") {
        Some(packages) => found.placed(packages),
        None => found.nested("", top.last("dependencies").unwrap_or_default()),
    }
    Ok(found.pins)
}

struct Found<'a> {
    dir: &'a Path,
    covered: &'a dyn Fn(&str) -> bool,
    pins: Places,
}

impl Found<'_> {
    /// `packages`: the keys are places (`packages/app/node_modules/name`).
    fn placed(&mut self, packages: &str) {
        #[derive(serde::Deserialize)]
        struct Placed {
            #[serde(default)]
            name: MaybeText,
            #[serde(default)]
            version: MaybeText,
        }
        for (place, entry) in Members::of(packages) {
            let Some((importer, local)) = split(&place) else {
                continue;
            };
            let is_wanted = (self.covered)(local) || entry.contains("\"name\"");
            if is_wanted && let Ok(placed) = serde_json::from_str::<Placed>(entry) {
                let name = placed.name.0.unwrap_or_else(|| SmolStr::new(local));
                self.pin(importer, local, name, placed.version.0.as_deref());
            }
        }
    }

    /// `dependencies` of version 1, those in the `node_modules` of a place, each with further ones in its own.
    fn nested(&mut self, place: &str, dependencies: &str) {
        for (local, entry) in Members::of(dependencies) {
            let Ok(entry) = serde_json::from_str::<Members<'_>>(entry) else {
                continue;
            };
            let version: Option<SmolStr> = entry
                .last("version")
                .and_then(|version| serde_json::from_str(version).ok());
            let folder = version
                .as_ref()
                .and_then(|version| version.strip_prefix("file:"));
            let (name, version) = match version.as_deref().and_then(alias) {
                Some((name, version)) => (SmolStr::new(name), Some(version)),
                None => (SmolStr::new(&*local), version.as_deref()),
            };
            self.pin(place, &local, name, version);
            if let Some(dependencies) = entry.last("dependencies") {
                let separator = if place.is_empty() { "" } else { "/" };
                let own = match folder {
                    Some(folder) => folder.to_owned(),
                    None => format!("{place}{separator}node_modules/{local}"),
                };
                self.nested(&own, dependencies);
            }
        }
    }

    fn pin(&mut self, importer: &str, local: &str, name: SmolStr, version: Option<&str>) {
        let Some(version) = version.and_then(|version| Version::parse(version).ok()) else {
            return;
        };
        if (self.covered)(&name) {
            let place = normalized(&joined(self.dir, Path::new(importer)));
            let names = self.pins.entry(place).or_default();
            names.insert(SmolStr::new(local), Pin { name, version });
        }
    }
}

/// `packages/app/node_modules/@scope/name` into (`packages/app`, `@scope/name`).
fn split(place: &str) -> Option<(&str, &str)> {
    let (before, local) = place.rsplit_once("node_modules/")?;
    Some((before.trim_end_matches('/'), local))
}
