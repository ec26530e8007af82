//! `engine`, outside of manifests: a version of Node in `.nvmrc`, a Dockerfile or a workflow on which a package does not run.

use std::path::Path;

use nodejs_semver::Range;

use super::about;
use crate::{
    knowledge::{Knowledge, VersionIdx},
    project::{Dependency, NodeVersion},
    resolve::Certainty,
    rules::{Finding, State, Target, copy::Copy},
};

/// The finding on a version of Node. `is_own`: the package is one of the app whose file it is.
#[must_use]
pub fn runtime(
    knowledge: &Knowledge,
    dependency: &Dependency,
    (path, version): (&Path, &NodeVersion),
    target: &Target,
    is_own: bool,
) -> Option<Finding> {
    let package = knowledge.package(&dependency.name)?;
    let copy = Copy::new(knowledge, package, &dependency.installed, target);
    let change = copy
        .changes
        .lookup_fact("engine", "node")
        .into_iter()
        .next()?;
    let range = version.range().filter(|_| copy.is_known())?;
    // Of what a version stands for the newest is meant: it does not do if none of them does.
    let lacks = |at: VersionIdx| {
        let wanted = copy.timeline.engine(at)?;
        let fits = Range::parse(wanted).ok()?.allows_any(&range);
        (!fits).then(|| wanted.clone())
    };
    let (name, installed, written) = (copy.name, copy.installed_text(), &version.written);
    let (state, message) = if copy.candidates.iter().all(|at| lacks(*at).is_some()) {
        let wanted = lacks(copy.v)?;
        let message = format!("{name} {installed} wants Node `{wanted}`, and this is `{written}`.");
        (State::Misuse, message)
    } else {
        let wanted = lacks(copy.t)?;
        let since = copy.first_on_the_way(|at| lacks(at).is_some())?;
        let message = format!(
            "Node `{written}` is enough for {name} {installed}; {} it wants `{}`.",
            copy.boundary(since),
            lacks(since).unwrap_or(wanted)
        );
        (State::Upcoming, message)
    };
    Some(Finding {
        certainty: if is_own {
            Certainty::Certain
        } else {
            Certainty::Inferred
        },
        ..about(
            &copy,
            path,
            version.value.clone(),
            state,
            "engine:node",
            message,
        )
        .of(change)
    })
}
