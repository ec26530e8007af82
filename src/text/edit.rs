//! Edits as values: of a text, and of a workspace.

use std::{collections::BTreeMap, ops::Range, path::PathBuf};

/// One replacement in one text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextEdit {
    /// First replaced byte.
    pub start: usize,
    /// One past the last replaced byte.
    pub end: usize,
    /// What stands there afterwards.
    pub text: String,
}

impl TextEdit {
    /// Replaces `range` by `text`.
    #[must_use]
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            start: range.start,
            end: range.end,
            text: text.into(),
        }
    }

    /// The replaced bytes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// A file that gets another name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileRename {
    /// The path now.
    pub from: PathBuf,
    /// The path afterwards.
    pub to: PathBuf,
}

/// What a fix does: edits by file, sorted and disjoint within each, then renames.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceChange {
    /// Edits by file.
    pub edits: BTreeMap<PathBuf, Vec<TextEdit>>,
    /// Renames, done after the edits.
    pub renames: Vec<FileRename>,
}
