//! The command line, with the real binary on folders made for it and on the example app.
//!
//! `WORKOS_LSP_BLESS=1 cargo test --test cli` rewrites what is kept in `tests/cli/expected/` and in `schema/`.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test's failure is a panic, and it runs the binary"
)]

mod arguments;
mod asked_for;
mod check;
mod fix;
mod hook_file;
mod hostile;
mod kit;
mod knowledge;
mod members;
mod odd_env;
mod projects;
mod schemas;
mod upgrade;
