//! Scopes and type inference: facts and timelines become occurrences. Knows no file format and no protocol.

mod occurrence;
mod world;

pub use occurrence::{Certainty, Link, Occurrence, Site, Usage};
pub use world::World;
