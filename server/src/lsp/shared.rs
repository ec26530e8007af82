//! What the handlers and the owner share.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicI32, AtomicU64, AtomicUsize, Ordering},
};

use dashmap::DashMap;
use tokio::sync::{Semaphore, mpsc};

use tower_lsp::ls_types::ProgressToken;

use super::{diagnostics, documents::Documents, owner::Event, profile::Profile, progress::Work};

/// Shared state: the queue to the owner, and what is read without it.
#[derive(Debug)]
pub struct Shared {
    /// The owner's queue.
    pub events: mpsc::UnboundedSender<Event>,
    /// Open documents.
    pub documents: Documents,
    /// The client, once it has said who it is.
    pub profile: OnceLock<Profile>,
    /// Whether `shutdown` was asked for.
    pub shut_down: AtomicBool,
    /// How many answers are computed at a time.
    pub workers: Semaphore,
    /// Work that the client is shown, by the number in its token.
    pub shown: DashMap<i32, Arc<Work>>,
    tokens: AtomicI32,
    /// How many times a document was opened, in the order of the wire.
    pub opens: AtomicU64,
    max_diagnostics: AtomicUsize,
    behind: AtomicBool,
    over: AtomicBool,
}

impl Shared {
    /// Nothing yet.
    #[must_use]
    pub fn new(events: mpsc::UnboundedSender<Event>) -> Self {
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            events,
            documents: Documents::default(),
            profile: OnceLock::new(),
            shut_down: AtomicBool::new(false),
            workers: Semaphore::new(workers.max(2)),
            shown: DashMap::new(),
            tokens: AtomicI32::new(0),
            opens: AtomicU64::new(0),
            max_diagnostics: AtomicUsize::new(diagnostics::MAX),
            behind: AtomicBool::new(false),
            over: AtomicBool::new(false),
        }
    }

    /// Makes a token under which the client is shown a piece of work.
    #[must_use]
    pub fn show(&self, work: &Arc<Work>) -> (i32, ProgressToken) {
        let number = self.tokens.fetch_add(1, Ordering::Relaxed);
        self.shown.insert(number, Arc::clone(work));
        (number, ProgressToken::Number(number))
    }

    /// How many diagnostics of a file are shown.
    #[must_use]
    pub fn max_diagnostics(&self) -> usize {
        self.max_diagnostics.load(Ordering::Relaxed)
    }

    /// Sets it.
    pub fn set_max_diagnostics(&self, max: Option<usize>) {
        self.max_diagnostics
            .store(max.unwrap_or(diagnostics::MAX), Ordering::Relaxed);
    }

    /// Whether messages have come in that are not read yet. Then something follows in the owner's queue.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Acquire)
    }

    /// Says so. The owner is told when all is read.
    pub fn set_behind(&self, behind: bool) {
        let before = self.behind.swap(behind, Ordering::AcqRel);
        if before && !behind {
            self.tell(Event::CaughtUp);
        }
    }

    /// Puts something into the owner's queue. When the session is over nobody is there to take it.
    pub fn tell(&self, event: Event) {
        if self.events.send(event).is_err() && !self.over.load(Ordering::Acquire) {
            tracing::error!("the owner is gone");
        }
    }

    /// Ends the owner.
    pub fn end(&self) {
        self.over.store(true, Ordering::Release);
        // Without an owner, there was no session.
        let _never_began = self.events.send(Event::Over);
    }
}
