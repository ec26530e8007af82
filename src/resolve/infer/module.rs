//! Names across modules: imports, re-exports, barrels, modules as objects.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::{Found, Hit, Inference, Module, Query};
use crate::{
    knowledge::{DeclId, MemberKey},
    lower::{BindingId, Export, ExprId, Imported, Name, Origin, ScopeId},
    resolve::{
        scopes::{At, FileId, Space, WHOLE},
        ty::{Copy, Flags, Kind, Ty},
    },
};

/// Modules that one name is followed through, at most.
const MAX_MODULES: usize = 4_096;
/// How many `export *` may lie one behind the other.
const MAX_STARS: usize = 64;

/// What a name of a module comes to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    /// A declaration of the app.
    Binding(At, BindingId),
    /// The value of an expression.
    Value(At, ExprId),
    /// A member of the value of an expression (`module.exports = { … }`).
    MemberOf(At, ExprId, Name),
    /// An export of an SDK.
    Sdk(Arc<Copy>, SmolStr, Name),
    /// An SDK's module.
    SdkModule(Arc<Copy>, SmolStr),
    /// A module of the app.
    Module(FileId),
}

impl Inference<'_> {
    /// What a name imported from a specifier comes to.
    pub(crate) fn imported(
        &mut self,
        from: FileId,
        specifier: &Name,
        imported: &Imported,
        space: Space,
    ) -> Option<Target> {
        match (self.module(from, specifier), imported) {
            (Module::File(file), Imported::Namespace) => Some(Target::Module(file)),
            (Module::File(file), Imported::Default) => self.exported(file, "default", space),
            (Module::File(file), Imported::Named(name)) => self.exported(file, name, space),
            (Module::Package(copy, entry), Imported::Namespace) => {
                Some(Target::SdkModule(copy, entry))
            }
            (Module::Package(copy, entry), Imported::Default) => {
                if self.sdk_export(&copy, &entry, "default").is_some() {
                    return Some(Target::Sdk(copy, entry, "default".into()));
                }
                Some(Target::SdkModule(copy, entry))
            }
            (Module::Package(copy, entry), Imported::Named(name)) => {
                Some(Target::Sdk(copy, entry, name.clone()))
            }
            (Module::Other, Imported::Named(name)) => {
                let declared = self.declared_by_module(specifier, name, space);
                let (at, binding) = *declared.first()?;
                Some(Target::Binding(at, binding))
            }
            (Module::Other, _) => None,
        }
    }

    /// What an exported name of a file comes to, through re-exports.
    pub(crate) fn exported(&mut self, file: FileId, name: &str, space: Space) -> Option<Target> {
        self.exported_in((file, Name::new(name)), space, &mut FxHashSet::default(), 0)
    }

    fn exported_in(
        &mut self,
        start: (FileId, Name),
        space: Space,
        seen: &mut FxHashSet<(FileId, Name)>,
        depth: usize,
    ) -> Option<Target> {
        let mut next = Some(start);
        while let Some((id, name)) = next.take() {
            let is_new = seen.len() < MAX_MODULES && seen.insert((id, name.clone()));
            if !is_new || depth > MAX_STARS {
                return None;
            }
            let file = self.file(id)?;
            if let Some((item, index)) = file.exports().get(&name) {
                let at = At { file: id, item: 0 }.sibling(item);
                let export = file.item(item).and_then(|it| it.exports.get(index));
                match export {
                    Some(Export::Value { value, .. }) => return Some(Target::Value(at, *value)),
                    Some(Export::Local { local, .. }) => {
                        match self.local(at, ScopeId(0), local, space) {
                            Next::Target(target) => return Some(target),
                            Next::Look(id, name) => next = Some((id, name)),
                            Next::Nothing => {}
                        }
                    }
                    Some(Export::From {
                        specifier,
                        imported,
                        ..
                    }) => match self.step(id, specifier, imported) {
                        Next::Target(target) => return Some(target),
                        Next::Look(id, name) => next = Some((id, name)),
                        Next::Nothing => {}
                    },
                    Some(Export::Module(_) | Export::Star { .. }) | None => {}
                }
                continue;
            }
            if let Some((item, value)) = file.exports().module {
                let at = At { file: id, item: 0 }.sibling(item);
                if name == "default" {
                    return Some(Target::Value(at, value));
                }
                return Some(Target::MemberOf(at, value, name));
            }
            if name == "default" {
                // A CommonJS module seen through a default import is the module itself.
                return Some(Target::Module(id));
            }
            let stars = file.exports().stars.iter();
            let specifiers =
                stars.filter_map(
                    |&(item, index)| match file.item(item)?.exports.get(index)? {
                        Export::Star { specifier, .. } => Some(specifier),
                        _ => None,
                    },
                );
            let mut found: Option<Target> = None;
            for specifier in specifiers {
                let target = match self.module(id, specifier) {
                    Module::File(next) => {
                        self.exported_in((next, name.clone()), space, seen, depth + 1)
                    }
                    Module::Package(copy, entry) => self
                        .sdk_export(&copy, &entry, &name)
                        .is_some()
                        .then(|| Target::Sdk(copy, entry, name.clone())),
                    Module::Other => None,
                };
                match (&found, target) {
                    (_, None) => {}
                    (None, target) => found = target,
                    // What two modules give is given by neither.
                    (Some(found), Some(target)) if *found != target => return None,
                    _ => {}
                }
            }
            return found;
        }
        None
    }

    fn step(&mut self, from: FileId, specifier: &Name, imported: &Imported) -> Next {
        match (self.module(from, specifier), imported) {
            (Module::File(file), Imported::Named(name)) => Next::Look(file, name.clone()),
            (Module::File(file), Imported::Default) => Next::Look(file, "default".into()),
            (Module::File(file), Imported::Namespace) => Next::Target(Target::Module(file)),
            (Module::Other, _) => Next::Nothing,
            (Module::Package(..), _) => {
                match self.imported(from, specifier, imported, Space::Value) {
                    Some(target) => Next::Target(target),
                    None => Next::Nothing,
                }
            }
        }
    }

    /// A name that a module exports under another: its own, or one that it imported.
    fn local(&mut self, at: At, scope: ScopeId, name: &str, space: Space) -> Next {
        let Some(file) = self.file(at.file) else {
            return Next::Nothing;
        };
        let declared = file.lookup(at.index(), scope, name, space);
        let Some(&(item, binding)) = declared.first() else {
            return Next::Nothing;
        };
        let at = at.sibling(item);
        let Some(facts) = file.item(item) else {
            return Next::Nothing;
        };
        if let Some(declared) = facts.bindings.get(binding.index())
            && let Origin::Import { import, name } = declared.origin
            && let Some(import) = facts.imports.get(import as usize)
            && let Some(name) = import.names.get(name as usize)
        {
            return self.step(at.file, &import.specifier, &name.imported);
        }
        Next::Target(Target::Binding(at, binding))
    }

    /// The value of what a name comes to.
    pub(super) fn target_value(&mut self, target: &Target) -> Ty {
        let (ty, home) = match target {
            Target::Binding(at, binding) => (self.binding(*at, *binding), Some(at.file)),
            Target::Value(at, value) => (self.expr(*at, *value), Some(at.file)),
            Target::MemberOf(at, value, name) => {
                let of = self.expr(*at, *value);
                let ty = self
                    .member(&of, name)
                    .map_or_else(Ty::unknown, |found| found.ty);
                (ty, Some(at.file))
            }
            Target::Sdk(copy, entry, name) => {
                let found = self.sdk_export_value(copy, entry, name);
                (found.map_or_else(Ty::unknown, |found| found.ty), None)
            }
            Target::SdkModule(copy, entry) => (
                Kind::SdkModule(Arc::clone(copy), entry.clone()).into(),
                None,
            ),
            Target::Module(file) => (Kind::Module(*file).into(), None),
        };
        let untyped = home
            .and_then(|file| self.file(file))
            .is_some_and(|file| !file.is_typed());
        if untyped { ty.unseen() } else { ty }
    }

    /// A member of a module as an object.
    pub(super) fn module_member(&mut self, file: FileId, name: &str) -> Option<Ty> {
        let at = At { file, item: WHOLE };
        let ty = self.query(
            at,
            Query::Export(name.into(), Space::Value),
            |it| match it.exported(file, name, Space::Value) {
                Some(target) => it.target_value(&target),
                None => Ty::unknown(),
            },
        );
        (!ty.is_unknown()).then_some(ty)
    }

    /// The declaration that an SDK's entry exports under a name: at the version that is seen, or the nearest.
    pub(crate) fn sdk_export(&self, copy: &Copy, entry: &str, name: &str) -> Option<DeclId> {
        self.timeline(copy)
            .export_nearest(entry, name, copy.version)
            .map(|(_, decl)| decl)
    }

    /// An export of an SDK as a value.
    pub(crate) fn sdk_export_value(
        &mut self,
        copy: &Arc<Copy>,
        entry: &str,
        name: &str,
    ) -> Option<Found> {
        let Some(decl) = self.sdk_export(copy, entry, name) else {
            // What `require` of an ES module in disguise gives: `.default` is the module.
            return (name == "default")
                .then(|| Found::plain(Kind::SdkModule(Arc::clone(copy), entry.into()).into()));
        };
        let mut ty = self.sdk_value(copy, decl);
        if name == "default"
            && self
                .timeline(copy)
                .export(entry, name, copy.version)
                .is_none()
        {
            // Where there is no default (any more), loaders hand out the module in its place.
            let module = Kind::SdkModule(Arc::clone(copy), entry.into());
            ty = Ty::across([module.into(), ty]);
        }
        Some(Found {
            ty,
            hits: vec![Hit {
                copy: Arc::clone(copy),
                symbol: MemberKey::Export {
                    entry: entry.into(),
                    name: name.into(),
                },
                flags: Flags::default(),
            }],
        })
    }
}

enum Next {
    Target(Target),
    Look(FileId, Name),
    Nothing,
}
