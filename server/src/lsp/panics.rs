//! A panic ends what panicked, never the server.

use std::{panic, path::Path};

use workos_lsp_engine::knowledge::{guarded, said};

use crate::render::mask::mask;

/// What panics say is logged: it may hold a piece of someone's source.
pub fn install() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        tracing::error!(place, "panicked: {}", mask(&said(info.payload())));
    }));
}

/// Runs something; a panic is logged with the file that it was about, and the entry of the tables.
pub fn caught<T>(what: &str, path: Option<&Path>, run: impl FnOnce() -> T) -> Option<T> {
    guarded(run)
        .map_err(|panic| {
            let path = path.map(|path| path.display().to_string());
            tracing::error!(
                what,
                path,
                change = panic.change.as_deref(),
                "panicked: {}",
                mask(&panic.message)
            );
        })
        .ok()
}
