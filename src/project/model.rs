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
    scope::{Reader, in_node_modules},
};

/// Extensions of files that can be sources.
const SOURCES: [&str; 8] = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];

/// Manifests, lockfiles and module resolution of a workspace. Immutable: what is read once stays, and a change on disk
/// makes a new value (`renewed`). Questions may be asked from many threads.
#[derive(Debug)]
pub struct Project {
    folders: Vec<PathBuf>,
    covered: Arc<FxHashSet<SmolStr>>,
    assume: BTreeMap<String, Version>,
    reader: Arc<Reader>,
    modules: Modules,
    manifests: Cache<Option<Arc<Manifest>>>,
    lockfiles: Cache<Option<Arc<Lockfile>>>,
    copies: Cache<Option<Arc<Copy>>>,
    seen: Cache<Arc<Seen>>,
    resolved: Cache<Resolved>,
}

/// What stands behind a name in a folder.
#[derive(Debug)]
struct Seen {
    /// The package; another one than the name where it is an alias.
    real: SmolStr,
    installed: Installed,
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

    /// What a specifier means in a file.
    #[must_use]
    pub fn resolve(&self, from: &Path, specifier: &str) -> Resolved {
        let resolve = || self.resolve_now(from, specifier, 0);
        self.resolved.of_named(from, specifier, resolve)
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

    /// Whether a change of this file can change versions or what specifiers mean: a manifest, a lockfile, a
    /// configuration of the compiler, or something in `node_modules`.
    #[must_use]
    pub fn concerns(path: &Path) -> bool {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return false;
        };
        let is_config = (name.starts_with("tsconfig") || name.starts_with("jsconfig"))
            && name.ends_with(".json");
        name == "package.json"
            || is_config
            || lockfile::names().any(|known| known == name)
            || in_node_modules(path)
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

    fn manifests_above(&self, dir: &Path) -> Vec<Arc<Manifest>> {
        self.reader
            .upwards(dir)
            .filter_map(|dir| self.manifest_in(dir))
            .collect()
    }

    fn manifest_in(&self, dir: &Path) -> Option<Arc<Manifest>> {
        let read = || Manifest::read(&self.reader, &dir.join("package.json")).map(Arc::new);
        self.manifests.of(dir, read)
    }

    fn lockfile_in(&self, dir: &Path) -> Option<Arc<Lockfile>> {
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
    fn seen(&self, dir: &Path, local: &str) -> Arc<Seen> {
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

    fn resolve_now(&self, from: &Path, specifier: &str, depth: usize) -> Resolved {
        let is_plain = !specifier.is_empty() && !specifier.contains(['?', '\0']);
        if !is_plain || !self.reader.inside(from) && !in_node_modules(from) {
            return Resolved::Other;
        }
        if let Some(found) = self.modules.own(from, specifier) {
            return self.means(from, specifier, &found);
        }
        if specifier.starts_with('#') {
            return self.resolve_import(from, specifier, depth);
        }
        let Some((name, entry)) = bare(specifier) else {
            return Resolved::Other;
        };
        let dir = from.parent().unwrap_or(from);
        if let Some(package) = self.package(dir, name, &entry) {
            return package;
        }
        self.resolve_member(from, name, specifier)
    }

    /// A covered package, under its own name or an alias.
    fn package(&self, dir: &Path, local: &str, entry: &str) -> Option<Resolved> {
        let is_alias = || {
            self.manifests_above(dir).iter().any(|manifest| {
                let entry = manifest.entry(local);
                entry.is_some_and(|entry| self.covered.contains(&entry.real))
            })
        };
        if !self.covered.contains(local) && !is_alias() {
            return None;
        }
        let seen = self.seen(dir, local);
        self.covered
            .contains(&seen.real)
            .then(|| Resolved::Package {
                name: seen.real.clone(),
                entry: SmolStr::new(entry),
                installed: seen.installed.clone(),
            })
    }

    /// A package of the workspace: `node_modules` or a lockfile leads to its folder.
    fn resolve_member(&self, from: &Path, name: &str, specifier: &str) -> Resolved {
        let dir = from.parent().unwrap_or(from);
        let linked = self.reader.upwards(dir).find_map(|dir| {
            let path = dir.join("node_modules").join(name);
            self.reader.kind(&path).map(|_| path)
        });
        let found = match linked {
            Some(linked) if self.reader.source(&linked).is_some() => {
                self.modules.installed(from, specifier)
            }
            Some(_) => None,
            None => self.member_in_lockfile(dir, name).and_then(|folder| {
                let rest = specifier.get(name.len()..).unwrap_or_default();
                let itself = folder.join("package.json");
                self.modules
                    .own(&itself, specifier)
                    .or_else(|| self.modules.own(&itself, &format!(".{rest}")))
            }),
        };
        found.map_or(Resolved::Other, |found| self.means(from, specifier, &found))
    }

    fn member_in_lockfile(&self, dir: &Path, name: &str) -> Option<PathBuf> {
        self.reader.upwards(dir).find_map(|above| {
            let lockfile = self.lockfile_in(above)?;
            match lockfile.pin(dir, name)? {
                Pin::Folder(folder) => Some(folder.clone()),
                Pin::Version(..) => None,
            }
        })
    }

    /// A key of the manifest's `imports` that leads to a package.
    fn resolve_import(&self, from: &Path, specifier: &str, depth: usize) -> Resolved {
        let dir = from.parent().unwrap_or(from);
        let manifest = self
            .reader
            .upwards(dir)
            .find_map(|dir| self.manifest_in(dir));
        let target = manifest.as_ref().and_then(|manifest| {
            let mut imports = manifest.imports.iter();
            imports.find(|(key, _)| key == specifier)
        });
        match target {
            Some((_, target)) if depth == 0 => self.resolve_now(from, target, depth + 1),
            _ => Resolved::Other,
        }
    }

    /// What a file that was found means: a source of the workspace, or part of a covered package that a path led to.
    fn means(&self, from: &Path, specifier: &str, found: &Path) -> Resolved {
        if let Some(source) = self.reader.source(found) {
            let extension = source.extension().and_then(|extension| extension.to_str());
            return match extension {
                Some(extension) if SOURCES.contains(&extension) => Resolved::File(source),
                _ => Resolved::Other,
            };
        }
        let dir = from.parent().unwrap_or(from);
        let Some((root, name)) = package_of(found) else {
            return Resolved::Other;
        };
        let entry = match bare(specifier) {
            Some((named, entry)) if named == name => entry,
            _ if found
                .file_stem()
                .is_some_and(|stem| stem.to_string_lossy().starts_with("index")) =>
            {
                ".".to_owned()
            }
            _ => return Resolved::Other,
        };
        // The copy that the path names, not the one that the importing file would see.
        let owner = root
            .parent()
            .filter(|dir| self.reader.inside(dir))
            .unwrap_or(dir);
        self.package(owner, &name, &entry)
            .unwrap_or(Resolved::Other)
    }
}

/// `@scope/name/sub` into (`@scope/name`, `./sub`); `None` where a specifier is not bare.
fn bare(specifier: &str) -> Option<(&str, String)> {
    if specifier.starts_with(['.', '/', '#']) {
        return None;
    }
    let scoped = match specifier.strip_prefix('@') {
        Some(rest) => rest.find('/')? + 2,
        None => 0,
    };
    let end = specifier
        .get(scoped..)?
        .find('/')
        .map_or(specifier.len(), |at| scoped + at);
    let (name, rest) = specifier.split_at_checked(end)?;
    let rest = rest.trim_end_matches('/');
    Some((name, format!(".{rest}")))
}

/// The innermost `node_modules` folder on a path, and the package in it.
fn package_of(path: &Path) -> Option<(&Path, String)> {
    let root = path.ancestors().find(|dir| dir.ends_with("node_modules"))?;
    let mut rest = path.strip_prefix(root).ok()?.iter();
    let first = rest.next()?.to_str()?;
    if !first.starts_with('@') {
        return Some((root, first.to_owned()));
    }
    Some((root, format!("{first}/{}", rest.next()?.to_str()?)))
}

fn unknown() -> Installed {
    Installed {
        version: None,
        range: None,
        provenance: Provenance::Unknown,
        source: None,
        copy: None,
        lockfile: None,
    }
}
