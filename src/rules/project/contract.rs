//! `contract` and `env-var`: a literal or a variable that a package shows the outside world comes or goes. Reported only
//! where an entry speaks of it: apps have names of their own that equal one of a package.

use std::path::Path;

use super::about;
use crate::{
    knowledge::{Change, Knowledge, PackageId, Subject},
    project::Installed,
    resolve::{ProjectFact, Stance},
    rules::{
        Finding, State, Target,
        copy::Copy,
        message::sentence,
        state::{Verdict, of_life},
    },
};

/// What the findings on facts of a file are made of.
pub struct FactInput<'a> {
    /// The file.
    pub path: &'a Path,
    /// The facts.
    pub facts: &'a [ProjectFact],
    /// The tables.
    pub knowledge: &'a Knowledge,
    /// The target of a package, for a copy of it.
    pub target: &'a dyn Fn(PackageId, &Installed) -> Target,
    /// Whether a variable is set somewhere beside the file.
    pub is_set: &'a dyn Fn(&str) -> bool,
    /// Whether the file belongs to tests.
    pub in_test: bool,
}

/// The findings, in the order of the facts.
#[must_use]
pub fn facts(input: &FactInput<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for same in input.facts.chunk_by(|a, b| a.range == b.range) {
        let judged: Vec<Option<Finding>> = same.iter().map(|fact| finding(input, fact)).collect();
        // What one of the packages in use still looks at is there.
        if judged.iter().all(Option::is_some) {
            found.extend(judged.into_iter().flatten().next());
        }
    }
    found
}

fn finding(input: &FactInput<'_>, fact: &ProjectFact) -> Option<Finding> {
    let counts = match fact.kind.as_str() {
        // What an app reads itself works whatever a package reads.
        "env" => fact.stance == Stance::Set,
        _ => fact.stance == Stance::Exact,
    };
    if !counts {
        return None;
    }
    let target = (input.target)(fact.package, &fact.installed);
    let copy = Copy::new(input.knowledge, fact.package, &fact.installed, &target);
    let contract = copy.timeline.contract(&fact.kind, &fact.name)?;
    let change = entry(&copy, fact)?;
    let verdict = of_life(&copy, &contract.life)?;
    let heir = heir(change);
    // What is set under the old name where only the new one is read, the app reads itself and hands on.
    let is_own = |heir: &str| verdict.state == State::Removed || (input.is_set)(heir);
    if fact.kind == "env" && heir.is_some_and(is_own) {
        return None;
    }
    let heir = heir.filter(|heir| {
        let then = if verdict.state == State::Upcoming {
            copy.t
        } else {
            copy.v
        };
        let contract = copy.timeline.contract(&fact.kind, heir);
        contract.is_some_and(|contract| contract.life.contains(then))
    });
    let mut message = what(&copy, fact, &verdict);
    if let Some(heir) = heir {
        message.push_str(&format!(" In its place: `{heir}`."));
    }
    message.push(' ');
    message.push_str(&sentence(&change.note));
    Some(Finding {
        in_test: input.in_test,
        ..about(
            &copy,
            input.path,
            fact.range.clone(),
            verdict.state,
            format!("{}:{}", fact.kind, fact.name),
            message,
        )
        .of(change)
    })
}

/// The entry that speaks of a fact.
pub(super) fn entry<'a>(copy: &Copy<'a>, fact: &ProjectFact) -> Option<&'a Change> {
    copy.changes
        .lookup_fact(&fact.kind, &fact.name)
        .into_iter()
        .next()
}

fn heir(change: &Change) -> Option<&str> {
    match change.to.as_ref()? {
        Subject::Fact { name, .. } => Some(name),
        Subject::Symbol(_) => None,
    }
}

/// What is true of it now, in words.
pub(super) fn what(copy: &Copy<'_>, fact: &ProjectFact, verdict: &Verdict) -> String {
    let (verb, noun) = words(&fact.kind);
    let (package, installed, name) = (copy.name, copy.installed_text(), &fact.written);
    let since = verdict
        .since
        .map(|at| copy.boundary(at))
        .unwrap_or_default();
    match verdict.state {
        State::NotYet => {
            let needed = verdict.since.map(|at| copy.needed(at)).unwrap_or_default();
            format!("{package} {verb}s the {noun} `{name}` from {needed} on, you have {installed}.")
        }
        State::Upcoming => {
            format!("{package} {installed} {verb}s the {noun} `{name}`; that is gone {since}.")
        }
        _ => format!(
            "{package} {installed} does not {verb} the {noun} `{name}` any more (gone {since})."
        ),
    }
}

/// What a package does with a kind of contract.
pub(super) fn words(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "env" => ("read", "variable"),
        "cookie" => ("use", "cookie"),
        "header" => ("use", "header"),
        "error" => ("know", "error code"),
        "query" => ("use", "query parameter"),
        _ => ("use", "name"),
    }
}
