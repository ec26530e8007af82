//! The project: which version of a package a file sees, and what a specifier means in it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use ignore::{Match, gitignore::GitignoreBuilder};
use nodejs_semver::Version;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::{
    Bringer, Dependency, Engine, FileKind, Files, Installed, Problem, Provenance, Resolved, Sheet,
    cache::Cache,
    env::{self, EnvFile},
    lockfile::{self, Asked, Lockfile, Pin},
    manifest::{Copy, Manifest},
    modules::Modules,
    neighbours::Neighbours,
    scope::{Reader, in_node_modules},
    space,
    stated::{Root, Stated},
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
    pub(super) roots: Cache<Option<Arc<Root>>>,
    pub(super) members: Cache<Option<PathBuf>>,
    pub(super) neighbours: Neighbours,
    pub(super) resolved: Cache<Resolved>,
    /// Whether a path is a folder.
    folder: Cache<bool>,
    /// Dependencies on covered packages that hold in a folder.
    covering: Cache<Arc<[Dependency]>>,
    env: Cache<Arc<[EnvFile]>>,
}

/// What the names of WorkOS' packages start with.
const VENDORS: [&str; 2] = ["@workos-inc/", "@workos/"];

fn is_vendors(name: &str) -> bool {
    VENDORS.iter().any(|start| name.starts_with(start))
}

/// Packages that are followed beside the covered ones, because changes of those depend on them.
const FOLLOWED: [&str; 3] = ["next", "react", "react-dom"];

/// What stands behind a name in a folder.
#[derive(Debug)]
pub(super) struct Seen {
    /// The package; another one than the name where it is an alias.
    pub(super) real: SmolStr,
    pub(super) installed: Arc<Installed>,
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
            roots: Cache::default(),
            members: Cache::default(),
            neighbours: Neighbours::default(),
            resolved: Cache::default(),
            folder: Cache::default(),
            covering: Cache::default(),
            env: Cache::default(),
        }
    }

    /// The version of a package that a file at `from` sees.
    #[must_use]
    pub fn installed(&self, from: &Path, package: &str) -> Arc<Installed> {
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
            Arc::new(unknown())
        }
    }

    /// Dependencies on covered packages in the manifests that hold for a file or a folder, the nearest manifest first.
    #[must_use]
    pub fn dependencies(&self, path: &Path) -> Arc<[Dependency]> {
        let dir = self.folder_of(path);
        self.covering.of(dir, || {
            let stated = self.stated_above(dir, |name| self.covered.contains(name));
            stated.into()
        })
    }

    /// Dependencies on packages of WorkOS that are not covered.
    #[must_use]
    pub fn uncovered(&self, path: &Path) -> Vec<Dependency> {
        self.stated_above(self.folder_of(path), |name| {
            is_vendors(name) && !self.covered.contains(name)
        })
    }

    /// Dependencies on covered packages in the packages of the workspace whose root holds a file.
    #[must_use]
    pub fn dependencies_of_members(&self, path: &Path) -> Vec<Dependency> {
        let Some(root) = self.root_of(self.folder_of(path)) else {
            return Vec::new();
        };
        let mut folders: Vec<&PathBuf> = root.folders().collect();
        folders.sort_unstable();
        let manifests = folders.into_iter().filter_map(|dir| self.manifest_in(dir));
        let mut out = Vec::new();
        for manifest in manifests {
            self.stated_in(&manifest, &|name| self.covered.contains(name), &mut out);
        }
        out
    }

    fn stated_above(&self, dir: &Path, wanted: impl Fn(&SmolStr) -> bool) -> Vec<Dependency> {
        let mut out = Vec::new();
        for manifest in self.manifests_above(dir) {
            self.stated_in(&manifest, &wanted, &mut out);
        }
        out
    }

    fn stated_in(
        &self,
        manifest: &Manifest,
        wanted: &dyn Fn(&SmolStr) -> bool,
        out: &mut Vec<Dependency>,
    ) {
        let Some(dir) = manifest.path.parent() else {
            return;
        };
        for entry in &manifest.entries {
            let name = self.real_of(manifest, entry);
            if wanted(&name) {
                out.push(Dependency {
                    name,
                    manifest: manifest.path.clone(),
                    range: entry.range.clone(),
                    value: entry.value.clone(),
                    installed: self.seen(dir, &entry.local).installed.clone(),
                });
            }
        }
    }

    /// The range of Node that a manifest asks for.
    #[must_use]
    pub fn engine(&self, manifest: &Path) -> Option<Engine> {
        self.manifest_in(manifest.parent()?)?.engine.clone()
    }

    /// Whether a type checker tells `null` and `undefined` from everything else in a file.
    #[must_use]
    pub fn checks_null(&self, path: &Path) -> bool {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let is_typed = matches!(extension, Some("ts" | "tsx" | "mts" | "cts"));
        is_typed && self.modules.checks_null(path)
    }

    /// The files of a folder that set variables, by name. Ignored ones, too: they are read by their fixed names.
    #[must_use]
    pub fn env_files(&self, dir: &Path) -> Arc<[EnvFile]> {
        self.env.of(dir, || {
            let read = |name: &str| {
                let path = dir.join(name);
                let text = self.reader.text(&path, env::MAX_ENV, env::CONSEQUENCE)?;
                let entries = env::entries(&text);
                Some(EnvFile { path, entries })
            };
            let names = self.reader.files(dir);
            let names = names.iter().filter(|name| env::is_env_name(name));
            names.filter_map(|name| read(name)).collect()
        })
    }

    /// The names of the files in a folder, sorted.
    #[must_use]
    pub fn files_in(&self, dir: &Path) -> Vec<String> {
        self.reader.files(dir)
    }

    /// The names of the folders in a folder, sorted; hidden ones left out.
    #[must_use]
    pub fn folders_in(&self, dir: &Path) -> Vec<String> {
        let names = self.reader.folders(dir);
        names.filter_map(|name| name.into_string().ok()).collect()
    }

    /// The text of a small file that stands beside a manifest, to look for words in it.
    #[must_use]
    pub fn text_beside(&self, path: &Path) -> Option<String> {
        self.reader.text(path, env::MAX_ENV, "it is not looked at")
    }

    /// Whether the ignore files of its repository name a file; `None` where it lies in none.
    #[must_use]
    pub fn is_ignored_by_git(&self, path: &Path) -> Option<bool> {
        let top = self.reader.top_of(path)?;
        self.reader.kind(&top.join(".git"))?;
        let above = path
            .ancestors()
            .skip(1)
            .take_while(|dir| dir.starts_with(top));
        let files = above.map(|dir| (dir, dir.join(".gitignore")));
        for (dir, file) in files.chain([(top, top.join(".git/info/exclude"))]) {
            let Some(text) = self.text_beside(&file) else {
                continue;
            };
            let mut rules = GitignoreBuilder::new(dir);
            for line in text.lines() {
                // A line that is no pattern ignores nothing.
                let _ = rules.add_line(None, line);
            }
            match rules.build().ok()?.matched_path_or_any_parents(path, false) {
                Match::Ignore(_) => return Some(true),
                Match::Whitelist(_) => return Some(false),
                Match::None => {}
            }
        }
        Some(false)
    }

    /// What a path is, as far as metadata may be looked at.
    #[must_use]
    pub fn kind(&self, path: &Path) -> Option<FileKind> {
        self.reader.kind(path)
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
        Sheet::of_path(path).is_some()
            || name == ".gitignore"
            || is_config
            || lockfile::names()
                .chain(space::NAMES)
                .any(|known| known == name)
            || in_node_modules(path)
            || self.reader.has_read(path)
    }

    /// What went wrong so far, by path.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        self.reader.problems()
    }

    fn folder_of<'a>(&self, path: &'a Path) -> &'a Path {
        let is_dir = || self.reader.kind(path) == Some(FileKind::Dir);
        if self.folder.of(path, is_dir) {
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
            let covered = |name: &str| {
                self.covered.contains(name) || FOLLOWED.contains(&name) || is_vendors(name)
            };
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
        let stated = self.stated(dir, local);
        let copy = self
            .reader
            .upwards(dir)
            .filter(|dir| !dir.ends_with("node_modules"))
            .find_map(|dir| self.copy_in(dir, local))
            .or_else(|| {
                let folder = stated.as_ref()?.folder.as_ref()?;
                Copy::read(&self.reader, folder).map(Arc::new)
            });
        let pinned = self.pinned(dir, local, stated.as_ref());
        let real = copy
            .as_ref()
            .and_then(|copy| copy.name.clone())
            .or_else(|| pinned.as_ref().map(|(_, pin)| pin.name.clone()))
            .or_else(|| stated.as_ref().map(|stated| stated.real.clone()))
            .unwrap_or_else(|| SmolStr::new(local));
        let installed = Installed {
            range: stated.as_ref().map(|stated| stated.range.clone()),
            brought_by: stated.as_ref().and_then(|stated| self.bringer(stated)),
            ..self.weigh(&real, copy.as_deref(), pinned, stated.as_ref())
        };
        if self.covered.contains(&real) {
            self.say_what_is_missing(dir, &installed);
        }
        Seen {
            real,
            installed: Arc::new(installed),
        }
    }

    /// The installed package that asks for a copy of its own.
    fn bringer(&self, stated: &Stated) -> Option<Arc<Bringer>> {
        let is_own = in_node_modules(&stated.manifest)
            && !stated.peer
            && !self.assume.contains_key(stated.real.as_str());
        let copy = Copy::read(&self.reader, stated.manifest.parent().filter(|_| is_own)?)?;
        Some(Arc::new(Bringer {
            name: copy.name?,
            version: copy.version,
        }))
    }

    /// What the lockfiles say, the nearest that knows the name.
    fn pinned(&self, dir: &Path, local: &str, stated: Option<&Stated>) -> Option<(PathBuf, Pin)> {
        let ranges = stated.map_or(["", ""], |stated| [&*stated.spec, &*stated.written]);
        let asked = Asked { local, ranges };
        let mut lockfiles = self
            .reader
            .upwards(dir)
            .filter_map(|above| self.lockfile_in(above));
        lockfiles.find_map(|lockfile| {
            let pin = lockfile.pin(dir, &asked)?;
            Some((lockfile.path.clone(), pin.clone()))
        })
    }

    /// Says why a version is not known though one might think that it is.
    fn say_what_is_missing(&self, dir: &Path, installed: &Installed) {
        match installed.provenance {
            Provenance::Range => {
                let mut above = self.reader.upwards(dir);
                let binary =
                    above.find_map(|dir| self.lockfile_in(dir).filter(|it| it.is_binary()));
                if let Some(lockfile) = binary {
                    let message = "bun.lockb is a binary file and is not read; the range in the manifest counts (`bun install --save-text-lockfile` writes bun.lock, which is read)";
                    self.reader.problem(&lockfile.path, message.to_owned());
                }
            }
            Provenance::Unknown if self.manifests_above(dir).is_empty() => {
                if let Some(top) = self.reader.top_of(dir) {
                    let message = "there is no package.json, so the versions in use are not known";
                    self.reader.problem(top, message.to_owned());
                }
            }
            _ => {}
        }
    }

    /// Which of the sources counts: assumed, copy, lockfile, range.
    fn weigh(
        &self,
        real: &str,
        copy: Option<&Copy>,
        pinned: Option<(PathBuf, Pin)>,
        stated: Option<&Stated>,
    ) -> Installed {
        if let Some(version) = self.assume.get(real) {
            return Installed {
                version: Some(version.clone()),
                provenance: Provenance::Assumed,
                ..unknown()
            };
        }
        let pinned = pinned.filter(|(_, pin)| pin.name == real);
        let dir = copy.map(|copy| copy.dir.clone());
        if let Some(copy) = copy
            && let Some(version) = &copy.version
        {
            let locked = pinned.map(|(_, pin)| pin.version);
            return Installed {
                version: Some(version.clone()),
                provenance: Provenance::NodeModules,
                source: Some(copy.manifest.clone()),
                copy: dir,
                lockfile: locked.filter(|locked| locked != version),
                ..unknown()
            };
        }
        if let Some((source, pin)) = pinned {
            return Installed {
                version: Some(pin.version),
                provenance: Provenance::Lockfile,
                source: Some(source),
                copy: dir,
                ..unknown()
            };
        }
        match stated {
            Some(stated) => Installed {
                provenance: Provenance::Range,
                source: Some(stated.manifest.clone()),
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
        brought_by: None,
    }
}
