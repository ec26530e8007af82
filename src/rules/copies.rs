//! Values of one copy of a package where the type of another is wanted: an installed package brings the one, the app has
//! the other. As long as their versions are equal so are their types; an upgrade of the app leaves the other behind.

use smol_str::SmolStr;

use super::{
    Finding, Likeness, Severity, State,
    copy::Copy,
    report::{Input, Seen, compiler},
};
use crate::{
    knowledge::{DeclId, MemberKey, Misfit, Type, VersionIdx},
    resolve::Handed,
};

/// Adds findings of that kind, where nothing is said of the same value.
pub(super) fn add(input: &Input<'_>, seen: &[Seen<'_>], found: &mut Vec<Finding>) {
    let mut new: Vec<Finding> = Vec::new();
    for &Seen {
        copy, occurrence, ..
    } in seen
    {
        let Some(Handed::Across {
            given,
            wanted,
            brought,
            gives,
        }) = occurrence.handed.as_deref()
        else {
            continue;
        };
        let target = (input.target)(occurrence.package, brought);
        let meeting = Meeting {
            own: copy,
            brought: &Copy::new(input.knowledge, occurrence.package, brought, &target),
            given: *given,
            wanted: *wanted,
            gives: *gives,
        };
        let Some(message) = meeting.message() else {
            continue;
        };
        let is_said = |finding: &Finding| {
            occurrence.range.start <= finding.range.start
                && finding.range.end <= occurrence.range.end
        };
        if found.iter().any(is_said) {
            continue;
        }
        new.push(Finding {
            path: input.path.to_path_buf(),
            range: occurrence.range.clone(),
            state: State::Upcoming,
            severity: Severity::Off,
            change: None,
            lineage: Vec::new(),
            package: SmolStr::new(copy.name),
            symbol: copy.timeline.display_at(&occurrence.symbol, Some(copy.v)),
            installed: copy.installed.version.clone(),
            provenance: copy.installed.provenance,
            target: copy.target.version.clone(),
            compiler: compiler(State::Upcoming, occurrence.typed),
            certainty: occurrence.certainty,
            in_test: input.in_test,
            message,
            reference: None,
            arguments: Likeness::Changed,
            result: Likeness::None,
            endpoint: Likeness::None,
            fixes: Vec::new(),
        });
    }
    found.append(&mut new);
}

/// Where two copies meet.
struct Meeting<'a> {
    /// The app's own.
    own: &'a Copy<'a>,
    brought: &'a Copy<'a>,
    given: DeclId,
    wanted: DeclId,
    /// Whether the value is of the copy that is brought.
    gives: bool,
}

impl Meeting<'_> {
    /// What is to be said, if they fit now and do not at the target.
    fn message(&self) -> Option<String> {
        let (own, brought) = (self.own, self.brought);
        if !own.is_known() || !brought.is_known() || self.misfit(own.v).is_some() {
            return None;
        }
        let misfit = self.misfit(own.t)?;
        let since = own.timeline.indices().find(|at| {
            let is_between = own.v < *at && *at <= own.t || own.t <= *at && *at < own.v;
            is_between && self.misfit(*at).is_some()
        })?;
        let symbol = own
            .timeline
            .display_at(&MemberKey::Decl(self.given), Some(own.v));
        let name = symbol.rsplit('#').next()?;
        let clause = own.timeline.misfit_clause(&misfit, name, true, own.t)?;
        let by = &brought.installed.brought_by.as_ref()?.name;
        let (package, theirs) = (own.name, brought.installed_text());
        let until = if own.t < own.v {
            format!("in {}", own.target.version)
        } else {
            format!("from {} on", own.needed(since))
        };
        let installed = own.installed_text();
        Some(if self.gives {
            format!(
                "`{name}` of the {package} {theirs} that {by} brings fits here in {package} {installed}, not {until}: {clause}."
            )
        } else {
            format!(
                "`{name}` fits here in {package} {installed}, not {until}, for {by} brings its own {package} {theirs}: {clause}."
            )
        })
    }

    /// What does not fit with the app's copy at a version.
    fn misfit(&self, at: VersionIdx) -> Option<Misfit> {
        let timeline = self.own.timeline;
        let theirs = if at == self.own.v {
            self.brought.v
        } else {
            self.brought.t
        };
        let (given_at, wanted_at) = if self.gives {
            (theirs, at)
        } else {
            (at, theirs)
        };
        let lives = |id: DeclId, at: VersionIdx| {
            timeline.decl(id).is_some_and(|decl| decl.life.contains(at))
        };
        if !lives(self.given, given_at) || !lives(self.wanted, wanted_at) {
            return None;
        }
        let of = |id: DeclId| Type::Decl(id, Vec::new());
        let misfits =
            timeline.misfits_across((&of(self.given), given_at), (&of(self.wanted), wanted_at));
        misfits.into_iter().find(|misfit| !misfit.is_surplus())
    }
}
