//! Changes on disk: what a client is asked to watch, and the eyes of our own for clients that do not.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use tower_lsp::ls_types as lsp;
use workos_lsp_engine::project::{DirEntry, FileKind, Files};

use super::{owner::Event, shared::Shared};

/// What is watched. Sources, because clients are created in one file and used in another; everything that tells a version.
const GLOBS: [&str; 8] = [
    "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}",
    "**/{package.json,package-lock.json,npm-shrinkwrap.json,pnpm-lock.yaml,pnpm-workspace.yaml,.yarnrc.yml,yarn.lock,bun.lock}",
    "**/node_modules/{.package-lock.json,.modules.yaml,.yarn-integrity,.yarn-state.yml}",
    "**/node_modules/@workos-inc/*/package.json",
    "**/node_modules/{next,react}/package.json",
    "**/{.env,.env.*,.nvmrc,.node-version,.gitignore,Dockerfile}",
    "**/{tsconfig,jsconfig}*.json",
    "**/workos-lsp.json",
];

/// Files that are written when packages are installed.
const OF_VERSIONS: [&str; 13] = [
    "package.json",
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    ".yarnrc.yml",
    "yarn.lock",
    "bun.lock",
    "bun.lockb",
    ".package-lock.json",
    ".modules.yaml",
    ".yarn-integrity",
    ".yarn-state.yml",
];

/// What clients are asked to watch.
#[must_use]
pub fn registration() -> lsp::Registration {
    let watchers = GLOBS
        .iter()
        .map(|&glob| lsp::FileSystemWatcher {
            glob_pattern: lsp::GlobPattern::String(glob.to_owned()),
            kind: None,
        })
        .collect();
    let options = lsp::DidChangeWatchedFilesRegistrationOptions { watchers };
    lsp::Registration {
        id: "workos-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Whether a file's change can mean that other versions are installed.
#[must_use]
pub fn tells_of_versions(path: &Path) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| OF_VERSIONS.contains(&name))
}

/// Whether a change on disk is any of our business: an install writes thousands of files that are not.
#[must_use]
pub fn matters(path: &Path) -> bool {
    let installed = path
        .components()
        .any(|component| component.as_os_str() == "node_modules");
    !installed || tells_of_versions(path)
}

/// How often we look ourselves.
const LOOK: Duration = Duration::from_secs(2);
/// How many files we look at ourselves, at most.
const MOST: usize = 20_000;

/// What tells one state of a file from another; `None` where there is no file.
type Stamp = Option<(SystemTime, u64)>;

/// Another `Files` that remembers which files were asked for, and how they looked then.
#[derive(Debug)]
pub struct Remembered {
    inner: Arc<dyn Files>,
    seen: Mutex<HashMap<PathBuf, Stamp>>,
}

impl Remembered {
    /// Remembers what is asked of `inner`.
    pub fn new(inner: Arc<dyn Files>) -> Self {
        Self {
            inner,
            seen: Mutex::default(),
        }
    }

    fn remember(&self, path: &Path) {
        let stamp = stamp(path);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() < MOST || seen.contains_key(path) {
            seen.entry(path.to_owned()).or_insert(stamp);
        }
    }

    /// Files that are not as they were.
    fn changed(&self) -> Vec<PathBuf> {
        let seen = self
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let changed: Vec<_> = seen
            .into_iter()
            .filter_map(|(path, before)| {
                let now = stamp(&path);
                (now != before).then_some((path, now))
            })
            .collect();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut paths = Vec::with_capacity(changed.len());
        for (path, now) in changed {
            seen.insert(path.clone(), now);
            paths.push(path);
        }
        paths
    }
}

impl Files for Remembered {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.remember(path);
        self.inner.read(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.inner.list(path)
    }

    fn size(&self, path: &Path) -> Option<u64> {
        self.inner.size(path)
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.remember(path);
        self.inner.kind(path)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.remember(path);
        self.inner.canonical(path)
    }
}

/// A folder's time changes with every file in it; what counts is that it is there.
fn stamp(path: &Path) -> Stamp {
    let known = fs::metadata(path).ok()?;
    if known.is_dir() {
        return Some((SystemTime::UNIX_EPOCH, 0));
    }
    Some((
        known.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        known.len(),
    ))
}

/// Looks at the remembered files now and then, for a client that does not watch, and tells the owner of changes.
pub async fn look(files: Arc<Remembered>, shared: Arc<Shared>) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let looked = Arc::clone(&files);
        let Ok(changed) = tokio::task::spawn_blocking(move || looked.changed()).await else {
            return;
        };
        if !changed.is_empty() {
            shared.tell(Event::Disk(changed));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::Disk;

    #[test]
    fn what_was_asked_for_and_is_different_now_is_told_once() {
        let dir = tempfile::tempdir().unwrap();
        let (there, missing, unasked) = (
            dir.path().join("a"),
            dir.path().join("b"),
            dir.path().join("c"),
        );
        fs::write(&there, "x").unwrap();
        let files = Remembered::new(Arc::new(Disk));
        files.read(&there).unwrap();
        assert_eq!(files.kind(&missing), None);
        assert_eq!(files.changed(), Vec::<PathBuf>::new());

        for path in [&there, &missing, &unasked] {
            fs::write(path, "longer").unwrap();
        }
        let mut changed = files.changed();
        changed.sort();
        assert_eq!(changed, [there, missing]);
        assert_eq!(files.changed(), Vec::<PathBuf>::new());
    }

    #[test]
    fn an_install_is_noticed_and_its_sources_are_not() {
        for path in [
            "/app/package.json",
            "/app/node_modules/.package-lock.json",
            "/app/node_modules/@workos-inc/node/package.json",
            "/app/src/a.ts",
        ] {
            assert!(matters(Path::new(path)), "{path}");
        }
        assert!(!matters(Path::new("/app/node_modules/x/lib/index.js")));
    }
}
