//! Whether a source file can see an SDK at all: it names one, or loads - however far away - a module that does
//! (CONTRACT §8). Told from the bytes, without parsing; wrong only on the side of yes.

use std::{
    collections::VecDeque,
    ffi::{OsStr, OsString},
    hash::BuildHasher,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::{
    state::State,
    words::{Marks, Sifted},
};
use crate::project::{Files, Resolved};

/// By the bytes of a path: its components are far dearer to hash and to compare.
type ByPath<V> = FxHashMap<OsString, V>;

/// Parts of a map: threads seldom wait for each other.
const SHARDS: usize = 16;

/// What is known so far of files.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Whether a file reaches an SDK.
    known: Shared<bool>,
    /// What a file loads.
    loads: Shared<Loads>,
}

/// Values by path that many threads fill.
#[derive(Debug)]
struct Shared<V>([RwLock<ByPath<V>>; SHARDS]);

impl<V> Default for Shared<V> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| RwLock::default()))
    }
}

impl<V: Clone> Shared<V> {
    fn shard(&self, path: &OsStr) -> Option<&RwLock<ByPath<V>>> {
        let hash = FxBuildHasher.hash_one(path);
        self.0
            .get(usize::try_from(hash >> 32).unwrap_or_default() % SHARDS)
    }

    fn get(&self, path: &OsStr) -> Option<V> {
        let map = self.shard(path)?.read();
        map.unwrap_or_else(PoisonError::into_inner)
            .get(path)
            .cloned()
    }

    fn put(&self, path: OsString, value: V) {
        if let Some(shard) = self.shard(&path) {
            let mut map = shard.write().unwrap_or_else(PoisonError::into_inner);
            map.insert(path, value);
        }
    }
}

/// What a file loads: sources of the workspace, or an SDK itself.
#[derive(Clone, Debug)]
enum Loads {
    Sdk,
    Files(Arc<[PathBuf]>),
}

impl State {
    /// Whether a file names an SDK or reaches a module that does.
    pub fn reaches(&self, path: &Path) -> bool {
        let nearby = self.reaches_nearby(path);
        nearby.unwrap_or_else(|| self.reaches_anywhere(path))
    }

    /// The same, if what is known of the file and of those that it loads tells.
    fn reaches_nearby(&self, path: &Path) -> Option<bool> {
        let known = |path: &Path| self.reach.known.get(path.as_os_str());
        if let Some(known) = known(path) {
            return Some(known);
        }
        let reaches = match self.loads(path) {
            Loads::Sdk => true,
            Loads::Files(files) => {
                let mut all = files.iter().map(|file| known(file));
                all.try_fold(false, |any, one| one.map(|one| any | one))?
            }
        };
        self.reach.known.put(path.into(), reaches);
        Some(reaches)
    }

    fn reaches_anywhere(&self, path: &Path) -> bool {
        // By which file each was found.
        let mut seen: ByPath<Option<OsString>> = ByPath::default();
        seen.insert(path.into(), None);
        let mut waiting: VecDeque<OsString> = VecDeque::from([path.into()]);
        while let Some(file) = waiting.pop_front() {
            let known = self.reach.known.get(&file);
            if known == Some(false) {
                continue;
            }
            let files = match (known, self.loads(Path::new(&file))) {
                (Some(true), _) | (_, Loads::Sdk) => {
                    self.note_way(&seen, file);
                    return true;
                }
                (_, Loads::Files(files)) => files,
            };
            for next in files.iter() {
                if !seen.contains_key(next.as_os_str()) {
                    seen.insert(next.into(), Some(file.clone()));
                    waiting.push_back(next.into());
                }
            }
        }
        for file in seen.into_keys() {
            self.reach.known.put(file, false);
        }
        false
    }

    /// All files on the way to one that reaches an SDK do, too.
    fn note_way(&self, seen: &ByPath<Option<OsString>>, last: OsString) {
        let mut next = Some(last);
        while let Some(file) = next {
            next = seen.get(&file).cloned().flatten();
            self.reach.known.put(file, true);
        }
    }

    fn loads(&self, path: &Path) -> Loads {
        if let Some(known) = self.reach.loads.get(path.as_os_str()) {
            return known;
        }
        let loads = self.look(path);
        self.reach.loads.put(path.into(), loads.clone());
        loads
    }

    fn look(&self, path: &Path) -> Loads {
        let Ok(bytes) = self.files.read(path) else {
            return Loads::Files([].into());
        };
        let marks = self.words().marks(&bytes);
        if marks.names_sdk {
            return Loads::Sdk;
        }
        self.loaded(path, marks)
    }

    /// What the words of a file tell. What it loads is noted, where that will be asked for.
    pub fn sift(&self, path: &Path, bytes: &[u8]) -> Sifted {
        let (sifted, marks) = self.words().sift(path, bytes);
        if sifted.may_report && !sifted.names {
            let loads = self.loaded(path, marks);
            self.reach.loads.put(path.into(), loads);
        }
        sifted
    }

    /// What a file loads that does not name an SDK.
    fn loaded(&self, path: &Path, marks: Marks<'_>) -> Loads {
        let Some(specifiers) = marks.specifiers else {
            return Loads::Sdk;
        };
        let mut files = Vec::new();
        for specifier in specifiers {
            match self.project.resolve_once(path, specifier) {
                Resolved::Package { .. } => return Loads::Sdk,
                Resolved::File(file) => files.push(file),
                Resolved::Other => {}
            }
        }
        files.sort_unstable();
        files.dedup();
        Loads::Files(files.into())
    }
}
