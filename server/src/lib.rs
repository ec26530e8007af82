//! The program `workos-lsp` as a library, so that tests and benches can reach into it: the command line and the language
//! server over the engine.

pub mod cli;
pub mod disk;
pub mod ignored;
pub mod lsp;
pub mod parallel;
pub mod render;
pub mod walk;
