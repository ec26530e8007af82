//! What conditions around an expression tell of its type: discriminants, `in`, `instanceof`, early exits.

use super::Inference;
use crate::{
    knowledge::LiteralType,
    lower::{
        Body, CompareOp, ExprId, ExprKind, FunctionBody, Item, Literal, LogicalOp, StmtId, StmtKind,
    },
    resolve::{
        places::{FunctionSite, HoleSite, Parent, StmtParent},
        scopes::{At, File, Space},
        ty::{Kind, Ty},
    },
};

/// Steps up from an expression, and conditions in all.
const MAX_STEPS: usize = 512;
const MAX_FACTS: usize = 64;

/// A condition that holds where an expression stands.
#[derive(Clone, Debug)]
enum Fact {
    /// A test, and whether it came out true.
    Test(At, ExprId, bool),
    /// A value that is one of these (or none of them).
    OneOf(At, ExprId, Vec<ExprId>, bool),
}

#[derive(Clone, Copy)]
enum Node {
    Expr(ExprId),
    Stmt(StmtId),
}

impl Inference<'_> {
    /// The type of a name or member, narrowed by the conditions around it.
    pub(super) fn narrowed(&mut self, at: At, id: ExprId, ty: Ty) -> Ty {
        if !self.is_choice(&ty) {
            return ty;
        }
        let Some(file) = self.file(at.file) else {
            return ty;
        };
        let mut narrowed = ty;
        // Outer conditions first.
        for fact in facts(&file, at, id).into_iter().rev() {
            narrowed = self.apply(&file, (at, id), &fact, narrowed);
        }
        narrowed
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

    fn apply(&mut self, file: &File, of: (At, ExprId), fact: &Fact, ty: Ty) -> Ty {
        match fact {
            Fact::Test(at, test, truth) => self.test(file, of, (*at, *test), *truth, ty, 0),
            Fact::OneOf(at, on, values, truth) => {
                let Some(item) = file.item(at.index()) else {
                    return ty;
                };
                let Some(field) = field_of(file, of, *at, *on) else {
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
        of: (At, ExprId),
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
                    if let Some(field) = field_of(file, of, at, side) {
                        let literals = [literal];
                        return self.filter(ty, |it, alternative| {
                            it.may_be(alternative, &field, &literals, equal)
                        });
                    }
                    if let (Some(ExprKind::TypeOf(value)), LiteralType::String(name)) =
                        (item.exprs.get(side.index()).map(|it| &it.kind), &literal)
                        && same(file, of, (at, *value))
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
                if !same(file, of, (at, *right)) {
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
            } if same(file, of, (at, *left)) => {
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
            _ => match field_of(file, of, at, test) {
                Some(field) => self.filter(ty, |it, alternative| {
                    it.may_be_true(alternative, &field, truth)
                }),
                None => ty,
            },
        }
    }

    /// The alternatives that `keep` keeps; where it keeps none, nothing was understood.
    fn filter(&mut self, ty: Ty, mut keep: impl FnMut(&mut Self, &Ty) -> bool) -> Ty {
        for alternatives in self.versions(&ty) {
            let kept: Vec<Ty> = alternatives
                .into_iter()
                .filter(|alternative| keep(self, alternative))
                .collect();
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
            "string" => "string",
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

/// `field` of `of.field`.
fn field_of(file: &File, of: (At, ExprId), at: At, id: ExprId) -> Option<smol_str::SmolStr> {
    let item = file.item(at.index())?;
    let ExprKind::Member { object, name, .. } = &item.exprs.get(id.index())?.kind else {
        return None;
    };
    same(file, of, (at, *object)).then(|| name.clone())
}

/// Whether two expressions denote the same place: a name, `this`, or members of the same place.
fn same(file: &File, a: (At, ExprId), b: (At, ExprId)) -> bool {
    let (mut a, mut b) = (a, b);
    for _ in 0..64 {
        let (Some(left), Some(right)) = (plain(file, a), plain(file, b)) else {
            return false;
        };
        let ((left_at, left), (right_at, right)) = (left, right);
        let (Some(one), Some(other)) = (
            file.item(left_at.index())
                .and_then(|it| it.exprs.get(left.index())),
            file.item(right_at.index())
                .and_then(|it| it.exprs.get(right.index())),
        ) else {
            return false;
        };
        match (&one.kind, &other.kind) {
            (ExprKind::This, ExprKind::This) => return true,
            (ExprKind::Name(x), ExprKind::Name(y)) => {
                return x == y
                    && file.lookup(left_at.index(), one.scope, x, Space::Value)
                        == file.lookup(right_at.index(), other.scope, y, Space::Value);
            }
            (
                ExprKind::Member { object, name, .. },
                ExprKind::Member {
                    object: other,
                    name: other_name,
                    ..
                },
            ) if name == other_name => {
                a = (left_at, *object);
                b = (right_at, *other);
            }
            _ => return false,
        }
    }
    false
}

/// An expression without the casts around it.
fn plain(file: &File, (at, id): (At, ExprId)) -> Option<(At, ExprId)> {
    let item = file.item(at.index())?;
    let mut id = id;
    for _ in 0..16 {
        match &item.exprs.get(id.index())?.kind {
            ExprKind::Cast { value, .. } => id = *value,
            _ => return Some((at, id)),
        }
    }
    None
}

/// The conditions that hold where an expression stands, the innermost first.
fn facts(file: &File, at: At, id: ExprId) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut at = at;
    let mut node = Node::Expr(id);
    for _ in 0..MAX_STEPS {
        if facts.len() >= MAX_FACTS {
            break;
        }
        let Some(next) = up(file, at, node, &mut facts) else {
            break;
        };
        (at, node) = next;
    }
    facts
}

fn up(file: &File, at: At, node: Node, facts: &mut Vec<Fact>) -> Option<(At, Node)> {
    let item = file.item(at.index())?;
    let places = file.places(at.index())?;
    match node {
        Node::Expr(id) => match places.parent(id) {
            Parent::Expr(parent) => {
                match &item.exprs.get(parent.index())?.kind {
                    ExprKind::Conditional {
                        test,
                        then,
                        otherwise,
                    } => {
                        if *then == id {
                            facts.push(Fact::Test(at, *test, true));
                        } else if *otherwise == id {
                            facts.push(Fact::Test(at, *test, false));
                        }
                    }
                    ExprKind::Logical { op, left, right } if *right == id => match op {
                        LogicalOp::And => facts.push(Fact::Test(at, *left, true)),
                        LogicalOp::Or => facts.push(Fact::Test(at, *left, false)),
                        LogicalOp::Nullish => {}
                    },
                    _ => {}
                }
                Some((at, Node::Expr(parent)))
            }
            Parent::Stmt(stmt) => Some((at, Node::Stmt(stmt))),
            Parent::Body(function) | Parent::Default(function, _) => {
                out_of(at, places.site(function))
            }
            Parent::Field(_) | Parent::PatDefault(_) | Parent::Target(_) | Parent::None => None,
        },
        Node::Stmt(stmt) => match places.stmt_parent(stmt) {
            StmtParent::Stmt(parent) => {
                match &item.stmts.get(parent.index())?.kind {
                    StmtKind::If {
                        test,
                        then,
                        otherwise,
                    } => {
                        if *then == stmt {
                            facts.push(Fact::Test(at, *test, true));
                        } else if *otherwise == Some(stmt) {
                            facts.push(Fact::Test(at, *test, false));
                        }
                    }
                    StmtKind::Loop {
                        test: Some(test),
                        body,
                        ..
                    } if *body == stmt => facts.push(Fact::Test(at, *test, true)),
                    StmtKind::Switch { on, cases } => {
                        let place = cases.iter().position(|case| case.body.contains(&stmt))?;
                        guards(item, at, &cases.get(place)?.body, Some(stmt), facts);
                        let mut values = Vec::new();
                        let mut default = false;
                        for case in cases.get(..=place)?.iter().rev() {
                            if !case.body.is_empty() && !case.body.contains(&stmt) {
                                break;
                            }
                            match case.value {
                                Some(value) => values.push(value),
                                None => default = true,
                            }
                        }
                        if default {
                            let others = cases
                                .iter()
                                .filter_map(|case| case.value)
                                .filter(|value| !values.contains(value))
                                .collect();
                            facts.push(Fact::OneOf(at, *on, others, false));
                        } else {
                            facts.push(Fact::OneOf(at, *on, values, true));
                        }
                    }
                    StmtKind::Block(Body::Inline(stmts)) => {
                        guards(item, at, stmts, Some(stmt), facts);
                    }
                    _ => {}
                }
                Some((at, Node::Stmt(parent)))
            }
            StmtParent::Function(function) => {
                if let FunctionBody::Block {
                    body: Body::Inline(stmts),
                    ..
                } = &item.functions.get(function.index())?.body
                {
                    guards(item, at, stmts, Some(stmt), facts);
                }
                out_of(at, places.site(function))
            }
            StmtParent::Root => {
                guards(item, at, &item.root, Some(stmt), facts);
                let place = file.place_of(at.index());
                // At the top of a file nothing leaves but what throws.
                let siblings = place.map_or(&[][..], |_| file.items_in(place));
                for &sibling in siblings.iter().rev() {
                    if sibling < at.index()
                        && let Some(before) = file.item(sibling)
                    {
                        guards(before, at.sibling(sibling), &before.root, None, facts);
                    }
                }
                let (outer, hole) = place?;
                let there = at.sibling(outer);
                match file.places(outer)?.hole(hole) {
                    HoleSite::Stmt(stmt) => Some((there, Node::Stmt(stmt))),
                    HoleSite::Function(function) => {
                        out_of(there, file.places(outer)?.site(function))
                    }
                    HoleSite::Other => None,
                }
            }
            StmtParent::Class => None,
        },
    }
}

fn out_of(at: At, site: FunctionSite) -> Option<(At, Node)> {
    match site {
        FunctionSite::Expr(id) => Some((at, Node::Expr(id))),
        FunctionSite::Stmt(id) => Some((at, Node::Stmt(id))),
        FunctionSite::Member { .. } | FunctionSite::Other => None,
    }
}

/// Conditions that hold after the statements before one, because they leave otherwise.
fn guards(item: &Item, at: At, stmts: &[StmtId], until: Option<StmtId>, facts: &mut Vec<Fact>) {
    let end = until
        .and_then(|until| stmts.iter().position(|&stmt| stmt == until))
        .unwrap_or(stmts.len());
    for stmt in stmts.get(..end).unwrap_or_default().iter().rev() {
        let Some(StmtKind::If {
            test,
            then,
            otherwise,
        }) = item.stmts.get(stmt.index()).map(|it| &it.kind)
        else {
            continue;
        };
        if facts.len() >= MAX_FACTS {
            return;
        }
        if leaves(item, *then, 0) {
            facts.push(Fact::Test(at, *test, false));
        } else if otherwise.is_some_and(|otherwise| leaves(item, otherwise, 0)) {
            facts.push(Fact::Test(at, *test, true));
        }
    }
}

fn leaves(item: &Item, stmt: StmtId, depth: usize) -> bool {
    match item.stmts.get(stmt.index()).map(|it| &it.kind) {
        Some(StmtKind::Return(_) | StmtKind::Throw(_) | StmtKind::Jump) => true,
        Some(StmtKind::Block(Body::Inline(stmts))) if depth < 16 => stmts
            .last()
            .is_some_and(|&last| leaves(item, last, depth + 1)),
        Some(StmtKind::If {
            then,
            otherwise: Some(otherwise),
            ..
        }) if depth < 16 => leaves(item, *then, depth + 1) && leaves(item, *otherwise, depth + 1),
        _ => false,
    }
}
