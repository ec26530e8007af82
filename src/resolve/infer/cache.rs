//! What was inferred of files, kept for other files, other threads, and the next state of the workspace.

use std::{
    collections::VecDeque,
    ffi::OsString,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Query, ambient::Ambient};
use crate::lower::FileFacts;
use crate::resolve::{
    World,
    reads::{Read, Reads, What},
    scopes::{At, File, FileId, WHOLE},
    ty::Ty,
};

/// What was inferred of files, shared between threads. Holds for one state of the `World`; the next state takes over
/// what an edit left as it was.
#[derive(Debug, Default)]
pub struct Cache {
    files: RwLock<Files>,
    /// Whether what is read is noted, so that answers can be kept across edits.
    notes: bool,
    /// How many bytes of sources are held at a time, if that is bounded: what is asked for again is read again.
    most: Option<usize>,
    /// What files of the workspace declare for others.
    pub(super) ambient: OnceLock<Ambient>,
    /// Set when the next state took over: what is found for this one from then on is not kept.
    over: RwLock<bool>,
}

#[derive(Debug, Default)]
struct Files {
    /// By the bytes of a path: its components are far dearer to hash and to compare.
    ids: FxHashMap<OsString, FileId>,
    paths: Vec<PathBuf>,
    slots: Vec<Option<Arc<Slot>>>,
    /// Files whose facts are held, the oldest first, and their bytes; only where that is bounded.
    held: VecDeque<(FileId, usize)>,
    bytes: usize,
    /// Files whose facts are held for good.
    pinned: FxHashSet<FileId>,
}

/// A file with the answers to questions that other files asked of it, and with who read what of it.
#[derive(Debug)]
pub(super) struct Slot {
    pub file: Arc<File>,
    pub answers: RwLock<Answers>,
    readers: Mutex<Readers>,
}

/// Answers by item.
pub(super) type Answers = FxHashMap<u32, FxHashMap<Query, Ty>>;

#[derive(Debug, Default)]
struct Readers {
    /// Who read something of the file.
    of: FxHashMap<What, FxHashSet<At>>,
    /// What its items read.
    by: FxHashMap<u32, FxHashSet<Read>>,
}

/// What an edit made stale, by file.
#[derive(Debug, Default)]
pub struct Stale {
    /// Items to ask anew and items that are no more, by their ids.
    pub items: FxHashMap<PathBuf, Vec<u32>>,
    /// Files of which nothing is left.
    pub files: FxHashSet<PathBuf>,
}

impl Slot {
    fn new(file: File) -> Self {
        Self {
            file: Arc::new(file),
            answers: RwLock::default(),
            readers: Mutex::default(),
        }
    }

    /// The same file with what is known of it, which this one forgets.
    fn taken(&self) -> Self {
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            file: Arc::clone(&self.file),
            answers: RwLock::new(std::mem::take(&mut answers)),
            readers: Mutex::new(std::mem::take(&mut readers)),
        }
    }
}

impl Cache {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty cache whose answers can be kept across edits.
    #[must_use]
    pub fn noting() -> Self {
        Self {
            notes: true,
            ..Self::default()
        }
    }

    /// An empty cache that holds facts of so many bytes of sources at a time.
    #[must_use]
    pub fn holding_at_most(bytes: usize) -> Self {
        Self {
            most: Some(bytes),
            ..Self::default()
        }
    }

    pub(super) fn notes(&self) -> bool {
        self.notes
    }

    /// The cache for a state `world` in which only the text of these files differs, and what is not in it any more.
    /// Where files came or went, or what specifiers mean may have changed, start with an empty one.
    #[must_use]
    pub fn after_edit(self: Arc<Self>, world: &dyn World, changed: &[&Path]) -> (Self, Stale) {
        let mut files = self.handed_over();
        let mut stale = Stale::default();
        if !files.notes {
            return (Self::default(), stale);
        }
        let mut waiting = Vec::new();
        for path in changed {
            if !files.update(world, path, &mut stale, &mut waiting) {
                // What it says holds for all files.
                stale
                    .files
                    .extend(files.files.ids.into_keys().map(PathBuf::from));
                return (Self::noting(), stale);
            }
        }
        files.spread(waiting, &mut stale);
        let cache = Self {
            files: RwLock::new(files.files),
            notes: true,
            ..Self::default()
        };
        (cache, stale)
    }

    /// All that is known: moved where no one else holds it, else taken from what stays with the old state.
    fn handed_over(self: Arc<Self>) -> Taken {
        match Arc::try_unwrap(self) {
            Ok(cache) => Taken {
                notes: cache.notes,
                files: cache
                    .files
                    .into_inner()
                    .unwrap_or_else(PoisonError::into_inner),
            },
            Err(shared) => {
                let mut over = shared.over.write().unwrap_or_else(PoisonError::into_inner);
                *over = true;
                let files = shared.files.read().unwrap_or_else(PoisonError::into_inner);
                let taken = |slot: &Option<Arc<Slot>>| Some(Arc::new(slot.as_ref()?.taken()));
                Taken {
                    notes: shared.notes,
                    files: Files {
                        ids: files.ids.clone(),
                        paths: files.paths.clone(),
                        slots: files.slots.iter().map(taken).collect(),
                        ..Files::default()
                    },
                }
            }
        }
    }

    pub(super) fn slot(&self, world: &dyn World, path: &Path) -> Option<Arc<Slot>> {
        {
            let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(id) = files.ids.get(path.as_os_str())
                && let Some(Some(slot)) = files.slots.get(id.0 as usize)
            {
                return Some(Arc::clone(slot));
            }
        }
        let facts = world.facts(path)?;
        self.put(path, facts)
    }

    fn put(&self, path: &Path, facts: Arc<FileFacts>) -> Option<Arc<Slot>> {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let id = match files.ids.get(path.as_os_str()) {
            Some(id) => *id,
            None => {
                let id = FileId(u32::try_from(files.slots.len()).ok()?);
                files.ids.insert(path.into(), id);
                files.paths.push(path.to_owned());
                files.slots.push(None);
                id
            }
        };
        let place = files.slots.get_mut(id.0 as usize)?;
        if let Some(slot) = place {
            return Some(Arc::clone(slot));
        }
        let size = facts.items.last().map_or(0, |last| last.range().end);
        let slot = Arc::new(Slot::new(File::new(id, path.to_owned(), facts)));
        *place = Some(Arc::clone(&slot));
        if let Some(most) = self.most {
            files.hold(id, size, most);
        }
        Some(slot)
    }

    /// Hands in the facts of a file, so that they are not made again.
    pub fn offer(&self, path: &Path, facts: &Arc<FileFacts>) {
        self.put(path, Arc::clone(facts));
    }

    /// Lets go of the facts of a file of which no other file wanted to know anything.
    pub fn release(&self, path: &Path) {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let Some(&id) = files.ids.get(path.as_os_str()) else {
            return;
        };
        let asked = files.slot(id).is_some_and(|slot| {
            let answers = slot.answers.read().unwrap_or_else(PoisonError::into_inner);
            !answers.is_empty()
        });
        if !asked {
            files.let_go(id);
        }
    }

    /// Holds the facts of a file for good, from when they are read next at the latest.
    pub(super) fn pin(&self, id: FileId) {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        files.pinned.insert(id);
    }

    pub(super) fn by_id(&self, world: &dyn World, id: FileId) -> Option<Arc<Slot>> {
        let path = {
            let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(slot) = files.slot(id) {
                return Some(Arc::clone(slot));
            }
            files.paths.get(id.0 as usize)?.clone()
        };
        self.slot(world, &path)
    }

    fn held(&self, id: FileId) -> Option<Arc<Slot>> {
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        files.slot(id).cloned()
    }

    /// Keeps answers with what they were made of. `false` if the next state took over: then nothing is kept.
    pub(super) fn keep(&self, answers: Vec<(At, Query, Ty)>, reads: Reads) -> bool {
        let over = self.over.read().unwrap_or_else(PoisonError::into_inner);
        if *over {
            return false;
        }
        let slot = |file| self.held(file);
        for (unit, read) in reads {
            if let Some(slot) = slot(read.file) {
                let mut readers = slot.readers.lock().unwrap_or_else(PoisonError::into_inner);
                readers.of.entry(read.what).or_default().insert(unit);
            }
            if let Some(slot) = slot(unit.file) {
                let mut readers = slot.readers.lock().unwrap_or_else(PoisonError::into_inner);
                readers.by.entry(unit.item).or_default().insert(read);
            }
        }
        for (at, query, ty) in answers {
            if let Some(slot) = slot(at.file) {
                let mut answers = slot.answers.write().unwrap_or_else(PoisonError::into_inner);
                answers.entry(at.item).or_default().insert(query, ty);
            }
        }
        true
    }
}

impl Files {
    fn slot(&self, id: FileId) -> Option<&Arc<Slot>> {
        self.slots.get(id.0 as usize)?.as_ref()
    }

    /// Notes that the facts of a file are held, and lets go of the oldest.
    fn hold(&mut self, id: FileId, size: usize, most: usize) {
        self.held.push_back((id, size));
        self.bytes += size;
        while self.bytes > most
            && self.held.len() > 1
            && let Some(&(oldest, _)) = self.held.front()
        {
            self.let_go(oldest);
        }
    }

    fn let_go(&mut self, id: FileId) {
        if let Some(slot) = self.slots.get_mut(id.0 as usize)
            && !self.pinned.contains(&id)
        {
            *slot = None;
        }
        let bytes = &mut self.bytes;
        self.held.retain(|(held, size)| {
            if *held == id {
                *bytes -= size;
            }
            *held != id
        });
    }
}

/// What a state hands to the next.
struct Taken {
    notes: bool,
    files: Files,
}

impl Taken {
    /// Takes over the new text of a file. `false` if everything may depend on it.
    fn update(
        &mut self,
        world: &dyn World,
        path: &Path,
        stale: &mut Stale,
        waiting: &mut Vec<Read>,
    ) -> bool {
        let Some(&id) = self.files.ids.get(path.as_os_str()) else {
            return true;
        };
        let Some(place) = self.files.slots.get_mut(id.0 as usize) else {
            return true;
        };
        let Some(slot) = place else { return true };
        let Some(facts) = world.facts(path) else {
            return false;
        };
        if Arc::get_mut(slot).is_none() {
            *slot = Arc::new(slot.taken());
        }
        let Some(slot) = Arc::get_mut(slot) else {
            return false;
        };
        let edited = Arc::make_mut(&mut slot.file).update(facts);
        if edited.ambient || slot.file.is_sparse() || world.ambient().contains(&path.to_path_buf())
        {
            return false;
        }
        let items = stale.items.entry(path.to_owned()).or_default();
        items.extend(&edited.stale);
        items.extend(&edited.gone);
        for what in edited.changed {
            if let What::Item(item) = what {
                self.forget(At { file: id, item });
            }
            waiting.push(Read { file: id, what });
        }
        true
    }

    /// Forgets whatever was made of what changed, and what was made of that.
    fn spread(&mut self, mut waiting: Vec<Read>, stale: &mut Stale) {
        let mut seen: FxHashSet<Read> = waiting.iter().copied().collect();
        while let Some(read) = waiting.pop() {
            let Some(Some(slot)) = self.files.slots.get(read.file.0 as usize) else {
                continue;
            };
            let units = {
                let readers = slot.readers.lock().unwrap_or_else(PoisonError::into_inner);
                readers.of.get(&read.what).cloned().unwrap_or_default()
            };
            for unit in units {
                let Some(Some(slot)) = self.files.slots.get(unit.file.0 as usize) else {
                    continue;
                };
                let next = Read {
                    file: unit.file,
                    what: What::Item(unit.item),
                };
                // What it is told where something moved is the same, only elsewhere.
                let moved = matches!(read.what, What::Spans(_));
                if seen.contains(&next) {
                    continue;
                }
                if unit.item != WHOLE {
                    let path = &slot.file.path;
                    match stale.items.get_mut(path) {
                        Some(items) => items.push(unit.item),
                        None => drop(stale.items.insert(path.clone(), vec![unit.item])),
                    }
                }
                if !moved {
                    seen.insert(next);
                    self.forget(unit);
                    waiting.push(next);
                }
            }
        }
    }

    /// Forgets the answers of an item, and that it read anything.
    fn forget(&mut self, unit: At) {
        let Some(Some(slot)) = self.files.slots.get(unit.file.0 as usize) else {
            return;
        };
        let reads = {
            let mut answers = slot.answers.write().unwrap_or_else(PoisonError::into_inner);
            answers.remove(&unit.item);
            let mut readers = slot.readers.lock().unwrap_or_else(PoisonError::into_inner);
            readers.by.remove(&unit.item).unwrap_or_default()
        };
        for read in reads {
            let Some(Some(slot)) = self.files.slots.get(read.file.0 as usize) else {
                continue;
            };
            let mut readers = slot.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(units) = readers.of.get_mut(&read.what) {
                units.remove(&unit);
                if units.is_empty() {
                    readers.of.remove(&read.what);
                }
            }
        }
    }
}
