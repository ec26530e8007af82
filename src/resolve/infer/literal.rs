//! Strings that stand for symbols: events by name, members of enums, values of closed sets.

use std::sync::Arc;

use super::{
    Inference,
    member::Hit,
    sdk::{is_transparent, shapes},
};
use crate::{
    knowledge::{DeclId, DeclKind, LiteralType, MemberKey, Type},
    resolve::ty::{Copy, Flags, Key, Kind, Ty},
};

/// How deep aliases and unions are walked.
const MAX_WALK: usize = 8;

impl Inference<'_> {
    pub(super) fn literal_in(
        &mut self,
        expected: &Ty,
        value: &str,
        flags: Flags,
        depth: usize,
    ) -> Option<Hit> {
        if depth > MAX_WALK {
            return None;
        }
        let flags = flags.or(expected.flags);
        let hit = |copy: &Arc<Copy>, symbol: MemberKey| Hit {
            copy: Arc::clone(copy),
            symbol,
            flags,
        };
        match &expected.kind {
            Kind::Literals(literals) => literals
                .values
                .iter()
                .any(|it| matches!(it, LiteralType::String(it) if it == value))
                .then(|| hit(&literals.copy, literals.key.literal(value).symbol())),
            Kind::Discriminant(of) => self
                .tells(&of.copy, of.union, &of.field, value)
                .then(|| hit(&of.copy, Key::of(of.union).literal(value).symbol())),
            Kind::Instance(instance) => {
                let timeline = self.timeline(&instance.copy);
                let decl = timeline.decl(instance.decl)?;
                if decl.kind == DeclKind::Enum {
                    let holds = |ty: &Type| matches!(ty, Type::Literal(LiteralType::String(it)) if it == value);
                    let mut members: Vec<_> = decl
                        .members
                        .iter()
                        .filter(|(_, member)| {
                            member
                                .0
                                .iter()
                                .any(|variant| holds(timeline.ty(variant.ty)))
                        })
                        .map(|(name, member)| (member.at(instance.copy.version).is_none(), name))
                        .collect();
                    members.sort();
                    let (_, name) = members.first()?;
                    return Some(hit(
                        &instance.copy,
                        Key::of(instance.decl).member(name).symbol(),
                    ));
                }
                if !is_transparent(decl, instance) {
                    return None;
                }
                // A set of literals with a name: any of its versions may know the value.
                let known = shapes(&decl.ty, instance.copy.version)
                    .into_iter()
                    .any(|ty| {
                        timeline.ty(ty).arms().iter().any(|arm| {
                            matches!(arm, Type::Literal(LiteralType::String(it)) if it == value)
                        })
                    });
                if known {
                    let key = Key::of(instance.decl).literal(value);
                    return Some(hit(&instance.copy, key.symbol()));
                }
                let expanded = self.expand(instance)?;
                self.literal_in(&expanded, value, flags, depth + 1)
            }
            Kind::Union(types) | Kind::Across(types) | Kind::Intersection(types) => types
                .iter()
                .find_map(|ty| self.literal_in(ty, value, flags, depth + 1)),
            _ => None,
        }
    }

    /// Whether a value of `field` tells an alternative of a named union, at any version.
    fn tells(&self, copy: &Copy, union: DeclId, field: &str, value: &str) -> bool {
        let timeline = self.timeline(copy);
        let Some(decl) = timeline.decl(union) else {
            return false;
        };
        shapes(&decl.ty, copy.version).into_iter().any(|ty| {
            timeline.ty(ty).arms().iter().any(|arm| {
                self.literals_of(copy, arm, field)
                    .iter()
                    .any(|it| it == value)
            })
        })
    }
}
