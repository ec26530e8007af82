//! Sources by the folder they lie in: one look into a folder tells what all relative specifiers mean that lead there.
//! Knows only the plain case, which is almost every one; the resolver knows the others.

use std::{
    borrow::Cow,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use rustc_hash::FxHashSet;

use super::{cache::Cache, scope::Reader};

/// What lies in folders.
#[derive(Debug, Default)]
pub struct Neighbours {
    folders: Cache<Option<Arc<Folder>>>,
}

#[derive(Debug)]
struct Folder {
    /// Where it really lies.
    place: PathBuf,
    /// Its regular files.
    names: FxHashSet<String>,
}

impl Neighbours {
    /// The source that a relative specifier means in a file, where it is `.ts`, which goes before everything else, or
    /// `.tsx`, which comes next.
    pub fn source(&self, reader: &Reader, from: &Path, specifier: &str) -> Option<PathBuf> {
        if !specifier.starts_with("./") && !specifier.starts_with("../") {
            return None;
        }
        let (dir, name) = target(from.parent()?, specifier)?;
        let folder = self
            .folders
            .of(&dir, || Folder::look(reader, &dir).map(Arc::new))?;
        let has = |name: &str| folder.names.contains(name);
        if has(name) {
            return is_source(name).then(|| folder.place.join(name));
        }
        let stem = [".js", ".jsx"]
            .iter()
            .find_map(|ending| name.strip_suffix(ending));
        let stem = stem.unwrap_or(name);
        let plain = format!("{stem}.ts");
        if !is_source(&plain) || name.ends_with(".jsx") {
            return None;
        }
        if has(&plain) {
            return Some(folder.place.join(plain));
        }
        // A document that is open need not be on disk.
        let other = format!("{stem}.tsx");
        let alone = has(&other) && reader.kind(&dir.join(&plain)).is_none();
        alone.then(|| folder.place.join(other))
    }
}

impl Folder {
    fn look(reader: &Reader, dir: &Path) -> Option<Self> {
        Some(Self {
            place: reader.source(dir)?,
            names: reader.files_in(dir).collect(),
        })
    }
}

/// Sources that nothing is built to.
fn is_source(name: &str) -> bool {
    (name.ends_with(".ts") || name.ends_with(".tsx")) && !name.ends_with(".d.ts")
}

/// The folder and the name that a relative specifier leads to.
fn target<'a>(dir: &'a Path, specifier: &'a str) -> Option<(Cow<'a, Path>, &'a str)> {
    let (way, name) = specifier.rsplit_once('/')?;
    if matches!(name, "" | "." | "..") {
        return None;
    }
    if way == "." {
        return Some((Cow::Borrowed(dir), name));
    }
    let mut folder = dir.to_path_buf();
    for part in Path::new(way).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                folder.pop();
            }
            Component::Normal(part) => folder.push(part),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some((Cow::Owned(folder), name))
}
