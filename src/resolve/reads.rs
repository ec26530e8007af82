//! What an answer was made of. While a thread infers for a cache that is kept across edits, everything that is read of
//! a file is noted with the item on whose behalf it is read, so that what an edit changes makes stale what was made of it
//! and nothing else. `File` notes by itself: no one can read around it.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashSet;

use super::scopes::{At, FileId};

/// Something that can be read of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Read {
    pub file: FileId,
    pub what: What,
}

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum What {
    /// What an item means, or an answer to a question about it.
    Item(u32),
    /// Where the parts of an item stand.
    Spans(u32),
    /// Which items an item holds (the file itself is an item, too), and what they show at a glance.
    Inside(u32),
    /// Which items assign to a name, by its hash.
    Assigned(u64),
    /// Which items assign to fields of `this`.
    Fields,
    /// The names that a file exports.
    Exports,
}

/// Who read what.
pub(crate) type Reads = FxHashSet<(At, Read)>;

thread_local! {
    static UNIT: Cell<Option<At>> = const { Cell::new(None) };
    static READS: RefCell<Reads> = RefCell::default();
}

/// Makes a unit the one on whose behalf is read from now on; `None` notes nothing. Returns the one before.
#[inline]
pub(crate) fn on_behalf_of(unit: Option<At>) -> Option<At> {
    UNIT.replace(unit)
}

/// Notes that something is read.
#[inline]
pub(crate) fn note(file: FileId, what: What) {
    if let Some(unit) = UNIT.get() {
        note_for(unit, file, what);
    }
}

fn note_for(unit: At, file: FileId, what: What) {
    let own =
        unit.file == file && matches!(what, What::Item(it) | What::Spans(it) if it == unit.item);
    if own {
        return;
    }
    READS.with_borrow_mut(|reads| reads.insert((unit, Read { file, what })));
}

/// Whether anything is noted at present.
#[inline]
pub(crate) fn is_noting() -> bool {
    UNIT.get().is_some()
}

/// Takes what was noted on this thread.
pub(crate) fn take() -> Reads {
    READS.take()
}
