//! Which declarations users write, and which they read: a difference breaks one or the other.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::knowledge::{DeclId, DeclKind, Member, Timeline, Type, VersionIdx};

/// What users write for calls, and what they read from them.
#[derive(Default)]
pub(super) struct Roles {
    pub(super) written: FxHashSet<DeclId>,
    pub(super) read: FxHashSet<DeclId>,
    /// What methods take that live on.
    pub(super) taken: FxHashSet<DeclId>,
    /// What members give and hold that live on. What is neither taken nor held goes over the wire, or is gone together
    /// with everything that led to it.
    pub(super) held: FxHashSet<DeclId>,
}

impl Roles {
    /// From the clients: what stands in a parameter is written, what stands in a result is read. `lives_on` tells which
    /// members of classes can be used in the next version.
    pub(super) fn find(
        timeline: &Timeline,
        at: VersionIdx,
        lives_on: &dyn Fn(DeclId, &SmolStr) -> bool,
    ) -> Self {
        let mut by_package = Sides::default();
        let mut by_members = Sides::default();
        let mut living = Sides::default();
        for (id, decl) in timeline.decls().filter(|(_, decl)| decl.life.contains(at)) {
            let split = |sides: &mut Sides, member: &Member| {
                if let Some(variant) = member.at(at) {
                    sides.add(timeline.ty(variant.ty));
                }
            };
            match decl.kind {
                DeclKind::Class => {
                    by_members.given.push(id);
                    for (name, member) in decl.members.iter().chain(&decl.statics) {
                        split(&mut by_members, member);
                        if member.at(at).is_some() && lives_on(id, name) {
                            split(&mut living, member);
                            living.given.push(id);
                        }
                    }
                    split(&mut by_package, &decl.construct);
                }
                DeclKind::Function => split(&mut by_package, &decl.ty),
                _ => {}
            }
        }
        let all = |decls: Vec<DeclId>| spread(timeline, at, decls);
        let (mut written, mut read) = (all(by_members.taken), all(by_members.given));
        // What the package makes its instances of, users read.
        let made_of = all(by_package.taken).into_iter();
        written.extend(made_of.filter(|id| !read.contains(id)));
        read.extend(all(by_package.given));
        Self {
            written,
            read,
            taken: all(living.taken),
            held: all(living.given),
        }
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

/// Declarations, with all that is inside of them.
fn spread(timeline: &Timeline, at: VersionIdx, mut queue: Vec<DeclId>) -> FxHashSet<DeclId> {
    let mut into = FxHashSet::default();
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
    into
}
