//! Lockfiles: which version of a package a folder gets. One reader per package manager gives the same small table;
//! a new package manager is a new `Kind` and a new reader.

mod bun;
mod npm;
mod pnpm;
mod yarn;

use std::path::{Path, PathBuf};

use nodejs_semver::Version;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{
    FileKind,
    range::{bare, parse_range},
    scope::{MAX_LOCKFILE, Reader, file_name, in_node_modules},
};

/// A package manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pnpm,
    Yarn,
    Bun,
    Npm,
}

/// Lockfiles by name. Where several lie in one folder and nothing tells them apart, the first one here counts.
const NAMES: [(&str, Kind); 6] = [
    ("pnpm-lock.yaml", Kind::Pnpm),
    ("yarn.lock", Kind::Yarn),
    ("bun.lock", Kind::Bun),
    (BINARY, Kind::Bun),
    ("npm-shrinkwrap.json", Kind::Npm),
    ("package-lock.json", Kind::Npm),
];

/// The lockfile in a form of its own.
const BINARY: &str = "bun.lockb";
/// What follows from a lockfile that cannot be read.
const CONSEQUENCE: &str = "its versions are not used";

/// What package managers leave in `node_modules`.
const MARKS: [(&str, Kind); 4] = [
    (".modules.yaml", Kind::Pnpm),
    (".yarn-integrity", Kind::Yarn),
    (".yarn-state.yml", Kind::Yarn),
    (".package-lock.json", Kind::Npm),
];

/// The names of lockfiles.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// A version of a package, as a lockfile says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The package's real name.
    pub name: SmolStr,
    /// The version.
    pub version: Version,
}

/// Pins by the folder whose `node_modules` would hold the package, and by the name that sources import.
type Places = FxHashMap<PathBuf, FxHashMap<SmolStr, Pin>>;
/// Pins by the name that sources import, with the range that they answer to.
type Ranges = FxHashMap<SmolStr, Vec<(SmolStr, Pin)>>;

#[derive(Debug)]
enum Pins {
    Places(Places),
    Ranges(Ranges),
}

/// What the manifests ask of a lockfile.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The name that sources import.
    pub local: &'a str,
    /// What decides (an override, a catalog), and what the manifest says.
    pub ranges: [&'a str; 2],
}

/// A lockfile, as far as it is of interest.
#[derive(Debug)]
pub struct Lockfile {
    /// Its path.
    pub path: PathBuf,
    kind: Kind,
    dir: PathBuf,
    pins: Pins,
}

impl Lockfile {
    /// The lockfile of a folder, if it has one. `manager` is the package manager that its manifest asks for. Only
    /// packages named in `covered` are kept.
    pub fn read(
        reader: &Reader,
        dir: &Path,
        manager: Option<&str>,
        covered: &dyn Fn(&str) -> bool,
    ) -> Option<Self> {
        let (path, kind) = choose(reader, dir, manager)?;
        let mut lockfile = Self {
            path,
            kind,
            dir: dir.to_path_buf(),
            pins: Pins::Places(Places::default()),
        };
        if lockfile.is_binary() {
            return Some(lockfile);
        }
        let text = reader.text(&lockfile.path, MAX_LOCKFILE, CONSEQUENCE)?;
        match pins(kind, &text, dir, covered) {
            Ok(pins) => lockfile.pins = pins,
            Err(error) => {
                let name = file_name(&lockfile.path);
                reader.problem(&lockfile.path, format!("{name} {error}; {CONSEQUENCE}"));
            }
        }
        Some(lockfile)
    }

    /// Whether it is in a form that is not read.
    pub fn is_binary(&self) -> bool {
        self.path.ends_with(BINARY)
    }

    /// What a file in `dir` gets.
    pub fn pin(&self, dir: &Path, asked: &Asked<'_>) -> Option<&Pin> {
        match &self.pins {
            // pnpm's store has a layout of its own; what lies in it is not what the importers say.
            Pins::Places(_) if self.kind == Kind::Pnpm && in_node_modules(dir) => None,
            // As Node walks upwards.
            Pins::Places(places) => dir
                .ancestors()
                .take_while(|dir| dir.starts_with(&self.dir))
                .find_map(|dir| places.get(dir)?.get(asked.local)),
            Pins::Ranges(_) if in_node_modules(dir) => None,
            Pins::Ranges(ranges) => resolved(ranges.get(asked.local)?, asked),
        }
    }
}

/// The one of several resolutions that is asked for. Where none answers to the range as it is written (the resolution of
/// another one decides), only a version that is the only one of its name, and fits, is meant.
fn resolved<'a>(pins: &'a [(SmolStr, Pin)], asked: &Asked<'_>) -> Option<&'a Pin> {
    let exact = asked.ranges.iter().find_map(|range| {
        let range = yarn::normal(range);
        pins.iter().find(|(known, _)| known == range)
    });
    if let Some((_, pin)) = exact {
        return Some(pin);
    }
    let (_, first) = pins.first()?;
    let is_only = pins.iter().all(|(_, pin)| pin == first);
    let [range, _] = asked.ranges;
    let fits = parse_range(&bare(range)).is_some_and(|range| range.satisfies(&first.version));
    (is_only && fits).then_some(first)
}

fn pins(
    kind: Kind,
    text: &str,
    dir: &Path,
    covered: &dyn Fn(&str) -> bool,
) -> Result<Pins, String> {
    if kind != Kind::Yarn && text.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    let is_json = matches!(kind, Kind::Npm | Kind::Bun);
    if !is_json && is_conflicted(text) {
        return Err("holds merge conflicts".to_owned());
    }
    let json = |error: serde_json::Error| match error.classify() {
        _ if is_conflicted(text) => "holds merge conflicts".to_owned(),
        serde_json::error::Category::Data => "does not hold an object".to_owned(),
        _ => format!("is not valid JSON: {error}"),
    };
    match kind {
        Kind::Npm => npm::pins(text, dir, covered)
            .map(Pins::Places)
            .map_err(json),
        Kind::Bun => bun::pins(text, dir, covered)
            .map(Pins::Places)
            .map_err(json),
        Kind::Pnpm => pnpm::pins(text, dir, covered).map(Pins::Places),
        Kind::Yarn => yarn::pins(text, covered).map(Pins::Ranges),
    }
}

fn is_conflicted(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("<<<<<<< "))
}

/// `@scope/name@9.3.1` into (`@scope/name`, `9.3.1`).
fn split_at_sign(text: &str) -> Option<(&str, &str)> {
    let at = text.get(1..)?.find('@')? + 1;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The lockfile that counts in a folder: that of the package manager which the manifest asks for, or which installed
/// what is there.
fn choose(reader: &Reader, dir: &Path, manager: Option<&str>) -> Option<(PathBuf, Kind)> {
    let is_file = |path: &Path| reader.kind(path) == Some(FileKind::File);
    let present: Vec<(PathBuf, Kind)> = NAMES
        .iter()
        .map(|(name, kind)| (dir.join(name), *kind))
        .filter(|(path, _)| is_file(path))
        .collect();
    if present.len() < 2 {
        return present.into_iter().next();
    }
    let asked = match manager {
        Some("npm") => Some(Kind::Npm),
        Some("pnpm") => Some(Kind::Pnpm),
        Some("yarn") => Some(Kind::Yarn),
        Some("bun") => Some(Kind::Bun),
        _ => None,
    };
    let modules = dir.join("node_modules");
    let wanted = asked.or_else(|| {
        let mark = MARKS.iter().find(|(name, _)| is_file(&modules.join(name)));
        mark.map(|(_, kind)| *kind)
    });
    let chosen = present.iter().position(|(_, kind)| Some(*kind) == wanted);
    present.into_iter().nth(chosen.unwrap_or(0))
}
