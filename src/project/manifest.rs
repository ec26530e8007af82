//! `package.json`: what a project depends on, and what an installed copy is.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use jsonc_parser::ast;
use nodejs_semver::Version;
use smol_str::SmolStr;

use super::{
    Engine,
    json::{MaybeText, manifest_tree},
    range::parse_range,
    scope::{MAX_METADATA, Reader, file_name, in_node_modules},
    space::Space,
};

/// Sections that name dependencies, those that decide what is installed first.
const SECTIONS: [&str; 4] = [
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
];

/// What follows from a manifest that cannot be read.
pub fn consequence(path: &Path) -> &'static str {
    if in_node_modules(path) {
        "the installed version is not known"
    } else {
        "its versions are not used"
    }
}

/// A manifest of the workspace.
#[derive(Debug)]
pub struct Manifest {
    /// Its path.
    pub path: PathBuf,
    /// The package's own name.
    pub name: Option<SmolStr>,
    /// What it says of the workspace whose root it is.
    pub space: Space,
    /// The package manager it asks for (`pnpm` of `pnpm@10.1.0`).
    pub manager: Option<SmolStr>,
    /// The range of Node that it asks for.
    pub engine: Option<Engine>,
    /// What it depends on, by section and then as written.
    pub entries: Vec<Entry>,
    /// `imports` that lead to packages: the key and the first package specifier in its conditions.
    pub imports: Vec<(SmolStr, SmolStr)>,
}

/// A dependency as a manifest states it.
#[derive(Debug)]
pub struct Entry {
    /// The name that sources import.
    pub local: SmolStr,
    /// The package behind it; another one where the range is an alias.
    pub real: SmolStr,
    /// The range as written.
    pub range: SmolStr,
    /// Bytes of the range in the manifest.
    pub value: Range<usize>,
    /// Whether it is left to whoever depends on the package.
    pub peer: bool,
}

impl Manifest {
    /// Reads a manifest; `None` where there is none, or where it cannot be used (which is said).
    pub fn read(reader: &Reader, path: &Path) -> Option<Self> {
        let consequence = consequence(path);
        let text = reader.text(path, MAX_METADATA, consequence)?;
        let tree = manifest_tree(reader, path, &text, consequence)?;
        let mut entries = Vec::new();
        for section in SECTIONS {
            match last(&tree, section) {
                Some(ast::Value::Object(object)) => entries.extend(entries_of(object, section)),
                Some(_) => reader.problem(
                    path,
                    format!(
                        "\"{section}\" in {} is not an object; its versions are not used",
                        file_name(path)
                    ),
                ),
                None => {}
            }
        }
        Some(Self {
            path: path.to_path_buf(),
            name: text_of(last(&tree, "name")),
            space: Space::of_manifest(|key| Some(last(&tree, key)?.clone().into())),
            manager: text_of(last(&tree, "packageManager"))
                .and_then(|manager| manager.split('@').next().map(SmolStr::new)),
            engine: engine_of(last(&tree, "engines")),
            entries,
            imports: imports_of(last(&tree, "imports")),
        })
    }

    /// The dependency that sources import by this name.
    pub fn entry(&self, local: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.local == local)
    }
}

/// An installed copy of a package.
#[derive(Debug)]
pub struct Copy {
    /// Its real folder.
    pub dir: PathBuf,
    /// Its manifest, as the importing file sees it.
    pub manifest: PathBuf,
    /// Its own name.
    pub name: Option<SmolStr>,
    /// Its version.
    pub version: Option<Version>,
}

impl Copy {
    /// The copy in a folder of `node_modules`.
    pub fn read(reader: &Reader, dir: &Path) -> Option<Self> {
        #[derive(serde::Deserialize)]
        struct Fields {
            #[serde(default)]
            name: MaybeText,
            #[serde(default)]
            version: MaybeText,
        }
        let manifest = dir.join("package.json");
        let consequence = consequence(&manifest);
        let text = reader.text(&manifest, MAX_METADATA, consequence)?;
        let fields = serde_json::from_str::<Fields>(&text);
        if let Err(error) = &fields {
            let message = format!("package.json is not valid: {error}; {consequence}");
            reader.problem(&manifest, message);
        }
        let (name, version) =
            fields.map_or((None, None), |fields| (fields.name.0, fields.version.0));
        Some(Self {
            dir: reader.real(dir).unwrap_or_else(|| dir.to_path_buf()),
            manifest,
            name,
            version: version.and_then(|version| Version::parse(version).ok()),
        })
    }
}

/// Splits `npm:name@range`; `None` where a range is no alias.
pub fn alias(range: &str) -> Option<(&str, &str)> {
    let rest = range.trim_start().strip_prefix("npm:")?;
    let scoped = usize::from(rest.starts_with('@'));
    match rest.get(scoped..).and_then(|tail| tail.find('@')) {
        Some(at) => rest
            .split_at_checked(scoped + at)
            .map(|(name, range)| (name, range.trim_start_matches('@'))),
        None => Some((rest, "")),
    }
}

/// The package behind a name with this range.
pub fn real_name(local: &str, range: &str) -> SmolStr {
    // `npm:7.1.0` and `npm:^7` without a name are the same package.
    let other = alias(range).filter(|(name, _)| parse_range(name).is_none());
    SmolStr::new(other.map_or(local, |(name, _)| name))
}

fn entries_of(object: &ast::Object<'_>, section: &str) -> Vec<Entry> {
    let entry = |property: &ast::ObjectProp<'_>| {
        let ast::Value::StringLit(value) = &property.value else {
            return None;
        };
        let local = SmolStr::new(property.name.as_str());
        let real = real_name(&local, &value.value);
        Some(Entry {
            local,
            real,
            range: SmolStr::new(&value.value),
            value: value.range.start + 1..value.range.end.saturating_sub(1),
            peer: section == "peerDependencies",
        })
    };
    // Of a name that stands twice the last counts.
    let mut entries: Vec<Entry> = Vec::new();
    for entry in object.properties.iter().filter_map(entry) {
        entries.retain(|other| other.local != entry.local);
        entries.push(entry);
    }
    entries
}

fn engine_of(value: Option<&ast::Value<'_>>) -> Option<Engine> {
    let ast::Value::StringLit(node) = last(value?.as_object()?, "node")? else {
        return None;
    };
    Some(Engine {
        range: SmolStr::new(&node.value),
        value: node.range.start + 1..node.range.end.saturating_sub(1),
    })
}

fn imports_of(value: Option<&ast::Value<'_>>) -> Vec<(SmolStr, SmolStr)> {
    let Some(ast::Value::Object(object)) = value else {
        return Vec::new();
    };
    object
        .properties
        .iter()
        .filter_map(|property| {
            let target = first_target(&property.value)?;
            let is_package = !target.starts_with(['.', '/', '#']);
            is_package.then(|| (SmolStr::new(property.name.as_str()), target))
        })
        .collect()
}

/// The first target among conditions.
fn first_target(value: &ast::Value<'_>) -> Option<SmolStr> {
    match value {
        ast::Value::StringLit(text) => Some(SmolStr::new(&text.value)),
        ast::Value::Object(object) => object
            .properties
            .iter()
            .find_map(|property| first_target(&property.value)),
        ast::Value::Array(array) => array.elements.iter().find_map(first_target),
        _ => None,
    }
}

/// The value of a key; the last one counts where it stands twice.
fn last<'a, 'b>(object: &'b ast::Object<'a>, key: &str) -> Option<&'b ast::Value<'a>> {
    object
        .properties
        .iter()
        .rfind(|property| property.name.as_str() == key)
        .map(|property| &property.value)
}

fn text_of(value: Option<&ast::Value<'_>>) -> Option<SmolStr> {
    value?.as_string_lit().map(|text| SmolStr::new(&text.value))
}
