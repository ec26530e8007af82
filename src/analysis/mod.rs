//! The public face of the engine: check, hover, fixes, explain, on immutable snapshots.

mod finding;
mod settings;
mod workspace;

pub use finding::*;
pub use settings::{Config, Duplicates, Settings, Surface, TargetConfig, state_named};
pub use workspace::{Action, ClientEdit, FileReport, FixFilter, Fixed, Hover, Snapshot, Workspace};
