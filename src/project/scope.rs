//! What may be read (CONTRACT §5), in one place. Everything that the project reads goes through `Reader`.
//!
//! Sources lie in the workspace folders; metadata by fixed names lies between them and the root of their repository.
//! Links are not followed out of that, except those in `node_modules`.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    ffi::OsString,
    io,
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rustc_hash::FxHashSet;

use super::{FileKind, Files, Problem, lockfile};

/// Metadata above this size is not read.
pub const MAX_METADATA: u64 = 4 << 20;
/// Lockfiles above this size are not read.
pub const MAX_LOCKFILE: u64 = 128 << 20;

/// More problems are not kept.
const MAX_PROBLEMS: usize = 100;

/// A folder as it was given, and where it really lies.
#[derive(Clone, Debug)]
struct Root {
    given: PathBuf,
    real: PathBuf,
}

impl Root {
    fn new(files: &dyn Files, given: PathBuf) -> Self {
        let real = files.canonical(&given).unwrap_or_else(|| given.clone());
        Self { given, real }
    }

    fn holds(&self, path: &Path) -> bool {
        is_below(path, &self.given) || is_below(path, &self.real)
    }
}

/// The folders that hold sources, and the roots of their repositories.
#[derive(Clone, Debug)]
struct Scope {
    folders: Vec<Root>,
    tops: Vec<Root>,
}

impl Scope {
    fn new(files: &dyn Files, folders: &[PathBuf]) -> Self {
        let folders: Vec<Root> = folders
            .iter()
            .map(|folder| Root::new(files, normalized(folder)))
            .collect();
        let tops = folders
            .iter()
            .map(|folder| Root::new(files, repository_root(files, &folder.given).to_path_buf()))
            .collect();
        Self { folders, tops }
    }
}

/// The root of the repository that holds a folder. Without a repository the nearest folder with a lockfile, which is
/// where a monorepo's versions stand; then the nearest with a manifest; else the folder itself.
#[must_use]
pub fn repository_root<'a>(files: &dyn Files, folder: &'a Path) -> &'a Path {
    let nearest = |names: &mut dyn Iterator<Item = &'static str>| {
        let names: Vec<&str> = names.collect();
        folder.ancestors().find(|dir| {
            let mut names = names.iter();
            names.any(|name| files.kind(&dir.join(name)).is_some())
        })
    };
    nearest(&mut [".git", ".hg", ".jj"].into_iter())
        .or_else(|| nearest(&mut lockfile::names().chain(["pnpm-workspace.yaml"])))
        .or_else(|| nearest(&mut ["package.json"].into_iter()))
        .unwrap_or(folder)
}

/// Reads what may be read, and keeps what went wrong.
#[derive(Debug)]
pub struct Reader {
    files: Arc<dyn Files>,
    scope: Scope,
    problems: Mutex<BTreeSet<(PathBuf, String)>>,
    read: Mutex<FxHashSet<PathBuf>>,
}

impl Reader {
    /// A reader for these workspace folders.
    pub fn new(files: Arc<dyn Files>, folders: &[PathBuf]) -> Self {
        let scope = Scope::new(&*files, folders);
        Self {
            files,
            scope,
            problems: Mutex::default(),
            read: Mutex::default(),
        }
    }

    /// A folder and the folders above it, as far as metadata may be read. Outside of the repository (where a link led)
    /// that ends at the folder which holds the outermost `node_modules`.
    pub fn upwards<'a>(&'a self, dir: &'a Path) -> impl Iterator<Item = &'a Path> {
        let mut holds_modules = false;
        dir.ancestors().take_while(move |dir| {
            let taken = holds_modules || self.inside(dir) || in_node_modules(dir);
            holds_modules = dir.ends_with("node_modules");
            taken
        })
    }

    /// Whether a path (links not considered) lies in a repository of the workspace.
    pub fn inside(&self, path: &Path) -> bool {
        self.scope.tops.iter().any(|top| top.holds(path))
    }

    /// The root of the repository that a path lies in.
    pub fn top_of(&self, path: &Path) -> Option<&Path> {
        let top = self.scope.tops.iter().find(|top| top.holds(path))?;
        Some(&top.given)
    }

    /// What a path is; `None` outside, where nothing is asked.
    pub fn kind(&self, path: &Path) -> Option<FileKind> {
        let path = plain(path);
        let asked = self.inside(&path) || in_node_modules(&path);
        if asked { self.files.kind(&path) } else { None }
    }

    /// The names of the folders in a folder; hidden ones, `node_modules` and links left out.
    pub fn folders(&self, path: &Path) -> impl Iterator<Item = OsString> {
        let path = normalized(path);
        let listed = self.inside(&path).then(|| self.files.list(&path));
        let mut names: Vec<OsString> = listed
            .and_then(Result::ok)
            .into_iter()
            .flatten()
            .filter(|entry| entry.kind == FileKind::Dir && entry.name != "node_modules")
            .map(|entry| entry.name)
            .filter(|name| !name.as_encoded_bytes().starts_with(b"."))
            .collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// The names of the files in a folder, sorted; links left out.
    pub fn files(&self, path: &Path) -> Vec<String> {
        let mut names: Vec<String> = self.files_in(path).collect();
        names.sort_unstable();
        names
    }

    /// The same in no particular order.
    pub fn files_in(&self, path: &Path) -> impl Iterator<Item = String> {
        let path = normalized(path);
        let listed = self.inside(&path).then(|| self.files.list(&path));
        let entries = listed.and_then(Result::ok).into_iter().flatten();
        let files = entries.filter(|entry| entry.kind == FileKind::File);
        files.filter_map(|entry| entry.name.into_string().ok())
    }

    /// Where a path really lies, outside or not.
    pub fn real(&self, path: &Path) -> Option<PathBuf> {
        self.files.canonical(path)
    }

    /// The source file that a path means: its real place, said in terms of the folder as it was given. `None` where
    /// that is outside of the workspace folders, or in `node_modules`.
    pub fn source(&self, path: &Path) -> Option<PathBuf> {
        let real = self.files.canonical(path)?;
        let folders = self.scope.folders.iter();
        let (folder, rest) = folders
            .filter_map(|folder| Some((folder, real.strip_prefix(&folder.real).ok()?)))
            .min_by_key(|(_, rest)| rest.as_os_str().len())?;
        let hidden = rest
            .components()
            .any(|component| component.as_os_str() == "node_modules");
        (!hidden).then(|| joined(&folder.given, rest))
    }

    /// The text of a metadata file, a byte order mark replaced by blanks. `None` where there is none or it may not be
    /// read; what else is wrong becomes a problem that ends in `consequence`.
    pub fn text(&self, path: &Path, limit: u64, consequence: &str) -> Option<String> {
        let path = normalized(path);
        if !self.may_read(&path) {
            return None;
        }
        self.read
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(path.clone());
        let name = file_name(&path);
        if self.files.size(&path).is_some_and(|size| size > limit) {
            self.too_large(&path, limit, consequence);
            return None;
        }
        let bytes = match self.files.read(&path) {
            Ok(bytes) => bytes,
            Err(error) if is_absent(&error) => return None,
            Err(error) => {
                self.problem(
                    &path,
                    format!("{name} cannot be read: {error}; {consequence}"),
                );
                return None;
            }
        };
        if u64::try_from(bytes.len()).is_ok_and(|size| size > limit) {
            self.too_large(&path, limit, consequence);
            return None;
        }
        let Ok(text) = String::from_utf8(bytes) else {
            self.problem(&path, format!("{name} is not UTF-8 text; {consequence}"));
            return None;
        };
        match text.strip_prefix('\u{feff}') {
            Some(rest) => Some(format!("   {rest}")),
            None => Some(text),
        }
    }

    /// Whether the text of a file was asked for.
    pub fn has_read(&self, path: &Path) -> bool {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.contains(path)
    }

    /// Keeps a problem, once. A workspace that is made to have more than anyone would read is cut short.
    pub fn problem(&self, path: &Path, message: String) {
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        if problems.len() < MAX_PROBLEMS {
            problems.insert((path.to_path_buf(), message));
        }
    }

    /// The problems so far, by path.
    pub fn problems(&self) -> Vec<Problem> {
        self.problems
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .map(|(path, message)| Problem {
                path: path.clone(),
                message: message.clone(),
            })
            .collect()
    }

    /// Whether the content of a (normalized) path may be read. Outside of the repositories only the manifests of
    /// installed packages, which links in `node_modules` lead to.
    fn may_read(&self, path: &Path) -> bool {
        if !self.inside(path) {
            return in_node_modules(path) && path.ends_with("package.json");
        }
        in_node_modules(path)
            || self
                .files
                .canonical(path)
                .is_some_and(|real| self.inside(&real))
    }

    fn too_large(&self, path: &Path, limit: u64, consequence: &str) {
        let name = file_name(path);
        let message = format!("{name} is larger than {} MiB; {consequence}", limit >> 20);
        self.problem(path, message);
    }
}

/// The last component of a path, for messages.
pub fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// A path without `.` and `..`, links not considered.
pub fn normalized(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// The same, which most paths are already.
fn plain(path: &Path) -> Cow<'_, Path> {
    let bytes = path.as_os_str().as_encoded_bytes();
    let is_separator = |byte: u8| std::path::is_separator(char::from(byte));
    let is_plain = bytes.windows(2).all(|pair| match pair {
        [first, second] => !is_separator(*first) || *second != b'.' && !is_separator(*second),
        _ => true,
    });
    if is_plain && bytes.last().is_some_and(|last| !is_separator(*last)) {
        return Cow::Borrowed(path);
    }
    Cow::Owned(normalized(path))
}

/// Whether a path lies in a folder, or is it. Most are told by their bytes.
fn is_below(path: &Path, folder: &Path) -> bool {
    let (path_bytes, folder_bytes) = (
        path.as_os_str().as_encoded_bytes(),
        folder.as_os_str().as_encoded_bytes(),
    );
    let is_separator = |byte: &u8| std::path::is_separator(char::from(*byte));
    let rest = path_bytes.strip_prefix(folder_bytes);
    rest.is_some_and(|rest| rest.first().is_none_or(is_separator)) || path.starts_with(folder)
}

/// Whether a path is or lies in a `node_modules` folder.
pub fn in_node_modules(path: &Path) -> bool {
    const NAME: &str = "node_modules";
    let bytes = path.as_os_str().as_encoded_bytes();
    // Almost no path has the name at all.
    memchr::memmem::find(bytes, NAME.as_bytes()).is_some()
        && path.components().any(|part| part.as_os_str() == NAME)
}

/// `dir.join(rest)` without a trailing separator where `rest` is empty.
pub fn joined(dir: &Path, rest: &Path) -> PathBuf {
    if rest.as_os_str().is_empty() {
        dir.to_path_buf()
    } else {
        dir.join(rest)
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
