//! What conditions around an expression tell of its type: discriminants, `in`, `instanceof`, early exits.

use super::{
    Inference,
    conditions::{Fact, facts},
    generics::Site,
    of::Of,
};
use crate::{
    knowledge::LiteralType,
    lower::{
        Arg, BindingId, CompareOp, ExprId, ExprKind, Item, Literal, LogicalOp, Name, Origin,
        PatKind, TypeKind,
    },
    resolve::{
        scopes::{At, File, Space},
        ty::{Kind, Ty},
    },
};

/// Items around an expression in which a test of its name is looked for.
const MAX_OUTER: usize = 8;

impl Inference<'_> {
    /// Whether conditions around a name or member may tell more of its type.
    pub(super) fn may_be_told(&mut self, at: At, id: ExprId, ty: &Ty) -> bool {
        self.is_choice(ty) || (ty.is_unknown() && self.is_tested(at, id))
    }

    /// The type of a name or member, narrowed by the conditions around it.
    pub(super) fn narrowed(&mut self, at: At, id: ExprId, ty: Ty) -> Ty {
        let Some(file) = self.file(at.file) else {
            return ty;
        };
        let facts = facts(&file, at, id);
        let mut narrowed = ty;
        if let Some(told) = self.told_by_siblings(&file, (at, id), &facts) {
            narrowed = told.with(narrowed.flags);
        }
        // Outer conditions first.
        for fact in facts.iter().rev() {
            narrowed = self.apply(&file, Of::Place(at, id), fact, narrowed);
        }
        narrowed
    }

    /// What conditions on names tell of another that was taken out of the same value: `const { event, data } = it`.
    fn told_by_siblings(
        &mut self,
        file: &File,
        (at, id): (At, ExprId),
        facts: &[Fact],
    ) -> Option<Ty> {
        if facts.is_empty() {
            return None;
        }
        let item = file.item(at.index())?;
        let expr = item.exprs.get(id.index())?;
        let ExprKind::Name(name) = &expr.kind else {
            return None;
        };
        let declared = file.lookup(at.index(), expr.scope, name, Space::Value);
        let &[(there, binding)] = declared.as_slice() else {
            return None;
        };
        let there_at = at.sibling(there);
        let item = file.item(there)?;
        let own = item.bindings.get(binding.index())?;
        let pat = match own.origin {
            Origin::Let { pat, .. } if own.constant => pat,
            Origin::Param { pat, .. } => pat,
            _ => return None,
        };
        let whole = item.pats.get(pat.index())?.parent?;
        let PatKind::Object { props, .. } = &item.pats.get(whole.index())?.kind else {
            return None;
        };
        let key = props.iter().find(|prop| prop.value == pat)?.key.clone()?;
        let taken: Vec<(BindingId, Name)> = props
            .iter()
            .filter_map(|prop| match item.pats.get(prop.value.index())?.kind {
                PatKind::Binding(binding) => Some((binding, prop.key.clone()?)),
                _ => None,
            })
            .collect();
        let before = self.pattern(there_at, whole);
        if taken.len() < 2 || !self.is_choice(&before) {
            return None;
        }
        let mut after = before.clone();
        for fact in facts.iter().rev() {
            after = self.apply(file, Of::Taken(there, &taken), fact, after);
        }
        if after == before {
            return None;
        }
        self.member(&after, &key).map(|found| found.ty)
    }

    /// Whether a test around a name of unknown type may tell its type.
    fn is_tested(&mut self, at: At, id: ExprId) -> bool {
        let Some(file) = self.file(at.file) else {
            return false;
        };
        let Some(item) = file.item(at.index()) else {
            return false;
        };
        let Some(ExprKind::Name(name)) = item.exprs.get(id.index()).map(|expr| &expr.kind) else {
            return false;
        };
        let mut item = at.index();
        for _ in 0..MAX_OUTER {
            if file
                .places(item)
                .is_some_and(|places| places.is_tested(name))
            {
                return true;
            }
            match file.place_of(item) {
                Some((outer, _)) => item = outer,
                None => break,
            }
        }
        false
    }

    fn is_choice(&mut self, ty: &Ty) -> bool {
        match &ty.kind {
            Kind::Union(_) | Kind::Across(_) => true,
            Kind::Instance(_) => {
                let expanded = self.transparent(ty);
                matches!(expanded.kind, Kind::Union(_) | Kind::Across(_))
            }
            _ => false,
        }
    }

    /// The alternatives of a type, for each of its versions.
    pub(super) fn versions(&mut self, ty: &Ty) -> Vec<Vec<Ty>> {
        let mut versions = Vec::new();
        self.each_version(ty, &mut versions, 0);
        versions
            .iter()
            .map(|version| self.alternatives(version, 0))
            .collect()
    }

    fn each_version(&mut self, ty: &Ty, versions: &mut Vec<Ty>, depth: usize) {
        let open = self.transparent(ty);
        match &open.kind {
            Kind::Across(types) if depth < 4 => {
                for it in types.iter() {
                    self.each_version(&open.inner(it), versions, depth + 1);
                }
            }
            _ => versions.push(open),
        }
    }

    fn alternatives(&mut self, ty: &Ty, depth: usize) -> Vec<Ty> {
        let open = self.transparent(ty);
        match &open.kind {
            Kind::Union(types) if depth < 4 => types
                .iter()
                .flat_map(|it| self.alternatives(&open.inner(it), depth + 1))
                .collect(),
            // An alias that is the same union at several versions: the preferred one stands for it.
            Kind::Across(types) if depth < 4 => match types.first() {
                Some(first) => self.alternatives(&open.inner(first), depth + 1),
                None => vec![open],
            },
            _ => vec![open],
        }
    }

    fn apply(&mut self, file: &File, of: Of<'_>, fact: &Fact, ty: Ty) -> Ty {
        match fact {
            Fact::Test(at, test, truth) => self.test(file, of, (*at, *test), *truth, ty, 0),
            Fact::OneOf(at, on, values, truth) => {
                let Some(item) = file.item(at.index()) else {
                    return ty;
                };
                let Some(field) = of.field(file, *at, *on) else {
                    return ty;
                };
                let mut literals = Vec::new();
                for value in values {
                    match literal(item, *value) {
                        Some(literal) => literals.push(literal),
                        None => return ty,
                    }
                }
                self.filter(ty, |it, alternative| {
                    it.may_be(alternative, &field, &literals, *truth)
                })
            }
        }
    }

    fn test(
        &mut self,
        file: &File,
        of: Of<'_>,
        (at, test): (At, ExprId),
        truth: bool,
        ty: Ty,
        depth: usize,
    ) -> Ty {
        let Some(item) = file.item(at.index()) else {
            return ty;
        };
        let Some(expr) = item.exprs.get(test.index()).filter(|_| depth < 32) else {
            return ty;
        };
        match &expr.kind {
            ExprKind::Not(inner) => self.test(file, of, (at, *inner), !truth, ty, depth + 1),
            ExprKind::Logical { op, left, right }
                if (*op == LogicalOp::And && truth) || (*op == LogicalOp::Or && !truth) =>
            {
                let ty = self.test(file, of, (at, *left), truth, ty, depth + 1);
                self.test(file, of, (at, *right), truth, ty, depth + 1)
            }
            ExprKind::Compare {
                op: op @ (CompareOp::Equal | CompareOp::NotEqual),
                left,
                right,
            } => {
                let equal = (*op == CompareOp::Equal) == truth;
                for (side, other) in [(*left, *right), (*right, *left)] {
                    let Some(literal) = literal(item, other) else {
                        continue;
                    };
                    if let Some(field) = of.field(file, at, side) {
                        let literals = [literal];
                        return self.filter(ty, |it, alternative| {
                            it.may_be(alternative, &field, &literals, equal)
                        });
                    }
                    if let (Some(ExprKind::TypeOf(value)), LiteralType::String(name)) =
                        (item.exprs.get(side.index()).map(|it| &it.kind), &literal)
                        && of.is(file, at, *value)
                    {
                        return self.filter(ty, |_, alternative| {
                            (type_of(alternative) == name.as_str()) == equal
                        });
                    }
                }
                ty
            }
            ExprKind::Compare {
                op: CompareOp::In,
                left,
                right,
            } => {
                let Some(LiteralType::String(key)) = literal(item, *left) else {
                    return ty;
                };
                if !of.is(file, at, *right) {
                    return ty;
                }
                self.filter(ty, |it, alternative| {
                    it.member(alternative, &key).is_some() == truth
                })
            }
            ExprKind::Compare {
                op: CompareOp::InstanceOf,
                left,
                right,
            } if of.is(file, at, *left) => {
                let class = self.expr(at, *right);
                let instance = self.instance_of(&class, &[]);
                if instance.is_unknown() {
                    return ty;
                }
                if truth {
                    return instance.with(ty.flags);
                }
                self.filter(ty, |_, alternative| alternative.kind != instance.kind)
            }
            ExprKind::Call { callee, args, .. } => {
                let Some((index, told)) = self.predicate(at, *callee, args) else {
                    return ty;
                };
                match args.get(index) {
                    Some(arg) if of.is(file, at, arg.value) => self.told(ty, &told, truth),
                    _ => ty,
                }
            }
            _ => match of.field(file, at, test) {
                Some(field) => self.filter(ty, |it, alternative| {
                    it.may_be_true(alternative, &field, truth)
                }),
                None => ty,
            },
        }
    }

    /// What a function tells of its argument (`x is T`): which argument, and the type.
    pub(super) fn predicate(
        &mut self,
        at: At,
        callee: ExprId,
        args: &[Arg],
    ) -> Option<(usize, Ty)> {
        let callee = self.expr(at, callee);
        let Kind::Function(function) = &callee.kind else {
            return None;
        };
        let item = self.item(function.at)?;
        let declared = item.functions.get(function.id.index())?;
        let TypeKind::Predicate { about, ty, .. } = &item.types.get(declared.result?.index())?.kind
        else {
            return None;
        };
        let index = declared.params.iter().position(|param| {
            let binding = match item.pats.get(param.pat.index()).map(|pat| &pat.kind) {
                Some(PatKind::Binding(binding)) => item.bindings.get(binding.index()),
                _ => None,
            };
            binding.is_some_and(|binding| binding.name == *about)
        })?;
        let told = self.annotation(function.at, *ty);
        let site = Site {
            at,
            args,
            type_args: &[],
            besides: None,
        };
        let env = self.call_env(function, Some(&site));
        Some((index, self.subst(&told, &env)))
    }

    /// The alternatives that are (or are not) of a type.
    fn told(&mut self, ty: Ty, told: &Ty, truth: bool) -> Ty {
        if told.is_unknown() {
            return if truth { Ty::unknown() } else { ty };
        }
        let mut wanted = Vec::new();
        for version in self.versions(told) {
            wanted.extend(version.into_iter().map(|ty| ty.kind));
        }
        let known = self
            .versions(&ty)
            .iter()
            .flatten()
            .any(|alternative| wanted.contains(&alternative.kind));
        match (known, truth) {
            (true, _) => self.filter(ty, |_, alternative| {
                wanted.contains(&alternative.kind) == truth
            }),
            (false, true) => told.clone().with(ty.flags),
            (false, false) => ty,
        }
    }

    /// The alternatives that `keep` keeps; where it keeps none, nothing was understood.
    pub(super) fn filter(&mut self, ty: Ty, mut keep: impl FnMut(&mut Self, &Ty) -> bool) -> Ty {
        for alternatives in self.versions(&ty) {
            let count = alternatives.len();
            let kept: Vec<Ty> = alternatives
                .into_iter()
                .filter(|alternative| keep(self, alternative))
                .collect();
            if kept.len() == count {
                // What it is at other versions stays known.
                return ty;
            }
            if !kept.is_empty() {
                return Ty::union(kept).with(ty.flags);
            }
        }
        ty
    }

    fn may_be(&mut self, ty: &Ty, field: &str, literals: &[LiteralType], truth: bool) -> bool {
        let nullish = |it: &LiteralType| matches!(it, LiteralType::Null | LiteralType::Undefined);
        let Some(found) = self.member(ty, field) else {
            // Without the member it is undefined.
            return literals.iter().any(nullish) == truth;
        };
        let open = self.transparent(&found.ty);
        match &open.kind {
            Kind::Literal(value) => literals.contains(value) == truth,
            Kind::Literals(set) if truth => set.values.iter().any(|value| literals.contains(value)),
            Kind::Nullish => literals.iter().any(nullish) == truth,
            _ => true,
        }
    }

    fn may_be_true(&mut self, ty: &Ty, field: &str, truth: bool) -> bool {
        let Some(found) = self.member(ty, field) else {
            return !truth;
        };
        match &found.ty.kind {
            Kind::Literal(LiteralType::Bool(value)) => *value == truth,
            Kind::Nullish => !truth,
            Kind::Primitive(name) if name == "never" => !truth,
            _ => true,
        }
    }
}

fn type_of(ty: &Ty) -> &'static str {
    match &ty.kind {
        Kind::Literal(LiteralType::String(_)) | Kind::Literals(_) => "string",
        Kind::Literal(LiteralType::Number(_)) => "number",
        Kind::Literal(LiteralType::Bool(_)) => "boolean",
        Kind::Primitive(name) => match name.as_str() {
            "string" | "key" => "string",
            "number" => "number",
            "boolean" => "boolean",
            "bigint" => "bigint",
            "symbol" => "symbol",
            _ => "object",
        },
        Kind::Function(_) | Kind::SdkFunction(_) | Kind::Class(_) | Kind::ClassOf(..) => "function",
        Kind::Nullish => "undefined",
        _ => "object",
    }
}

fn literal(item: &Item, id: ExprId) -> Option<LiteralType> {
    match &item.exprs.get(id.index())?.kind {
        ExprKind::Literal(literal) => match literal {
            Literal::String(value) => Some(LiteralType::String(value.clone())),
            Literal::Number(value) => Some(LiteralType::Number(value.clone())),
            Literal::Bool(value) => Some(LiteralType::Bool(*value)),
            Literal::Null => Some(LiteralType::Null),
            Literal::Undefined => Some(LiteralType::Undefined),
            Literal::Other => None,
        },
        ExprKind::Cast { value, .. } => literal(item, *value),
        _ => None,
    }
}
