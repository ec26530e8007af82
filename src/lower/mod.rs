//! Lowering: a syntax tree becomes the language-neutral facts of `facts`. The only place above the parser that knows a grammar.

mod facts;

pub use facts::*;
