//! How loud a finding is: CONTRACT §3's table, then what the user set.

use super::{Compiler, Duplicates, Finding, Settings, Severity, State, Surface, state_named};
use crate::{resolve::Certainty, syntax::Language};

/// The severity of a finding in a file of a language; `explicit` where the user named a target.
pub(super) fn severity(
    settings: &Settings,
    finding: &Finding,
    language: Option<Language>,
    explicit: bool,
) -> Severity {
    let table = match &settings.surface {
        Surface::CommandLine => on_command_line(finding, explicit),
        Surface::Editor { checkers } => {
            let runs = language.is_some_and(|language| {
                checkers
                    .iter()
                    .any(|name| Some(name.as_str()) == checker(language))
            });
            let said_twice = finding.compiler == Compiler::Sees
                && match settings.config.duplicates {
                    Duplicates::Auto => runs,
                    Duplicates::Show => false,
                    Duplicates::Hide => true,
                };
            match (said_twice, settings.config.duplicates) {
                (true, Duplicates::Hide) => Severity::Off,
                (true, _) => Severity::Hint,
                (false, _) => in_editor(finding, explicit),
            }
        }
    };
    overridden(settings, finding).unwrap_or(table)
}

/// The checker that a language has in editors, as clients name it.
fn checker(language: Language) -> Option<&'static str> {
    match language {
        Language::TypeScript | Language::Tsx | Language::JavaScript => Some("typescript"),
    }
}

fn in_editor(finding: &Finding, explicit: bool) -> Severity {
    match finding.state {
        State::Removed | State::NotYet if finding.in_test => Severity::Warning,
        State::Removed | State::NotYet => Severity::Error,
        State::Deprecated => Severity::Information,
        State::Upcoming | State::Changed if explicit => Severity::Information,
        State::Upcoming | State::Changed => Severity::Hint,
        State::Misuse => misuse(finding),
    }
}

fn on_command_line(finding: &Finding, explicit: bool) -> Severity {
    match finding.state {
        State::Removed | State::NotYet => Severity::Error,
        State::Deprecated => Severity::Information,
        State::Upcoming | State::Changed if explicit => Severity::Warning,
        State::Upcoming | State::Changed => Severity::Hint,
        State::Misuse => misuse(finding),
    }
}

fn misuse(finding: &Finding) -> Severity {
    match finding.certainty {
        Certainty::Certain => Severity::Warning,
        Certainty::Inferred => Severity::Off,
    }
}

/// Whether the user gave a rule on mistakes a severity.
pub(super) fn is_asked_for(settings: &Settings, id: &str) -> bool {
    let set = &settings.config.severity;
    let of_state = || {
        let mut states = set.iter();
        let of_misuse = states.find(|(key, _)| state_named(key) == Some(State::Misuse));
        of_misuse.map(|(_, severity)| severity)
    };
    set.get(id)
        .or_else(of_state)
        .is_some_and(|severity| *severity > Severity::Off)
}

/// What the user set: for the change, else for the state.
fn overridden(settings: &Settings, finding: &Finding) -> Option<Severity> {
    let set = &settings.config.severity;
    if let Some(severity) = finding.change.as_ref().and_then(|id| set.get(id.as_str())) {
        return Some(*severity);
    }
    set.iter()
        .find(|(key, _)| state_named(key) == Some(finding.state))
        .map(|(_, severity)| *severity)
}
