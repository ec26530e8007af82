//! From occurrences and project facts to findings: one file per kind of change, never per change. Knows no document,
//! no settings and no surface: severity is decided above.

mod finding;

pub use finding::{Applicability, Compiler, Finding, Fix, Likeness, Severity, State};
