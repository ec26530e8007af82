//! A cache by path and name that many threads fill: no lock is held while a value is made, the first one made stays.

use std::{
    ffi::OsString,
    hash::BuildHasher,
    path::Path,
    sync::{PoisonError, RwLock},
};

use rustc_hash::{FxBuildHasher, FxHashMap};
use smol_str::SmolStr;

const SHARDS: usize = 32;

/// By the bytes of a path: its components are far dearer to hash and to compare.
type Shard<V> = RwLock<FxHashMap<OsString, FxHashMap<SmolStr, V>>>;

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
            .get(path.as_os_str())
            .and_then(|names| names.get(name))
            .cloned();
        if let Some(known) = known {
            return known;
        }
        let made = make();
        shard
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(path.as_os_str().to_owned())
            .or_default()
            .entry(SmolStr::new(name))
            .or_insert(made)
            .clone()
    }

    /// A cache with the values whose path satisfies `keep`.
    pub fn kept(&self, keep: impl Fn(&Path) -> bool) -> Self {
        let shards = self.shards.iter().map(|shard| {
            let shard = shard.read().unwrap_or_else(PoisonError::into_inner);
            let kept = shard.iter().filter(|(path, _)| keep(Path::new(path)));
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
        let hash = FxBuildHasher.hash_one(path.as_os_str());
        let index = usize::try_from(hash >> 32).unwrap_or_default() % SHARDS;
        self.shards.get(index)
    }
}
