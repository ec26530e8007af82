//! What was inferred of files, kept for other files, other threads, and the next state of the workspace.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Query;
use crate::resolve::{
    World,
    scopes::{File, FileId},
    ty::Ty,
};

/// What was inferred of files, shared between threads. Holds for one state of the `World`.
#[derive(Debug, Default)]
pub struct Cache {
    files: RwLock<Files>,
}

#[derive(Debug, Default)]
struct Files {
    ids: FxHashMap<PathBuf, FileId>,
    slots: Vec<Option<Arc<Slot>>>,
    /// Who imports a file.
    importers: FxHashMap<FileId, FxHashSet<FileId>>,
}

/// A file with the answers to questions that other files asked of it.
#[derive(Debug)]
pub(super) struct Slot {
    pub file: Arc<File>,
    pub answers: RwLock<FxHashMap<(u32, Query), Ty>>,
}

impl Cache {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The cache for a state in which only the text of these files differs: what depends on none of them is kept. Where
    /// files came or went, or what specifiers mean may have changed, start with an empty one.
    #[must_use]
    pub fn after_edit(&self, changed: &[&Path]) -> Self {
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        let mut next = Files {
            ids: files.ids.clone(),
            slots: files.slots.clone(),
            importers: files.importers.clone(),
        };
        let mut waiting: Vec<FileId> = changed
            .iter()
            .filter_map(|path| files.ids.get(*path).copied())
            .collect();
        for id in &waiting {
            if let Some(slot) = next.slots.get_mut(id.0 as usize) {
                *slot = None;
            }
        }
        let mut seen: FxHashSet<FileId> = waiting.iter().copied().collect();
        while let Some(id) = waiting.pop() {
            for &importer in next.importers.get(&id).into_iter().flatten() {
                if !seen.insert(importer) {
                    continue;
                }
                waiting.push(importer);
                if let Some(Some(slot)) = next.slots.get_mut(importer.0 as usize) {
                    *slot = Arc::new(Slot {
                        file: Arc::clone(&slot.file),
                        answers: RwLock::default(),
                    });
                }
            }
        }
        Self {
            files: RwLock::new(next),
        }
    }

    pub(super) fn slot(&self, world: &dyn World, path: &Path) -> Option<Arc<Slot>> {
        {
            let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(id) = files.ids.get(path)
                && let Some(Some(slot)) = files.slots.get(id.0 as usize)
            {
                return Some(Arc::clone(slot));
            }
        }
        let facts = world.facts(path)?;
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let id = match files.ids.get(path) {
            Some(id) => *id,
            None => {
                let id = FileId(u32::try_from(files.slots.len()).ok()?);
                files.ids.insert(path.to_owned(), id);
                files.slots.push(None);
                id
            }
        };
        let place = files.slots.get_mut(id.0 as usize)?;
        if let Some(slot) = place {
            return Some(Arc::clone(slot));
        }
        let slot = Arc::new(Slot {
            file: Arc::new(File::new(id, path.to_owned(), facts)),
            answers: RwLock::default(),
        });
        *place = Some(Arc::clone(&slot));
        Some(slot)
    }

    pub(super) fn by_id(&self, id: FileId) -> Option<Arc<Slot>> {
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        files.slots.get(id.0 as usize).cloned().flatten()
    }

    /// Notes that a file imports another.
    pub(super) fn link(&self, from: FileId, to: FileId) {
        {
            let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
            if files
                .importers
                .get(&to)
                .is_some_and(|it| it.contains(&from))
            {
                return;
            }
        }
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        files.importers.entry(to).or_default().insert(from);
    }
}
