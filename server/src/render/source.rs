//! Source lines around findings and fixes, cut out of a text for people to see.

use std::ops::Range;

use workos_lsp_engine::{
    analysis::Fix,
    text::{Encoding, Position, Text},
};

/// Lines longer than this are shown as a window around the range: minified files have lines of megabytes.
const LONGEST_LINE: usize = 300;

/// More lines than this are not shown as a suggestion.
const MOST_LINES: u32 = 8;

/// A source line with a range in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line, without its break; secrets still in it.
    pub text: String,
    /// Bytes of the range in `text`.
    pub span: Range<usize>,
}

/// Source lines and their edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The lines as they are, joined by `\n`.
    pub text: String,
    /// The number of the first, from 1.
    pub line: u32,
    /// What is replaced, in bytes of `text`, and by what.
    pub patches: Vec<(Range<usize>, String)>,
}

/// The line in which `range` starts.
#[must_use]
pub fn excerpt(text: &Text, range: &Range<usize>) -> Option<Excerpt> {
    let line = text.position(range.start, Encoding::Utf8).line;
    let bounds = line_bounds(text, line);
    let line = text.slice(bounds.clone());
    let start = range.start.checked_sub(bounds.start)?.min(line.len());
    let end = range
        .end
        .saturating_sub(bounds.start)
        .clamp(start, line.len());
    if line.len() <= LONGEST_LINE {
        return Some(Excerpt {
            text: line,
            span: start..end,
        });
    }
    let from = floor(&line, start.saturating_sub(LONGEST_LINE / 3));
    let to = floor(&line, (from + LONGEST_LINE).max(end).min(line.len()));
    Some(Excerpt {
        text: line.get(from..to)?.to_owned(),
        span: start - from..end - from,
    })
}

/// The lines that a fix changes in the text that it belongs to. `None` where it changes none, too many, or other files.
#[must_use]
pub fn suggestion(text: &Text, path: &std::path::Path, fix: &Fix) -> Option<Suggestion> {
    let edits = fix.change.edits.get(path)?;
    if fix.change.edits.len() != 1 {
        return None;
    }
    let line_of = |offset| text.position(offset, Encoding::Utf8).line;
    let first = line_of(edits.iter().map(|edit| edit.start).min()?);
    let last = line_of(edits.iter().map(|edit| edit.end).max()?);
    if last - first >= MOST_LINES {
        return None;
    }
    let mut lines = String::new();
    let mut patches = Vec::new();
    // Lines are joined anew, because breaks may be `\r\n` or `\r`; `moved` is by how much that shifts the line.
    for line in first..=last {
        let bounds = line_bounds(text, line);
        if bounds.len() > LONGEST_LINE {
            return None;
        }
        if line > first {
            lines.push('\n');
        }
        let base = lines.len();
        lines.push_str(&text.slice(bounds.clone()));
        for edit in edits.iter().filter(|edit| line_of(edit.start) == line) {
            if edit.end > bounds.end {
                // Spans lines: only where breaks are one byte do offsets hold.
                if text.slice(edit.range()).contains('\r') {
                    return None;
                }
            }
            let start = base + edit.start.checked_sub(bounds.start)?;
            patches.push((start..start + edit.range().len(), edit.text.clone()));
        }
    }
    Some(Suggestion {
        text: lines,
        line: first + 1,
        patches,
    })
}

/// Bytes of a line, its break left out.
fn line_bounds(text: &Text, line: u32) -> Range<usize> {
    let start = text.offset(Position { line, column: 0 }, Encoding::Utf8);
    let end = text.offset(
        Position {
            line,
            column: u32::MAX,
        },
        Encoding::Utf8,
    );
    start..end
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}
