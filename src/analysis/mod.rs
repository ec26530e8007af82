//! The public face of the engine: check, hover, fixes, explain, on immutable snapshots.

mod answers;
mod document;
mod overlay;
mod scope;
mod settings;
mod snapshot;
mod state;
mod workspace;

pub use crate::rules::{Applicability, Compiler, Finding, Fix, Likeness, Severity, State};
pub use answers::{Action, FileReport, FixFilter, Fixed, Hover};
pub use settings::{Config, Duplicates, Settings, Surface, TargetConfig, state_named};
pub use snapshot::Snapshot;
pub use workspace::{ClientEdit, Workspace};
