//! What an expression evaluates to.

use std::sync::Arc;

use super::{Inference, Module, Query};
use crate::{
    knowledge::LiteralType,
    lower::{
        Arg, BindingId, CastKind, ExprId, ExprKind, FunctionBody, Item, Literal, LogicalOp, Name,
        Origin, PropKey, ScopeId, TypeId, TypeKind,
    },
    resolve::{
        scopes::{At, File, Space},
        ty::{Env, Kind, Ref, Ty},
    },
};

/// Lists longer than this are not looked at place by place.
const MAX_TUPLE: usize = 32;

impl Inference<'_> {
    /// The type of an expression. A chain of any length costs no stack: its head is answered first.
    pub(crate) fn expr(&mut self, at: At, id: ExprId) -> Ty {
        let Some(item) = self.item(at) else {
            return Ty::unknown();
        };
        let Some(expr) = item.exprs.get(id.index()) else {
            return Ty::unknown();
        };
        if let ExprKind::Name(name) = &expr.kind {
            let ty = self.name(at, expr.scope, name);
            return match self.may_be_told(at, id, &ty) {
                true => self.query(at, Query::Expr(id), |it| it.narrowed(at, id, ty)),
                false => ty,
            };
        }
        if let Some(plain) = plain(at, id, &expr.kind) {
            return plain;
        }
        let key = (at, Query::Expr(id));
        if let Some(known) = self.asked(&key) {
            return known;
        }
        let mut heads = Vec::new();
        let mut next = head_of(&item, id);
        while let Some(head) = next {
            next = head_of(&item, head);
            if next.is_none() || self.is_settled(&(at, Query::Expr(head))) {
                break;
            }
            heads.push(head);
        }
        while let Some(head) = heads.pop() {
            self.query(at, Query::Expr(head), |it| it.new_expr(at, &item, head));
        }
        self.query(at, Query::Expr(id), |it| it.new_expr(at, &item, id))
    }

    fn new_expr(&mut self, at: At, item: &Item, id: ExprId) -> Ty {
        let Some(expr) = item.exprs.get(id.index()) else {
            return Ty::unknown();
        };
        match &expr.kind {
            ExprKind::Member { object, name, .. } => {
                let object = self.expr(at, *object);
                let ty = self
                    .member(&object, name)
                    .map_or_else(Ty::unknown, |found| found.ty);
                match self.may_be_told(at, id, &ty) {
                    true => self.narrowed(at, id, ty),
                    false => ty,
                }
            }
            ExprKind::Index { object, index, .. } => self.index(at, *object, *index),
            ExprKind::Call {
                callee,
                args,
                type_args,
                ..
            } => self.call(at, item, *callee, args, type_args),
            ExprKind::New {
                callee,
                args,
                type_args,
            } => self.construct(at, *callee, args, type_args),
            ExprKind::ImportCall {
                specifier,
                is_await,
                ..
            } => self.import_call(at, specifier, *is_await),
            ExprKind::Await(value) => self.expr(at, *value).awaited(),
            ExprKind::Assign { value, plain, .. } => {
                if *plain {
                    self.expr(at, *value)
                } else {
                    Ty::unknown()
                }
            }
            ExprKind::Array(elements) => self.array(at, elements),
            ExprKind::Conditional {
                then, otherwise, ..
            } => Ty::one_of([self.expr(at, *then), self.expr(at, *otherwise)]),
            ExprKind::Logical { op, left, right } => self.logical(at, *op, *left, *right),
            ExprKind::Cast { value, kind, ty } => self.cast(at, item, *value, *kind, *ty),
            ExprKind::This => self.this(at, expr.scope),
            ExprKind::Super => self.super_type(at, expr.scope),
            ExprKind::Sequence(values) => values
                .last()
                .map_or_else(Ty::unknown, |&value| self.expr(at, value)),
            _ => plain(at, id, &expr.kind).unwrap_or_else(Ty::unknown),
        }
    }

    /// What a name means at a place; a name that nothing declares is a global.
    pub(super) fn name(&mut self, at: At, scope: ScopeId, name: &Name) -> Ty {
        let Some(file) = self.file(at.file) else {
            return Ty::unknown();
        };
        let declared = file.lookup(at.index(), scope, name, Space::Value);
        let Some(&(item, first)) = declared.first() else {
            return match self.global(name, Space::Value).first() {
                Some(&(at, binding)) => self.binding(at, binding),
                None => Kind::Global(name.clone()).into(),
            };
        };
        if declared.len() == 1 {
            let ty = self.binding(at.sibling(item), first);
            return if is_seen(&file, (at.index(), scope), (item, first)) {
                ty
            } else {
                ty.unseen()
            };
        }
        // Overloads are declared before what implements them; what implements them is none of them.
        let mut signatures = Vec::new();
        for &(item, binding) in &declared {
            let function = file.item(item).and_then(|facts| {
                let declared = facts.bindings.get(binding.index())?;
                let Origin::Function(function) = declared.origin else {
                    return None;
                };
                facts.functions.get(function.index())
            });
            if function.is_some_and(|function| function.body == FunctionBody::None) {
                signatures.push(self.binding(at.sibling(item), binding));
            }
        }
        if signatures.len() > 1 {
            return Kind::Intersection(signatures.into()).into();
        }
        self.binding(at.sibling(item), first)
    }

    fn index(&mut self, at: At, object: ExprId, index: ExprId) -> Ty {
        let object = self.expr(at, object);
        if object.is_unknown() {
            return object;
        }
        let index = self.expr(at, index);
        self.indexed(&object, &index)
    }

    fn array(&mut self, at: At, elements: &[Arg]) -> Ty {
        let spread = elements.iter().any(|element| element.spread);
        if !spread && elements.len() <= MAX_TUPLE {
            let types: Vec<Ty> = elements
                .iter()
                .map(|element| self.expr(at, element.value))
                .collect();
            return Kind::Tuple(types.into()).into();
        }
        let types: Vec<Ty> = elements
            .iter()
            .take(MAX_TUPLE)
            .map(|element| {
                let value = self.expr(at, element.value);
                if element.spread {
                    value.element()
                } else {
                    value
                }
            })
            .collect();
        Ty::list(Ty::one_of(types))
    }

    fn logical(&mut self, at: At, op: LogicalOp, left: ExprId, right: ExprId) -> Ty {
        let right = self.expr(at, right);
        if op == LogicalOp::And {
            return right;
        }
        let left = self.expr(at, left);
        if left.is_unknown() {
            // What stands in for a missing value is of its kind.
            return right.guessed();
        }
        Ty::one_of([left, right])
    }

    fn cast(
        &mut self,
        at: At,
        item: &Item,
        value: ExprId,
        kind: CastKind,
        ty: Option<crate::lower::TypeId>,
    ) -> Ty {
        let (CastKind::As | CastKind::Satisfies, Some(ty)) = (kind, ty) else {
            return self.expr(at, value);
        };
        if kind == CastKind::Satisfies {
            let held = self.expr(at, value);
            if !held.is_unknown() {
                return held;
            }
        }
        let claimed = self.annotation(at, ty);
        let through = match item.exprs.get(value.index()).map(|expr| &expr.kind) {
            Some(ExprKind::Cast {
                kind: CastKind::As,
                ty: Some(inner),
                ..
            }) => says_nothing(item, *inner),
            _ => false,
        };
        if through { claimed.guessed() } else { claimed }
    }

    fn import_call(&mut self, at: At, specifier: &Name, is_await: bool) -> Ty {
        let typed = self.file(at.file).is_some_and(|file| file.is_typed());
        match self.module(at.file, specifier) {
            Module::Package(copy, entry) => {
                let module = Ty::from(Kind::SdkModule(copy, entry));
                if is_await {
                    Ty::promise(module)
                } else {
                    module.unseen()
                }
            }
            Module::File(id) => {
                let module = Ty::from(Kind::Module(id));
                if is_await {
                    return Ty::promise(module);
                }
                let whole = self.file(id).and_then(|file| file.exports().module);
                let ty = match whole {
                    Some((item, value)) => self.expr(At { file: id, item: 0 }.sibling(item), value),
                    None => module,
                };
                if typed { ty.unseen() } else { ty }
            }
            Module::Other => Ty::unknown(),
        }
    }

    pub(super) fn object_literal_member(
        &mut self,
        object: &Ref<ExprId>,
        name: &str,
    ) -> Option<super::Found> {
        let item = self.item(object.at)?;
        let ExprKind::Object(props) = &item.exprs.get(object.id.index())?.kind else {
            return None;
        };
        for prop in props.iter().rev() {
            match &prop.key {
                PropKey::Static(key) if key == name => {
                    let ty = self.expr(object.at, prop.value?);
                    return Some(super::Found::plain(self.subst(&ty, &object.env)));
                }
                PropKey::Static(_) => {}
                PropKey::Computed(_) => return None,
                PropKey::Spread => {
                    let spread = self.expr(object.at, prop.value?);
                    if spread.is_unknown() {
                        return None;
                    }
                    if let Some(found) = self.member(&spread, name) {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    /// What any property of an object literal can be.
    pub(super) fn any_property(&mut self, object: &Ref<ExprId>) -> Ty {
        let Some(item) = self.item(object.at) else {
            return Ty::unknown();
        };
        let Some(ExprKind::Object(props)) = item.exprs.get(object.id.index()).map(|it| &it.kind)
        else {
            return Ty::unknown();
        };
        let mut types = Vec::new();
        for prop in props.iter().take(MAX_TUPLE) {
            match (&prop.key, prop.value) {
                (PropKey::Static(_), Some(value)) => types.push(self.expr(object.at, value)),
                _ => return Ty::unknown(),
            }
        }
        let any = Ty::one_of(types);
        self.subst(&any, &object.env)
    }
}

/// Whether a type checker follows what is assigned to a name: with neither annotation nor value at its declaration, only
/// within the function that declares it.
fn is_seen(
    file: &File,
    (item, scope): (usize, ScopeId),
    (there, binding): (usize, BindingId),
) -> bool {
    let Some(facts) = file.item(there) else {
        return true;
    };
    let Some(Origin::Let {
        pat,
        root,
        declared: None,
        init,
    }) = facts.bindings.get(binding.index()).map(|it| &it.origin)
    else {
        return true;
    };
    let is_empty = init.is_none_or(|init| {
        matches!(
            facts.exprs.get(init.index()).map(|expr| &expr.kind),
            Some(ExprKind::Literal(Literal::Null | Literal::Undefined))
        )
    });
    if pat != root || !is_empty {
        return true;
    }
    let home = facts
        .scopes
        .iter()
        .position(|it| it.bindings.contains(&binding));
    let home = home.and_then(|home| u32::try_from(home).ok()).map(ScopeId);
    home.is_none_or(|home| file.function_at(item, scope) == file.function_at(there, home))
}

/// The type of an expression that tells by itself what it is.
fn plain(at: At, id: ExprId, kind: &ExprKind) -> Option<Ty> {
    let ty = match kind {
        ExprKind::Object(_) => Kind::ObjectLiteral(Arc::new(Ref {
            at,
            id,
            env: Env::default(),
        }))
        .into(),
        ExprKind::Function(function) => Kind::Function(Arc::new(Ref {
            at,
            id: *function,
            env: Env::default(),
        }))
        .into(),
        ExprKind::Class(class) => Kind::Class(Arc::new(Ref {
            at,
            id: *class,
            env: Env::default(),
        }))
        .into(),
        ExprKind::Literal(literal) => literal_type(literal),
        ExprKind::Compare { .. } | ExprKind::Not(_) => Ty::primitive("boolean"),
        ExprKind::Template { tag: None, .. } | ExprKind::TypeOf(_) => Ty::primitive("string"),
        ExprKind::Jsx { .. } => Ty::primitive("element"),
        ExprKind::Template { .. } | ExprKind::Yield { .. } | ExprKind::Unknown(_) => Ty::unknown(),
        _ => return None,
    };
    Some(ty)
}

/// The part of an expression that is evaluated first and that can nest without end in plain code.
fn head_of(item: &Item, id: ExprId) -> Option<ExprId> {
    match &item.exprs.get(id.index())?.kind {
        ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => Some(*object),
        ExprKind::Call { callee, .. } | ExprKind::New { callee, .. } => Some(*callee),
        ExprKind::Await(value) | ExprKind::Cast { value, .. } => Some(*value),
        ExprKind::Logical { left, .. } => Some(*left),
        ExprKind::Assign { value, .. } => Some(*value),
        ExprKind::Conditional { otherwise, .. } => Some(*otherwise),
        ExprKind::Sequence(values) => values.last().copied(),
        _ => None,
    }
}

pub(super) fn literal_type(literal: &Literal) -> Ty {
    match literal {
        Literal::String(value) => Kind::Literal(LiteralType::String(value.clone())).into(),
        Literal::Number(value) => Kind::Literal(LiteralType::Number(value.clone())).into(),
        Literal::Bool(value) => Kind::Literal(LiteralType::Bool(*value)).into(),
        Literal::Null | Literal::Undefined => Ty::nullish(),
        Literal::Other => Ty::primitive("object"),
    }
}

/// Whether a type lets anything through: `unknown`, `any`, `never`.
pub(super) fn says_nothing(item: &Item, ty: TypeId) -> bool {
    let kind = item.types.get(ty.index()).map(|ty| &ty.kind);
    matches!(kind, Some(TypeKind::Keyword(name)) if matches!(name.as_str(), "unknown" | "any" | "never"))
}
