//! What a manifest asks for, once overrides, catalogs, aliases and protocols are followed.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::{
    FileKind, Project,
    manifest::{Entry, Manifest, real_name},
    members, range,
    scope::normalized,
    space::Space,
};

/// How often one range may refer to another.
const MAX_REFERENCES: usize = 4;

/// A dependency as it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The manifest that names it.
    pub manifest: PathBuf,
    /// The package behind the name.
    pub real: SmolStr,
    /// What decides, as it is written there.
    pub spec: SmolStr,
    /// What the manifest says, as written.
    pub written: SmolStr,
    /// The range of versions in `spec`.
    pub range: SmolStr,
    /// The folder that it leads to.
    pub folder: Option<PathBuf>,
    /// Whether it is left to whoever depends on the package.
    pub peer: bool,
}

/// The root of a workspace, or a package that is alone.
#[derive(Debug)]
pub struct Root {
    dir: PathBuf,
    space: Space,
    /// The folders of its packages, its own included.
    folders: FxHashSet<PathBuf>,
    by_name: OnceLock<FxHashMap<SmolStr, PathBuf>>,
}

impl Root {
    /// The folders of its packages, its own included.
    pub fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        self.folders.iter()
    }
}

impl Project {
    /// What the nearest manifest that names `local` asks for.
    pub(super) fn stated(&self, dir: &Path, local: &str) -> Option<Stated> {
        let manifests = self.manifests_above(dir);
        let mut named = manifests
            .iter()
            .filter_map(|manifest| Some((manifest, manifest.entry(local)?)));
        let (manifest, entry) = named.next()?;
        Some(self.state(manifest, entry))
    }

    /// What an entry of a manifest asks for.
    pub(super) fn state(&self, manifest: &Manifest, entry: &Entry) -> Stated {
        let dir = manifest.path.parent().unwrap_or(&manifest.path);
        let root = self.root_of(dir);
        let space = root.as_ref().map(|root| &root.space);
        let local = entry.local.as_str();
        let mut spec = &entry.range;
        if let Some(space) = space {
            spec = space.overridden(local, spec).unwrap_or(spec);
            for _ in 0..MAX_REFERENCES {
                spec = match space.in_catalog(spec, local) {
                    Some(range) => range,
                    None => break,
                };
            }
        }
        // An override can name a dependency of the root, whose range it is then.
        let top = root.as_ref().and_then(|root| self.manifest_in(&root.dir));
        if let Some(name) = spec.strip_prefix('$') {
            let of_top = top.as_ref().and_then(|top| top.entry(name));
            spec = of_top.map_or(&entry.range, |entry| &entry.range);
        }
        let real = real_name(local, spec);
        Stated {
            manifest: manifest.path.clone(),
            folder: self.folder(dir, &real, spec),
            range: range::bare(spec),
            spec: spec.clone(),
            written: entry.range.clone(),
            peer: entry.peer,
            real,
        }
    }

    /// The package behind an entry: as its manifest says, unless that leaves it to a catalog.
    pub(super) fn real_of(&self, manifest: &Manifest, entry: &Entry) -> SmolStr {
        if entry.range.starts_with("catalog:") {
            return self.state(manifest, entry).real;
        }
        entry.real.clone()
    }

    /// The folder of a package of the workspace by the name that a file imports it by.
    pub(super) fn member_folder(&self, dir: &Path, name: &str) -> Option<PathBuf> {
        let linked = self.stated(dir, name).and_then(|stated| stated.folder);
        linked.or_else(|| self.folder_named(dir, name))
    }

    /// Where a spec leads that names a folder or a package of the workspace.
    fn folder(&self, dir: &Path, real: &str, spec: &str) -> Option<PathBuf> {
        if let Some(rest) = spec.strip_prefix("workspace:") {
            let is_path = rest.starts_with('.');
            let folder = is_path.then(|| normalized(&dir.join(rest)));
            return folder.or_else(|| self.folder_named(dir, real));
        }
        let mut protocols = ["link:", "file:", "portal:"].into_iter();
        let rest = protocols.find_map(|protocol| spec.strip_prefix(protocol))?;
        let folder = normalized(&dir.join(rest));
        (self.reader.kind(&folder) == Some(FileKind::Dir)).then_some(folder)
    }

    fn folder_named(&self, dir: &Path, name: &str) -> Option<PathBuf> {
        let root = self.root_of(dir)?;
        let read = || {
            let named = |folder: &PathBuf| {
                let manifest = self.manifest_in(folder)?;
                Some((manifest.name.clone()?, folder.clone()))
            };
            root.folders.iter().filter_map(named).collect()
        };
        root.by_name.get_or_init(read).get(name).cloned()
    }

    /// The root of the workspace that the package around a folder belongs to; the package itself where there is none.
    pub(super) fn root_of(&self, dir: &Path) -> Option<Arc<Root>> {
        let own = self
            .reader
            .upwards(dir)
            .find(|dir| self.manifest_in(dir).is_some())?;
        let above = self.reader.upwards(own).skip(1);
        above
            .filter_map(|dir| self.root_in(dir))
            .find(|root| root.folders.contains(own))
            .or_else(|| self.root_in(own))
    }

    fn root_in(&self, dir: &Path) -> Option<Arc<Root>> {
        self.roots.of(dir, || {
            let beside = Space::beside(&self.reader, dir);
            let manifest = self.manifest_in(dir);
            if manifest.is_none() && beside == Space::default() {
                return None;
            }
            let space = match manifest {
                Some(manifest) => manifest.space.clone().and(beside),
                None => beside,
            };
            Some(Arc::new(Root {
                dir: dir.to_path_buf(),
                folders: members::folders(&self.reader, dir, &space.members),
                space,
                by_name: OnceLock::new(),
            }))
        })
    }
}
