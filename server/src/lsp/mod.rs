//! The language server: the protocol on standard input and output, over the engine. Positions, URIs and capabilities live
//! here; what is said about code does not.

mod actions;
mod ambient;
mod backend;
mod backlog;
mod convert;
mod diagnostics;
mod documents;
mod frame;
mod hunks;
mod lifetime;
mod outbox;
mod owner;
mod panics;
mod profile;
mod progress;
mod published;
mod settings;
mod shared;
mod survey;
mod transport;
mod uri;
mod watch;

#[cfg(test)]
mod tests;

use std::{
    io::{IsTerminal, Read, Write},
    process::ExitCode,
    sync::{Arc, atomic::Ordering},
};

use tokio::sync::{mpsc, watch as signal};
use tower_lsp::LspService;
use workos_lsp_engine::project::Files;

use self::{
    backend::Backend,
    shared::Shared,
    transport::{Output, Transport},
};
use crate::disk::Disk;

/// Serves one client on standard input and output until it is done, or gone. The exit code is 0 after an orderly
/// `shutdown`, else 1.
#[must_use]
pub fn serve() -> ExitCode {
    log_to_stderr();
    panics::install();
    match session(std::io::stdin(), std::io::stdout(), Arc::new(Disk)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            tracing::error!("cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves one client on these streams, over this disk, until it is done, or gone. `true` if it shut us down in order.
///
/// # Errors
/// If the system gives no threads.
pub fn session(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    files: Arc<dyn Files>,
) -> std::io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .build()?;
    let (parent, parent_known) = signal::channel(None);
    let (events, queue) = mpsc::unbounded_channel();
    let shared = Arc::new(Shared::new(events));
    let output = Output::start(output)?;
    let (service, socket) = LspService::build(|client| {
        let shared = Arc::clone(&shared);
        Backend::new(client, output.clone(), shared, queue, parent, files)
    })
    .custom_method("workos/versions", Backend::versions)
    .custom_method("workos/upgrade", Backend::upgrade)
    .custom_method("workos/upgrades", Backend::upgrades)
    .custom_method("workos/fix", Backend::fix)
    .custom_method("workos/explain", Backend::explain)
    .custom_method("window/workDoneProgress/cancel", Backend::give_up)
    .finish();
    let waiting = Arc::clone(&shared);
    let behind = move |behind| waiting.set_behind(behind);
    let runtime_handle = runtime.handle();
    let transport = Transport::start(input, output, service, socket, runtime_handle, behind)?;
    runtime.block_on(lifetime::over(transport, parent_known));
    shared.end();
    // Something may still compute an answer that nobody wants any more.
    runtime.shutdown_background();
    Ok(shared.shut_down.load(Ordering::Acquire))
}

/// Standard output is the protocol's alone. `WORKOS_LSP_LOG` says how much is logged, as `tracing` has it.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("WORKOS_LSP_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    // It fails only if there is a subscriber already, which then does as well.
    let _there_already = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .try_init();
}
