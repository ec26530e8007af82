//! The program's library: the language server, the command line, and what they share.

pub mod cli;
pub mod config;
pub mod disk;
pub mod lsp;
pub mod render;
pub mod walk;
