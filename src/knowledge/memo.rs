//! Answers about symbols that were found once: the same symbols are asked about at every place where they are used.

use std::{
    hash::Hash,
    sync::{PoisonError, RwLock},
};

use rustc_hash::FxHashMap;

use super::MemberKey;

/// Answers by symbol and by whatever else a question names. What is asked must depend on nothing else.
#[derive(Debug)]
pub(crate) struct Memo<K, V>(RwLock<FxHashMap<MemberKey, FxHashMap<K, V>>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// The answer; found where it is asked for the first time. No lock is held meanwhile.
    pub fn of(&self, key: &MemberKey, rest: K, find: impl FnOnce() -> V) -> V {
        if let Some(known) = self.known(key, &rest) {
            return known;
        }
        let found = find();
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let of = all.entry(key.clone()).or_default();
        of.insert(rest, found.clone());
        found
    }

    fn known(&self, key: &MemberKey, rest: &K) -> Option<V> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(key)?.get(rest).cloned()
    }
}
