//! What stands around the sources: manifests and lockfiles (which version is installed, and how we know), module
//! resolution (which file or package a specifier means), and the one trait through which anything is read.

mod built;
mod cache;
mod env;
mod files;
mod json;
mod lockfile;
mod manifest;
mod members;
mod memory;
mod model;
mod modules;
mod neighbours;
mod next;
mod range;
mod resolve;
mod runtime;
mod scope;
mod sheet;
mod space;
mod stated;
mod tsconfig;
mod workflow;

#[cfg(test)]
mod tests;

pub use env::{EnvEntry, EnvFile, entries as env_entries, is_env_name, is_sample_name};
pub use files::{DirEntry, FileKind, Files};
pub use memory::MemoryFiles;
pub use model::Project;
pub use next::{EXTENSIONS, Hook, NextApp};
pub use range::parse_range;
pub use runtime::{NodeVersion, node_versions};
pub use scope::repository_root;
pub use sheet::Sheet;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use nodejs_semver::Version;
use smol_str::SmolStr;

/// Where a version was read.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// The installed copy's own `package.json`.
    #[serde(rename = "node_modules")]
    NodeModules,
    /// A lockfile.
    Lockfile,
    /// The range in a manifest.
    Range,
    /// `--assume`.
    Assumed,
    /// The import path (Go's major version).
    ImportPath,
    /// Python's site-packages.
    SitePackages,
    /// Nothing tells.
    Unknown,
}

/// The version of a package that a file sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The version; `None` where only a range is known, or nothing is.
    pub version: Option<Version>,
    /// The range of versions that a manifest asks for, if it names the package: overrides and catalogs followed,
    /// aliases and protocols taken off.
    pub range: Option<SmolStr>,
    /// Where the version (or the range) was read.
    pub provenance: Provenance,
    /// The file that it was read from.
    pub source: Option<PathBuf>,
    /// The folder of the installed copy: its identity where there are two. `None` unless it is installed.
    pub copy: Option<PathBuf>,
    /// What the lockfile says, if it disagrees with the installed copy.
    pub lockfile: Option<Version>,
    /// The installed package that brings this copy for itself; `None` for the app's own, which a peer shares. Two of one
    /// version may lie in one folder today and still be two after an upgrade.
    pub brought_by: Option<Arc<Bringer>>,
}

/// An installed package that depends on another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bringer {
    /// Its name.
    pub name: SmolStr,
    /// Its version.
    pub version: Option<Version>,
}

/// What a specifier means in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A source file of the workspace (or of a workspace package).
    File(PathBuf),
    /// A package that is covered by tables: its name (the real one behind an `npm:` alias), its entry (`.` or
    /// `./worker`), and the copy that this file sees.
    Package {
        /// The package's name.
        name: SmolStr,
        /// The entry point, `.` for the root.
        entry: SmolStr,
        /// Which copy.
        installed: Arc<Installed>,
    },
    /// Another package, a builtin, or nothing at all: not ours to know.
    Other,
}

/// Something that went wrong outside the sources: said once, work goes on.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema,
)]
pub struct Problem {
    /// The file that it is about.
    pub path: PathBuf,
    /// What is wrong and what follows from it.
    pub message: String,
}

/// A dependency on a covered package, as a manifest states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The package's real name.
    pub name: SmolStr,
    /// The manifest.
    pub manifest: PathBuf,
    /// The range in it, as written.
    pub range: SmolStr,
    /// Bytes of the value in the manifest, quotes left out.
    pub value: std::ops::Range<usize>,
    /// What is installed.
    pub installed: Arc<Installed>,
}

/// The range of Node that a manifest asks for (`engines.node`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// The range, as written.
    pub range: SmolStr,
    /// Bytes of the value in the manifest, quotes left out.
    pub value: std::ops::Range<usize>,
}

/// The nearest folder at or above `path` that satisfies `found`, not above `top`.
pub fn nearest<'a>(
    path: &'a Path,
    top: &Path,
    mut found: impl FnMut(&Path) -> bool,
) -> Option<&'a Path> {
    path.ancestors()
        .take_while(|dir| dir.starts_with(top))
        .find(|dir| found(dir))
}
