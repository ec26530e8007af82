//! The tables of changes: their language, reading them, finding what they say of a symbol, checking them.

mod changes;
mod check;
mod lineage;
mod presence;
mod read;
mod schema;
mod ways;

pub use changes::Changes;
pub(super) use changes::Index;
pub use lineage::{Hop, Lineage};
pub use presence::Presence;
pub use read::TableProblem;
pub use schema::{Applicability, Change, Example, Kind, Proof, Template, changes_schema};

pub(super) use check::check;
pub(super) use read::{Source, read_table};

#[cfg(test)]
mod tests;
