//! The program's library: the language server, and what the command line shares with it.

pub mod config;
pub mod disk;
pub mod lsp;
