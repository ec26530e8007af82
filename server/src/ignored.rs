//! What ignore files leave out: `.ignore` and `.gitignore` from the root of the repository down, and git's own
//! `info/exclude`. The walker could read them itself, but it opens whatever has the name - a pipe holds it up for ever,
//! a device fills the memory - and looks above the repository.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use dashmap::DashMap;
use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder},
};
use rustc_hash::FxBuildHasher;
use workos_lsp_engine::project::{Files, repository_root};

use crate::disk::Disk;

/// By precedence; the last is read at the root only.
const NAMES: [&str; 3] = [".ignore", ".gitignore", ".git/info/exclude"];
/// Larger ones are not read.
const LARGEST: u64 = 256 << 10;

/// The ignore files that hold for some paths, read when a folder is first looked into.
#[derive(Debug)]
pub struct Ignored {
    /// Roots of repositories: nothing above them is read.
    tops: Vec<PathBuf>,
    /// By the bytes of a path: its components are far dearer to hash.
    folders: DashMap<OsString, Arc<Folder>, FxBuildHasher>,
}

/// What stands in a folder, and above.
#[derive(Debug)]
struct Folder {
    own: [Gitignore; NAMES.len()],
    above: Option<Arc<Self>>,
}

impl Ignored {
    /// For what lies at or below these absolute paths.
    #[must_use]
    pub fn below(paths: &[PathBuf]) -> Self {
        let tops = paths.iter().map(|path| {
            let folder = if path.is_dir() {
                path
            } else {
                path.parent().unwrap_or(path)
            };
            repository_root(&Disk, folder).to_owned()
        });
        Self {
            tops: tops.collect(),
            folders: DashMap::default(),
        }
    }

    /// Whether a path is left out; folders that hold it are not considered.
    #[must_use]
    pub fn holds(&self, path: &Path, is_dir: bool) -> bool {
        let Some(folder) = path.parent() else {
            return false;
        };
        let nearest = self.folder(folder);
        (0..NAMES.len())
            .find_map(|kind| {
                let mut folder = Some(&nearest);
                std::iter::from_fn(|| {
                    let this = folder?;
                    folder = this.above.as_ref();
                    this.own.get(kind)
                })
                .map(|globs| globs.matched(path, is_dir))
                .find(|found| !found.is_none())
                .map(|found| matches!(found, Match::Ignore(_)))
            })
            .unwrap_or(false)
    }

    fn folder(&self, path: &Path) -> Arc<Folder> {
        if let Some(known) = self.folders.get(path.as_os_str()) {
            return Arc::clone(&known);
        }
        let is_top = self.tops.iter().any(|top| top == path);
        let above = path.parent().filter(|_| !is_top);
        let folder = Arc::new(Folder {
            above: above.map(|above| self.folder(above)),
            own: NAMES.map(|name| read(path, name, is_top)),
        });
        self.folders.insert(path.into(), Arc::clone(&folder));
        folder
    }
}

/// As git, it follows no link. What is no glob is passed over.
fn read(folder: &Path, name: &str, is_top: bool) -> Gitignore {
    let path = folder.join(name);
    let is_read = (is_top || !name.contains('/'))
        && fs::symlink_metadata(&path).is_ok_and(|it| it.is_file() && it.len() <= LARGEST);
    let Some(bytes) = is_read.then(|| Disk.read(&path).ok()).flatten() else {
        return Gitignore::empty();
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut globs = GitignoreBuilder::new(folder);
    for line in text.trim_start_matches('\u{feff}').lines() {
        let _no_glob = globs.add_line(None, line);
    }
    globs.build().unwrap_or_else(|_| Gitignore::empty())
}
