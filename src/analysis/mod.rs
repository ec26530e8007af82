//! The public face of the engine: check, hover, fixes, explain, on immutable snapshots.

mod answers;
mod around;
mod check;
mod document;
mod fixes;
mod hover;
mod ignore;
mod kept;
mod overlay;
mod reach;
mod scope;
mod settings;
mod severity;
mod sheets;
mod snapshot;
mod specifier;
mod state;
mod target;
mod words;
mod workspace;

#[cfg(test)]
mod tests;

use crate::rules::State as SymbolState;
pub use crate::rules::{Applicability, Compiler, Finding, Fix, Likeness, Severity, State};
pub use answers::{Action, FileReport, FixFilter, Fixed, Hover};
pub use kept::{Placed, Shown};
pub use settings::{Config, Duplicates, Settings, Surface, TargetConfig, state_named};
pub use snapshot::Snapshot;
pub use words::Sifted;
pub use workspace::{ClientEdit, Workspace};
