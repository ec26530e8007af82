//! Lockfiles: which version of a package a folder gets. One reader per package manager gives the same small table;
//! a new package manager is a new `Kind` and a new reader.

mod npm;
mod pnpm;

use std::path::{Path, PathBuf};

use nodejs_semver::Version;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{
    FileKind,
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
    ("bun.lockb", Kind::Bun),
    ("npm-shrinkwrap.json", Kind::Npm),
    ("package-lock.json", Kind::Npm),
];

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

/// What a lockfile says of a name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pin {
    /// A version of a package: its real name, the version.
    Version(SmolStr, Version),
    /// A folder of the workspace.
    Folder(PathBuf),
}

/// A lockfile, as far as it is of interest.
#[derive(Debug)]
pub struct Lockfile {
    /// Its path.
    pub path: PathBuf,
    kind: Kind,
    dir: PathBuf,
    /// By importing folder and by name; the folder is that whose `node_modules` would hold the package.
    pins: FxHashMap<PathBuf, FxHashMap<SmolStr, Pin>>,
}

impl Lockfile {
    /// The lockfile of a folder, if it has one. `manager` is the package manager that its manifest asks for. Only
    /// packages named in `covered` and folders of the workspace are kept.
    pub fn read(
        reader: &Reader,
        dir: &Path,
        manager: Option<&str>,
        covered: &dyn Fn(&str) -> bool,
    ) -> Option<Self> {
        let (path, kind) = choose(reader, dir, manager)?;
        let consequence = "its versions are not used";
        let pins = match kind {
            Kind::Npm => {
                let text = reader.text(&path, MAX_LOCKFILE, consequence)?;
                npm::pins(&text, dir, covered)
            }
            Kind::Pnpm => {
                let text = reader.text(&path, MAX_LOCKFILE, consequence)?;
                pnpm::pins(&text, dir, covered)
            }
            Kind::Yarn | Kind::Bun => Ok(Pins::default()),
        };
        let pins = pins.unwrap_or_else(|error| {
            let name = file_name(&path);
            reader.problem(&path, format!("{name} {error}; {consequence}"));
            Pins::default()
        });
        Some(Self {
            path,
            kind,
            dir: dir.to_path_buf(),
            pins,
        })
    }

    /// What a file in `dir` gets for `local`, as Node walks upwards.
    pub fn pin(&self, dir: &Path, local: &str) -> Option<&Pin> {
        // pnpm's store has a layout of its own; what lies in it is not what the importers say.
        if self.kind == Kind::Pnpm && in_node_modules(dir) {
            return None;
        }
        dir.ancestors()
            .take_while(|dir| dir.starts_with(&self.dir))
            .find_map(|dir| self.pins.get(dir)?.get(local))
    }
}

type Pins = FxHashMap<PathBuf, FxHashMap<SmolStr, Pin>>;

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
