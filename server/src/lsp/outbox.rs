//! Everything that goes to the client unasked, in order, without anyone waiting for the client.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::{runtime::Handle, sync::mpsc};
use tower_lsp::{Client, ls_types as lsp};

use super::transport::Output;
use crate::render::mask::mask;

/// Something to send.
#[derive(Debug)]
enum Letter {
    Log(lsp::MessageType, String),
    Show(lsp::MessageType, String),
    VersionsChanged,
}

/// Tells that `workos/versions` may be answered otherwise by now.
#[derive(Debug)]
enum VersionsChanged {}

impl lsp::notification::Notification for VersionsChanged {
    type Params = ();
    const METHOD: &'static str = "workos/versionsChanged";
}

/// The way to the client. Never blocks.
#[derive(Clone, Debug)]
pub struct Outbox {
    client: Client,
    output: Output,
    runtime: Handle,
    letters: mpsc::UnboundedSender<Letter>,
    refreshing: Arc<AtomicBool>,
}

impl Outbox {
    /// Starts sending on `runtime`.
    #[must_use]
    pub fn new(client: Client, output: Output, runtime: Handle) -> Self {
        let (letters, mut incoming) = mpsc::unbounded_channel();
        let to = client.clone();
        runtime.spawn(async move {
            while let Some(letter) = incoming.recv().await {
                match letter {
                    Letter::Log(kind, message) => to.log_message(kind, message).await,
                    Letter::Show(kind, message) => to.show_message(kind, message).await,
                    Letter::VersionsChanged => {
                        to.send_notification::<VersionsChanged>(()).await;
                    }
                }
            }
        });
        Self {
            client,
            output,
            runtime,
            letters,
            refreshing: Arc::new(AtomicBool::new(false)),
        }
    }

    /// Publishes diagnostics, as written by `Published`. The client's library would build every message twice.
    pub fn publish(&self, uri: &lsp::Uri, message: Vec<u8>) {
        self.output.send_newest(uri.as_str().to_owned(), message);
    }

    /// Writes into the client's log.
    pub fn log(&self, message: String) {
        self.send(Letter::Log(lsp::MessageType::WARNING, masked(&message)));
    }

    /// Shows a warning.
    pub fn warn(&self, message: String) {
        self.send(Letter::Show(lsp::MessageType::WARNING, masked(&message)));
    }

    /// Tells a client that asked for it to ask again which versions there are.
    pub fn versions_changed(&self) {
        self.send(Letter::VersionsChanged);
    }

    /// Tells the client to ask for diagnostics again. One at a time: until it has answered it will ask anyway.
    pub fn refresh(&self) {
        if self.refreshing.swap(true, Ordering::AcqRel) {
            return;
        }
        let (client, refreshing) = (self.client.clone(), Arc::clone(&self.refreshing));
        self.runtime.spawn(async move {
            let answer = client.workspace_diagnostic_refresh().await;
            refreshing.store(false, Ordering::Release);
            if let Err(error) = answer {
                tracing::info!("the client does not refresh: {error}");
            }
        });
    }

    fn send(&self, letter: Letter) {
        if self.letters.send(letter).is_err() {
            tracing::debug!("the client is gone");
        }
    }
}

/// Logs are kept, and sent around.
fn masked(message: &str) -> String {
    mask(message).into_owned()
}
