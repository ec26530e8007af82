//! What the owner is told, and what it starts with.

use std::{path::PathBuf, sync::Arc};

use serde_json::Value;
use tokio::sync::oneshot;
use tower_lsp::ls_types as lsp;
use workos_lsp_engine::{
    analysis::{ClientEdit, Snapshot},
    project::{Files, Problem},
};

use crate::lsp::{ambient::Declaring, profile::Profile, settings::Sources};

/// Something that happened, or is asked.
#[derive(Debug)]
pub enum Event {
    /// The first settings are there: from now on diagnostics are sent.
    Ready,
    /// A document was opened.
    Open {
        /// Its path.
        path: PathBuf,
        /// Its URI as the client spells it.
        uri: lsp::Uri,
        /// Its version.
        version: i32,
        /// Which opening of a document it is, in the order of the wire.
        opened: u64,
        /// Its text.
        text: String,
    },
    /// A document was edited.
    Edit {
        /// Its path.
        path: PathBuf,
        /// Its version afterwards.
        version: i32,
        /// The edits, in order.
        edits: Vec<ClientEdit>,
    },
    /// A document was closed.
    Close(PathBuf),
    /// Files were created, changed or deleted.
    Disk(Vec<PathBuf>),
    /// The client's settings.
    Settings(Value),
    /// The workspace's folders changed.
    Folders {
        /// New ones.
        added: Vec<PathBuf>,
        /// Gone ones.
        removed: Vec<PathBuf>,
    },
    /// Files were found that declare something for others.
    Ambient(Declaring),
    /// What an answer could not do.
    Problems(Vec<Problem>),
    /// All that has come in so far is in the queue.
    CaughtUp,
    /// Someone wants to know something; the answer holds all that came before.
    Ask(oneshot::Sender<Snapshot>),
    /// The session is over.
    Over,
}

/// What the owner starts with.
#[derive(Debug)]
pub struct Start {
    /// The workspace's folders.
    pub folders: Vec<PathBuf>,
    /// Where settings come from.
    pub sources: Sources,
    /// The client.
    pub profile: Profile,
    /// The disk.
    pub files: Arc<dyn Files>,
}
