//! Members of declarations, inherited ones included.

use smol_str::SmolStr;

use super::{Decl, Member, Timeline, Variant, distance, stretch::Stretch};
use crate::knowledge::{DeclId, LiteralType, Type, VersionIdx};

/// How many steps of inheritance are followed.
const MAX_BASES: usize = 12;

/// Sees a declaration, and which names of it pass through `Pick` and `Omit` on the way.
type Visit<'v, 't> = dyn FnMut(DeclId, &'t Decl, &dyn Fn(&str) -> bool) + 'v;

impl Timeline {
    /// A member of a declaration or of what it extends (at `version`, or at the nearest version), with the declaration
    /// that has it. A member lives only while its declaration does.
    #[must_use]
    pub fn member(
        &self,
        decl: DeclId,
        name: &str,
        version: VersionIdx,
    ) -> Option<(DeclId, &Member)> {
        self.member_in(decl, name, &Stretch::at(version))
    }

    pub(super) fn member_in(
        &self,
        decl: DeclId,
        name: &str,
        stretch: &Stretch,
    ) -> Option<(DeclId, &Member)> {
        self.find(decl, stretch, &|decl| decl.members.get(name), name)
    }

    /// A static member, likewise.
    #[must_use]
    pub fn static_member(
        &self,
        decl: DeclId,
        name: &str,
        version: VersionIdx,
    ) -> Option<(DeclId, &Member)> {
        self.static_in(decl, name, &Stretch::at(version))
    }

    pub(super) fn static_in(
        &self,
        decl: DeclId,
        name: &str,
        stretch: &Stretch,
    ) -> Option<(DeclId, &Member)> {
        self.find(decl, stretch, &|decl| decl.statics.get(name), name)
    }

    /// The constructor of a class or of the class it extends.
    #[must_use]
    pub fn construct(&self, decl: DeclId, version: VersionIdx) -> Option<(DeclId, &Member)> {
        self.construct_in(decl, &Stretch::at(version))
    }

    pub(super) fn construct_in(
        &self,
        decl: DeclId,
        stretch: &Stretch,
    ) -> Option<(DeclId, &Member)> {
        let own = |decl: &'_ Decl| (!decl.construct.0.is_empty()).then_some(());
        let mut found = None;
        self.each_base(decl, stretch, &mut |id, decl, inherits| {
            if found.is_none() && inherits("constructor") && own(decl).is_some() {
                found = Some((id, &decl.construct));
            }
        });
        found
    }

    /// Names of all members in a version, inherited ones included, sorted.
    #[must_use]
    pub fn member_names(&self, decl: DeclId, version: VersionIdx) -> Vec<SmolStr> {
        let mut names = Vec::new();
        self.each_base(decl, &Stretch::at(version), &mut |_, decl, inherits| {
            let alive = decl
                .members
                .iter()
                .filter(|(name, member)| member.at(version).is_some() && inherits(name));
            names.extend(alive.map(|(name, _)| name.clone()));
        });
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether a declaration is another, or extends it (directly or not) in a version.
    #[must_use]
    pub fn is_or_extends(&self, decl: DeclId, base: DeclId, version: VersionIdx) -> bool {
        let mut found = false;
        self.each_base(decl, &Stretch::at(version), &mut |id, _, _| {
            found |= id == base;
        });
        found
    }

    fn find<'t>(
        &'t self,
        decl: DeclId,
        stretch: &Stretch,
        pick: &dyn Fn(&'t Decl) -> Option<&'t Member>,
        name: &str,
    ) -> Option<(DeclId, &'t Member)> {
        // Found where most members are: on the declaration itself.
        if let Some(member) = self.decl(decl).and_then(pick)
            && stretch.variant(member).is_some()
        {
            return Some((decl, member));
        }
        let version = stretch.version();
        let mut best: Option<((bool, u16), DeclId, &Member)> = None;
        self.each_base(decl, stretch, &mut |id, base, inherits| {
            let Some(member) = pick(base).filter(|_| inherits(name)) else {
                return;
            };
            stretch.all_of(&member.0);
            let Some((at, _)) = member.nearest(version) else {
                return;
            };
            let far = distance(at, version);
            if best.as_ref().is_none_or(|(least, _, _)| far < *least) {
                best = Some((far, id, member));
            }
        });
        best.map(|(_, id, member)| (id, member))
    }

    /// Visits a declaration and everything it extends at `version` (or nearest to it), nearest first, each once. The
    /// visitor is told which names pass through `Pick` and `Omit` on the way.
    fn each_base<'t>(&'t self, decl: DeclId, stretch: &Stretch, visit: &mut Visit<'_, 't>) {
        let mut queue: Vec<(DeclId, Vec<&Type>)> = vec![(decl, Vec::new())];
        let mut next = 0;
        while let Some((id, filters)) = queue.get(next).cloned() {
            next += 1;
            let Some(decl) = self.decl(id) else { continue };
            visit(id, decl, &|name| {
                filters.iter().all(|filter| passes(filter, name))
            });
            stretch.all_of(&decl.extends);
            for variant in nearest_variants(&decl.extends, stretch.version()) {
                let mut filters = filters.clone();
                let Some(base) = base_of(self.ty(variant.ty), &mut filters) else {
                    continue;
                };
                if queue.len() < MAX_BASES && queue.iter().all(|(seen, _)| *seen != base) {
                    queue.push((base, filters));
                }
            }
        }
    }
}

/// The variants of a version; where none lives, those nearest to it.
pub(super) fn nearest_variants(variants: &[Variant], version: VersionIdx) -> Vec<&Variant> {
    let far = |variant: &Variant| {
        let at = variant.life.nearest(version)?;
        Some(distance(at, version))
    };
    let Some(least) = variants.iter().filter_map(far).min() else {
        return Vec::new();
    };
    let nearest = |variant: &&Variant| far(variant) == Some(least);
    variants.iter().filter(nearest).collect()
}

/// The declaration that a base type names, looking through the types that only select or weaken members.
fn base_of<'t>(ty: &'t Type, filters: &mut Vec<&'t Type>) -> Option<DeclId> {
    match ty {
        Type::Decl(id, _) => Some(*id),
        Type::Builtin(name, args) => {
            let inner = args.first()?;
            match name.as_str() {
                "Pick" | "Omit" => filters.push(ty),
                "Partial" | "Required" | "Readonly" => {}
                _ => return None,
            }
            base_of(inner, filters)
        }
        _ => None,
    }
}

/// Whether `Pick<X, K>` or `Omit<X, K>` lets a name through. Keys that are not literals let nothing be said: `Pick` of
/// them gives no member, `Omit` of them all.
pub(super) fn passes(filter: &Type, name: &str) -> bool {
    let Type::Builtin(kind, args) = filter else {
        return true;
    };
    let named = args.get(1).is_some_and(|keys| names_literal(keys, name));
    match kind.as_str() {
        "Pick" => named,
        "Omit" => !named,
        _ => true,
    }
}

fn names_literal(keys: &Type, name: &str) -> bool {
    match keys {
        Type::Literal(LiteralType::String(text)) => text == name,
        Type::Union(arms) => arms.iter().any(|arm| names_literal(arm, name)),
        _ => false,
    }
}
