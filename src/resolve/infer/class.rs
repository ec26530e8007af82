//! Classes, interfaces and object types of the app: their members, `this`, what they extend.

use std::sync::Arc;

use super::{Found, Inference, Query};
use crate::{
    knowledge::LiteralType,
    lower::{
        BindingId, ClassBody, ClassId, ClassMember, ExprKind, FunctionId, MemberKind, Name,
        ScopeId, TypeId, TypeKind,
    },
    resolve::{
        places::{FunctionSite, Parent},
        scopes::At,
        ty::{Env, Kind, ParamId, Ref, Ty},
    },
};

impl Inference<'_> {
    /// A member of an instance of a class or interface, or of the class itself.
    pub(super) fn class_member(
        &mut self,
        class: &Ref<ClassId>,
        name: &str,
        is_static: bool,
    ) -> Option<Found> {
        let query: Name = if is_static {
            smol_str::format_smolstr!("static {name}")
        } else {
            name.into()
        };
        let mut own = None;
        let ty = self.query(class.at, Query::Field(class.id, query), |it| {
            own = it.own_member(class.at, class.id, name, is_static);
            own.clone().unwrap_or_else(|| Ty::primitive("absent"))
        });
        if ty.kind != Kind::Primitive("absent".into()) {
            return Some(Found::plain(self.subst(&ty, &class.env)));
        }
        for base in self.bases(class, is_static) {
            if let Some(found) = self.member(&base, name) {
                return Some(found);
            }
        }
        None
    }

    fn own_member(&mut self, at: At, id: ClassId, name: &str, is_static: bool) -> Option<Ty> {
        let mut methods = Vec::new();
        let mut any = None;
        let mut values = Vec::new();
        let mut known = false;
        for (there, member) in self.members_of(at, id) {
            if let MemberKind::Constructor(constructor) = member.kind
                && !is_static
            {
                if let Some(field) = self.parameter_field(there, constructor, name) {
                    return Some(field);
                }
                continue;
            }
            if let MemberKind::Index { key, ty } = member.kind {
                any = Some((there, key, ty));
                continue;
            }
            if member.name.as_deref() != Some(name) || member.is_static != is_static {
                continue;
            }
            known = true;
            match member.kind {
                MemberKind::Field {
                    declared: Some(declared),
                    ..
                } => return Some(self.annotation(there, declared)),
                MemberKind::Field {
                    init: Some(init), ..
                } => values.push(self.expr(there, init)),
                MemberKind::Method(function) => {
                    methods.push(Ty::from(Kind::Function(Arc::new(Ref {
                        at: there,
                        id: function,
                        env: Env::default(),
                    }))))
                }
                MemberKind::Getter(function) => return Some(self.result(there, function)),
                _ => {}
            }
        }
        if methods.len() > 1 {
            return Some(Kind::Intersection(methods.into()).into());
        }
        if let Some(method) = methods.pop() {
            return Some(method);
        }
        if !is_static {
            let file = self.file(at.file)?;
            for &(item, assignment) in file.this_assignments(at.index(), id, name) {
                known = true;
                let there = at.sibling(item);
                let facts = file.item(item)?;
                let Some(ExprKind::Assign { value, plain, .. }) =
                    facts.exprs.get(assignment.index()).map(|expr| &expr.kind)
                else {
                    continue;
                };
                values.push(if *plain {
                    self.expr(there, *value)
                } else {
                    Ty::unknown()
                });
            }
        }
        if known {
            return Some(if values.is_empty() {
                Ty::unknown()
            } else {
                self.one_of_assigned(values)
            });
        }
        any.map(|(there, key, ty)| self.keyed(there, key, ty, name))
    }

    /// `constructor(private workos: WorkOS)`: the field that the parameter makes.
    fn parameter_field(&mut self, at: At, constructor: FunctionId, name: &str) -> Option<Ty> {
        let item = self.item(at)?;
        let params = &item.functions.get(constructor.index())?.params;
        let index = params
            .iter()
            .position(|param| param.field.as_deref() == Some(name))?;
        Some(self.parameter(at, constructor, u32::try_from(index).ok()?))
    }

    /// The members of a class with the item in which each stands.
    pub(super) fn members_of(&mut self, at: At, id: ClassId) -> Vec<(At, ClassMember)> {
        let Some(file) = self.file(at.file) else {
            return Vec::new();
        };
        let Some(class) = file
            .item(at.index())
            .and_then(|item| item.classes.get(id.index()))
        else {
            return Vec::new();
        };
        match &class.body {
            ClassBody::Inline(members) => members.iter().map(|it| (at, it.clone())).collect(),
            ClassBody::Hole(hole) => {
                let mut members = Vec::new();
                for &item in file.items_in(Some((at.index(), *hole))) {
                    let Some(facts) = file.item(item) else {
                        continue;
                    };
                    members.extend(
                        facts
                            .members
                            .iter()
                            .map(|it| (at.sibling(item), it.clone())),
                    );
                }
                members
            }
        }
    }

    /// What a class or interface extends, as instances (or as classes).
    pub(super) fn bases(&mut self, class: &Ref<ClassId>, is_static: bool) -> Vec<Ty> {
        let Some(item) = self.item(class.at) else {
            return Vec::new();
        };
        let Some(declared) = item.classes.get(class.id.index()) else {
            return Vec::new();
        };
        let mut bases = Vec::new();
        if let Some((base, args)) = &declared.extends {
            let value = self.expr(class.at, *base);
            let args: Vec<Ty> = args
                .iter()
                .map(|&arg| self.annotation(class.at, arg))
                .collect();
            let base = if is_static {
                value
            } else {
                self.instance_of(&value, &args)
            };
            bases.push(self.subst(&base, &class.env));
        }
        if declared.is_interface && !is_static {
            for &base in &declared.implements {
                let base = self.annotation(class.at, base);
                bases.push(self.subst(&base, &class.env));
            }
        }
        bases
    }

    /// What `new` makes of a class.
    pub(super) fn instance_of(&mut self, class: &Ty, args: &[Ty]) -> Ty {
        let made = match &class.kind {
            Kind::Class(class) => {
                let env = self.class_env(class.at, class.id, args);
                let env = if env.is_empty() {
                    Arc::clone(&class.env)
                } else {
                    env
                };
                Kind::Object(Arc::new(Ref {
                    at: class.at,
                    id: class.id,
                    env,
                }))
                .into()
            }
            Kind::ClassOf(copy, decl) => Ty::instance(copy, *decl, args.to_vec()),
            _ => Ty::unknown(),
        };
        made.with(class.flags)
    }

    /// Type arguments of a class by its parameters.
    pub(super) fn class_env(&mut self, at: At, id: ClassId, args: &[Ty]) -> Env {
        let Some(item) = self.item(at) else {
            return Env::default();
        };
        let Some(class) = item.classes.get(id.index()) else {
            return Env::default();
        };
        let params: Vec<ParamId> = class.type_params.iter().map(|&it| (at, it)).collect();
        let mut env: Vec<_> = params.iter().copied().zip(args.iter().cloned()).collect();
        self.add_defaults(&params, &mut env);
        env.into()
    }

    /// A member of an object type without a name.
    pub(super) fn object_type_member(&mut self, object: &Ref<TypeId>, name: &str) -> Option<Found> {
        let item = self.item(object.at)?;
        let TypeKind::Object(members) = &item.types.get(object.id.index())?.kind else {
            return None;
        };
        let ty = self.signature(object.at, members, name)?;
        Some(Found::plain(self.subst(&ty, &object.env)))
    }

    fn signature(&mut self, at: At, members: &[ClassMember], name: &str) -> Option<Ty> {
        let mut methods = Vec::new();
        let mut any = None;
        for member in members {
            match &member.kind {
                MemberKind::Index { key, ty } => any = Some((*key, *ty)),
                _ if member.name.as_deref() != Some(name) => {}
                MemberKind::Field { declared, .. } => {
                    return Some(match declared {
                        Some(declared) => self.annotation(at, *declared),
                        None => Ty::unknown(),
                    });
                }
                MemberKind::Getter(function) => return Some(self.result(at, *function)),
                MemberKind::Method(function) => {
                    methods.push(Ty::from(Kind::Function(Arc::new(Ref {
                        at,
                        id: *function,
                        env: Env::default(),
                    }))))
                }
                _ => {}
            }
        }
        if methods.len() > 1 {
            return Some(Kind::Intersection(methods.into()).into());
        }
        methods
            .pop()
            .or_else(|| any.map(|(key, ty)| self.keyed(at, key, ty, name)))
    }

    /// The type of a member that an index signature or a mapped type gives.
    fn keyed(&mut self, at: At, key: Option<BindingId>, ty: TypeId, name: &str) -> Ty {
        let ty = self.annotation(at, ty);
        let Some(key) = key else { return ty };
        let name = Kind::Literal(LiteralType::String(name.into()));
        let env: Env = Arc::new([((at, key), name.into())]);
        self.subst(&ty, &env)
    }

    /// `this` at a scope.
    pub(super) fn this(&mut self, at: At, scope: ScopeId) -> Ty {
        let Some(file) = self.file(at.file) else {
            return Ty::unknown();
        };
        if let Some((item, function)) = file.this_function(at.index(), scope)
            && let Some(this) = self.own_this(at.sibling(item), function)
        {
            return this;
        }
        let Some(this) = file.this(at.index(), scope) else {
            return Ty::unknown();
        };
        let class = Arc::new(Ref {
            at: at.sibling(this.item),
            id: this.class,
            env: Env::default(),
        });
        if this.is_static {
            Kind::Class(class).into()
        } else {
            Kind::Object(class).into()
        }
    }

    /// `this` of a function that declares it, or that is a member of an object literal.
    fn own_this(&mut self, at: At, function: FunctionId) -> Option<Ty> {
        let file = self.file(at.file)?;
        let item = file.item(at.index())?;
        if let Some(declared) = item.functions.get(function.index())?.this_type {
            return Some(self.annotation(at, declared));
        }
        let places = file.places(at.index())?;
        let FunctionSite::Expr(mut value) = places.site(function) else {
            return None;
        };
        // The value of a getter is a call of it.
        loop {
            let Parent::Expr(parent) = places.parent(value) else {
                return None;
            };
            match &item.exprs.get(parent.index())?.kind {
                ExprKind::Object(_) => {
                    let env = Env::default();
                    let object = Ref {
                        at,
                        id: parent,
                        env,
                    };
                    return Some(Kind::ObjectLiteral(Arc::new(object)).into());
                }
                ExprKind::Call { callee, args, .. } if *callee == value && args.is_empty() => {
                    value = parent;
                }
                _ => return None,
            }
        }
    }

    pub(super) fn super_type(&mut self, at: At, scope: ScopeId) -> Ty {
        let this = self.this(at, scope);
        let (class, is_static) = match &this.kind {
            Kind::Class(class) => (Arc::clone(class), true),
            Kind::Object(class) => (Arc::clone(class), false),
            _ => return Ty::unknown(),
        };
        self.bases(&class, is_static)
            .into_iter()
            .next()
            .unwrap_or_else(Ty::unknown)
    }
}
