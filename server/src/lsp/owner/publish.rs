//! What is shown: which files are analysed next, and what is sent to whom.

use std::{
    collections::{HashSet, VecDeque},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use tower_lsp::ls_types as lsp;
use workos_lsp_engine::{analysis::Shown, text::Text};

use super::Owner;
use crate::lsp::{diagnostics, panics::caught, published::Published};

/// So many files are looked at ahead by each processor.
const AHEAD: usize = 8;

impl Owner {
    pub(super) fn all_stale(&mut self) {
        self.looked_ahead = 0;
        self.stale = None;
    }

    /// Files to publish if they differ.
    fn stale(&mut self) -> &mut VecDeque<PathBuf> {
        let (documents, manifests) = (&self.shared.documents, &self.manifests);
        self.stale.get_or_insert_with(|| {
            let mut all: VecDeque<PathBuf> = documents.paths().into();
            all.extend(manifests.iter().cloned());
            all
        })
    }

    /// Analyses and publishes one file; `false` if nothing is left to do.
    pub(super) fn analyse_one(&mut self) -> bool {
        if !self.ready {
            return false;
        }
        if let Some(path) = self.edited.pop() {
            if !self.profile.pulls {
                self.publish(&path, true);
            }
            return true;
        }
        if std::mem::take(&mut self.manifests_stale) {
            self.find_manifests();
            return true;
        }
        self.look_ahead();
        let Some(path) = self.stale().pop_front() else {
            return false;
        };
        if !self.profile.pulls {
            self.publish(&path, false);
        } else if self.profile.refreshes && self.differs_from_answer(&path) {
            // The client asks for all of them again.
            self.stale().clear();
            self.outbox.refresh();
        }
        true
    }

    /// Looks at what comes next on all processors, a few files for each: an edit can concern every open document.
    fn look_ahead(&mut self) {
        if self.profile.pulls && !self.profile.refreshes {
            return;
        }
        if self.looked_ahead > 0 {
            self.looked_ahead -= 1;
            return;
        }
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let next: Vec<PathBuf> = self.stale().iter().take(threads * AHEAD).cloned().collect();
        let Some(snapshot) = self
            .snapshot()
            .filter(|_| threads > 1 && next.len() > AHEAD)
        else {
            return;
        };
        self.looked_ahead = next.len() - 1;
        let at = AtomicUsize::new(0);
        let look = || {
            while let Some(path) = next.get(at.fetch_add(1, Ordering::Relaxed)) {
                // What breaks will be said when its turn comes.
                let _shown = caught("analysis", Some(path), || snapshot.shown(path));
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads {
                // Without another thread, this one does it all.
                let _started = super::thread("ahead").spawn_scoped(scope, look);
            }
            look();
        });
    }

    fn publish(&mut self, path: &Path, edited: bool) {
        let Some(shown) = self.shown(path) else {
            return;
        };
        let before = self.published.get(path);
        if !edited && before.is_some_and(|before| before.is_of(&shown)) {
            return;
        }
        let (Some(uri), Some(snapshot)) = (self.shared.documents.uri(path), self.snapshot()) else {
            return;
        };
        let document = self.shared.documents.get(path);
        let place = document.as_ref().map(|document| document.edited);
        let max = self.shared.max_diagnostics();
        let text = match shown.findings.is_empty() {
            true => Text::default(),
            false => snapshot
                .text(path)
                .map(|(text, _)| text)
                .unwrap_or_default(),
        };
        let before = self.published.get(path);
        let now = Published::new(shown, &text, place, max, &self.profile, before);
        let is_open = document.is_some() && snapshot.is_relevant(path);
        let differs = match before {
            Some(before) => !before.is_same(&now),
            None => !now.is_empty() || is_open,
        };
        if differs || edited && is_open {
            let version = document.map(|document| document.version);
            self.outbox.publish(&uri, now.message(&uri, version, max));
        }
        self.published.insert(path.to_owned(), now);
    }

    /// What is to be shown of a file; what could not be done is reported.
    fn shown(&mut self, path: &Path) -> Option<Arc<Shown>> {
        let snapshot = self.snapshot()?;
        let shown = caught("analysis", Some(path), || snapshot.shown(path))?;
        let mut problems = snapshot.problems();
        problems.extend(shown.problems.iter().cloned());
        self.report(problems);
        Some(shown)
    }

    /// Whether a client that asks would be answered something else by now.
    fn differs_from_answer(&mut self, path: &Path) -> bool {
        let Some(document) = self.shared.documents.get(path) else {
            return false;
        };
        let Some((answered, of)) = document.answered else {
            return false;
        };
        let (Some(shown), Some(snapshot)) = (self.shown(path), self.snapshot()) else {
            return false;
        };
        if Arc::ptr_eq(&shown, &of) {
            return false;
        }
        let (edited, max) = (Some(document.edited), self.shared.max_diagnostics());
        let (now, _) = diagnostics::of_file(&snapshot, path, &shown, edited, max, &self.profile);
        diagnostics::result_id(&now) != answered
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
            if self.shared.documents.contains(&path) {
                continue;
            }
            let told = self.published.remove(&path);
            if let Some(uri) = crate::lsp::uri::of_path(&path)
                && told.is_some_and(|told| !told.is_empty())
            {
                self.tell_nothing(&uri);
            }
        }
        if let Some(stale) = &mut self.stale {
            stale.extend(found.iter().cloned());
        }
        self.manifests = found;
    }

    /// Takes back what was told of a file.
    pub(super) fn tell_nothing(&self, uri: &lsp::Uri) {
        let message = Published::default().message(uri, None, 0);
        self.outbox.publish(uri, message);
    }
}
