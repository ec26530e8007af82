//! The project: which version of a package a file sees, and what a specifier means in it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use nodejs_semver::Version;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::{
    Dependency, FileKind, Files, Installed, Problem, Provenance, Resolved,
    cache::Cache,
    lockfile::{self, Lockfile, Pin},
    manifest::{Copy, Entry, Manifest},
    modules::Modules,
    resolve::Member,
    scope::{Reader, in_node_modules},
};

/// Manifests, lockfiles and module resolution of a workspace. Immutable: what is read once stays, and a change on disk
/// makes a new value (`renewed`). Questions may be asked from many threads.
#[derive(Debug)]
pub struct Project {
    folders: Vec<PathBuf>,
    pub(super) covered: Arc<FxHashSet<SmolStr>>,
    pub(super) assume: BTreeMap<String, Version>,
    pub(super) reader: Arc<Reader>,
    pub(super) modules: Modules,
    manifests: Cache<Option<Arc<Manifest>>>,
    lockfiles: Cache<Option<Arc<Lockfile>>>,
    copies: Cache<Option<Arc<Copy>>>,
    seen: Cache<Arc<Seen>>,
    pub(super) members: Cache<Member>,
    pub(super) resolved: Cache<Resolved>,
}

/// What stands behind a name in a folder.
#[derive(Debug)]
pub(super) struct Seen {
    /// The package; another one than the name where it is an alias.
    pub(super) real: SmolStr,
    pub(super) installed: Installed,
}

impl Project {
    /// The project of these workspace folders. `covered` names the packages of interest, `assume` versions that go
    /// over everything that is found. Reads nothing yet.
    #[must_use]
    pub fn new(
        files: Arc<dyn Files>,
        folders: Vec<PathBuf>,
        covered: Vec<SmolStr>,
        assume: BTreeMap<String, Version>,
    ) -> Self {
        let reader = Arc::new(Reader::new(files, &folders));
        Self {
            folders,
            covered: Arc::new(covered.into_iter().collect()),
            assume,
            modules: Modules::new(Arc::clone(&reader)),
            reader,
            manifests: Cache::default(),
            lockfiles: Cache::default(),
            copies: Cache::default(),
            seen: Cache::default(),
            members: Cache::default(),
            resolved: Cache::default(),
        }
    }

    /// The version of a package that a file at `from` sees.
    #[must_use]
    pub fn installed(&self, from: &Path, package: &str) -> Installed {
        let dir = from.parent().unwrap_or(from);
        let seen = self.seen(dir, package);
        let is_known = seen.installed.provenance != Provenance::Unknown;
        if seen.real == package && is_known {
            return seen.installed.clone();
        }
        let aliases = self.manifests_above(dir);
        let alias = aliases.iter().find_map(|manifest| {
            let mut entries = manifest.entries.iter();
            entries.find(|entry| entry.real == package && entry.local != package)
        });
        let seen = match alias {
            Some(alias) => self.seen(dir, &alias.local),
            None => seen,
        };
        if seen.real == package {
            seen.installed.clone()
        } else {
            unknown()
        }
    }

    /// Dependencies on covered packages in the manifests that hold for a file or a folder, the nearest manifest first.
    #[must_use]
    pub fn dependencies(&self, path: &Path) -> Vec<Dependency> {
        let mut out = Vec::new();
        for manifest in self.manifests_above(self.folder_of(path)) {
            let Some(dir) = manifest.path.parent() else {
                continue;
            };
            for entry in &manifest.entries {
                if !self.covered.contains(&entry.real) {
                    continue;
                }
                out.push(Dependency {
                    name: entry.real.clone(),
                    manifest: manifest.path.clone(),
                    range: entry.range.clone(),
                    value: entry.value.clone(),
                    installed: self.seen(dir, &entry.local).installed.clone(),
                });
            }
        }
        out
    }

    /// The manifests that hold for a file or a folder, the nearest first.
    #[must_use]
    pub fn manifests(&self, path: &Path) -> Vec<PathBuf> {
        self.manifests_above(self.folder_of(path))
            .iter()
            .map(|manifest| manifest.path.clone())
            .collect()
    }

    /// The project after files were created, changed or deleted. Manifests and lockfiles that did not change stay as
    /// they were read; everything else is looked at anew.
    #[must_use]
    pub fn renewed(&self, files: Arc<dyn Files>, changed: &[PathBuf]) -> Self {
        let is_changed = |path: &Path| changed.iter().any(|changed| path.starts_with(changed));
        let is_lockfile_changed = |dir: &Path| {
            let modules = dir.join("node_modules");
            lockfile::names().any(|name| is_changed(&dir.join(name)))
                || changed.iter().any(|changed| changed.starts_with(&modules))
        };
        let keep_manifest = |dir: &Path| !is_changed(&dir.join("package.json"));
        let keep_lockfile = |dir: &Path| keep_manifest(dir) && !is_lockfile_changed(dir);
        let covered = self.covered.iter().cloned().collect();
        let renewed = Self {
            manifests: self.manifests.kept(keep_manifest),
            lockfiles: self.lockfiles.kept(keep_lockfile),
            ..Self::new(files, self.folders.clone(), covered, self.assume.clone())
        };
        for Problem { path, message } in self.problems() {
            let dir = path.parent().unwrap_or(&path);
            let is_kept = if path.ends_with("package.json") {
                keep_manifest(dir) && !in_node_modules(dir)
            } else {
                lockfile::names().any(|name| path.ends_with(name)) && keep_lockfile(dir)
            };
            if is_kept {
                renewed.reader.problem(&path, message);
            }
        }
        renewed
    }

    /// Whether a change of this file's content can change versions or what specifiers mean: a manifest, a lockfile, a
    /// configuration of the compiler, something in `node_modules`, whatever else was read. (A source that comes or
    /// goes changes what specifiers mean, too.)
    #[must_use]
    pub fn concerns(&self, path: &Path) -> bool {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return false;
        };
        let is_config = (name.starts_with("tsconfig") || name.starts_with("jsconfig"))
            && name.ends_with(".json");
        name == "package.json"
            || is_config
            || lockfile::names().any(|known| known == name)
            || in_node_modules(path)
            || self.reader.has_read(path)
    }

    /// What went wrong so far, by path.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        self.reader.problems()
    }

    fn folder_of<'a>(&self, path: &'a Path) -> &'a Path {
        if self.reader.kind(path) == Some(FileKind::Dir) {
            return path;
        }
        path.parent().unwrap_or(path)
    }

    pub(super) fn manifests_above(&self, dir: &Path) -> Vec<Arc<Manifest>> {
        self.reader
            .upwards(dir)
            .filter_map(|dir| self.manifest_in(dir))
            .collect()
    }

    pub(super) fn manifest_in(&self, dir: &Path) -> Option<Arc<Manifest>> {
        let read = || Manifest::read(&self.reader, &dir.join("package.json")).map(Arc::new);
        self.manifests.of(dir, read)
    }

    pub(super) fn lockfile_in(&self, dir: &Path) -> Option<Arc<Lockfile>> {
        self.lockfiles.of(dir, || {
            let manifest = self.manifest_in(dir);
            let manager = manifest
                .as_ref()
                .and_then(|manifest| manifest.manager.as_deref());
            let covered = |name: &str| self.covered.contains(name);
            Lockfile::read(&self.reader, dir, manager, &covered).map(Arc::new)
        })
    }

    /// The copy in the `node_modules` of one folder.
    fn copy_in(&self, dir: &Path, local: &str) -> Option<Arc<Copy>> {
        self.copies.of_named(dir, local, || {
            let modules = dir.join("node_modules");
            Copy::read(&self.reader, &modules.join(local)).map(Arc::new)
        })
    }

    /// What stands behind a name in a folder.
    pub(super) fn seen(&self, dir: &Path, local: &str) -> Arc<Seen> {
        self.seen
            .of_named(dir, local, || Arc::new(self.look(dir, local)))
    }

    fn look(&self, dir: &Path, local: &str) -> Seen {
        let manifests = self.manifests_above(dir);
        let stated = manifests
            .iter()
            .find_map(|manifest| Some((manifest, manifest.entry(local)?)));
        let copy = self
            .reader
            .upwards(dir)
            .filter(|dir| !dir.ends_with("node_modules"))
            .find_map(|dir| self.copy_in(dir, local));
        let pinned = self.reader.upwards(dir).find_map(|above| {
            let lockfile = self.lockfile_in(above)?;
            match lockfile.pin(dir, local)? {
                Pin::Version(name, version) => {
                    Some((lockfile.path.clone(), name.clone(), version.clone()))
                }
                Pin::Folder(_) => None,
            }
        });
        let real = copy
            .as_ref()
            .and_then(|copy| copy.name.clone())
            .or_else(|| pinned.as_ref().map(|(_, name, _)| name.clone()))
            .or_else(|| stated.map(|(_, entry)| entry.real.clone()))
            .unwrap_or_else(|| SmolStr::new(local));
        let installed = Installed {
            range: stated.map(|(_, entry)| entry.range.clone()),
            ..self.weigh(&real, copy.as_deref(), pinned, stated)
        };
        let is_lost = manifests.is_empty() && installed.provenance == Provenance::Unknown;
        if is_lost
            && self.covered.contains(&real)
            && let Some(top) = self.reader.top_of(dir)
        {
            let message = "there is no package.json, so the versions in use are not known";
            self.reader.problem(top, message.to_owned());
        }
        Seen { real, installed }
    }

    /// Which of the sources counts: assumed, copy, lockfile, range.
    fn weigh(
        &self,
        real: &str,
        copy: Option<&Copy>,
        pinned: Option<(PathBuf, SmolStr, Version)>,
        stated: Option<(&Arc<Manifest>, &Entry)>,
    ) -> Installed {
        if let Some(version) = self.assume.get(real) {
            return Installed {
                version: Some(version.clone()),
                provenance: Provenance::Assumed,
                ..unknown()
            };
        }
        let pinned = pinned.filter(|(_, name, _)| name == real);
        let dir = copy.map(|copy| copy.dir.clone());
        if let Some(copy) = copy
            && let Some(version) = &copy.version
        {
            let locked = pinned.map(|(_, _, locked)| locked);
            return Installed {
                version: Some(version.clone()),
                provenance: Provenance::NodeModules,
                source: Some(copy.manifest.clone()),
                copy: dir,
                lockfile: locked.filter(|locked| locked != version),
                ..unknown()
            };
        }
        if let Some((source, _, version)) = pinned {
            return Installed {
                version: Some(version),
                provenance: Provenance::Lockfile,
                source: Some(source),
                copy: dir,
                ..unknown()
            };
        }
        match stated {
            Some((manifest, _)) => Installed {
                provenance: Provenance::Range,
                source: Some(manifest.path.clone()),
                copy: dir,
                ..unknown()
            },
            None => Installed {
                copy: dir,
                ..unknown()
            },
        }
    }
}

/// Nothing is known.
pub fn unknown() -> Installed {
    Installed {
        version: None,
        range: None,
        provenance: Provenance::Unknown,
        source: None,
        copy: None,
        lockfile: None,
    }
}
