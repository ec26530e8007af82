//! `peer`: what a package wants beside it is not what is installed.

use std::sync::Arc;

use nodejs_semver::Range;

use super::about;
use crate::{
    knowledge::{Change, Demand, Knowledge, VersionIdx},
    project::{Dependency, Installed, Provenance, parse_range},
    rules::{Finding, State, Target, copy::Copy, message::sentence},
};

/// The findings on a dependency of a manifest. `beside` tells what is installed of another package there.
#[must_use]
pub fn peers(
    knowledge: &Knowledge,
    dependency: &Dependency,
    target: &Target,
    beside: &dyn Fn(&str) -> Arc<Installed>,
    length: usize,
) -> Vec<Finding> {
    let Some(package) = knowledge.package(&dependency.name) else {
        return Vec::new();
    };
    let copy = Copy::new(knowledge, package, &dependency.installed, target);
    if dependency.value.end > length || !copy.is_known() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for change in copy.changes.all() {
        let Some(crate::knowledge::Subject::Fact { kind, name }) = &change.symbol else {
            continue;
        };
        if kind == "peer" {
            found.extend(finding(&copy, dependency, change, name, &beside(name)));
        }
    }
    found
}

fn finding(
    copy: &Copy<'_>,
    dependency: &Dependency,
    change: &Change,
    peer: &str,
    installed: &Installed,
) -> Option<Finding> {
    let misfits = |at: VersionIdx| {
        let mut peers = copy.timeline.peers_at(at);
        let wanted: &Demand = peers.find(|demand| demand.of == peer)?;
        misfits(&wanted.range, installed).then(|| wanted.range.clone())
    };
    let (name, now) = (copy.name, copy.installed_text());
    let shown = match (&installed.version, &installed.range) {
        (Some(version), _) if installed.provenance != Provenance::Range => {
            format!("{version} is installed")
        }
        (_, Some(range)) => format!("the manifest asks for `{range}`"),
        _ => return None,
    };
    let (state, message) = if copy.candidates.iter().all(|at| misfits(*at).is_some()) {
        let wanted = misfits(copy.v)?;
        (
            State::Misuse,
            format!("{name} {now} wants {peer} `{wanted}`, and {shown}."),
        )
    } else {
        let wanted = misfits(copy.t)?;
        let then = copy.version_text(copy.t);
        let message =
            format!("{name} {then} wants {peer} `{wanted}`, and {shown}; {now} takes it.");
        (State::Upcoming, message)
    };
    Some(
        about(
            copy,
            &dependency.manifest,
            dependency.value.clone(),
            state,
            format!("peer:{peer}"),
            format!("{message} {}", sentence(&change.note)),
        )
        .of(change),
    )
}

/// Whether what is installed is none of what is wanted, for sure. Of a pre-release nothing is said.
fn misfits(wanted: &str, installed: &Installed) -> bool {
    let Ok(wanted) = Range::parse(wanted) else {
        return false;
    };
    if let Some(version) = &installed.version
        && installed.provenance != Provenance::Range
    {
        return !version.is_prerelease() && !version.satisfies(&wanted);
    }
    let range = installed
        .range
        .as_ref()
        .and_then(|range| parse_range(range));
    range.is_some_and(|range| !wanted.allows_any(&range))
}
