//! The owner of documents, and the snapshots that answer questions.
//!
//! One owner mutates a `Workspace`; everyone else reads `Snapshot`s, which are cheap to clone and never change.

use std::{
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Finding, Fix, Settings};
use crate::{
    knowledge::Knowledge,
    project::{Dependency, Files, Problem},
    text::{Encoding, PositionRange, SourceChange, Text},
};

/// An edit as a client sends it: a range in the client's encoding, or the whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientEdit {
    /// The replaced range, against the text as the edits before it left it; `None` replaces everything.
    pub range: Option<PositionRange>,
    /// What stands there afterwards.
    pub text: String,
}

/// What was found in one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileReport {
    /// Findings, ascending by range.
    pub findings: Vec<Finding>,
    /// What could not be done.
    pub problems: Vec<Problem>,
}

/// What a hover shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Hover {
    /// Absolute bytes of the name.
    pub range: Range<usize>,
    /// Markdown.
    pub markdown: String,
}

/// A code action: a fix with the finding it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// The finding's range, state and change are what recomputes the fix.
    pub finding: Finding,
    /// The fix.
    pub fix: Fix,
}

/// Which fixes a fix-all applies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FixFilter {
    /// Only these change ids; empty means all.
    pub only: Vec<String>,
    /// Also unsafe ones.
    pub allow_unsafe: bool,
}

/// A text after fix-all.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// How many findings were fixed.
    pub applied: usize,
    /// Findings whose fix was skipped because their item holds a syntax error.
    pub skipped: Vec<Finding>,
    /// Files that the fixes rename.
    pub renames: Vec<crate::text::FileRename>,
}

/// Documents, disk, knowledge and settings. Has one owner.
#[derive(Debug)]
pub struct Workspace {}

impl Workspace {
    /// A workspace over `disk`, with its folders.
    #[must_use]
    pub fn new(
        folders: Vec<PathBuf>,
        disk: Arc<dyn Files>,
        knowledge: Arc<Knowledge>,
        settings: Settings,
    ) -> Self {
        let _ = (folders, disk, knowledge, settings);
        Self {}
    }
    /// Changes the folders.
    pub fn set_folders(&mut self, folders: Vec<PathBuf>) {
        let _ = (folders,);
    }
    /// Changes the settings. What depends on them is made anew when asked for.
    pub fn configure(&mut self, settings: Settings) {
        let _ = (settings,);
    }
    /// The editor opened a document; from now on its text counts, not the disk's.
    pub fn open(&mut self, path: &Path, text: &str, version: i32) {
        let _ = (path, text, version);
    }
    /// Edits, in order. A range beyond the end is clamped. `false` if the document is not open.
    pub fn edit(
        &mut self,
        path: &Path,
        edits: &[ClientEdit],
        encoding: Encoding,
        version: i32,
    ) -> bool {
        let _ = (path, edits, encoding, version);
        false
    }
    /// The editor closed a document; the disk's text counts again.
    pub fn close(&mut self, path: &Path) {
        let _ = (path,);
    }
    /// Files were created, changed or deleted on disk.
    pub fn disk_changed(&mut self, paths: &[PathBuf]) {
        let _ = (paths,);
    }
    /// What is true now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {}
    }
}

/// An immutable view of the workspace. All questions go here; answers are computed on demand and shared between clones.
#[derive(Clone, Debug)]
pub struct Snapshot {}

impl Snapshot {
    /// The text and the version of an open document, or the disk's text (version `None`). `None`: no such file, too
    /// large, or not text.
    #[must_use]
    pub fn text(&self, path: &Path) -> Option<(Text, Option<i32>)> {
        let _ = (path,);
        None
    }
    /// Open documents.
    #[must_use]
    pub fn open_documents(&self) -> Vec<PathBuf> {
        Vec::new()
    }
    /// Whether a file of this name is looked at at all: a source language, a manifest we report on; not ignored by settings.
    #[must_use]
    pub fn is_relevant(&self, path: &Path) -> bool {
        let _ = (path,);
        false
    }
    /// Findings of a file (source, or `package.json`), `// workos-lsp-ignore` and severities applied, `Off` left out.
    #[must_use]
    pub fn check(&self, path: &Path) -> FileReport {
        let _ = (path,);
        FileReport::default()
    }
    /// The hover at a byte offset.
    #[must_use]
    pub fn hover(&self, path: &Path, offset: usize) -> Option<Hover> {
        let _ = (path, offset);
        None
    }
    /// Fixes for findings that touch `range`, whatever their severity.
    #[must_use]
    pub fn actions(&self, path: &Path, range: Range<usize>) -> Vec<Action> {
        let _ = (path, range);
        Vec::new()
    }
    /// Applies fixes to a fixpoint on the text.
    #[must_use]
    pub fn fix_all(&self, path: &Path, filter: &FixFilter) -> Option<Fixed> {
        let _ = (path, filter);
        None
    }
    /// The edit that puts an ignore comment (for these ids) above the line of `offset`, or extends the one there.
    #[must_use]
    pub fn ignore_edit(&self, path: &Path, offset: usize, ids: &[&str]) -> Option<SourceChange> {
        let _ = (path, offset, ids);
        None
    }
    /// Dependencies on covered packages in the manifests that hold for `path` (a file or a folder), with what is installed.
    #[must_use]
    pub fn dependencies(&self, path: &Path) -> Vec<Dependency> {
        let _ = (path,);
        Vec::new()
    }
    /// What went wrong outside the sources so far (broken manifests, tables …), each once.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        Vec::new()
    }
}
