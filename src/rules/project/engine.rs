//! `engine`: the range of Node in a manifest admits versions that the package does not run on, at V or at T.

use nodejs_semver::Range;

use super::about;
use crate::{
    knowledge::{Change, Knowledge, VersionIdx},
    project::{Dependency, Engine},
    rules::{
        Applicability, Finding, Fix, State, Target, copy::Copy, finding::PREPARE, message::sentence,
    },
    text::{SourceChange, TextEdit},
};

/// The finding on `engines.node` of a manifest that depends on a package.
#[must_use]
pub fn engine(
    knowledge: &Knowledge,
    dependency: &Dependency,
    engine: &Engine,
    target: &Target,
    length: usize,
) -> Option<Finding> {
    let package = knowledge.package(&dependency.name)?;
    let copy = Copy::new(knowledge, package, &dependency.installed, target);
    let change = copy
        .changes
        .lookup_fact("engine", "node")
        .into_iter()
        .next()?;
    if engine.value.end > length || !copy.is_known() {
        return None;
    }
    let lacks = |at: VersionIdx| {
        let wanted = copy.timeline.engine(at)?;
        (!is_within(&engine.range, wanted)?).then(|| wanted.clone())
    };
    let (name, installed) = (copy.name, copy.installed_text());
    let written = &engine.range;
    let (state, at, wanted, what) = if copy.candidates.iter().all(|at| lacks(*at).is_some()) {
        let wanted = lacks(copy.v)?;
        let what = format!(
            "{name} {installed} wants Node `{wanted}`; `{written}` lets in versions that it does not run on."
        );
        (State::Misuse, copy.v, wanted, what)
    } else {
        let wanted = lacks(copy.t)?;
        let since = copy.first_on_the_way(|at| lacks(at).is_some())?;
        let first = lacks(since)?;
        let what = format!(
            "`{written}` is enough for {name} {installed}; {} it wants Node `{first}`.",
            copy.boundary(since)
        );
        (State::Upcoming, copy.t, wanted, what)
    };
    Some(Finding {
        fixes: fix(&copy, dependency, engine, change, (state, at), &wanted)
            .into_iter()
            .collect(),
        ..about(
            &copy,
            &dependency.manifest,
            engine.value.clone(),
            state,
            "engine:node",
            format!("{what} {}", sentence(&change.note)),
        )
        .of(change)
    })
}

/// Asks for what the package wants. Never safe: it shuts out versions on which the app may run.
fn fix(
    copy: &Copy<'_>,
    dependency: &Dependency,
    engine: &Engine,
    change: &Change,
    (state, at): (State, VersionIdx),
    wanted: &str,
) -> Option<Fix> {
    let edit = TextEdit::replace(engine.value.clone(), wanted);
    let title = if state == State::Upcoming {
        format!(
            "{PREPARE}{}: ask for Node `{wanted}`",
            copy.version_text(at)
        )
    } else {
        format!("Ask for Node `{wanted}`")
    };
    let is_manual = change.applicability == Applicability::Manual;
    Some(Fix {
        title,
        applicability: change.applicability.min(Applicability::Unsafe),
        reason: Some("it shuts out versions of Node that may be in use".to_owned()),
        change: if is_manual {
            SourceChange::default()
        } else {
            SourceChange::of_file(&dependency.manifest, vec![edit])?
        },
        preferred: false,
    })
}

/// Whether every version that a range lets in is one that another does; `None` where one cannot be read, or says nothing.
fn is_within(range: &str, wanted: &str) -> Option<bool> {
    if matches!(range.trim(), "" | "*" | "x" | "latest") {
        return None;
    }
    let wanted = Range::parse(wanted).ok()?;
    // Each alternative for itself: taken together, one that fits would stand for all.
    let alternatives = range.split("||").map(|one| Range::parse(one).ok());
    let alternatives: Option<Vec<Range>> = alternatives.collect();
    Some(alternatives?.iter().all(|one| wanted.allows_all(one)))
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn a_range_is_within_another_if_all_of_its_alternatives_are() {
        let within = |range: &str| is_within(range, ">=20.15.0");
        for fits in [
            ">=20.15.0",
            ">=20.15",
            "^20.15.1",
            "22",
            "22.x",
            "^20.16 || >=22",
            ">=24 <26",
        ] {
            assert_eq!(within(fits), Some(true), "{fits}");
        }
        for admits in [
            ">=20.0",
            ">=20",
            "20",
            "20.x",
            ">=18",
            "^18 || >=22",
            "<24",
            "18 - 22",
        ] {
            assert_eq!(within(admits), Some(false), "{admits}");
        }
        for silent in ["", "*", " * ", "lts/*", "whatever"] {
            assert_eq!(within(silent), None, "{silent}");
        }
    }
}
