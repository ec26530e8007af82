//! Ranges and edits, from the engine's to the protocol's and back. The one place where the two meet.

use std::{collections::HashMap, ops::Range, path::Path};

use tower_lsp::ls_types as lsp;
use workos_lsp_engine::{
    analysis::{ClientEdit, Snapshot},
    text::{Encoding, Position, PositionRange, SourceChange, Text, TextEdit},
};

use super::{documents::Documents, profile::Profile};

/// A position as the engine has it.
#[must_use]
pub fn position(position: lsp::Position) -> Position {
    Position {
        line: position.line,
        column: position.character,
    }
}

/// The byte offset of a position; beyond the end is the end.
#[must_use]
pub fn offset(text: &Text, at: lsp::Position, encoding: Encoding) -> usize {
    text.offset(position(at), encoding)
}

/// The bytes of a range; one that runs backwards is empty.
#[must_use]
pub fn bytes(text: &Text, range: lsp::Range, encoding: Encoding) -> Range<usize> {
    let start = offset(text, range.start, encoding);
    start..offset(text, range.end, encoding).max(start)
}

/// The protocol's range of some bytes.
#[must_use]
pub fn range(text: &Text, bytes: &Range<usize>, encoding: Encoding) -> lsp::Range {
    let at = |offset| {
        let position = text.position(offset, encoding);
        lsp::Position::new(position.line, position.column)
    };
    lsp::Range::new(at(bytes.start), at(bytes.end))
}

/// A change of a document as the engine takes it.
#[must_use]
pub fn client_edit(change: lsp::TextDocumentContentChangeEvent) -> ClientEdit {
    ClientEdit {
        range: change.range.map(|range| PositionRange {
            start: position(range.start),
            end: position(range.end),
        }),
        text: change.text,
    }
}

/// The protocol's edit for a change of sources; `None` if the client cannot do it, or a file is gone.
#[must_use]
pub fn workspace_edit(
    change: &SourceChange,
    snapshot: &Snapshot,
    documents: &Documents,
    profile: &Profile,
) -> Option<lsp::WorkspaceEdit> {
    let possible = change.renames.is_empty() || profile.renames && profile.document_changes;
    if !possible {
        return None;
    }
    let mut files = Vec::new();
    for (path, edits) in &change.edits {
        let (text, version) = snapshot.text(path)?;
        let edits: Vec<_> = edits
            .iter()
            .map(|edit| text_edit(&text, edit, profile.encoding))
            .collect();
        files.push((documents.uri(path)?, version, edits));
    }
    if !profile.document_changes {
        let changes: HashMap<_, _> = files
            .into_iter()
            .map(|(uri, _, edits)| (uri, edits))
            .collect();
        return Some(lsp::WorkspaceEdit {
            changes: Some(changes),
            ..lsp::WorkspaceEdit::default()
        });
    }
    let edits = files
        .into_iter()
        .map(|(uri, version, edits)| lsp::TextDocumentEdit {
            text_document: lsp::OptionalVersionedTextDocumentIdentifier { uri, version },
            edits: edits.into_iter().map(lsp::OneOf::Left).collect(),
        });
    let document_changes = if change.renames.is_empty() {
        lsp::DocumentChanges::Edits(edits.collect())
    } else {
        let mut operations: Vec<_> = edits.map(lsp::DocumentChangeOperation::Edit).collect();
        for rename in &change.renames {
            operations.push(lsp::DocumentChangeOperation::Op(lsp::ResourceOp::Rename(
                lsp::RenameFile {
                    old_uri: documents.uri(&rename.from)?,
                    new_uri: super::uri::of_path(&rename.to)?,
                    options: None,
                    annotation_id: None,
                },
            )));
        }
        lsp::DocumentChanges::Operations(operations)
    };
    Some(lsp::WorkspaceEdit {
        document_changes: Some(document_changes),
        ..lsp::WorkspaceEdit::default()
    })
}

fn text_edit(text: &Text, edit: &TextEdit, encoding: Encoding) -> lsp::TextEdit {
    lsp::TextEdit {
        range: range(text, &edit.range(), encoding),
        new_text: edit.text.clone(),
    }
}

/// The one smallest edit from one text to another, as a change of the file. Neither a character nor a line break `\r\n` is
/// cut in two: no position stands in the middle of one.
#[must_use]
pub fn one_edit(path: &Path, old: &str, new: &str) -> SourceChange {
    let mut change = SourceChange::default();
    if old == new {
        return change;
    }
    let mut start = common(old.chars().zip(new.chars()));
    while start > 0 && !(whole(old, start) && whole(new, start)) {
        start = old.floor_char_boundary(start - 1);
    }
    let (old_rest, new_rest) = (tail(old, start), tail(new, start));
    let mut end = common(old_rest.chars().rev().zip(new_rest.chars().rev()));
    while end > 0 && !(whole(old, old.len() - end) && whole(new, new.len() - end)) {
        end = old.len() - old.ceil_char_boundary(old.len() - end + 1);
    }
    let text = new.get(start..new.len() - end).unwrap_or_default();
    change.edits.insert(
        path.to_owned(),
        vec![TextEdit::replace(start..old.len() - end, text)],
    );
    change
}

fn tail(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or_default()
}

fn common(pairs: impl Iterator<Item = (char, char)>) -> usize {
    pairs
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum()
}

/// Whether a position may stand here.
fn whole(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    text.is_char_boundary(at) && !(before == Some(&b'\r') && bytes.get(at) == Some(&b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(old: &str, new: &str) -> Option<(Range<usize>, String)> {
        let change = one_edit(Path::new("/a.ts"), old, new);
        let edits = change.edits.into_values().next()?;
        let [edit] = edits.as_slice() else {
            panic!("one edit");
        };
        let mut applied = old.to_owned();
        applied.replace_range(edit.range(), &edit.text);
        assert_eq!(applied, new);
        Some((edit.range(), edit.text.clone()))
    }

    #[test]
    fn the_edit_is_the_smallest() {
        assert_eq!(edit("same", "same"), None);
        assert_eq!(edit("a.b(c)", "a.xx(c)"), Some((2..3, "xx".to_owned())));
        assert_eq!(edit("aa", "aaa"), Some((2..2, "a".to_owned())));
        assert_eq!(edit("aaa", "aa"), Some((2..3, String::new())));
        assert_eq!(edit("", "x"), Some((0..0, "x".to_owned())));
        assert_eq!(edit("é😀", "è😀"), Some((0..2, "è".to_owned())));
    }

    #[test]
    fn a_line_break_is_not_cut_in_two() {
        assert_eq!(edit("a\r\nb", "a\rb"), Some((1..3, "\r".to_owned())));
        assert_eq!(edit("a\nb", "a\r\nb"), Some((1..2, "\r\n".to_owned())));
        assert_eq!(edit("a\r\nb", "a\nb"), Some((1..3, "\n".to_owned())));
        assert_eq!(edit("x\r\n", "x\r\n\r\n"), Some((3..3, "\r\n".to_owned())));
    }
}
