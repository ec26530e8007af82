//! What the engine says of a file.

use std::{ops::Range, path::PathBuf};

use nodejs_semver::Version;
use smol_str::SmolStr;

pub use crate::knowledge::{Applicability, Likeness};
use crate::{knowledge::Change, project::Provenance, resolve::Certainty, text::SourceChange};

/// The state of a symbol at the installed version and the target (CONTRACT §3).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Gone at the installed version.
    Removed,
    /// Comes after the installed version.
    NotYet,
    /// Marked deprecated at the installed version.
    Deprecated,
    /// Works now, gone or deprecated at the target.
    Upcoming,
    /// There at both, but different in a way the tables describe.
    Changed,
    /// Misuse of what exists, and project facts.
    Misuse,
}

/// How loud a finding is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Not shown.
    Off,
    /// A hint.
    Hint,
    /// Information.
    Information,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// Whether a type checker reports the same place (CONTRACT §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Compiler {
    /// It does.
    Sees,
    /// It cannot.
    Blind,
    /// The language has none by default.
    None,
}

/// A fix of a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What the menu shows.
    pub title: String,
    /// How far it can be trusted.
    pub applicability: Applicability,
    /// Why it is not safe, if it is not.
    pub reason: Option<String>,
    /// The edits; empty where it is manual.
    pub change: SourceChange,
    /// Whether it is the one to choose.
    pub preferred: bool,
}

/// How the title of a fix starts that only works after the upgrade.
pub(crate) const PREPARE: &str = "Prepare for ";

impl Fix {
    /// Whether its result does not exist before the upgrade: never part of a fix-all.
    #[must_use]
    pub fn needs_upgrade(&self) -> bool {
        self.title.starts_with(PREPARE)
    }
}

/// Something to say about a range of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The file.
    pub path: PathBuf,
    /// Absolute bytes of the name that has to change.
    pub range: Range<usize>,
    /// The state.
    pub state: State,
    /// How loud it is, by CONTRACT §3's table for the given surface and the user's settings.
    pub severity: Severity,
    /// The table entry; `None` where the timeline knows and no entry exists.
    pub change: Option<SmolStr>,
    /// Further entries on the way.
    pub lineage: Vec<SmolStr>,
    /// The package, by its name.
    pub package: SmolStr,
    /// The symbol in CONTRACT §2's notation.
    pub symbol: String,
    /// The installed version.
    pub installed: Option<Version>,
    /// How it is known.
    pub provenance: Provenance,
    /// The target.
    pub target: Version,
    /// Whether a type checker says so too.
    pub compiler: Compiler,
    /// How sure the receiver is.
    pub certainty: Certainty,
    /// Whether it lies in a test.
    pub in_test: bool,
    /// The message, which stands alone.
    pub message: String,
    /// The first public page of the entry.
    pub reference: Option<String>,
    /// Whether the arguments are the same.
    pub arguments: Likeness,
    /// Whether the result is the same.
    pub result: Likeness,
    /// Whether verb and path are the same.
    pub endpoint: Likeness,
    /// Fixes, the preferred first.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// The same as an entry of a table says it.
    pub(crate) fn of(self, change: &Change) -> Self {
        Self {
            change: Some(change.id.clone()),
            reference: change.refs.first().cloned(),
            ..self
        }
    }
}
