//! The report of a run as programs read it (CONTRACT §5); the other formats are made from it. Its schema is published.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use workos_lsp_engine::{
    analysis::{Applicability, Compiler, Likeness, Severity, State},
    project::Provenance,
    resolve::Certainty,
};

use super::source::{Excerpt, Suggestion};

/// What `check --format json` prints; `fix` adds `fixed`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "Findings of workos-lsp")]
pub struct Report {
    /// The version of this format.
    pub version: u32,
    /// The program and its version.
    pub tool: String,
    /// What was found (with `fix`: what remains), by path and place.
    pub findings: Vec<Finding>,
    /// What was fixed; only there with `fix`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Vec<FixedFile>>,
    /// Counts.
    pub summary: Summary,
    /// What could not be done; never changes the exit status.
    pub problems: Vec<Problem>,
}

/// Something to say about a range of a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// The file, relative to the working directory, with `/`.
    pub path: String,
    /// The start of the name that has to change.
    pub start: Position,
    /// Its end, exclusive.
    pub end: Position,
    /// Its state at the installed version and at the target.
    pub state: State,
    /// How loud it is.
    pub severity: Severity,
    /// The entry of the tables; null where the timeline knows and no entry exists yet.
    pub change: Option<String>,
    /// Further entries on the way to the target.
    pub lineage: Vec<String>,
    /// The package.
    pub package: String,
    /// The symbol.
    pub symbol: String,
    /// The installed version; null where it is not known.
    pub installed: Option<String>,
    /// How it is known.
    pub provenance: Provenance,
    /// The version that upgrades are judged to.
    pub target: String,
    /// Whether a type checker reports the same place.
    pub compiler: Compiler,
    /// How sure the receiver's type is.
    pub certainty: Certainty,
    /// Whether it lies in a test.
    pub in_test: bool,
    /// The message, which stands alone.
    pub message: String,
    /// A public page on it.
    pub reference: Option<String>,
    /// Whether the replacement takes the same arguments.
    pub arguments: Likeness,
    /// Whether it returns the same.
    pub result: Likeness,
    /// Whether it calls the same verb and path.
    pub endpoint: Likeness,
    /// Fixes, the preferred first.
    pub fixes: Vec<Fix>,
    /// The source line, for people.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
    /// The first fix as a change of the source lines, for people.
    #[serde(skip)]
    pub suggestion: Option<Suggestion>,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in UTF-16 units.
    pub column: u32,
}

/// A fix of a finding.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// How far it can be trusted.
    pub applicability: Applicability,
    /// Why it is not safe.
    #[serde(skip)]
    pub reason: Option<String>,
    /// Its edits, sorted and disjoint; none where it is manual.
    pub edits: Vec<Edit>,
    /// Files that get another name, after the edits.
    pub renames: Vec<Rename>,
}

/// One replacement.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Edit {
    /// The file.
    pub path: String,
    /// Where the replaced text starts.
    pub start: Position,
    /// Where it ends, exclusive.
    pub end: Position,
    /// What stands there afterwards.
    pub text: String,
}

/// A file that gets another name.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Rename {
    /// The path now.
    pub from: String,
    /// The path afterwards.
    pub to: String,
}

/// What `fix` did to a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FixedFile {
    /// The file (its name before a rename).
    pub path: String,
    /// How many findings were fixed.
    pub findings: usize,
    /// Its new name, if it got one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed: Option<String>,
}

/// Counts.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Summary {
    /// Files that were looked at.
    pub files: usize,
    /// Findings, hints included.
    pub findings: usize,
    /// Findings by state.
    pub by_state: BTreeMap<State, usize>,
    /// Places that break on the way, by package and versions.
    pub upcoming: Vec<Upcoming>,
}

/// Places that break on the way to a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Upcoming {
    /// The package.
    pub package: String,
    /// The installed version; null where it is not known.
    pub installed: Option<String>,
    /// The version that upgrades are judged to.
    pub target: String,
    /// How many.
    pub places: usize,
}

/// Something that could not be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Problem {
    /// The file that it is about, relative to the working directory.
    pub path: String,
    /// What is wrong and what follows from it.
    pub message: String,
}

/// Every state, in the order of its weight.
pub const STATES: [State; 6] = [
    State::Removed,
    State::NotYet,
    State::Deprecated,
    State::Upcoming,
    State::Changed,
    State::Misuse,
];

impl Report {
    /// A report of these findings.
    #[must_use]
    pub fn new(files: usize, mut findings: Vec<Finding>, mut problems: Vec<Problem>) -> Self {
        findings.sort_by(|a, b| key(a).cmp(&key(b)));
        problems.sort_unstable();
        problems.dedup();
        Self {
            version: 1,
            tool: concat!("workos-lsp ", env!("CARGO_PKG_VERSION")).to_owned(),
            summary: summary(files, &findings),
            findings,
            fixed: None,
            problems,
        }
    }
}

fn key(finding: &Finding) -> impl Ord + '_ {
    (
        &finding.path,
        finding.start,
        finding.end,
        finding.state,
        &finding.change,
        &finding.symbol,
    )
}

fn summary(files: usize, findings: &[Finding]) -> Summary {
    let mut by_state: BTreeMap<State, usize> = STATES.map(|state| (state, 0)).into();
    let mut upcoming: BTreeMap<(&str, Option<&str>, &str), usize> = BTreeMap::new();
    for finding in findings {
        *by_state.entry(finding.state).or_default() += 1;
        if matches!(finding.state, State::Upcoming | State::Changed) {
            let way = (
                finding.package.as_str(),
                finding.installed.as_deref(),
                finding.target.as_str(),
            );
            *upcoming.entry(way).or_default() += 1;
        }
    }
    Summary {
        files,
        findings: findings.len(),
        by_state,
        upcoming: upcoming
            .into_iter()
            .map(|((package, installed, target), places)| Upcoming {
                package: package.to_owned(),
                installed: installed.map(str::to_owned),
                target: target.to_owned(),
                places,
            })
            .collect(),
    }
}
