//! Which declarations users write, and which they read: a difference breaks one or the other.

use rustc_hash::FxHashSet;

use crate::knowledge::{DeclId, DeclKind, Member, Timeline, Type, VersionIdx};

/// What users write for calls, and what they read from them.
#[derive(Default)]
pub(super) struct Roles {
    pub(super) written: FxHashSet<DeclId>,
    pub(super) read: FxHashSet<DeclId>,
    /// What classes take, give and hold. The rest goes over the wire.
    pub(super) of_clients: FxHashSet<DeclId>,
}

impl Roles {
    /// From the clients: what stands in a parameter is written, what stands in a result is read.
    pub(super) fn find(timeline: &Timeline, at: VersionIdx) -> Self {
        let mut roles = Self::default();
        let mut inputs: Vec<DeclId> = Vec::new();
        let mut outputs: Vec<DeclId> = Vec::new();
        let mut of_clients: Vec<DeclId> = Vec::new();
        for (id, decl) in timeline.decls().filter(|(_, decl)| decl.life.contains(at)) {
            let callables: Vec<&Member> = match decl.kind {
                DeclKind::Class => {
                    let members = decl.members.values().chain(decl.statics.values());
                    members.chain([&decl.construct]).collect()
                }
                DeclKind::Function => vec![&decl.ty],
                _ => continue,
            };
            for variant in callables.into_iter().filter_map(|member| member.at(at)) {
                let ty = timeline.ty(variant.ty);
                split(ty, &mut inputs, &mut outputs);
                if decl.kind == DeclKind::Class {
                    ty.each_decl(&mut |id| of_clients.push(id));
                }
            }
            if decl.kind == DeclKind::Class {
                of_clients.push(id);
            }
        }
        spread(timeline, at, inputs, &mut roles.written);
        spread(timeline, at, outputs, &mut roles.read);
        spread(timeline, at, of_clients, &mut roles.of_clients);
        roles
    }
}

/// Declarations named in parameters, and in results.
fn split(ty: &Type, inputs: &mut Vec<DeclId>, outputs: &mut Vec<DeclId>) {
    for function in ty.functions() {
        for param in &function.params {
            param.ty.each_decl(&mut |id| inputs.push(id));
        }
        function.result.each_decl(&mut |id| outputs.push(id));
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
