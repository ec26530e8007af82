<<<<<<< HEAD
//! The program's library: the language server, the command line, and what they share.

pub mod cli;
pub mod config;
=======
//! The program `workos-lsp` as a library, so that tests and benches can reach into it: the command line and the language
//! server over the engine.

pub mod cli;
>>>>>>> refs/heads/server
pub mod disk;
pub mod lsp;
pub mod render;
pub mod walk;
