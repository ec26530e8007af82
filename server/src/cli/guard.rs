//! Keeps a defect of the engine from ending the run: a panic becomes a value.

use std::{cell::Cell, panic};

use workos_lsp_engine::knowledge;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Panics inside `guarded` are no longer printed; they are told by whoever asked.
pub fn install() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !GUARDED.get() {
            print(info);
        }
    }));
}

/// Runs `work`.
///
/// # Errors
/// What the panic said, if there was one.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let before = GUARDED.replace(true);
    let result = knowledge::guarded(work);
    GUARDED.set(before);
    result.map_err(|panic| panic.to_string())
}
