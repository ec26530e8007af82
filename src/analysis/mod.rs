//! The public face of the engine: check, hover, fixes, explain, on immutable snapshots.

mod settings;
mod workspace;

pub use crate::rules::{Applicability, Compiler, Finding, Fix, Likeness, Severity, State};
pub use settings::{Config, Duplicates, Settings, Surface, TargetConfig, state_named};
pub use workspace::{Action, ClientEdit, FileReport, FixFilter, Fixed, Hover, Snapshot, Workspace};
