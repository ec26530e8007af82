//! Texts and edits. Offsets are bytes everywhere inside the engine; `Text` converts at the edge.

mod edit;
mod rope;

pub use edit::{FileRename, SourceChange, TextEdit};
pub use rope::{Encoding, Position, PositionRange, Text};
