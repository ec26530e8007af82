//! Scopes and type inference: facts and timelines become occurrences. Knows no file format and no protocol.

mod exports;
mod fact;
mod identity;
mod infer;
mod known;
mod occurrence;
mod occurrences;
mod places;
mod reads;
mod scopes;
mod ty;
mod world;

pub use fact::{ProjectFact, Stance, Used, facts_in, facts_of, variables};
pub use infer::{Cache, Inference, Stale};
pub use known::{Argument, Handed, Known, KnownField, KnownObject};
pub use occurrence::{Certainty, Link, Occurrence, Site, Usage};
pub use occurrences::Items;
pub use world::World;

#[cfg(test)]
mod tests;
