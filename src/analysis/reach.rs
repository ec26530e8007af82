//! Whether a source file can see an SDK at all: it names one, or loads - however far away - a module that does
//! (CONTRACT §8). Told from the bytes, without parsing; wrong only on the side of yes.

use std::{
    collections::VecDeque,
    ffi::{OsStr, OsString},
    hash::BuildHasher,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, PoisonError, RwLock},
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
pub(super) struct Reach(Shared<Arc<Node>>);

/// What is known of a file.
#[derive(Debug)]
struct Node {
    loads: Loads,
    /// Whether it reaches an SDK, as soon as that is known.
    reaches: OnceLock<bool>,
}

impl Node {
    fn new(loads: Loads) -> Arc<Self> {
        Arc::new(Self {
            loads,
            reaches: OnceLock::new(),
        })
    }
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

    /// Keeps a value, unless there is one, and returns the one that is kept.
    fn put(&self, path: OsString, value: V) -> V {
        let Some(shard) = self.shard(&path) else {
            return value;
        };
        let mut map = shard.write().unwrap_or_else(PoisonError::into_inner);
        map.entry(path).or_insert(value).clone()
    }
}

/// What a file loads: sources of the workspace, or an SDK itself.
#[derive(Debug)]
enum Loads {
    Sdk,
    Files(Box<[PathBuf]>),
}

impl State {
    /// Whether a file names an SDK or reaches a module that does.
    pub fn reaches(&self, path: &Path) -> bool {
        let nearby = self.reaches_nearby(path);
        nearby.unwrap_or_else(|| self.reaches_anywhere(path))
    }

    /// The same, if what is known of the file and of those that it loads tells.
    fn reaches_nearby(&self, path: &Path) -> Option<bool> {
        let node = self.node(path);
        if let Some(known) = node.reaches.get() {
            return Some(*known);
        }
        let reaches = match &node.loads {
            Loads::Sdk => true,
            Loads::Files(files) => files.iter().try_fold(false, |any, file| {
                let next = self.reach.0.get(file.as_os_str())?;
                Some(any | next.reaches.get()?)
            })?,
        };
        Some(*node.reaches.get_or_init(|| reaches))
    }

    fn reaches_anywhere(&self, path: &Path) -> bool {
        // By which file each was found.
        let mut seen: ByPath<Option<OsString>> = ByPath::default();
        seen.insert(path.into(), None);
        let mut waiting: VecDeque<OsString> = VecDeque::from([path.into()]);
        while let Some(file) = waiting.pop_front() {
            let node = self.node(Path::new(&file));
            let files = match (node.reaches.get(), &node.loads) {
                (Some(false), _) => continue,
                (Some(true), _) | (None, Loads::Sdk) => {
                    self.note_way(&seen, file);
                    return true;
                }
                (None, Loads::Files(files)) => files,
            };
            for next in files {
                if !seen.contains_key(next.as_os_str()) {
                    seen.insert(next.into(), Some(file.clone()));
                    waiting.push_back(next.into());
                }
            }
        }
        for file in seen.keys() {
            self.node(Path::new(file)).reaches.get_or_init(|| false);
        }
        false
    }

    /// All files on the way to one that reaches an SDK do, too.
    fn note_way(&self, seen: &ByPath<Option<OsString>>, last: OsString) {
        let mut next = Some(last);
        while let Some(file) = next {
            self.node(Path::new(&file)).reaches.get_or_init(|| true);
            next = seen.get(&file).cloned().flatten();
        }
    }

    fn node(&self, path: &Path) -> Arc<Node> {
        if let Some(known) = self.reach.0.get(path.as_os_str()) {
            return known;
        }
        let node = Node::new(self.look(path));
        self.reach.0.put(path.into(), node)
    }

    fn look(&self, path: &Path) -> Loads {
        let Ok(bytes) = self.files.read(path) else {
            return Loads::Files(Box::default());
        };
        let marks = self.words().marks(&bytes);
        // Of two marks that begin together one is seen: what counts alone may hide the rest.
        if marks.names_sdk || marks.counts_alone {
            return Loads::Sdk;
        }
        self.loaded(path, marks)
    }

    /// What the words of a file tell. What it loads is noted, where that will be asked for.
    pub fn sift(&self, path: &Path, bytes: &[u8]) -> Sifted {
        let (sifted, marks) = self.words().sift(path, bytes);
        if sifted.may_report && !sifted.names {
            let node = Node::new(self.loaded(path, marks));
            self.reach.0.put(path.into(), node);
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
