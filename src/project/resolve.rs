//! What a specifier means in a file. The library finds files (`modules`); here it is decided which of them are sources
//! of the workspace, and which packages are covered.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use nodejs_semver::Version;
use smol_str::SmolStr;

use super::{Installed, Project, Provenance, Resolved, model::unknown, scope::in_node_modules};

/// Extensions of files that can be sources.
const SOURCES: [&str; 8] = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];

impl Project {
    /// What a specifier means in a file.
    #[must_use]
    pub fn resolve(&self, from: &Path, specifier: &str) -> Resolved {
        let resolve = || self.resolve_now(from, specifier, 0);
        let place = self.shared_by(from, specifier).unwrap_or(from);
        self.resolved.of_named(place, specifier, resolve)
    }

    /// The same, kept only where it is so for other files as well: for who asks once.
    #[must_use]
    pub fn resolve_once(&self, from: &Path, specifier: &str) -> Resolved {
        let resolve = || self.resolve_now(from, specifier, 0);
        match self.shared_by(from, specifier) {
            Some(dir) => self.resolved.of_named(dir, specifier, resolve),
            None => resolve(),
        }
    }

    /// The folder of a file, where a specifier means the same in all files of it.
    fn shared_by<'a>(&self, from: &'a Path, specifier: &str) -> Option<&'a Path> {
        let dir = from.parent()?;
        let is_shared = package_name(specifier).is_some()
            && !specifier.starts_with("npm:")
            && self.modules.is_of_folder(dir, specifier);
        is_shared.then_some(dir)
    }

    fn resolve_now(&self, from: &Path, specifier: &str, depth: usize) -> Resolved {
        let is_plain = !specifier.is_empty() && !specifier.contains(['?', '\0']);
        if !is_plain || !self.reader.inside(from) && !in_node_modules(from) {
            return Resolved::Other;
        }
        let neighbour = self.neighbours.source(&self.reader, from, specifier);
        if let Some(found) = neighbour {
            return Resolved::File(found);
        }
        if let Some(found) = self.modules.file(from, specifier) {
            return self.means(from, specifier, &found);
        }
        if specifier.starts_with('#') {
            return self.resolve_import(from, specifier, depth);
        }
        if specifier.starts_with("npm:") {
            return self.resolve_npm(from, specifier).unwrap_or(Resolved::Other);
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
                let real = manifest
                    .entry(local)
                    .map(|entry| self.real_of(manifest, entry));
                real.is_some_and(|real| self.covered.contains(&real))
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

    /// A package of the workspace, installed or not. What its manifest names may not be built yet; then the source of
    /// the same name in its folder is meant.
    fn resolve_member(&self, from: &Path, name: &str, specifier: &str) -> Resolved {
        let dir = from.parent().unwrap_or(from);
        let Some(folder) = self.members.of_named(dir, name, || self.member(dir, name)) else {
            return Resolved::Other;
        };
        let rest = specifier.get(name.len()..).unwrap_or_default();
        let inside = |path: &str| {
            let found = self.modules.file(&folder.join("package.json"), path)?;
            self.reader.source(&found)
        };
        let found = inside(specifier)
            .or_else(|| inside(&format!(".{rest}")))
            .or_else(|| inside(&format!("./src{rest}")));
        found.map_or(Resolved::Other, |found| self.means(from, specifier, &found))
    }

    /// The folder of a package of the workspace: where `node_modules` links to, else what the manifests say.
    fn member(&self, dir: &Path, name: &str) -> Option<PathBuf> {
        let linked = self.reader.upwards(dir).find_map(|dir| {
            let path = dir.join("node_modules").join(name);
            self.reader.kind(&path).map(|_| path)
        });
        let folder = linked.or_else(|| self.member_folder(dir, name))?;
        self.reader.source(&folder)
    }

    /// `npm:name@range/sub`, as Deno writes it in sources.
    fn resolve_npm(&self, from: &Path, specifier: &str) -> Option<Resolved> {
        let rest = specifier.strip_prefix("npm:")?;
        let (name, sub) = bare(rest.trim_start_matches('/'))?;
        let (name, range, sub) = match name.rfind('@').filter(|&at| at > 0) {
            Some(at) => {
                let (name, range) = name.split_at_checked(at)?;
                (name, range.trim_start_matches('@'), sub)
            }
            None => (name, "", sub),
        };
        if range.is_empty() || !self.covered.contains(name) {
            return self.package(from.parent()?, name, &sub);
        }
        let version = Version::parse(range).ok();
        let assumed = self.assume.get(name);
        let provenance = match (assumed, &version) {
            (Some(_), _) => Provenance::Assumed,
            (None, Some(_)) => Provenance::ImportPath,
            (None, None) => Provenance::Range,
        };
        Some(Resolved::Package {
            name: SmolStr::new(name),
            entry: SmolStr::new(sub),
            installed: Arc::new(Installed {
                version: assumed.cloned().or(version),
                range: Some(SmolStr::new(range)),
                provenance,
                source: Some(from.to_path_buf()),
                ..unknown()
            }),
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
    let name = package_name(specifier)?;
    let rest = specifier.get(name.len()..)?.trim_end_matches('/');
    Some((name, format!(".{rest}")))
}

/// The package that a specifier names.
fn package_name(specifier: &str) -> Option<&str> {
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
    specifier.get(..end)
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
