//! A panic ends what panicked, never the server.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// Runs something; a panic is logged with the file it was about.
pub fn caught<T>(what: &str, path: Option<&Path>, run: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(run))
        .map_err(|panic| tracing::error!(what, path = ?path, "panicked: {}", said(&*panic)))
        .ok()
}

/// What a panic said.
#[must_use]
pub fn said(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(no message)")
}
