//! The read side: what handlers may know of open documents without asking their owner. Written by the owner alone.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use dashmap::DashMap;
use tower_lsp::ls_types::Uri;
use workos_lsp_engine::{analysis::Shown, text::Position};

/// An open document.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its URI, as the client spells it.
    pub uri: Uri,
    /// Its newest version.
    pub version: i32,
    /// Which opening of a document it was, in the order of the wire.
    pub opened: u64,
    /// Where it was edited last.
    pub edited: Position,
    /// What the client was last answered when it asked for diagnostics: its name, and what it was made of.
    pub answered: Option<(String, Arc<Shown>)>,
}

/// All open documents, by path.
#[derive(Debug, Default)]
pub struct Documents {
    by_path: DashMap<PathBuf, Document>,
}

impl Documents {
    /// A document, as it is now.
    #[must_use]
    pub fn get(&self, path: &Path) -> Option<Document> {
        self.by_path.get(path).map(|entry| entry.value().clone())
    }

    /// Whether a document is open.
    #[must_use]
    pub fn contains(&self, path: &Path) -> bool {
        self.by_path.contains_key(path)
    }

    /// All paths, sorted.
    #[must_use]
    pub fn paths(&self) -> Vec<PathBuf> {
        let mut paths: Vec<_> = self
            .by_path
            .iter()
            .map(|entry| entry.key().clone())
            .collect();
        paths.sort();
        paths
    }

    /// The URI to use for a path: the client's own spelling where it has one.
    #[must_use]
    pub fn uri(&self, path: &Path) -> Option<Uri> {
        self.by_path
            .get(path)
            .map(|entry| entry.uri.clone())
            .or_else(|| super::uri::of_path(path))
    }

    /// Opened.
    pub fn open(&self, path: PathBuf, uri: Uri, version: i32, opened: u64) {
        let document = Document {
            uri,
            version,
            opened,
            edited: Position { line: 0, column: 0 },
            answered: None,
        };
        self.by_path.insert(path, document);
    }

    /// Edited.
    pub fn edit(&self, path: &Path, version: i32, edited: Option<Position>) {
        if let Some(mut document) = self.by_path.get_mut(path) {
            document.version = version;
            if let Some(edited) = edited {
                document.edited = edited;
            }
        }
    }

    /// Answered with diagnostics of this id. `asked`: how many openings there were when it was asked; who asked before the
    /// document was opened again throws the answer away.
    pub fn answer(&self, path: &Path, asked: u64, result: &str, of: Arc<Shown>) {
        let document = self.by_path.get_mut(path);
        if let Some(mut document) = document.filter(|it| it.opened <= asked) {
            document.answered = Some((result.to_owned(), of));
        }
    }

    /// Closed.
    pub fn close(&self, path: &Path) {
        self.by_path.remove(path);
    }
}
