//! A cache by path and name that many threads fill: no lock is held while a value is made, the first one made stays.

use std::{
    hash::{BuildHasher, Hash},
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use rustc_hash::{FxBuildHasher, FxHashMap};
use smol_str::SmolStr;

const SHARDS: usize = 32;

type Shard<V> = RwLock<FxHashMap<PathBuf, FxHashMap<SmolStr, V>>>;

/// Values by path and name. Give small or shared values: they are cloned out.
#[derive(Debug)]
pub struct Cache<V> {
    shards: Box<[Shard<V>]>,
}

impl<V> Default for Cache<V> {
    fn default() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
        }
    }
}

impl<V: Clone> Cache<V> {
    /// The value of a path alone.
    pub fn of(&self, path: &Path, make: impl FnOnce() -> V) -> V {
        self.of_named(path, "", make)
    }

    /// The value of a path and a name.
    pub fn of_named(&self, path: &Path, name: &str, make: impl FnOnce() -> V) -> V {
        let Some(shard) = self.shard(path) else {
            return make();
        };
        let known = shard
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(path)
            .and_then(|names| names.get(name))
            .cloned();
        if let Some(known) = known {
            return known;
        }
        let made = make();
        shard
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(path.to_path_buf())
            .or_default()
            .entry(SmolStr::new(name))
            .or_insert(made)
            .clone()
    }

    /// A cache with the values whose path satisfies `keep`.
    pub fn kept(&self, keep: impl Fn(&Path) -> bool) -> Self {
        let shards = self.shards.iter().map(|shard| {
            let shard = shard.read().unwrap_or_else(PoisonError::into_inner);
            let kept = shard.iter().filter(|(path, _)| keep(path));
            RwLock::new(
                kept.map(|(path, names)| (path.clone(), names.clone()))
                    .collect(),
            )
        });
        Self {
            shards: shards.collect(),
        }
    }

    fn shard(&self, path: &Path) -> Option<&Shard<V>> {
        let hash = FxBuildHasher.hash_one(HashPath(path));
        let index = usize::try_from(hash >> 32).unwrap_or_default() % SHARDS;
        self.shards.get(index)
    }
}

/// Hashes a path by its bytes, which is cheaper than by its components.
struct HashPath<'a>(&'a Path);

impl Hash for HashPath<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.as_os_str().hash(state);
    }
}
