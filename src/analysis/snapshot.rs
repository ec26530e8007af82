//! An immutable view of the workspace.

use std::{
    collections::BTreeMap,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Action, FileReport, FixFilter, Fixed, Hover, Settings, Shown, Sifted, severity::is_asked_for,
    state::State,
};
use crate::{
    knowledge::Knowledge,
    project::{Dependency, Problem},
    rules,
    text::{SourceChange, Text},
};

/// An immutable view of the workspace. All questions go here; answers are computed on demand and shared between clones.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(super) state: Arc<State>,
}

impl Snapshot {
    pub(super) fn of(state: State) -> Self {
        Self {
            state: Arc::new(state),
        }
    }

    /// The same workspace on the way to other versions (by package; the empty name stands for the one in use). What is
    /// read for them is kept as long as they are, and shared among them.
    #[must_use]
    pub fn towards(&self, ways: Vec<BTreeMap<String, String>>) -> Vec<Self> {
        let first = self.state.aside();
        ways.into_iter()
            .map(|to| Self::of(first.towards(to)))
            .collect()
    }

    /// The workspace's folders.
    #[must_use]
    pub fn folders(&self) -> &[PathBuf] {
        &self.state.folders
    }

    /// What everything is judged with.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.state.settings
    }

    /// The tables.
    #[must_use]
    pub fn knowledge(&self) -> &Knowledge {
        &self.state.knowledge
    }

    /// The text and the version of an open document, or the disk's text (version `None`). `None`: no such file, too
    /// large, or not text.
    #[must_use]
    pub fn text(&self, path: &Path) -> Option<(Text, Option<i32>)> {
        let document = self.state.document(path).ok()?;
        Some((document.text().clone(), document.version()))
    }

    /// Open documents.
    #[must_use]
    pub fn open_documents(&self) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = self.state.files.documents.keys().cloned().collect();
        paths.sort_unstable();
        paths
    }

    /// Whether a file of this name is looked at at all: a source language, a manifest we report on; not ignored by settings.
    #[must_use]
    pub fn is_relevant(&self, path: &Path) -> bool {
        self.state.scope.holds(&self.state.folders, path)
    }

    /// Makes what `sift` looks for. Who calls it while something else takes its time need not wait for that later.
    pub fn prepare_to_sift(&self) {
        self.state.words();
    }

    /// What the words of a source file tell of what could be reported in it: a cheap look. Wrong only on the side of
    /// more. For scans; `check` looks at everything.
    #[must_use]
    pub fn sift(&self, path: &Path, bytes: &[u8]) -> Sifted {
        let sifted = self.state.sift(path, bytes);
        let is_on = |id: &str| is_asked_for(&self.state.settings, id);
        if sifted.names && sifted.may_report || !rules::may_be_misuse(path, bytes, is_on) {
            return sifted;
        }
        Sifted {
            may_report: true,
            names: true,
            ..sifted
        }
    }

    /// Whether a file that may declare something for files that do not load it (`Sifted::declares`) does, and something
    /// that has to do with an SDK: what `Workspace::set_ambient` wants.
    #[must_use]
    pub fn declares_for_others(&self, path: &Path) -> bool {
        self.state.reaches(path)
            && self
                .state
                .document(path)
                .is_ok_and(|document| document.declares_for_others(path))
    }

    /// Whether a source file names an SDK, or loads - however far away - a module that does. Wrong only on the side of
    /// yes; what other files declare for all is not looked at.
    #[must_use]
    pub fn reaches(&self, path: &Path) -> bool {
        self.state.reaches(path)
    }

    /// Findings of a file (source, or `package.json`), `// workos-lsp-ignore` and severities applied, `Off` left out.
    #[must_use]
    pub fn check(&self, path: &Path) -> FileReport {
        self.state.check(path)
    }

    /// The same without fixes, for an open document: kept across edits as far as they leave it as it was.
    #[must_use]
    pub fn shown(&self, path: &Path) -> Arc<Shown> {
        self.state.shown(path)
    }

    /// The hover at a byte offset.
    #[must_use]
    pub fn hover(&self, path: &Path, offset: usize) -> Option<Hover> {
        self.state.hover(path, offset)
    }

    /// Fixes for findings that touch `range`, whatever their severity.
    #[must_use]
    pub fn actions(&self, path: &Path, range: Range<usize>) -> Vec<Action> {
        self.state.actions(path, &range)
    }

    /// Applies fixes to a fixpoint on the text.
    #[must_use]
    pub fn fix_all(&self, path: &Path, filter: &FixFilter) -> Option<Fixed> {
        self.state.fix_all(path, filter)
    }

    /// The edit that puts an ignore comment (for these ids) above the line of `offset`, or extends the one there.
    #[must_use]
    pub fn ignore_edit(&self, path: &Path, offset: usize, ids: &[&str]) -> Option<SourceChange> {
        let document = self.state.document(path).ok()?;
        super::ignore::ignore_edit(path, document.text(), document.facts()?, offset, ids)
    }

    /// Dependencies on covered packages in the manifests that hold for `path` (a file or a folder), with what is installed.
    #[must_use]
    pub fn dependencies(&self, path: &Path) -> Vec<Dependency> {
        self.state.project.dependencies(path).to_vec()
    }

    /// Dependencies on packages of WorkOS that are not covered, in the manifests that hold for `path`.
    #[must_use]
    pub fn uncovered(&self, path: &Path) -> Vec<Dependency> {
        self.state.project.uncovered(path)
    }

    /// What went wrong outside the sources so far (broken manifests, tables …), each once.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.state.project.problems();
        problems.extend(self.state.scope.problems.iter().cloned());
        let tables = self.state.knowledge.problems();
        problems.extend(tables.into_iter().map(|problem| Problem {
            path: PathBuf::from(problem.file.as_str()),
            message: format!("{}: {}", problem.path, problem.expected),
        }));
        problems
    }
}
