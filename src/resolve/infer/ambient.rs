//! What declarations for others add: `declare global`, `declare module '…'`, and further declarations of an interface.

use rustc_hash::FxHashMap;

use super::{Inference, Module, annotation::Named, foreign};
use crate::{
    lower::{BindingId, Body, Item, Name, NamespaceBody, Origin},
    resolve::{
        scopes::{At, File, FileId, Space, is_in_space},
        ty::Ty,
    },
};

/// Names that stand for the global object.
const GLOBAL_OBJECTS: [&str; 4] = ["globalThis", "window", "global", "self"];

/// Declarations by name.
type Names = FxHashMap<Name, Vec<(At, BindingId)>>;

/// What files of the workspace declare for others.
#[derive(Debug, Default)]
pub(super) struct Ambient {
    globals: Names,
    /// By module, as written where it is none of the app's.
    modules: FxHashMap<Name, Names>,
    files: FxHashMap<FileId, Names>,
}

impl<'w> Inference<'w> {
    /// What the files of the workspace declare for others.
    fn ambient(&mut self) -> &'w Ambient {
        let cache = self.cache;
        if let Some(known) = cache.ambient.get() {
            return known;
        }
        // Whoever changes one of these files makes everything stale: what is read of them need not be noted.
        let outer = crate::resolve::reads::on_behalf_of(None);
        let mut ambient = Ambient::default();
        for path in self.world.ambient() {
            if let Some(file) = self.load(&path) {
                self.cache.pin(file.id);
                self.add_ambient(&file, &mut ambient);
            }
        }
        crate::resolve::reads::on_behalf_of(outer);
        cache.ambient.get_or_init(|| ambient)
    }

    fn add_ambient(&mut self, file: &File, ambient: &mut Ambient) {
        let here = At {
            file: file.id,
            item: 0,
        };
        let is_module = file.is_module();
        for &item in file.items() {
            let at = here.sibling(item as usize);
            let Some(facts) = file.item(at.index()).cloned() else {
                continue;
            };
            if !is_module && file.place_of(at.index()).is_none() {
                let outermost = facts.scopes.first().map(|scope| scope.bindings.as_slice());
                for &binding in outermost.unwrap_or_default() {
                    add(&mut ambient.globals, &facts, at, binding);
                }
            }
            for augmentation in &facts.augmentations {
                let names = match &augmentation.module {
                    None => &mut ambient.globals,
                    Some(specifier) => match self.module(file.id, specifier) {
                        Module::File(target) => ambient.files.entry(target).or_default(),
                        Module::Package(..) => continue,
                        Module::Other => ambient.modules.entry(specifier.clone()).or_default(),
                    },
                };
                let body = match &augmentation.body {
                    Body::Hole(hole) => NamespaceBody::Hole(*hole),
                    Body::Inline(stmts) => {
                        let first = stmts.first().and_then(|stmt| facts.stmts.get(stmt.index()));
                        let Some(first) = first else { continue };
                        NamespaceBody::Scope(first.scope)
                    }
                };
                for (at, binding) in declared_in(file, at, body) {
                    if let Some(facts) = file.item(at.index()) {
                        add(names, facts, at, binding);
                    }
                }
            }
        }
    }

    /// The declarations of a global name.
    pub(super) fn global(&mut self, name: &str, space: Space) -> Vec<(At, BindingId)> {
        let ambient = self.ambient();
        self.in_space(ambient.globals.get(name), space)
    }

    /// The declarations that add to a module which is neither the app's nor covered.
    pub(super) fn declared_by_module(
        &mut self,
        specifier: &str,
        name: &str,
        space: Space,
    ) -> Vec<(At, BindingId)> {
        let ambient = self.ambient();
        let names = ambient.modules.get(specifier);
        self.in_space(names.and_then(|names| names.get(name)), space)
    }

    fn in_space(
        &mut self,
        declared: Option<&Vec<(At, BindingId)>>,
        space: Space,
    ) -> Vec<(At, BindingId)> {
        let mut found = Vec::new();
        for &(at, binding) in declared.into_iter().flatten() {
            if self
                .item(at)
                .is_some_and(|item| is_in_space(&item, binding, space))
            {
                found.push((at, binding));
            }
        }
        found
    }

    /// Further declarations of an interface: in its own file, and by other files for that file.
    pub(super) fn further(&mut self, at: At, binding: BindingId) -> Vec<(At, BindingId)> {
        let Some(file) = self.file(at.file) else {
            return Vec::new();
        };
        let is_interface = |item: &Item, binding: BindingId| {
            let declared = item.bindings.get(binding.index()).map(|it| &it.origin);
            match declared {
                Some(Origin::Class(class)) => item
                    .classes
                    .get(class.index())
                    .is_some_and(|class| class.is_interface),
                _ => false,
            }
        };
        let Some(item) = file.item(at.index()) else {
            return Vec::new();
        };
        let Some(name) = item.bindings.get(binding.index()).map(|it| it.name.clone()) else {
            return Vec::new();
        };
        if !matches!(
            item.bindings.get(binding.index()).map(|it| &it.origin),
            Some(Origin::Class(_))
        ) {
            return Vec::new();
        }
        let home = item
            .scopes
            .iter()
            .position(|scope| scope.bindings.contains(&binding))
            .and_then(|home| u32::try_from(home).ok())
            .map(crate::lower::ScopeId);
        let Some(home) = home else {
            return Vec::new();
        };
        let mut all: Vec<(At, BindingId)> = file
            .lookup(at.index(), home, &name, Space::Type)
            .into_iter()
            .map(|(item, binding)| (at.sibling(item), binding))
            .collect();
        let is_top = home.index() == 0 && file.place_of(at.index()).is_none();
        if is_top {
            let ambient = self.ambient();
            let names = ambient.files.get(&at.file);
            all.extend(
                names
                    .and_then(|names| names.get(&name))
                    .into_iter()
                    .flatten(),
            );
        }
        all.retain(|&(there, it)| {
            (there, it) != (at, binding)
                && self.item(there).is_some_and(|item| is_interface(&item, it))
        });
        all
    }

    /// Declarations of a name in a namespace.
    pub(super) fn namespace_members(
        &mut self,
        at: At,
        binding: BindingId,
        name: &str,
        space: Space,
    ) -> Vec<(At, BindingId)> {
        let Some(file) = self.file(at.file) else {
            return Vec::new();
        };
        let body = file.item(at.index()).and_then(|item| {
            match item.bindings.get(binding.index())?.origin {
                Origin::Namespace(body) => body,
                _ => None,
            }
        });
        let Some(body) = body else {
            return Vec::new();
        };
        let mut found = declared_in(&file, at, body);
        found.retain(|&(there, binding)| {
            file.item(there.index()).is_some_and(|item| {
                let declared = item.bindings.get(binding.index());
                declared.is_some_and(|it| it.name == name) && is_in_space(item, binding, space)
            })
        });
        found
    }

    /// A member of the global object.
    pub(super) fn global_member(&mut self, object: &str, name: &str) -> Option<Ty> {
        if !GLOBAL_OBJECTS.contains(&object) {
            return None;
        }
        if let Some(&(at, binding)) = self.global(name, Space::Value).first() {
            return Some(self.binding(at, binding));
        }
        if !matches!(object, "window" | "self") {
            return None;
        }
        let window = Named::of(self.global("Window", Space::Type));
        let window = self.named(&window, &[]);
        self.member(&window, name).map(|found| found.ty)
    }

    /// A type that a module declares which is neither the app's nor covered.
    pub(super) fn foreign_type(&mut self, specifier: &str, name: &str) -> Named {
        if let Some(handler) = foreign::handler_type(specifier, name) {
            return Named::Handler(handler);
        }
        let mut declared = self.declared_by_module(specifier, name, Space::Type);
        if matches!(specifier, "express" | "express-serve-static-core") {
            // Its requests and responses extend interfaces that are left for others to add to.
            for (at, binding) in self.global("Express", Space::Type) {
                declared.extend(self.namespace_members(at, binding, name, Space::Type));
            }
        }
        Named::of(declared)
    }

    /// What a function gets that is handed to a module, by its type.
    pub(super) fn handled(&mut self, handler: &str, index: usize) -> Ty {
        let Some((module, name)) = foreign::handler_parameter(handler, index) else {
            return Ty::unknown();
        };
        let named = self.foreign_type(module, name);
        self.named(&named, &[])
    }
}

/// The bindings of a body.
fn declared_in(file: &File, at: At, body: NamespaceBody) -> Vec<(At, BindingId)> {
    let all = |at: At, item: &Item, scope: usize| -> Vec<(At, BindingId)> {
        let scope = item.scopes.get(scope);
        let bindings = scope.map_or(&[][..], |scope| scope.bindings.as_slice());
        bindings.iter().map(|&binding| (at, binding)).collect()
    };
    match body {
        NamespaceBody::Scope(scope) => file
            .item(at.index())
            .map_or_else(Vec::new, |item| all(at, item, scope.index())),
        NamespaceBody::Hole(hole) => {
            let mut found = Vec::new();
            for &child in file.items_in(Some((at.index(), hole))) {
                if let Some(item) = file.item(child) {
                    found.extend(all(at.sibling(child), item, 0));
                }
            }
            found
        }
    }
}

fn add(names: &mut Names, item: &Item, at: At, binding: BindingId) {
    if let Some(declared) = item.bindings.get(binding.index()) {
        let all = names.entry(declared.name.clone()).or_default();
        all.push((at, binding));
    }
}
