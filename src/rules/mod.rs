//! From occurrences and project facts to findings: one file per kind of change, never per change. Knows no document,
//! no settings and no surface: severity is decided above.

mod callback;
mod changed;
mod copies;
mod copy;
mod finding;
mod fit;
mod fix;
mod given;
mod hook;
mod hover;
mod imports;
mod likeness;
mod meaning_swap;
mod message;
mod misuse;
mod names;
mod nullability;
mod project;
mod report;
mod require_one_of;
mod reshape;
mod respell;
mod rewritten;
mod setting;
mod shown;
mod source;
mod state;
mod template;

pub use copy::Target;
pub use finding::{Applicability, Compiler, Finding, Fix, Likeness, Severity, State};
pub use hover::{HoverInput, hover};
pub use misuse::{
    env_misuse, is_judged_in_file, manifest_misuse, may_be_misuse, misuse_in_file, misuse_in_items,
    misuse_words,
};
pub use project::{
    FactInput, engine, fact_hover, facts, hook_file, lockfile_disagrees, peers, runtime,
};
pub use report::{Input, findings};
pub use setting::Setting;
