//! The message of a finding: it stands alone, in plain words, composed from state, spans and lineage.

use super::{
    State,
    copy::Copy,
    likeness::Likenesses,
    state::{Also, Verdict},
};
use crate::knowledge::{Kind, Lineage, Step, SymbolPath, VersionIdx};

/// What takes the place of what the message is about.
pub(crate) struct Replacement<'a> {
    pub spelled: String,
    pub likeness: &'a Likenesses,
    /// The version from which on it is there, if not yet at V.
    pub from: Option<VersionIdx>,
}

/// Composes a message.
pub(crate) fn compose(
    copy: &Copy<'_>,
    subject: &str,
    verdict: &Verdict,
    replacement: Option<&Replacement<'_>>,
    note: Option<&str>,
) -> String {
    let mut message = what(copy, subject, verdict);
    if let Some(replacement) = replacement {
        message.push(' ');
        message.push_str(&advice(copy, verdict, replacement));
    }
    if let Some(note) = note {
        message.push(' ');
        message.push_str(&sentence(note));
    }
    message
}

/// A note as a sentence.
pub(crate) fn sentence(note: &str) -> String {
    let stop = if note.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{note}{stop}")
}

fn what(copy: &Copy<'_>, subject: &str, verdict: &Verdict) -> String {
    let package = copy.name;
    let installed = copy.installed_text();
    let since = verdict
        .since
        .map(|at| copy.boundary(at))
        .unwrap_or_default();
    match verdict.state {
        State::Removed => {
            let back = verdict
                .back
                .map(|at| format!(", back {}", copy.boundary(at)))
                .unwrap_or_default();
            format!("{subject} does not exist in {package} {installed} (removed {since}{back}).")
        }
        State::NotYet => {
            let needed = verdict.since.map(|at| copy.needed(at)).unwrap_or_default();
            format!("{subject} needs {package} {needed}, you have {installed}.")
        }
        State::Deprecated => {
            let marked = verdict
                .since
                .filter(|at| at.0 > 0)
                .map(|at| copy.marked(at));
            let gone = match verdict.also {
                Also::Gone(at) => Some(format!("gone {}", copy.boundary(at))),
                _ => None,
            };
            let when: Vec<String> = marked.into_iter().chain(gone).collect();
            if when.is_empty() {
                return format!("{subject} is deprecated in {package} {installed}.");
            }
            format!(
                "{subject} is deprecated in {package} {installed} ({}).",
                when.join(", ")
            )
        }
        State::Upcoming if !copy.is_known() => {
            format!(
                "{subject} does not exist in {package} {} (removed {since}).",
                copy.target.version
            )
        }
        State::Upcoming => {
            let end = match verdict.also {
                Also::OnlyMarked => format!("deprecated {since}"),
                Also::Marked => format!("deprecated, gone {since}"),
                _ if copy.t < copy.v => format!("not in {}", copy.target.version),
                _ => format!("gone {since}"),
            };
            format!("{subject} works in {package} {installed}, {end}.")
        }
        State::Changed | State::Misuse => format!(
            "{subject} is not in {package} {} what it is in {installed}.",
            copy.target.version
        ),
    }
}

fn advice(copy: &Copy<'_>, verdict: &Verdict, replacement: &Replacement<'_>) -> String {
    let clause = replacement.likeness.clause.as_ref();
    let clause = clause
        .map(|clause| format!(": {clause}"))
        .unwrap_or_default();
    let spelled = &replacement.spelled;
    if verdict.state == State::NotYet {
        return format!("In {} it is `{spelled}`{clause}.", copy.installed_text());
    }
    match replacement.from {
        Some(at) => format!("From {} on use `{spelled}`{clause}.", copy.version_text(at)),
        None => format!("Use `{spelled}`{clause}."),
    }
}

/// The names to write, from the first that differs on.
pub(crate) fn spelled(lineage: &Lineage<'_>) -> String {
    let (from, to) = (&lineage.from, &lineage.to);
    if from.entry != to.entry && from.root == to.root && to.steps.is_empty() {
        // The name stays: it is imported from elsewhere.
        return format!("{}{}", lineage.package, to.entry.trim_start_matches('.'));
    }
    let is_bare = from.steps.len() != to.steps.len()
        || matches!(from.steps.first(), None | Some(Step::Result));
    if from.root != to.root && is_bare {
        return SymbolPath {
            entry: ".".into(),
            ..to.clone()
        }
        .to_string();
    }
    let same = from
        .steps
        .iter()
        .zip(&to.steps)
        .take_while(|(a, b)| a == b)
        .count();
    let params = to
        .steps
        .iter()
        .rposition(|step| !matches!(step, Step::Member(_) | Step::Literal(_)));
    let start = same
        .max(params.map_or(0, |at| at + 1))
        .min(to.steps.len().saturating_sub(1));
    let names: Vec<&str> = to
        .steps
        .iter()
        .skip(start)
        .filter_map(|step| match step {
            Step::Member(name) | Step::Literal(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    names.join(".")
}

/// What a template writes, where that is more than one call: `loadSealedSession(…).refresh()`.
pub(crate) fn outline(lineage: &Lineage<'_>) -> Option<String> {
    let reshaped = lineage
        .hops
        .iter()
        .find(|hop| hop.change.kind == Kind::ReshapeCall)?;
    let template = reshaped.change.template.as_ref()?;
    let mut out = String::new();
    let mut depth = 0usize;
    let mut calls = 0;
    let is_grouping = |out: &str| out.is_empty() || out.ends_with(['(', ' ']);
    for c in template.rewrite.chars() {
        match c {
            '(' if depth == 0 && is_grouping(&out) => {
                out.push(c);
            }
            '(' => {
                if depth == 0 {
                    calls += 1;
                    out.push('(');
                }
                depth += 1;
            }
            ')' if depth == 0 => {
                out.push(c);
            }
            ')' => {
                depth -= 1;
                if depth == 0 {
                    out.push(')');
                }
            }
            _ if depth == 0 => out.push(c),
            _ if out.ends_with('(') => out.push('…'),
            _ => {}
        }
    }
    let simple = calls == 1 && out.ends_with("(…)") && !out.starts_with('(');
    let renamed = lineage
        .hops
        .last()
        .is_some_and(|hop| hop.change.template.is_none());
    if simple || calls == 0 || renamed {
        return None;
    }
    // The receiver and what leads to the call are the reader's own.
    let name = spelled(lineage);
    let start = out.find(&name)?;
    let prefix = out.get(..start)?;
    let lead = if prefix.contains("(await ") {
        "(await "
    } else if prefix.contains("await ") {
        "await "
    } else {
        ""
    };
    Some(format!("{lead}{}", out.get(start..)?))
}
