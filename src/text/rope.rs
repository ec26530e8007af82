//! The text of a document: a rope, with exact positions at the edge. It knows nothing of files, versions or syntax.

use std::ops::Range;

use ropey::Rope;

use super::TextEdit;

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
        let line = position.line as usize;
        let column = position.column as usize;
        if line >= self.lines() {
            return self.len();
        }
        let Range { start, end } = self.line_range(line);
        match encoding {
            Encoding::Utf8 => self.floor(start.saturating_add(column).min(end)),
            Encoding::Utf16 => {
                let unit = |byte| self.rope.char_to_utf16_cu(self.rope.byte_to_char(byte));
                let wanted = unit(start).saturating_add(column).min(unit(end));
                self.rope.char_to_byte(self.rope.utf16_cu_to_char(wanted))
            }
            Encoding::Utf32 => {
                let last = self.rope.byte_to_char(end);
                let wanted = self.rope.byte_to_char(start).saturating_add(column);
                self.rope.char_to_byte(wanted.min(last))
            }
        }
    }

    /// The position of a byte offset; beyond the end is the end, inside a character (or a `\r\n`) its start.
    #[must_use]
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        if let Some(position) = self.position_in_chunk(offset, encoding) {
            return position;
        }
        let offset = self.floor(offset);
        let line = self.line_of(offset);
        let Range { start, end } = self.line_range(line);
        let offset = offset.min(end);
        let column = match encoding {
            Encoding::Utf8 => offset - start,
            Encoding::Utf16 => {
                let unit = |byte| self.rope.char_to_utf16_cu(self.rope.byte_to_char(byte));
                unit(offset) - unit(start)
            }
            Encoding::Utf32 => self.rope.byte_to_char(offset) - self.rope.byte_to_char(start),
        };
        Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }

    /// The position of an offset whose line starts in the same piece of the rope, as almost all do: found in one descent.
    fn position_in_chunk(&self, offset: usize, encoding: Encoding) -> Option<Position> {
        if offset >= self.len() {
            return None;
        }
        let (chunk, start, _, first) = self.rope.chunk_at_byte(offset);
        let (before, after) = chunk.split_at_checked(offset - start)?;
        if before.ends_with('\r') && after.starts_with('\n') {
            return None;
        }
        let line_start = memchr::memrchr2(b'\n', b'\r', before.as_bytes())? + 1;
        let text = before.get(line_start..)?;
        let column = match encoding {
            Encoding::Utf8 => text.len(),
            _ if text.is_ascii() => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
            Encoding::Utf32 => text.chars().count(),
        };
        let line = first + ropey::str_utils::byte_to_line_idx(chunk, before.len());
        Some(Position {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        })
    }

    /// The bytes of a range of positions; its end is never before its start.
    #[must_use]
    pub fn range(&self, range: PositionRange, encoding: Encoding) -> Range<usize> {
        let start = self.offset(range.start, encoding);
        start..self.offset(range.end, encoding).max(start)
    }

    /// The positions of a range of bytes.
    #[must_use]
    pub fn positions(&self, range: Range<usize>, encoding: Encoding) -> PositionRange {
        PositionRange {
            start: self.position(range.start, encoding),
            end: self.position(range.end, encoding),
        }
    }

    /// The line of a byte offset; beyond the end is the last line.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.rope.byte_to_line(offset.min(self.len()))
    }

    /// The bytes of a line without its break; empty at the end of the text for a line that does not exist.
    #[must_use]
    pub fn line_range(&self, line: usize) -> Range<usize> {
        if line >= self.lines() {
            return self.len()..self.len();
        }
        let start = self.rope.line_to_byte(line);
        let next = self.rope.line_to_byte(line + 1);
        if line + 1 == self.lines() {
            return start..next;
        }
        let is = |at: usize, byte| at > start && self.rope.get_byte(at - 1) == Some(byte);
        let mut end = next;
        if is(end, b'\n') {
            end -= 1;
            if is(end, b'\r') {
                end -= 1;
            }
        } else if is(end, b'\r') {
            end -= 1;
        }
        start..end
    }

    /// How the text ends its first line.
    #[must_use]
    pub fn line_break(&self) -> &'static str {
        let first = self.line_range(0).end;
        match self.slice(first..first + 2).as_str() {
            "\r\n" => "\r\n",
            other if other.starts_with('\r') => "\r",
            _ => "\n",
        }
    }

    /// The text of a range of bytes (clamped to the text and to characters).
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> String {
        let (chunk, start) = self.chunk(range.start);
        let inside = (range.start.checked_sub(start)).zip(range.end.checked_sub(start));
        // Almost all that is asked for is short, and lies in one piece.
        if let Some(text) = inside.and_then(|(from, to)| chunk.get(from..to)) {
            return text.to_owned();
        }
        self.rope
            .get_byte_slice(self.clamp(range))
            .map(|slice| slice.to_string())
            .unwrap_or_default()
    }

    /// The range that an edit of `range` replaces: within the text, at the starts of characters, not backwards.
    #[must_use]
    pub fn clamp(&self, range: Range<usize>) -> Range<usize> {
        let start = self.floor(range.start);
        start..self.floor(range.end).max(start)
    }

    /// Applies an edit, its range clamped as by `clamp`.
    pub fn apply(&mut self, edit: &TextEdit) {
        let range = self.clamp(edit.range());
        let start = self.rope.byte_to_char(range.start);
        if !range.is_empty() {
            let end = self.rope.byte_to_char(range.end);
            self.rope.remove(start..end);
        }
        if !edit.text.is_empty() {
            self.rope.insert(start, &edit.text);
        }
    }

    /// The piece of the rope that holds a byte, and the offset at which it starts; empty beyond the end.
    #[must_use]
    pub fn chunk(&self, offset: usize) -> (&str, usize) {
        if offset >= self.len() {
            return ("", self.len());
        }
        let (chunk, start, _, _) = self.rope.chunk_at_byte(offset);
        (chunk, start)
    }

    /// All pieces in order.
    pub fn chunks(&self) -> impl Iterator<Item = &str> {
        self.rope.chunks()
    }

    /// The start of the character that holds a byte offset, or the end of the text.
    #[must_use]
    pub fn floor(&self, offset: usize) -> usize {
        let offset = offset.min(self.len());
        let (chunk, start) = self.chunk(offset);
        if chunk.is_char_boundary(offset - start) {
            return offset;
        }
        self.rope.char_to_byte(self.rope.byte_to_char(offset))
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.rope == other.rope
    }
}

impl Eq for Text {}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rope.fmt(f)
    }
}
