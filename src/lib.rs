//! The engine of workos-lsp: pure and without IO. See `ARCHITECTURE.md` for the map; layers point one way:
//! text <- syntax <- lower; {lower, knowledge, project} <- resolve <- rules <- analysis.

pub mod analysis;
pub mod knowledge;
pub mod lower;
pub mod project;
pub mod resolve;
pub mod rules;
pub mod syntax;
pub mod text;
