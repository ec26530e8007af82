//! Ranges and edits, from the engine's to the protocol's and back. The one place where the two meet.

use std::{collections::HashMap, ops::Range};

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
    if !change.renames.is_empty() && !profile.renames {
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
    // Who renames files does that in this form, whether it takes versions or not.
    if !profile.document_changes && change.renames.is_empty() {
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
