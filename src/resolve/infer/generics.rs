//! Type parameters of app code: what a call binds them to, and putting that in their place.

use std::sync::Arc;

use super::{Inference, annotation::Named};
use crate::{
    lower::{Arg, ClassId, ExprId, ExprKind, FunctionId, MemberKind, Origin, TypeId, TypeKind},
    resolve::{
        scopes::At,
        ty::{Env, Instance, Kind, ParamId, Picked, Ref, Ty},
    },
};

/// How deep a declared type is matched against a value's.
const MAX_MATCH: usize = 12;

/// A call that binds type parameters.
pub(super) struct Site<'a> {
    pub at: At,
    pub args: &'a [Arg],
    pub type_args: &'a [Ty],
    /// An argument that must not be looked at, because its own type is asked for.
    pub besides: Option<ExprId>,
}

impl Inference<'_> {
    /// A type with type parameters replaced.
    pub(super) fn subst(&mut self, ty: &Ty, env: &Env) -> Ty {
        if env.is_empty() {
            return ty.clone();
        }
        let replaced = match &ty.kind {
            Kind::Param(param) => match env.iter().find(|(known, _)| known == param) {
                Some((_, arg)) => arg.clone(),
                None => return ty.clone(),
            },
            Kind::Promise(inner) => Ty::promise(self.subst(inner, env)),
            Kind::List(inner) => Ty::list(self.subst(inner, env)),
            Kind::Iterable(inner) => Ty::iterable(self.subst(inner, env)),
            Kind::Record(pair) => {
                let pair = (self.subst(&pair.0, env), self.subst(&pair.1, env));
                Kind::Record(Arc::new(pair)).into()
            }
            Kind::Map(pair) => {
                let pair = (self.subst(&pair.0, env), self.subst(&pair.1, env));
                Kind::Map(Arc::new(pair)).into()
            }
            Kind::Indexed(pair) => {
                let (object, index) = (self.subst(&pair.0, env), self.subst(&pair.1, env));
                self.indexed(&object, &index)
            }
            Kind::Tuple(types) => Kind::Tuple(self.subst_all(types, env).into()).into(),
            Kind::Union(types) => Ty::union(self.subst_all(types, env)),
            Kind::Across(types) => Ty::across(self.subst_all(types, env)),
            Kind::Intersection(types) => {
                Kind::Intersection(self.subst_all(types, env).into()).into()
            }
            Kind::Picked(picked) => Kind::Picked(Arc::new(Picked {
                base: self.subst(&picked.base, env),
                keys: picked.keys.clone(),
                omit: picked.omit,
            }))
            .into(),
            Kind::Instance(instance) if !instance.args.is_empty() => {
                let args = self.subst_all(&instance.args, env);
                Kind::Instance(Arc::new(Instance {
                    copy: Arc::clone(&instance.copy),
                    decl: instance.decl,
                    args: args.into(),
                    own: instance.own,
                }))
                .into()
            }
            Kind::Function(at) => Kind::Function(self.subst_ref(at, env)).into(),
            Kind::Class(at) => Kind::Class(self.subst_ref(at, env)).into(),
            Kind::Object(at) => Kind::Object(self.subst_ref(at, env)).into(),
            Kind::ObjectType(at) => Kind::ObjectType(self.subst_ref(at, env)).into(),
            Kind::ObjectLiteral(at) => Kind::ObjectLiteral(self.subst_ref(at, env)).into(),
            _ => return ty.clone(),
        };
        replaced.with(ty.flags)
    }

    fn subst_all(&mut self, types: &[Ty], env: &Env) -> Vec<Ty> {
        types.iter().map(|ty| self.subst(ty, env)).collect()
    }

    fn subst_ref<Id: Clone>(&mut self, at: &Ref<Id>, env: &Env) -> Arc<Ref<Id>> {
        let mut composed: Vec<(ParamId, Ty)> = Vec::new();
        for (param, ty) in at.env.iter() {
            let ty = self.subst(ty, env);
            composed.push((*param, ty));
        }
        for (param, ty) in env.iter() {
            if param.0.file == at.at.file && composed.iter().all(|(known, _)| known != param) {
                composed.push((*param, ty.clone()));
            }
        }
        Arc::new(Ref {
            at: at.at,
            id: at.id.clone(),
            env: composed.into(),
        })
    }

    /// What a call of a function binds its type parameters to.
    pub(super) fn call_env(&mut self, function: &Ref<FunctionId>, site: Option<&Site>) -> Env {
        let Some(site) = site else {
            return Arc::clone(&function.env);
        };
        let Some(item) = self.item(function.at) else {
            return Arc::clone(&function.env);
        };
        let Some(declared) = item.functions.get(function.id.index()) else {
            return Arc::clone(&function.env);
        };
        if declared.type_params.is_empty() {
            return Arc::clone(&function.env);
        }
        let params: Vec<ParamId> = declared
            .type_params
            .iter()
            .map(|&param| (function.at, param))
            .collect();
        let mut bound = self.bind(&params, function.at, function.id, site);
        self.add_defaults(&params, &mut bound);
        bound.extend(function.env.iter().cloned());
        bound.into()
    }

    /// What a construction binds the type parameters of a class to.
    pub(super) fn construct_env(&mut self, class: &Ref<ClassId>, site: &Site) -> Env {
        let Some(item) = self.item(class.at) else {
            return Env::default();
        };
        let Some(declared) = item.classes.get(class.id.index()) else {
            return Env::default();
        };
        if declared.type_params.is_empty() {
            return Arc::clone(&class.env);
        }
        let params: Vec<ParamId> = declared
            .type_params
            .iter()
            .map(|&param| (class.at, param))
            .collect();
        let constructor = self.members_of(class.at, class.id).into_iter().find_map(
            |(there, member)| match member.kind {
                MemberKind::Constructor(function) => Some((there, function)),
                _ => None,
            },
        );
        let mut bound = match constructor {
            Some((there, constructor)) => self.bind(&params, there, constructor, site),
            None => class.env.to_vec(),
        };
        self.add_defaults(&params, &mut bound);
        bound.into()
    }

    /// Binds the type parameters that nothing binds to their defaults.
    pub(super) fn add_defaults(&mut self, params: &[ParamId], bound: &mut Vec<(ParamId, Ty)>) {
        for &(at, binding) in params {
            if bound.iter().any(|(known, _)| *known == (at, binding)) {
                continue;
            }
            let default =
                self.item(at)
                    .and_then(|item| match item.bindings.get(binding.index())?.origin {
                        Origin::TypeParam { default, .. } => default,
                        _ => None,
                    });
            if let Some(default) = default {
                let default = self.annotation(at, default);
                let default = self.subst(&default, &bound.clone().into());
                bound.push(((at, binding), default));
            }
        }
    }

    fn bind(
        &mut self,
        params: &[ParamId],
        at: At,
        function: FunctionId,
        site: &Site,
    ) -> Vec<(ParamId, Ty)> {
        if !site.type_args.is_empty() {
            let args = site.type_args.iter().cloned();
            return params.iter().copied().zip(args).collect();
        }
        let mut bound = Vec::new();
        let Some(item) = self.item(at) else {
            return bound;
        };
        let Some(declared) = item.functions.get(function.index()) else {
            return bound;
        };
        for (param, arg) in declared.params.iter().zip(site.args) {
            if arg.spread || param.rest {
                break;
            }
            if site.besides == Some(arg.value) || !self.is_plain(site, arg.value) {
                continue;
            }
            if let Some(pattern) = param.declared {
                let actual = self.expr(site.at, arg.value);
                self.unify(at, pattern, &actual, params, &mut bound, 0);
            }
        }
        bound
    }

    /// Whether an argument may be looked at: while one argument's own context is asked for, functions may not, because
    /// their parameters may depend on the same context.
    fn is_plain(&mut self, site: &Site, arg: ExprId) -> bool {
        if site.besides.is_none() {
            return true;
        }
        self.item(site.at).is_some_and(|item| {
            !matches!(
                item.exprs.get(arg.index()).map(|expr| &expr.kind),
                Some(ExprKind::Function(_))
            )
        })
    }

    fn unify(
        &mut self,
        at: At,
        pattern: TypeId,
        actual: &Ty,
        params: &[ParamId],
        bound: &mut Vec<(ParamId, Ty)>,
        depth: usize,
    ) {
        if depth > MAX_MATCH || actual.is_unknown() {
            return;
        }
        let Some(item) = self.item(at) else { return };
        let Some(ty) = item.types.get(pattern.index()) else {
            return;
        };
        match &ty.kind {
            TypeKind::Name { path, args } => match self.type_name(at, ty.scope, path) {
                Named::App(there, binding) => {
                    let param = (there, binding);
                    if params.contains(&param) {
                        if bound.iter().all(|(known, _)| *known != param) {
                            bound.push((param, actual.clone()));
                        }
                        return;
                    }
                    let Kind::Object(object) = &actual.kind else {
                        return;
                    };
                    let inner: Vec<Ty> = object.env.iter().map(|(_, ty)| ty.clone()).collect();
                    for (&arg, ty) in args.iter().zip(&inner) {
                        self.unify(at, arg, ty, params, bound, depth + 1);
                    }
                }
                Named::Sdk(..) => {
                    let Kind::Instance(instance) = &actual.kind else {
                        return;
                    };
                    let inner = Arc::clone(&instance.args);
                    for (&arg, ty) in args.iter().zip(inner.iter()) {
                        self.unify(at, arg, ty, params, bound, depth + 1);
                    }
                }
                Named::Global => {
                    let Some(&arg) = args.first() else { return };
                    let inner = match path.last().map(|(name, _)| name.as_str()) {
                        Some("Promise" | "PromiseLike" | "Awaited") => actual.awaited(),
                        Some("Array" | "ReadonlyArray" | "Iterable" | "Set" | "AsyncIterable") => {
                            actual.element()
                        }
                        Some("Partial" | "Required" | "Readonly" | "NonNullable") => actual.clone(),
                        _ => return,
                    };
                    self.unify(at, arg, &inner, params, bound, depth + 1);
                }
                Named::Module(_)
                | Named::Merged(_)
                | Named::Foreign(_)
                | Named::Handler(_)
                | Named::Unknown => {}
            },
            TypeKind::Array(of) => {
                self.unify(at, *of, &actual.element(), params, bound, depth + 1);
            }
            TypeKind::Union(types) | TypeKind::Intersection(types) => {
                for &ty in types {
                    self.unify(at, ty, actual, params, bound, depth + 1);
                }
            }
            TypeKind::Function(function) => {
                let Some(result) = item
                    .functions
                    .get(function.index())
                    .and_then(|it| it.result)
                else {
                    return;
                };
                let given = self.call_type(actual, None);
                self.unify(at, result, &given, params, bound, depth + 1);
            }
            TypeKind::Object(members) => {
                for member in members {
                    if let (
                        Some(name),
                        MemberKind::Field {
                            declared: Some(declared),
                            ..
                        },
                    ) = (&member.name, &member.kind)
                        && let Some(found) = self.member(actual, name)
                    {
                        self.unify(at, *declared, &found.ty, params, bound, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }
}
