//! What a type annotation of the app says.

use std::sync::Arc;

use super::{Inference, Module, Query, expr::literal_type, module::Target};
use crate::{
    lower::{BindingId, Imported, Name, Origin, ScopeKind, Span, TypeId, TypeKind},
    resolve::{
        scopes::{At, Space},
        ty::{Env, Kind, ParamId, Ref, Ty},
    },
};

/// What a type name comes to.
pub(crate) enum Named {
    /// A declaration of the app.
    App(At, BindingId),
    /// Several declarations of the app that make up one type, or one namespace.
    Merged(Vec<(At, BindingId)>),
    /// A module that is neither the app's nor covered, as the qualifier of names.
    Foreign(Name),
    /// A module, as the qualifier of names.
    Module(Module),
    /// An export of an SDK, with the entry and the name.
    Sdk(Arc<crate::resolve::ty::Copy>, smol_str::SmolStr, Name),
    /// A type of a module that is neither the app's nor covered, for what is handed to it.
    Handler(Ty),
    /// Nothing that the file declares or imports.
    Global,
    /// Something not known.
    Unknown,
}

impl Named {
    /// What declarations of one name come to.
    pub(super) fn of(declared: Vec<(At, BindingId)>) -> Self {
        match declared.as_slice() {
            [] => Self::Unknown,
            [(at, binding)] => Self::App(*at, *binding),
            _ => Self::Merged(declared),
        }
    }
}

impl Inference<'_> {
    /// The type that an annotation denotes.
    pub(crate) fn annotation(&mut self, at: At, id: TypeId) -> Ty {
        self.query(at, Query::Type(id), |it| it.new_annotation(at, id))
    }

    fn new_annotation(&mut self, at: At, id: TypeId) -> Ty {
        let Some(item) = self.item(at) else {
            return Ty::unknown();
        };
        let Some(ty) = item.types.get(id.index()) else {
            return Ty::unknown();
        };
        match &ty.kind {
            TypeKind::Name { path, args } => {
                let named = self.type_name(at, ty.scope, path);
                match named {
                    Named::Global => self.utility(at, path, args),
                    named => self.named_by(&named, at, args),
                }
            }
            TypeKind::Import {
                specifier,
                path,
                args,
                ..
            } => {
                let module = self.module(at.file, specifier);
                let module = match module {
                    Module::Other => Named::Foreign(specifier.clone()),
                    module => Named::Module(module),
                };
                let named = self.qualified(module, path);
                self.named_by(&named, at, args)
            }
            TypeKind::TypeOf(value) => self.expr(at, *value),
            TypeKind::Literal(literal) => literal_type(literal),
            TypeKind::Array(of) => Ty::list(self.annotation(at, *of)),
            TypeKind::Tuple(types) => {
                let types: Vec<Ty> = types.iter().map(|&ty| self.annotation(at, ty)).collect();
                Kind::Tuple(types.into()).into()
            }
            TypeKind::Union(types) => {
                let types: Vec<Ty> = types.iter().map(|&ty| self.annotation(at, ty)).collect();
                Ty::union(types)
            }
            TypeKind::Intersection(types) => {
                let types: Vec<Ty> = types.iter().map(|&ty| self.annotation(at, ty)).collect();
                Kind::Intersection(types.into()).into()
            }
            TypeKind::Object(_) => Kind::ObjectType(Arc::new(Ref {
                at,
                id,
                env: Env::default(),
            }))
            .into(),
            TypeKind::Function(function) => Kind::Function(Arc::new(Ref {
                at,
                id: *function,
                env: Env::default(),
            }))
            .into(),
            TypeKind::Index { object, index } => {
                let object = self.annotation(at, *object);
                let index = self.annotation(at, *index);
                self.indexed(&object, &index)
            }
            TypeKind::Keyword(name) => match name.as_str() {
                "any" | "unknown" => Ty::unknown(),
                "void" | "null" | "undefined" => Ty::nullish(),
                _ => Ty::primitive(name),
            },
            TypeKind::This => self.this(at, ty.scope),
            TypeKind::KeyOf(_) => Ty::primitive("key"),
            TypeKind::Predicate { asserts: true, .. } => Ty::nullish(),
            TypeKind::Predicate { .. } => Ty::primitive("boolean"),
            TypeKind::Unknown(_) => Ty::unknown(),
        }
    }

    /// What the name of a type comes to, segment by segment.
    pub(crate) fn type_name(
        &mut self,
        at: At,
        scope: crate::lower::ScopeId,
        path: &[(Name, Span)],
    ) -> Named {
        let Some(((first, _), rest)) = path.split_first() else {
            return Named::Unknown;
        };
        let Some(file) = self.file(at.file) else {
            return Named::Unknown;
        };
        let declared = file.lookup(at.index(), scope, first, Space::Type);
        let Some(&(item, binding)) = declared.first() else {
            let declared = self.global(first, Space::Type);
            return match (declared.is_empty(), rest) {
                (false, _) => self.qualified(Named::of(declared), rest),
                (true, []) => Named::Global,
                (true, _) => Named::Unknown,
            };
        };
        let there = at.sibling(item);
        let named = self.follow_type(there, binding);
        self.qualified(named, rest)
    }

    fn follow_type(&mut self, at: At, binding: BindingId) -> Named {
        let Some(item) = self.item(at) else {
            return Named::Unknown;
        };
        let Some(declared) = item.bindings.get(binding.index()) else {
            return Named::Unknown;
        };
        let Origin::Import { import, name } = declared.origin else {
            return Named::App(at, binding);
        };
        let Some(import) = item.imports.get(import as usize) else {
            return Named::Unknown;
        };
        let Some(name) = import.names.get(name as usize) else {
            return Named::Unknown;
        };
        if let Module::Other = self.module(at.file, &import.specifier) {
            return match &name.imported {
                Imported::Named(name) => self.foreign_type(&import.specifier, name),
                _ => Named::Foreign(import.specifier.clone()),
            };
        }
        let target = self.imported(at.file, &import.specifier, &name.imported, Space::Type);
        type_target(target)
    }

    pub(super) fn qualified(&mut self, named: Named, path: &[(Name, Span)]) -> Named {
        let mut named = named;
        for (name, _) in path {
            named = match named {
                Named::Module(Module::Package(copy, entry)) => {
                    Named::Sdk(copy, entry, name.clone())
                }
                Named::Module(Module::File(file)) => {
                    type_target(self.exported(file, name, Space::Type))
                }
                Named::Foreign(specifier) => self.foreign_type(&specifier, name),
                Named::App(at, binding) => {
                    Named::of(self.namespace_members(at, binding, name, Space::Type))
                }
                Named::Merged(all) => {
                    let mut members = Vec::new();
                    for (at, binding) in all {
                        members.extend(self.namespace_members(at, binding, name, Space::Type));
                    }
                    Named::of(members)
                }
                _ => Named::Unknown,
            };
        }
        named
    }

    fn named_by(&mut self, named: &Named, at: At, args: &[TypeId]) -> Ty {
        let args: Vec<Ty> = args.iter().map(|&arg| self.annotation(at, arg)).collect();
        self.named(named, &args)
    }

    /// The type that a name comes to, with type arguments.
    pub(super) fn named(&mut self, named: &Named, args: &[Ty]) -> Ty {
        match named {
            Named::Sdk(copy, entry, name) => match self.sdk_export(copy, entry, name) {
                Some(decl) => Ty::instance(copy, decl, args.to_vec()),
                None => Ty::unknown(),
            },
            Named::App(there, binding) => {
                let further = self.further(*there, *binding);
                if !further.is_empty() {
                    let all = [(*there, *binding)].into_iter().chain(further);
                    return self.merged(all, args);
                }
                let ty = self.app_type(*there, *binding, args);
                let typed = self.file(there.file).is_some_and(|file| file.is_typed());
                if typed { ty } else { ty.unseen() }
            }
            Named::Merged(all) => self.merged(all.iter().copied(), args),
            Named::Module(Module::File(file)) => Kind::Module(*file).into(),
            Named::Module(Module::Package(copy, entry)) => {
                Kind::SdkModule(Arc::clone(copy), entry.clone()).into()
            }
            Named::Handler(ty) => ty.clone(),
            Named::Module(Module::Other) | Named::Foreign(_) | Named::Global | Named::Unknown => {
                Ty::unknown()
            }
        }
    }

    /// What several declarations of one interface make.
    fn merged(&mut self, all: impl Iterator<Item = (At, BindingId)>, args: &[Ty]) -> Ty {
        let types: Vec<Ty> = all
            .map(|(at, binding)| self.app_type(at, binding, args))
            .collect();
        Kind::Intersection(types.into()).into()
    }

    fn app_type(&mut self, at: At, binding: BindingId, args: &[Ty]) -> Ty {
        let Some(item) = self.item(at) else {
            return Ty::unknown();
        };
        match item.bindings.get(binding.index()).map(|it| &it.origin) {
            Some(Origin::Class(class)) => Kind::Object(Arc::new(Ref {
                at,
                id: *class,
                env: self.class_env(at, *class, args),
            }))
            .into(),
            Some(Origin::TypeAlias(alias)) => {
                let ty = self.annotation(at, *alias);
                let params = item
                    .types
                    .get(alias.index())
                    .and_then(|ty| item.scopes.get(ty.scope.index()))
                    .filter(|scope| scope.kind == ScopeKind::Type)
                    .map_or(&[][..], |scope| scope.bindings.as_slice());
                let params: Vec<ParamId> = params.iter().map(|&it| (at, it)).collect();
                let mut env: Vec<_> = params.iter().copied().zip(args.iter().cloned()).collect();
                self.add_defaults(&params, &mut env);
                self.subst(&ty, &env.into())
            }
            Some(Origin::TypeParam { .. }) => Kind::Param((at, binding)).into(),
            Some(Origin::Enum) => Ty::primitive("enum"),
            _ => Ty::unknown(),
        }
    }

    /// What bounds a type parameter.
    pub(super) fn constraint(&mut self, (at, binding): ParamId) -> Ty {
        let Some(item) = self.item(at) else {
            return Ty::unknown();
        };
        match item.bindings.get(binding.index()).map(|it| &it.origin) {
            Some(Origin::TypeParam {
                constraint: Some(constraint),
                ..
            }) => self.annotation(at, *constraint),
            _ => Ty::unknown(),
        }
    }
}

fn type_target(target: Option<Target>) -> Named {
    match target {
        Some(Target::Binding(at, binding)) => Named::App(at, binding),
        Some(Target::Sdk(copy, entry, name)) => Named::Sdk(copy, entry, name),
        Some(Target::SdkModule(copy, entry)) => Named::Module(Module::Package(copy, entry)),
        Some(Target::Module(file)) => Named::Module(Module::File(file)),
        Some(Target::Value(..) | Target::MemberOf(..)) | None => Named::Unknown,
    }
}
