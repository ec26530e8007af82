//! What disappears or changes from one version to the next, and no table speaks of.

mod report;
mod roles;

pub use report::{Gap, GapKind, render_gaps};

use std::collections::BTreeSet;

use smol_str::SmolStr;

use roles::Roles;

use super::{
    Changes, DeclId, Kind, Likeness, LiteralType, MemberKey, Presence, Subject, Timeline, Type,
    VersionIdx,
    compare::{Direction, changed_in},
    path::{parse_steps, steps_text},
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
            let mut step = Step {
                timeline,
                changes,
                before,
                after,
                found: Vec::new(),
            };
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
    found: Vec<Gap>,
}

impl Step<'_> {
    fn add(&mut self, kind: GapKind, key: &MemberKey, detail: String) {
        if self.is_covered(key) {
            return;
        }
        let path = self.timeline.path_of(key, Some(self.before));
        let symbol = path.map_or_else(|| self.timeline.display(key), |path| path.to_string());
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
            symbol,
            detail,
        });
    }

    /// Whether an entry speaks of a symbol: of it, of what it belongs to, of a part of it, or of a way that leads on.
    fn is_covered(&self, key: &MemberKey) -> bool {
        if !self.changes.covering(key, self.timeline).is_empty()
            || self.changes.speaks_within(key)
            || self.is_event(key)
        {
            return true;
        }
        let lineage = self
            .changes
            .lineage(self.timeline, key, self.before, self.after);
        lineage.is_some_and(|lineage| lineage.arrives && !lineage.hops.is_empty())
    }

    /// Whether a literal is the name of an event that an entry speaks of: several unions list the same events.
    fn is_event(&self, key: &MemberKey) -> bool {
        let MemberKey::Member { path, .. } = key else {
            return false;
        };
        let steps = parse_steps(path).unwrap_or_default();
        let [super::Step::Literal(text)] = steps.as_slice() else {
            return false;
        };
        self.changes.all().iter().any(|change| {
            change.kind == Kind::Event
                && matches!(&change.from, Some(Subject::Symbol(from)) if from.last_name() == text)
        })
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
        let heirs = self
            .changes
            .heirs(self.timeline, before, self.before, self.after);
        heirs.contains(&after) || self.timeline.is_or_extends(after, before, self.after)
    }

    fn declarations(&mut self) {
        let roles = Roles::find(self.timeline, self.before);
        let timeline = self.timeline;
        for (id, decl) in timeline.decls() {
            if !decl.life.contains(self.before) {
                continue;
            }
            self.members(id, &roles);
            if decl.life.contains(self.after) {
                self.new_fields(id, &roles);
                self.literals(id);
                self.whole(id, &roles);
            }
        }
    }

    fn members(&mut self, id: DeclId, roles: &Roles) {
        let timeline = self.timeline;
        let Some(decl) = timeline.decl(id) else {
            return;
        };
        let mut members: Vec<_> = decl.members.iter().chain(&decl.statics).collect();
        members.sort_unstable_by_key(|(name, _)| *name);
        for (name, member) in members {
            let Some(before) = member.at(self.before) else {
                continue;
            };
            let key = MemberKey::Member {
                decl: id,
                path: name.clone(),
            };
            let callable = !timeline.ty(before.ty).functions().is_empty();
            match self
                .changes
                .presence(timeline, &key, self.before, self.after)
            {
                Presence::Absent => {
                    let is_class = decl.kind == super::DeclKind::Class;
                    let kind = if callable || is_class {
                        GapKind::Method
                    } else {
                        GapKind::Field
                    };
                    self.add(kind, &key, String::new());
                    continue;
                }
                Presence::Orphaned => continue,
                Presence::Present => {}
            }
            let Some(after) = member.at(self.after) else {
                continue;
            };
            let is_class = decl.kind == super::DeclKind::Class;
            let written = roles.written.contains(&id) && !is_class;
            let read = roles.read.contains(&id) || is_class;
            if written && before.optional && !after.optional {
                self.add(GapKind::Required, &key, "required now".to_owned());
                continue;
            }
            if read && !written && !before.optional && after.optional {
                self.add(GapKind::Changed, &key, "may be missing".to_owned());
                continue;
            }
            if before.ty == after.ty {
                continue;
            }
            let (a, b) = (timeline.ty(before.ty), timeline.ty(after.ty));
            if callable {
                self.signature(&key, a, b);
                continue;
            }
            let ways = [
                (written, Direction::Written),
                (read || !written, Direction::Read),
            ];
            let mut ways = ways.into_iter().filter(|(applies, _)| *applies);
            if let Some(detail) = ways.find_map(|(_, way)| self.differs(a, b, way)) {
                self.add(GapKind::Changed, &key, detail);
            }
        }
    }

    fn signature(&mut self, key: &MemberKey, before: &Type, after: &Type) {
        let details = [Direction::Arguments, Direction::Result]
            .into_iter()
            .filter_map(|direction| self.differs(before, after, direction));
        let detail = details.collect::<Vec<_>>().join("; ");
        if !detail.is_empty() {
            self.add(GapKind::Signature, key, detail);
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

    /// Fields that came, and are required of whoever writes the object.
    fn new_fields(&mut self, id: DeclId, roles: &Roles) {
        let timeline = self.timeline;
        let Some(decl) = timeline.decl(id) else {
            return;
        };
        if !roles.written.contains(&id) || !is_record(decl.kind) {
            return;
        }
        let mut members: Vec<_> = decl.members.iter().collect();
        members.sort_unstable_by_key(|(name, _)| *name);
        // What was an object and is a union now is compared as a whole.
        if decl.ty.at(self.before).is_some() != decl.ty.at(self.after).is_some() {
            return;
        }
        for (name, member) in members {
            let came = member
                .at(self.after)
                .filter(|_| member.at(self.before).is_none());
            let inherited = timeline
                .member(id, name, self.before)
                .is_some_and(|(_, member)| member.at(self.before).is_some());
            if came.is_some_and(|variant| !variant.optional) && !inherited {
                let key = MemberKey::Member {
                    decl: id,
                    path: name.clone(),
                };
                self.add(GapKind::Required, &key, "new and required".to_owned());
            }
        }
    }

    /// Literals of a named union that are gone.
    fn literals(&mut self, id: DeclId) {
        let timeline = self.timeline;
        let Some(decl) = timeline.decl(id) else {
            return;
        };
        let at = |version| decl.ty.at(version).map(|variant| timeline.ty(variant.ty));
        let (Some(before), Some(after)) = (at(self.before), at(self.after)) else {
            return;
        };
        if before == after {
            return;
        }
        let left = literals(timeline, after, self.after);
        for text in literals(timeline, before, self.before) {
            if !left.contains(&text) && !left.is_empty() {
                let steps = [super::Step::Literal(text)];
                let key = MemberKey::Member {
                    decl: id,
                    path: steps_text(&steps),
                };
                self.add(GapKind::Literal, &key, String::new());
            }
        }
    }

    /// Aliases, functions and constructors.
    fn whole(&mut self, id: DeclId, roles: &Roles) {
        let timeline = self.timeline;
        let Some(decl) = timeline.decl(id) else {
            return;
        };
        let key = MemberKey::Decl(id);
        if let (Some(before), Some(after)) = (decl.ty.at(self.before), decl.ty.at(self.after))
            && before.ty != after.ty
        {
            let (a, b) = (timeline.ty(before.ty), timeline.ty(after.ty));
            let told = !literals(timeline, a, self.before).is_empty();
            if !a.functions().is_empty() {
                self.signature(&key, a, b);
            } else if !told {
                let written = roles.written.contains(&id);
                let direction = if written {
                    Direction::Written
                } else {
                    Direction::Read
                };
                if let Some(detail) = self.differs(a, b, direction) {
                    self.add(GapKind::Changed, &key, detail);
                }
            }
        }
        if let (Some(before), Some(after)) = (
            decl.construct.at(self.before),
            decl.construct.at(self.after),
        ) && before.ty != after.ty
            && timeline
                .canonical_path_at(id, self.before)
                .is_some_and(|path| path.steps.is_empty())
        {
            let (a, b) = (timeline.ty(before.ty), timeline.ty(after.ty));
            if let Some(detail) = self.differs(a, b, Direction::Arguments) {
                self.add(GapKind::Signature, &key, format!("new: {detail}"));
            }
        }
        // An object that became a union.
        if decl.ty.at(self.before).is_none()
            && decl.ty.at(self.after).is_some()
            && roles.written.contains(&id)
        {
            let ty = Type::Decl(id, Vec::new());
            let (likeness, clause) = changed_in(
                timeline,
                (&ty, self.before),
                (&ty, self.after),
                Direction::Written,
                &|_, _| false,
            );
            if likeness == Likeness::Changed {
                self.add(GapKind::Changed, &key, clause.unwrap_or_default());
            }
        }
    }
}

/// Whether users write its members out.
fn is_record(kind: super::DeclKind) -> bool {
    matches!(kind, super::DeclKind::Interface | super::DeclKind::Alias)
}

/// Strings that a union tells its arms by: literals, or those of a field that all its members have.
fn literals(timeline: &Timeline, ty: &Type, at: VersionIdx) -> BTreeSet<SmolStr> {
    let mut found = BTreeSet::new();
    for arm in ty.arms() {
        match arm {
            Type::Literal(LiteralType::String(text)) => {
                found.insert(text.clone());
            }
            Type::Decl(id, _) => {
                let Some(decl) = timeline.decl(*id) else {
                    continue;
                };
                for member in decl.members.values() {
                    if let Some(variant) = member.at(at)
                        && let Type::Literal(LiteralType::String(text)) = timeline.ty(variant.ty)
                    {
                        found.insert(text.clone());
                    }
                }
            }
            _ => {}
        }
    }
    found
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
