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

    /// Whether a range has a `/` before a `/` or `*`.
    pub(super) fn has_comment(&self, range: Range<usize>) -> bool {
        let opens = |second: Option<&u8>| matches!(second, Some(b'/' | b'*'));
        let mut at = range.start;
        let mut after_slash = false;
        while at < range.end {
            let (chunk, start) = self.chunk_of(at);
            let end = (start + chunk.len()).min(range.end);
            let piece = chunk.as_bytes().get(at - start..end - start);
            let piece = piece.unwrap_or_default();
            let mut slashes = memchr::memchr_iter(b'/', piece);
            if after_slash && opens(piece.first())
                || slashes.any(|slash| opens(piece.get(slash + 1)))
            {
                return true;
            }
            after_slash = piece.last() == Some(&b'/');
            at = end.max(at + 1);
        }
        false
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
