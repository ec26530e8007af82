//! The disk with open documents laid over it. Knows no language.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustc_hash::FxHashMap;

use super::document::Document;
use crate::project::{DirEntry, FileKind, Files};

/// Open documents by path. Cheap to clone; copied when the owner changes one while a snapshot holds it.
pub(super) type Documents = Arc<FxHashMap<PathBuf, Arc<Document>>>;

/// Reads an open document's text where there is one, the disk otherwise.
#[derive(Clone, Debug)]
pub(super) struct Overlay {
    pub disk: Arc<dyn Files>,
    pub documents: Documents,
    /// Open documents whose path holds a link: the path without, to the path as opened.
    pub links: Arc<FxHashMap<PathBuf, PathBuf>>,
}

impl Overlay {
    /// The open document at a path, links aside.
    pub fn document(&self, path: &Path) -> Option<&Arc<Document>> {
        self.documents
            .get(path)
            .or_else(|| self.documents.get(self.links.get(path)?))
    }
}

impl Files for Overlay {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.document(path) {
            Some(document) => Ok(document.text().to_string().into_bytes()),
            None => self.disk.read(path),
        }
    }

    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.disk.list(path)
    }

    fn size(&self, path: &Path) -> Option<u64> {
        match self.document(path) {
            Some(document) => u64::try_from(document.text().len()).ok(),
            None => self.disk.size(path),
        }
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        match self.document(path) {
            Some(_) => Some(FileKind::File),
            None => self.disk.kind(path),
        }
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.disk
            .canonical(path)
            .or_else(|| self.document(path).map(|_| path.to_path_buf()))
    }
}
