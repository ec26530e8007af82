//! Texts and edits. Offsets are bytes everywhere inside the engine; `Text` converts at the edge.

mod edit;
mod rope;
#[cfg(test)]
mod tests;

pub use edit::{
    FileRename, SourceChange, TextEdit, apply_all, are_disjoint, diff_edit, sort_edits,
};
pub use rope::{Encoding, Position, PositionRange, Text};
