//! What differs between a declaration and the one whose values its values are in the next version (nearly always itself).

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{GapKind, Step};
use crate::knowledge::{
    DeclId, DeclKind, LiteralType, Member, MemberKey, Presence, Step as PathStep, Timeline, Type,
    Variant, VersionIdx, compare::Direction, path::steps_text,
};

impl<'t> Step<'t> {
    pub(super) fn members(&mut self, id: DeclId, heirs: &[DeclId]) {
        let timeline = self.timeline;
        let Some(decl) = timeline.decl(id) else {
            return;
        };
        let is_class = decl.kind == DeclKind::Class;
        for (name, before) in self.members_before(id) {
            let key = member(id, &name);
            let callable = !timeline.ty(before.ty).functions().is_empty();
            match self
                .changes
                .presence(timeline, &key, self.before, self.after)
            {
                Presence::Absent => {
                    let kind = if callable || is_class {
                        GapKind::Method
                    } else {
                        GapKind::Field
                    };
                    self.add(kind, &key, String::new());
                }
                Presence::Orphaned => {}
                Presence::Present => {
                    let after = heirs.iter().find_map(|heir| {
                        let found = timeline
                            .member(*heir, &name, self.after)
                            .or_else(|| timeline.static_member(*heir, &name, self.after));
                        found.and_then(|(_, member)| member.at(self.after))
                    });
                    if let Some(after) = after {
                        self.member(&key, is_class, before, after);
                    }
                }
            }
        }
    }

    /// A declaration's members. Of inherited ones those that are lost although the base still has them: what else comes
    /// of them is listed with the base.
    fn members_before(&self, id: DeclId) -> Vec<(SmolStr, &'t Variant)> {
        let timeline = self.timeline;
        let Some(decl) = timeline.decl(id) else {
            return Vec::new();
        };
        let mut found: Vec<(SmolStr, &Variant)> = Vec::new();
        // Statics of what none exports cannot be written.
        let exported = timeline
            .canonical_path_at(id, self.before)
            .is_some_and(|path| path.steps.is_empty());
        let statics = decl.statics.iter().filter(|_| exported);
        let own = decl.members.iter().chain(statics);
        let at = |member: &'t Member| member.0.iter().position(|it| it.life.contains(self.before));
        for (name, member) in own {
            let variant = at(member).and_then(|index| member.0.get(index));
            found.extend(variant.map(|variant| (name.clone(), variant)));
        }
        for name in timeline.member_names(id, self.before) {
            let Some((owner, member)) = timeline.member(id, &name, self.before) else {
                continue;
            };
            if owner != id
                && member.at(self.after).is_some()
                && let Some(variant) = member.at(self.before)
            {
                let key = MemberKey::Member {
                    decl: id,
                    path: name.clone(),
                };
                let presence = self
                    .changes
                    .presence(timeline, &key, self.before, self.after);
                if presence == Presence::Absent {
                    found.push((name, variant));
                }
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    /// One member that is there before and after.
    fn member(&mut self, key: &MemberKey, is_class: bool, before: &Variant, after: &Variant) {
        let MemberKey::Member { decl: id, .. } = key else {
            return;
        };
        let written = self.roles.written.contains(id) && !is_class;
        let read = self.roles.read.contains(id) || is_class;
        if written && before.optional && !after.optional {
            self.add(GapKind::Required, key, "required now".to_owned());
            return;
        }
        if read && !before.optional && after.optional {
            self.add(GapKind::Changed, key, "may be missing".to_owned());
            return;
        }
        if before.ty == after.ty {
            return;
        }
        let timeline = self.timeline;
        let (a, b) = (timeline.ty(before.ty), timeline.ty(after.ty));
        // A function that users write is a value: what it takes is read.
        if !a.functions().is_empty() && !written {
            self.signature(key, a, b);
            return;
        }
        // What tells an arm of a union from the others is listed as a literal.
        let is_tag = |ty: &Type| matches!(ty, Type::Literal(LiteralType::String(_)));
        if is_tag(a) && is_tag(b) && !self.heirs(*id).contains(id) {
            return;
        }
        let ways = [
            (written, Direction::Written),
            (read || !written, Direction::Read),
        ];
        let mut ways = ways.into_iter().filter(|(applies, _)| *applies);
        if let Some(detail) = ways.find_map(|(_, way)| self.differs(a, b, way)) {
            self.add(GapKind::Changed, key, detail);
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

    /// Fields that came, and are required of whoever writes the object.
    pub(super) fn new_fields(&mut self, id: DeclId, heir: DeclId) {
        let timeline = self.timeline;
        let (Some(old), Some(new)) = (timeline.decl(id), timeline.decl(heir)) else {
            return;
        };
        let is_record = |kind| matches!(kind, DeclKind::Interface | DeclKind::Alias);
        if !self.roles.written.contains(&id) || !is_record(old.kind) || !is_record(new.kind) {
            return;
        }
        // What was an object and is a union now is compared as a whole.
        if old.ty.at(self.before).is_some() != new.ty.at(self.after).is_some() {
            return;
        }
        for name in timeline.member_names(heir, self.after) {
            let Some((owner, member)) = timeline.member(heir, &name, self.after) else {
                continue;
            };
            // What a base demands that was one before is listed with the base.
            if owner != heir && timeline.is_or_extends(id, owner, self.before) {
                continue;
            }
            let was = timeline
                .member(id, &name, self.before)
                .is_some_and(|(_, member)| member.at(self.before).is_some());
            let demanded = member
                .at(self.after)
                .is_some_and(|variant| !variant.optional && !self.is_never(variant));
            if demanded && !was {
                let key = self::member(heir, &name);
                self.add(GapKind::Required, &key, "new and required".to_owned());
            }
        }
    }

    fn is_never(&self, variant: &Variant) -> bool {
        matches!(self.timeline.ty(variant.ty), Type::Keyword(name) if name == "never")
    }

    /// Literals of a named union that are gone.
    pub(super) fn literals(&mut self, id: DeclId, heir: DeclId) {
        let (Some(before), Some(after)) = (
            self.whole_type(id, self.before),
            self.whole_type(heir, self.after),
        ) else {
            return;
        };
        if before == after {
            return;
        }
        let left = literals(self.timeline, after, self.after);
        for text in literals(self.timeline, before, self.before) {
            if !left.contains(&text) && !left.is_empty() {
                let key = MemberKey::Member {
                    decl: id,
                    path: steps_text(&[PathStep::Literal(text)]),
                };
                self.add(GapKind::Literal, &key, String::new());
            }
        }
    }

    /// What an alias, a function or a constant is.
    fn whole_type(&self, id: DeclId, at: VersionIdx) -> Option<&'t Type> {
        let variant = self.timeline.decl(id)?.ty.at(at)?;
        Some(self.timeline.ty(variant.ty))
    }

    /// Aliases, functions and constructors.
    pub(super) fn whole(&mut self, id: DeclId, heir: DeclId) {
        let timeline = self.timeline;
        let (Some(old), Some(new)) = (timeline.decl(id), timeline.decl(heir)) else {
            return;
        };
        let key = MemberKey::Decl(id);
        let written = self.roles.written.contains(&id);
        if let (Some(before), Some(after)) = (old.ty.at(self.before), new.ty.at(self.after))
            && before.ty != after.ty
        {
            let (a, b) = (timeline.ty(before.ty), timeline.ty(after.ty));
            let told = !literals(timeline, a, self.before).is_empty();
            if !a.functions().is_empty() {
                self.signature(&key, a, b);
            } else if !told {
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
        if let (Some(before), Some(after)) =
            (old.construct.at(self.before), new.construct.at(self.after))
            && before.ty != after.ty
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
        if old.ty.at(self.before).is_none() && new.ty.at(self.after).is_some() && written {
            let (a, b) = (Type::Decl(id, Vec::new()), Type::Decl(heir, Vec::new()));
            let (likeness, clause) = crate::knowledge::compare::changed_in(
                timeline,
                (&a, self.before),
                (&b, self.after),
                Direction::Written,
                &|_, _| false,
            );
            if likeness == crate::knowledge::Likeness::Changed {
                self.add(GapKind::Changed, &key, clause.unwrap_or_default());
            }
        }
    }
}

fn member(decl: DeclId, name: &SmolStr) -> MemberKey {
    MemberKey::Member {
        decl,
        path: name.clone(),
    }
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
