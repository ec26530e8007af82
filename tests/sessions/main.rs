//! Sessions with the real binary over stdio. Nothing sleeps; every wait has an end; when a client goes, it asserts that the
//! server ended in order and that no message was left unread.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test's failure is a panic, and it runs the binary"
)]

mod actions;
mod agreement;
mod client;
mod diagnostics;
mod disk;
mod documents;
mod folder;
mod healthy;
mod hook_file;
mod hostile;
mod lifetime;
mod profiles;
mod pull;
mod robust;
mod settings;
#[path = "../specs/markdown.rs"]
#[expect(dead_code, reason = "the specs themselves use more of it")]
mod spec_pages;
mod survey;
