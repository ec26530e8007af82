//! The outside world, as far as the engine may see it.

use std::{
    io,
    path::{Path, PathBuf},
};

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A folder.
    Dir,
    /// A symbolic link (only where links are not followed).
    Link,
    /// A device, a pipe or a socket: never read.
    Other,
}

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirEntry {
    /// Its name.
    pub name: std::ffi::OsString,
    /// What it is; links are not followed.
    pub kind: FileKind,
}

/// Reads files. The real disk with open documents laid over it in the server, memory in tests. All paths are absolute.
pub trait Files: Send + Sync + std::fmt::Debug {
    /// The bytes of a regular file.
    ///
    /// # Errors
    /// As the file system says; also where reading it is not allowed.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The entries of a folder, in any order.
    ///
    /// # Errors
    /// As the file system says.
    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>>;
    /// The size of a regular file in bytes, where it can be told without reading it.
    fn size(&self, path: &Path) -> Option<u64> {
        let _ = path;
        None
    }
    /// What a path is, links followed; `None` where nothing is.
    fn kind(&self, path: &Path) -> Option<FileKind>;
    /// The path with all links resolved; `None` where nothing is.
    fn canonical(&self, path: &Path) -> Option<PathBuf>;
}
