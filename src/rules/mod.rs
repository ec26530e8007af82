//! From occurrences and project facts to findings: one file per kind of change, never per change. Knows no document,
//! no settings and no surface: severity is decided above.

mod changed;
mod copies;
mod copy;
mod engine;
mod finding;
mod fit;
mod fix;
mod hover;
mod likeness;
mod lockfile_disagrees;
mod meaning_swap;
mod message;
mod names;
mod nullability;
mod report;
mod require_one_of;
mod reshape;
mod respell;
mod shown;
mod source;
mod state;
mod template;

pub use copy::Target;
pub use engine::engine;
pub use finding::{Applicability, Compiler, Finding, Fix, Likeness, Severity, State};
pub use hover::{HoverInput, hover};
pub use lockfile_disagrees::lockfile_disagrees;
pub use report::{Input, findings};
