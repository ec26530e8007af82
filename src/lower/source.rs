//! Reads pieces of a text without copying all of it: neighbouring reads mostly fall into the same piece of the rope.

use std::{borrow::Cow, cell::Cell, ops::Range};

use crate::text::Text;

/// A text with the piece of it that was read last.
pub(super) struct Source<'a> {
    text: &'a Text,
    chunk: Cell<(&'a str, usize)>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a Text) -> Self {
        Self {
            text,
            chunk: Cell::new(text.chunk(0)),
        }
    }

    /// The text of a range of bytes; copied only where it lies across two pieces.
    pub(super) fn get(&self, range: Range<usize>) -> Cow<'a, str> {
        let (chunk, start) = self.chunk_of(range.start);
        let inside = range
            .start
            .checked_sub(start)
            .zip(range.end.checked_sub(start))
            .and_then(|(low, high)| chunk.get(low..high));
        match inside {
            Some(inside) => Cow::Borrowed(inside),
            None => Cow::Owned(self.text.slice(range)),
        }
    }

    /// The text of a range, its start moved to that of a character.
    pub(super) fn slice(&self, range: Range<usize>) -> Cow<'a, str> {
        self.get(self.text.floor(range.start)..range.end)
    }

    /// The pieces of a range, in order.
    pub(super) fn pieces(&self, range: Range<usize>) -> impl Iterator<Item = &'a str> {
        let mut at = range.start;
        std::iter::from_fn(move || {
            if at >= range.end {
                return None;
            }
            let (chunk, start) = self.text.chunk(at);
            let end = (start + chunk.len()).min(range.end);
            let piece = chunk.get(at - start..end - start)?;
            at = end;
            (!piece.is_empty()).then_some(piece)
        })
    }

    fn chunk_of(&self, offset: usize) -> (&'a str, usize) {
        let (chunk, start) = self.chunk.get();
        if start <= offset && offset < start + chunk.len() {
            return (chunk, start);
        }
        let fresh = self.text.chunk(offset);
        self.chunk.set(fresh);
        fresh
    }
}
