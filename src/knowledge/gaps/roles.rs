//! Which declarations users write, and which they read: a difference breaks one or the other.

use rustc_hash::FxHashSet;

use crate::knowledge::{DeclId, DeclKind, Member, Timeline, Type, VersionIdx};

/// What users write for calls, and what they read from them.
#[derive(Default)]
pub(super) struct Roles {
    pub(super) written: FxHashSet<DeclId>,
    pub(super) read: FxHashSet<DeclId>,
    /// What methods take.
    pub(super) taken: FxHashSet<DeclId>,
    /// What methods give, and what classes hold. What is neither taken nor held goes over the wire: the package's own
    /// functions and constructors make one of it.
    pub(super) held: FxHashSet<DeclId>,
}

impl Roles {
    /// From the clients: what stands in a parameter is written, what stands in a result is read.
    pub(super) fn find(timeline: &Timeline, at: VersionIdx) -> Self {
        let mut roles = Self::default();
        let mut by_package = Sides::default();
        let mut by_methods = Sides::default();
        for (id, decl) in timeline.decls().filter(|(_, decl)| decl.life.contains(at)) {
            let split = |sides: &mut Sides, member: &Member| {
                if let Some(variant) = member.at(at) {
                    sides.add(timeline.ty(variant.ty));
                }
            };
            match decl.kind {
                DeclKind::Class => {
                    by_methods.given.push(id);
                    let members = decl.members.values().chain(decl.statics.values());
                    members.for_each(|member| split(&mut by_methods, member));
                    split(&mut by_package, &decl.construct);
                }
                DeclKind::Function => split(&mut by_package, &decl.ty),
                _ => {}
            }
        }
        spread(timeline, at, by_methods.taken, &mut roles.taken);
        spread(timeline, at, by_methods.given, &mut roles.held);
        roles.written.clone_from(&roles.taken);
        roles.read.clone_from(&roles.held);
        // What the package makes its instances of, users read.
        let mut made_of = FxHashSet::default();
        spread(timeline, at, by_package.taken, &mut made_of);
        let made_of = made_of.into_iter().filter(|id| !roles.held.contains(id));
        roles.written.extend(made_of);
        spread(timeline, at, by_package.given, &mut roles.read);
        roles
    }
}

/// Declarations named in parameters, and in results.
#[derive(Default)]
struct Sides {
    taken: Vec<DeclId>,
    given: Vec<DeclId>,
}

impl Sides {
    fn add(&mut self, ty: &Type) {
        for function in ty.functions() {
            for param in &function.params {
                param.ty.each_decl(&mut |id| self.taken.push(id));
            }
            function.result.each_decl(&mut |id| self.given.push(id));
        }
    }
}

/// All that is inside.
fn spread(
    timeline: &Timeline,
    at: VersionIdx,
    mut queue: Vec<DeclId>,
    into: &mut FxHashSet<DeclId>,
) {
    while let Some(id) = queue.pop() {
        let Some(decl) = timeline.decl(id) else {
            continue;
        };
        if !into.insert(id) {
            continue;
        }
        let members = decl.members.values().chain([&decl.ty]);
        let variants = members.filter_map(|member| member.at(at));
        let bases = decl
            .extends
            .iter()
            .filter(|variant| variant.life.contains(at));
        for variant in variants.chain(bases) {
            let ty = timeline.ty(variant.ty);
            if ty.functions().is_empty() {
                ty.each_decl(&mut |id| queue.push(id));
            }
        }
    }
}
