//! Words that several formats share.

use annotate_snippets::Level;
use workos_lsp_engine::{
    analysis::{Severity, State},
    project::Provenance,
};

use super::report::Finding;

/// `removed`, `not-yet`, …
#[must_use]
pub fn state(it: State) -> &'static str {
    match it {
        State::Removed => "removed",
        State::NotYet => "not-yet",
        State::Deprecated => "deprecated",
        State::Upcoming => "upcoming",
        State::Changed => "changed",
        State::Misuse => "misuse",
    }
}

/// `error`, `warning`, …
#[must_use]
pub fn severity(it: Severity) -> &'static str {
    match it {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
        Severity::Hint => "hint",
        Severity::Off => "off",
    }
}

/// The level in which `full` shows a severity.
pub fn level(it: Severity) -> Level<'static> {
    match it {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO.with_name("information"),
        Severity::Hint | Severity::Off => Level::NOTE.with_name("hint"),
    }
}

/// The change id, or the state where there is none.
#[must_use]
pub fn code(it: &Finding) -> &str {
    it.change.as_deref().unwrap_or(state(it.state))
}

/// How a version is known, in words.
#[must_use]
pub fn provenance(it: Provenance) -> &'static str {
    match it {
        Provenance::NodeModules => "node_modules",
        Provenance::Lockfile => "lockfile",
        Provenance::Range => "range",
        Provenance::Assumed => "assumed",
        Provenance::ImportPath => "import-path",
        Provenance::SitePackages => "site-packages",
        Provenance::Unknown => "unknown",
    }
}

/// `1 file`, `2 files`.
#[must_use]
pub fn count(number: usize, noun: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{s}")
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}
