//! What is shown: which files are analysed next, and what is sent to whom.

use std::{collections::HashSet, path::Path};

use tower_lsp::ls_types as lsp;

use super::Owner;
use crate::lsp::{diagnostics, panics::caught};

impl Owner {
    pub(super) fn all_stale(&mut self) {
        self.stale = self.shared.documents.paths().into();
        self.stale.extend(self.manifests.iter().cloned());
    }

    /// Analyses and publishes one file; `false` if nothing is left to do.
    pub(super) fn analyse_one(&mut self) -> bool {
        if !self.ready {
            return false;
        }
        if let Some(path) = self.edited.pop() {
            self.stale.retain(|stale| *stale != path);
            if !self.profile.pulls {
                self.publish(&path, true);
            }
            return true;
        }
        if std::mem::take(&mut self.manifests_stale) {
            self.find_manifests();
            return true;
        }
        let Some(path) = self.stale.pop_front() else {
            return false;
        };
        if !self.profile.pulls {
            self.publish(&path, false);
        } else if self.profile.refreshes && self.differs_from_answer(&path) {
            // The client asks for all of them again.
            self.stale.clear();
            self.outbox.refresh();
        }
        true
    }

    fn publish(&mut self, path: &Path, edited: bool) {
        let Some(uri) = self.shared.documents.uri(path) else {
            return;
        };
        let Some(now) = self.diagnostics(path) else {
            return;
        };
        let is_open = self.shared.documents.contains(path);
        let relevant = self
            .snapshot()
            .is_some_and(|snapshot| snapshot.is_relevant(path));
        let differs = match self.published.get(path) {
            Some(shown) => *shown != now,
            None => !now.is_empty() || is_open && relevant,
        };
        if !(differs || edited && is_open && relevant) {
            return;
        }
        let version = self
            .shared
            .documents
            .get(path)
            .map(|document| document.version);
        self.outbox.publish(uri, now.clone(), version);
        self.published.insert(path.to_owned(), now);
    }

    fn diagnostics(&mut self, path: &Path) -> Option<Vec<lsp::Diagnostic>> {
        let snapshot = self.snapshot()?;
        let edited = self
            .shared
            .documents
            .get(path)
            .map(|document| document.edited);
        let (profile, max) = (self.profile, self.shared.max_diagnostics());
        let (diagnostics, problems) = caught("analysis", Some(path), || {
            diagnostics::of_file(&snapshot, path, edited, max, &profile)
        })?;
        self.report(problems);
        Some(diagnostics)
    }

    /// Whether a client that asks would be answered something else by now.
    fn differs_from_answer(&mut self, path: &Path) -> bool {
        let Some(answered) = self
            .shared
            .documents
            .get(path)
            .and_then(|document| document.answered)
        else {
            return false;
        };
        self.diagnostics(path)
            .is_some_and(|now| diagnostics::result_id(&now) != answered)
    }

    /// Manifests that hold for open documents: what is wrong with them is shown whether they are open or not.
    fn find_manifests(&mut self) {
        if self.profile.pulls {
            return;
        }
        let Some(snapshot) = self.snapshot() else {
            return;
        };
        let mut found = HashSet::new();
        for path in self.shared.documents.paths() {
            let dependencies = caught("dependencies", Some(&path), || snapshot.dependencies(&path));
            found.extend(
                dependencies
                    .into_iter()
                    .flatten()
                    .map(|dependency| dependency.manifest),
            );
        }
        let gone: Vec<_> = self.manifests.difference(&found).cloned().collect();
        for path in gone {
            let shown = self.published.remove(&path).unwrap_or_default();
            if self.shared.documents.contains(&path) {
                self.published.insert(path, shown);
            } else if let Some(uri) = crate::lsp::uri::of_path(&path)
                && !shown.is_empty()
            {
                self.outbox.publish(uri, Vec::new(), None);
            }
        }
        self.stale.extend(found.iter().cloned());
        self.manifests = found;
    }
}
