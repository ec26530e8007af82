//! What the root of a workspace says of its packages: where they lie, catalogs of versions, and overrides. npm, yarn and
//! bun keep that in `package.json`, pnpm in `pnpm-workspace.yaml`, Berry's catalogs lie in `.yarnrc.yml`.

use std::path::Path;

use serde_json::{Map, Value};
use smol_str::SmolStr;

use super::scope::{MAX_METADATA, Reader, file_name};

/// Files beside a manifest that hold what else there is to know of a workspace.
pub const NAMES: [&str; 2] = ["pnpm-workspace.yaml", ".yarnrc.yml"];
const CONSEQUENCE: &str = "what it says of packages is not used";

/// What one file, or several together, say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Space {
    /// Globs of the folders of packages; those with a `!` take some out again.
    pub members: Vec<SmolStr>,
    /// Ranges by catalog and name; the catalog without a name is `default`.
    pub catalogs: Vec<(SmolStr, SmolStr, SmolStr)>,
    /// Ranges that go over those of all packages, by selector.
    pub overrides: Vec<(SmolStr, SmolStr)>,
}

impl Space {
    /// What stands beside a manifest.
    pub fn beside(reader: &Reader, dir: &Path) -> Self {
        let mut space = Self::default();
        for name in NAMES {
            let path = dir.join(name);
            if let Some(value) = yaml(reader, &path) {
                space.members.extend(texts(value.get("packages")));
                space.add_catalogs(&value);
                space.add_overrides(value.get("overrides"));
            }
        }
        space
    }

    /// What a manifest itself says; `value` gives its sections.
    pub fn of_manifest(value: impl Fn(&str) -> Option<Value>) -> Self {
        let mut space = Self::default();
        match value("workspaces") {
            Some(Value::Object(workspaces)) => {
                space.members.extend(texts(workspaces.get("packages")));
                space.add_catalogs(&workspaces);
            }
            members => space.members.extend(texts(members.as_ref())),
        }
        let own = ["catalog", "catalogs"]
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), value(key)?)));
        space.add_catalogs(&own.collect());
        let pnpm = value("pnpm");
        let of_pnpm = pnpm.as_ref().and_then(|pnpm| pnpm.get("overrides"));
        for overrides in [
            value("overrides").as_ref(),
            value("resolutions").as_ref(),
            of_pnpm,
        ] {
            space.add_overrides(overrides);
        }
        space
    }

    /// With what another file says.
    pub fn and(mut self, other: Self) -> Self {
        self.members.extend(other.members);
        self.catalogs.extend(other.catalogs);
        self.overrides.extend(other.overrides);
        self
    }

    /// The range of a name in a catalog: `catalog:`, `catalog:name`.
    pub fn in_catalog(&self, reference: &str, local: &str) -> Option<&SmolStr> {
        let wanted = match reference.strip_prefix("catalog:")?.trim() {
            "" => "default",
            name => name,
        };
        let mut ranges = self.catalogs.iter();
        ranges
            .find(|(catalog, name, _)| catalog == wanted && name == local)
            .map(|(_, _, range)| range)
    }

    /// The range that goes over `range` for a name: of `name`, `**/name`, or `name@range` where that is the range.
    pub fn overridden(&self, name: &str, range: &str) -> Option<&SmolStr> {
        let bare = |range: &str| range.trim_start_matches("npm:").to_owned();
        let is_meant = |selector: &str| {
            let selector = selector.strip_prefix("**/").unwrap_or(selector);
            match selector.strip_prefix(name) {
                Some("") => true,
                Some(rest) => rest
                    .strip_prefix('@')
                    .is_some_and(|meant| bare(meant) == bare(range)),
                None => false,
            }
        };
        let mut overrides = self.overrides.iter();
        let found = overrides.find(|(selector, _)| is_meant(selector));
        found.map(|(_, range)| range)
    }

    fn add_catalogs(&mut self, value: &Map<String, Value>) {
        let default = value.get("catalog").map(|catalog| ("default", catalog));
        let named = value.get("catalogs").and_then(Value::as_object);
        let named = named.into_iter().flatten();
        let all = default
            .into_iter()
            .chain(named.map(|(name, catalog)| (name.as_str(), catalog)));
        for (catalog, ranges) in all {
            let ranges = ranges.as_object().into_iter().flatten();
            let texts = ranges.filter_map(|(name, range)| Some((name, range.as_str()?)));
            self.catalogs.extend(
                texts.map(|(name, range)| (catalog.into(), SmolStr::new(name), range.into())),
            );
        }
    }

    /// Overrides for all; those of npm for what one package depends on (`{ "parent": { … } }`) are about its copy only.
    fn add_overrides(&mut self, value: Option<&Value>) {
        for (selector, range) in value.and_then(Value::as_object).into_iter().flatten() {
            let range = range.get(".").unwrap_or(range).as_str();
            if let Some(range) = range {
                self.overrides.push((selector.into(), range.into()));
            }
        }
    }
}

fn texts(value: Option<&Value>) -> impl Iterator<Item = SmolStr> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(SmolStr::new)
}

fn yaml(reader: &Reader, path: &Path) -> Option<Map<String, Value>> {
    let text = reader.text(path, MAX_METADATA, CONSEQUENCE)?;
    if text.trim().is_empty() {
        return None;
    }
    match serde_saphyr::from_str::<Value>(&text) {
        Ok(Value::Object(value)) => Some(value),
        Ok(Value::Null) => None,
        Ok(_) | Err(_) => {
            let message = format!("{} is not valid YAML; {CONSEQUENCE}", file_name(path));
            reader.problem(path, message);
            None
        }
    }
}
