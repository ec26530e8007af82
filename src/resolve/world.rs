//! What inference asks of the rest of the engine.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{knowledge::Knowledge, lower::FileFacts, project::Resolved};

/// Other files, module resolution and knowledge, as one file's inference sees them. Answers are immutable for the
/// life of the value.
pub trait World: Send + Sync {
    /// The facts of a source file, open or on disk; `None` where there is none, or it may not be read.
    fn facts(&self, path: &Path) -> Option<Arc<FileFacts>>;
    /// What a specifier means in a file.
    fn resolve(&self, from: &Path, specifier: &str) -> Resolved;
    /// The tables.
    fn knowledge(&self) -> &Knowledge;
    /// Files of the workspace with ambient declarations (`declare module`, `declare global`) that mention an SDK.
    fn ambient(&self) -> Vec<PathBuf>;
}
