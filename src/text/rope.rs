//! The text of a document: a rope, with exact positions at the edge.

use ropey::Rope;

/// A text. Line breaks are `\n`, `\r\n` and `\r`, as the protocol has it. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Text {
    rope: Rope,
}

/// In what units a client counts columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 units: the protocol's default.
    Utf16,
    /// Code points.
    Utf32,
}

/// A position as the protocol has it, both from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: u32,
    /// Column in units of an `Encoding`.
    pub column: u32,
}

/// A range of positions, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PositionRange {
    /// Start.
    pub start: Position,
    /// End.
    pub end: Position,
}

impl Text {
    /// A text from a string.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self {
            rope: Rope::from_str(text),
        }
    }

    /// Its length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many lines it has (one more than line breaks).
    #[must_use]
    pub fn lines(&self) -> usize {
        self.rope.len_lines()
    }

    /// The byte offset of a position; beyond the end of a line is its end (before the break), beyond the last line the
    /// end of the text, inside a character its start.
    #[must_use]
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let _ = (position, encoding);
        0
    }

    /// The position of a byte offset; beyond the end is the end, inside a character its start.
    #[must_use]
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        let _ = (offset, encoding);
        Position { line: 0, column: 0 }
    }

    /// The text of a range of bytes (clamped to the text and to characters).
    #[must_use]
    pub fn slice(&self, range: std::ops::Range<usize>) -> String {
        self.rope
            .get_byte_slice(range)
            .map(|slice| slice.to_string())
            .unwrap_or_default()
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rope.fmt(f)
    }
}
