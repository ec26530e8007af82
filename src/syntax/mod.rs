//! Incremental parsing. tree-sitter's types and its columns never leave this module and `lower`.

mod changed;
mod language;
#[cfg(test)]
mod tests;
mod tree;

pub use changed::Changed;
pub use language::Language;
pub use tree::SyntaxTree;
