//! Lowering: a syntax tree becomes the language-neutral facts of `facts`. The only place above the parser that knows a grammar.

mod facts;
mod items;
mod source;
#[cfg(test)]
mod tests;
mod typescript;

pub use facts::*;
pub use items::{lower, relower};
