//! The language server: the protocol on standard input and output, over the engine. Positions, URIs and capabilities live
//! here; what is said about code does not.

mod actions;
mod backend;
mod convert;
mod diagnostics;
mod documents;
mod guard;
mod lifetime;
mod outbox;
mod owner;
mod profile;
mod settings;
mod shared;
mod uri;
mod watch;

use std::{
    process::ExitCode,
    sync::{Arc, atomic::Ordering},
};

use tokio::sync::{mpsc, watch as signal};
use tower_lsp::{LspService, Server};

use self::{backend::Backend, guard::Guard, lifetime::Input, shared::Shared};

/// How many requests may be under way. Each is small until its turn; edits are never held back by them.
const CONCURRENCY: usize = 4096;

/// Serves one client on standard input and output until it is done, or gone. The exit code is 0 after an orderly
/// `shutdown`, else 1.
#[must_use]
pub fn serve() -> ExitCode {
    log_to_stderr();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let orderly = runtime.block_on(serve_stdio());
    // A thread may still wait for input, or for an answer that nobody wants any more.
    runtime.shutdown_background();
    if orderly {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// `true` if the client shut us down in order.
async fn serve_stdio() -> bool {
    let (ended, end) = signal::channel(false);
    let (parent, parent_known) = signal::channel(None);
    let (events, queue) = mpsc::unbounded_channel();
    let shared = Arc::new(Shared::new(events));
    let (service, socket) =
        LspService::new(|client| Backend::new(client, Arc::clone(&shared), queue, parent));
    let input = Input::new(tokio::io::stdin(), ended.clone());
    let serving = Server::new(input, tokio::io::stdout(), socket)
        .concurrency_level(CONCURRENCY)
        .serve(Guard::new(service, ended));
    tokio::select! {
        () = serving => {}
        () = lifetime::overdue(end) => tracing::info!("ended before all was answered"),
        () = lifetime::orphaned(parent_known) => tracing::warn!("the editor is gone"),
    }
    shared.shut_down.load(Ordering::Acquire)
}

/// Standard output is the protocol's alone. `WORKOS_LSP_LOG` says how much is logged, as `tracing` has it.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("WORKOS_LSP_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    // It fails only if there is a subscriber already, which then does as well.
    let _there_already = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}
