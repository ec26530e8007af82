//! What disappears or changes from one version to the next, and no table speaks of.

mod covered;
mod differing;
mod report;
mod roles;

pub use report::{Gap, GapKind, render_gaps};

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use covered::Covered;
use roles::Roles;

use super::{
    Changes, DeclId, Likeness, LiteralType, MemberKey, Presence, Step as PathStep, SymbolPath,
    Timeline, Type, VersionIdx,
    compare::{Direction, changed_in},
    path::parse_steps,
};

/// Lists gaps between consecutive releases from one version to another.
pub(super) fn find(
    timeline: &Timeline,
    changes: &Changes,
    from: VersionIdx,
    to: VersionIdx,
) -> Vec<Gap> {
    let stable = |at: &VersionIdx| {
        timeline
            .version(*at)
            .is_some_and(|version| !version.is_prerelease())
    };
    let releases: Vec<VersionIdx> = timeline
        .indices()
        .filter(|at| *at >= from && *at <= to)
        .filter(stable)
        .collect();
    let mut gaps = BTreeSet::new();
    for pair in releases.windows(2) {
        if let &[before, after] = pair {
            let mut step = Step::new(timeline, changes, before, after);
            step.exports();
            step.declarations();
            gaps.extend(step.found);
        }
    }
    gaps.into_iter().collect()
}

/// One step from a release to the next.
struct Step<'t> {
    timeline: &'t Timeline,
    changes: &'t Changes,
    before: VersionIdx,
    after: VersionIdx,
    roles: Roles,
    /// The declarations whose values the values of one are in the next version.
    heirs: FxHashMap<DeclId, Vec<DeclId>>,
    found: Vec<Gap>,
}

impl<'t> Step<'t> {
    fn new(
        timeline: &'t Timeline,
        changes: &'t Changes,
        before: VersionIdx,
        after: VersionIdx,
    ) -> Self {
        let alive = timeline
            .decls()
            .filter(|(_, decl)| decl.life.contains(before));
        let heirs = alive.map(|(id, _)| (id, changes.heirs(timeline, id, before, after)));
        let lives_on = |decl: DeclId, name: &SmolStr| {
            let key = MemberKey::Member {
                decl,
                path: name.clone(),
            };
            changes.presence(timeline, &key, before, after) == Presence::Present
        };
        Self {
            timeline,
            changes,
            before,
            after,
            roles: Roles::find(timeline, before, &lives_on),
            heirs: heirs.collect(),
            found: Vec::new(),
        }
    }

    fn heirs(&self, id: DeclId) -> &[DeclId] {
        self.heirs.get(&id).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, kind: GapKind, key: &MemberKey, detail: String) {
        let matched_by = match self.covered(kind, key) {
            Covered::Yes => return,
            Covered::ByGlob(id) => Some(id.clone()),
            Covered::No => None,
        };
        // What no path leads to nobody writes: a field that is left out of a type wherever that is taken.
        let Some(path) = self.path_of(key) else {
            return;
        };
        let (Some(from), Some(to)) = (
            self.timeline.version(self.before),
            self.timeline.version(self.after),
        ) else {
            return;
        };
        self.found.push(Gap {
            from: from.clone(),
            to: to.clone(),
            kind,
            symbol: path.to_string(),
            detail,
            matched_by,
        });
    }

    /// The path of a symbol; of an arm of a union with the literal that tells it from the others.
    fn path_of(&self, key: &MemberKey) -> Option<SymbolPath> {
        let path = self.timeline.path_of(key, Some(self.before))?;
        let MemberKey::Member { decl, .. } = key else {
            return Some(path);
        };
        let union = path.prefix(0);
        let tags = self
            .timeline
            .decl(*decl)?
            .members
            .values()
            .filter_map(|it| match self.timeline.ty(it.at(self.before)?.ty) {
                Type::Literal(LiteralType::String(text)) => Some(text),
                _ => None,
            });
        let arms = tags.map(|text| union.join(&[PathStep::Literal(text.clone())]));
        let leads_here = |arm: &SymbolPath| {
            self.timeline
                .walk(arm, self.before)
                .iter()
                .any(|place| matches!(place.ty.as_ref(), Type::Decl(id, _) if id == decl))
        };
        let arm = arms.into_iter().find(leads_here);
        Some(arm.map_or(path.clone(), |arm| arm.join(&path.steps)))
    }

    fn exports(&mut self) {
        let mut exports: Vec<(SmolStr, SmolStr)> = Vec::new();
        for (entry, record) in &self.timeline.entries {
            exports.extend(
                record
                    .exports
                    .keys()
                    .map(|name| (entry.clone(), name.clone())),
            );
        }
        exports.sort_unstable();
        for (entry, name) in exports {
            let Some(before) = self.timeline.export(&entry, &name, self.before) else {
                continue;
            };
            let key = MemberKey::Export {
                entry: entry.clone(),
                name: name.clone(),
            };
            // The same name of the same thing at another entry is not worth a second line.
            let again = entry != "."
                && self.timeline.export(".", &name, self.before) == Some(before)
                && self.timeline.export(".", &name, self.after)
                    == self.timeline.export(&entry, &name, self.after);
            if again {
                continue;
            }
            match self.timeline.export(&entry, &name, self.after) {
                None => self.add(GapKind::Export, &key, String::new()),
                Some(after) if after != before && !self.is_heir(before, after) => {
                    self.add(GapKind::Meaning, &key, String::new());
                }
                Some(_) => {}
            }
        }
    }

    /// Whether a value of one declaration is a value of the other in the next version, or extends it.
    fn is_heir(&self, before: DeclId, after: DeclId) -> bool {
        self.heirs(before).contains(&after)
            || self.timeline.is_or_extends(after, before, self.after)
    }

    fn declarations(&mut self) {
        for (id, _) in self.timeline.decls() {
            let heirs = self.heirs(id).to_vec();
            if self.heirs.contains_key(&id) {
                self.members(id, &heirs);
            }
            for heir in heirs {
                self.new_fields(id, heir);
                self.literals(id, heir);
                self.whole(id, heir);
            }
        }
    }

    /// What differs between two types, named ones being the same if one is the other's heir: what is inside of them is
    /// listed with them.
    fn differs(&self, before: &Type, after: &Type, direction: Direction) -> Option<String> {
        let same = |a: DeclId, b: DeclId| a == b || self.is_heir(a, b);
        let (likeness, clause) = changed_in(
            self.timeline,
            (before, self.before),
            (after, self.after),
            direction,
            &same,
        );
        (likeness == Likeness::Changed).then(|| clause.unwrap_or_else(|| "differs".to_owned()))
    }
}

/// Whether a member's path lies within another's: `create(0).name` within `create`.
pub(super) fn is_within(path: &str, outer: &str) -> bool {
    let (Ok(steps), Ok(outer)) = (parse_steps(path), parse_steps(outer)) else {
        return false;
    };
    steps.len() > outer.len() && steps.starts_with(&outer)
}

#[cfg(test)]
mod tests;
