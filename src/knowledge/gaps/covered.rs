//! Whether a table speaks of a gap: of the symbol, of what it belongs to, of a part of it, or of a way that leads on.

use super::{GapKind, Step};
use crate::knowledge::{
    Change, DeclId, Kind, MemberKey, Subject, Type,
    path::{parse_steps, steps_text},
};

/// What the tables say of a gap.
pub(super) enum Covered<'c> {
    /// An entry speaks of it.
    Yes,
    /// A glob matches it, and does not speak of it: users write it. The entry's id.
    ByGlob(&'c smol_str::SmolStr),
    /// None does.
    No,
}

impl<'t> Step<'t> {
    pub(super) fn covered(&self, kind: GapKind, key: &MemberKey) -> Covered<'t> {
        let speaking = self.speaking(kind, key);
        if speaking.iter().any(|change| !change.is_glob()) || self.leads_on(key) {
            return Covered::Yes;
        }
        match speaking.first() {
            Some(_) if self.is_for_globs(kind, key) => Covered::Yes,
            Some(glob) => Covered::ByGlob(&glob.id),
            None => Covered::No,
        }
    }

    /// The entries about a symbol, as far as their kind can speak of such a gap: also of what a subclass makes of it, if
    /// that is what its name leads to.
    fn speaking(&self, kind: GapKind, key: &MemberKey) -> Vec<&'t Change> {
        let mut found = self.speaking_of(kind, key);
        if let Some(path) = self.timeline.path_of(key, Some(self.before)) {
            for place in self.timeline.walk(&path, self.before) {
                if place.key != *key {
                    found.extend(self.speaking_of(kind, &place.key));
                }
            }
        }
        found.sort_by_key(|change| change.is_glob());
        found
    }

    fn speaking_of(&self, kind: GapKind, key: &MemberKey) -> Vec<&'t Change> {
        let changes = self.changes;
        let of_kind = |change: &&Change| match kind {
            GapKind::Meaning => change.kind == Kind::MeaningSwap,
            _ => true,
        };
        let mut found: Vec<&Change> = changes.lookup(key).into_iter().filter(of_kind).collect();
        let decl = match key {
            MemberKey::Member { decl, path } => {
                let mut steps = parse_steps(path).unwrap_or_default();
                while steps.pop().is_some() && !steps.is_empty() {
                    let path = steps_text(&steps);
                    found.extend(changes.lookup(&MemberKey::Member { decl: *decl, path }));
                }
                found.extend(changes.within(key));
                found.extend(self.of_event(*decl));
                *decl
            }
            MemberKey::Decl(decl) => *decl,
            MemberKey::Export { .. } => return found,
        };
        let owners = changes.lookup_decl(decl, self.timeline).into_iter();
        if matches!(key, MemberKey::Decl(_)) {
            found.extend(owners);
            found.extend(changes.within(key));
            found.extend(self.of_takers(decl));
        } else {
            found.extend(owners.filter(|change| speaks_of_members(change, key)));
        }
        found
    }

    /// Entries about the methods that take a type: that their calls are written another way is what differs about it.
    fn of_takers(&self, decl: DeclId) -> Vec<&'t Change> {
        let timeline = self.timeline;
        let takes = |ty: &Type| {
            let mut found = false;
            for param in ty.functions().iter().flat_map(|function| &function.params) {
                param.ty.each_decl(&mut |id| found |= id == decl);
            }
            found
        };
        let mut found = Vec::new();
        for (owner, class) in timeline.decls() {
            for (name, member) in &class.members {
                let variant = member.at(self.before);
                if variant.is_some_and(|variant| takes(timeline.ty(variant.ty))) {
                    found.extend(self.changes.lookup(&MemberKey::Member {
                        decl: owner,
                        path: name.clone(),
                    }));
                }
            }
        }
        found.retain(|change| change.kind == Kind::ReshapeCall);
        found
    }

    /// Entries about the event that a type describes.
    fn of_event(&self, decl: DeclId) -> impl Iterator<Item = &'t Change> {
        let (timeline, before) = (self.timeline, self.before);
        let events = self.changes.all().iter();
        events.filter(move |change| {
            change.kind == Kind::Event
                && matches!(&change.from, Some(Subject::Symbol(from))
                if timeline.walk(from, before).iter().any(|place| {
                    matches!(place.ty.as_ref(), Type::Decl(id, _) if *id == decl)
                }))
        })
    }

    /// Whether a way leads on from the symbol to where it lives in the next version.
    fn leads_on(&self, key: &MemberKey) -> bool {
        let lineage = self
            .changes
            .lineage(self.timeline, key, self.before, self.after);
        lineage.is_some_and(|lineage| lineage.arrives && !lineage.hops.is_empty())
    }

    /// Whether a glob may speak of a symbol: it goes over the wire, or is gone together with everything that led to it.
    fn is_for_globs(&self, kind: GapKind, key: &MemberKey) -> bool {
        let decl = match key {
            MemberKey::Export { entry, name } => self.timeline.export(entry, name, self.before),
            MemberKey::Decl(decl) | MemberKey::Member { decl, .. } => Some(*decl),
        };
        let is_used = |decl: &DeclId| {
            let (taken, held) = (&self.roles.taken, &self.roles.held);
            taken.contains(decl) || (kind != GapKind::Required && held.contains(decl))
        };
        decl.is_none_or(|decl| !is_used(&decl))
    }
}

/// Whether an entry about a type speaks of all that belongs to it.
fn speaks_of_members(change: &Change, key: &MemberKey) -> bool {
    match change.kind {
        Kind::Removed | Kind::MeaningSwap => true,
        Kind::RequireOneOf => {
            matches!(key, MemberKey::Member { path, .. } if change.fields.contains(path))
        }
        _ => change.is_glob(),
    }
}
