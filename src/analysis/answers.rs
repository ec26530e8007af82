//! What questions to a snapshot are answered with.

use std::ops::Range;

use super::{Finding, Fix};
use crate::{project::Problem, text::Text};

/// What was found in one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileReport {
    /// Findings, ascending by range.
    pub findings: Vec<Finding>,
    /// What could not be done.
    pub problems: Vec<Problem>,
    /// The text that the findings are of; nothing where there are none.
    pub text: Option<Text>,
}

/// What a hover shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Hover {
    /// Absolute bytes of the name.
    pub range: Range<usize>,
    /// Markdown.
    pub markdown: String,
}

/// A code action: a fix with the finding it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// The finding's range, state and change are what recomputes the fix.
    pub finding: Finding,
    /// The fix.
    pub fix: Fix,
}

/// Which fixes a fix-all applies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FixFilter {
    /// Only these change ids; empty means all.
    pub only: Vec<String>,
    /// Also unsafe ones.
    pub allow_unsafe: bool,
}

/// A text after fix-all.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// How many findings were fixed.
    pub applied: usize,
    /// Findings whose fix was skipped because their item holds a syntax error.
    pub skipped: Vec<Finding>,
    /// Files that the fixes rename.
    pub renames: Vec<crate::text::FileRename>,
}
