//! `nullability`: a value that may newly be `null`, or missing. Only a use that does not reckon with it is affected.

use crate::{
    knowledge::{LiteralType, MemberKey, Timeline, Type, VersionIdx},
    lower::{
        CastKind, CompareOp, ExprId, ExprKind, Literal, LogicalOp, PatId, PatKind, PropKey,
        StmtKind,
    },
    resolve::{Site, Usage},
};

use super::{changed::Use, source::Placed};

/// Which of the two nothings a value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Nothing {
    null: bool,
    undefined: bool,
}

impl Nothing {
    /// What a symbol can be in a version.
    fn of(timeline: &Timeline, key: &MemberKey, at: VersionIdx) -> Self {
        let mut found = Self::default();
        for place in timeline.places(key, at) {
            found.undefined |= place.optional;
            found.add(timeline, &place.ty, at, 0);
        }
        found
    }

    fn add(&mut self, timeline: &Timeline, ty: &Type, at: VersionIdx, depth: usize) {
        match ty {
            Type::Literal(LiteralType::Null) => self.null = true,
            Type::Literal(LiteralType::Undefined) => self.undefined = true,
            Type::Union(arms) => arms
                .iter()
                .for_each(|arm| self.add(timeline, arm, at, depth)),
            Type::Decl(id, _) if depth < 4 => {
                if let Some(alias) = timeline.decl(*id).and_then(|decl| decl.ty.at(at)) {
                    self.add(timeline, timeline.ty(alias.ty), at, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn without(self, other: Self) -> Self {
        Self {
            null: self.null && !other.null,
            undefined: self.undefined && !other.undefined,
        }
    }

    fn is_some(self) -> bool {
        self.null || self.undefined
    }
}

/// What the value may be in a version that it cannot be at V, where the use does not reckon with it.
pub(super) fn affected(read: &Use<'_>, at: VersionIdx) -> Option<String> {
    let (copy, key) = (read.copy, &read.occurrence.symbol);
    if read.occurrence.usage != Usage::Member {
        return None;
    }
    let new = Nothing::of(copy.timeline, key, at).without(Nothing::of(copy.timeline, key, copy.v));
    if !new.is_some() || is_expected(read, new, at) {
        return None;
    }
    Some(match new {
        Nothing { null: true, .. } => "it may be `null`".to_owned(),
        _ => "it may be missing".to_owned(),
    })
}

/// Whether the use reckons with nothing being there.
fn is_expected(read: &Use<'_>, new: Nothing, at: VersionIdx) -> bool {
    match read.occurrence.at {
        Site::Expr(expr) => {
            is_asked_elsewhere(read.placed, expr) || is_expected_at(read, expr, new, at)
        }
        Site::PatProp(pat, index) => {
            let prop = read.placed.pat_prop(pat, index as usize);
            // A default value stands in for what is missing, not for `null`.
            let stands_in = !new.null && prop.is_some_and(|prop| prop.default.is_some());
            stands_in || is_asked_of_name(read, prop.map(|prop| prop.value), new, at)
        }
        _ => true,
    }
}

/// Whether each use of the name that a pattern gives the value reckons with nothing being there, where it had to before.
fn is_asked_of_name(read: &Use<'_>, pat: Option<PatId>, new: Nothing, at: VersionIdx) -> bool {
    let (placed, key) = (read.placed, &read.occurrence.symbol);
    let named = pat.and_then(|pat| placed.item.pats.get(pat.index()));
    let Some(PatKind::Binding(binding)) = named.map(|pat| &pat.kind) else {
        return false;
    };
    let had_to = Nothing::of(read.copy.timeline, key, read.copy.v).is_some();
    let Some(bound) = placed.item.bindings.get(binding.index()).filter(|_| had_to) else {
        return false;
    };
    let exprs = (0u32..).map(ExprId).zip(&placed.item.exprs);
    exprs
        .filter(|(_, expr)| matches!(&expr.kind, ExprKind::Name(name) if *name == bound.name))
        .all(|(id, _)| is_expected_at(read, id, new, at))
}

fn is_expected_at(read: &Use<'_>, value: ExprId, new: Nothing, at: VersionIdx) -> bool {
    let placed = read.placed;
    let mut value = value;
    for _ in 0..8 {
        let around = (0u32..)
            .map(ExprId)
            .zip(&placed.item.exprs)
            .find_map(|(id, expr)| Some((id, &expr.kind, holds(&expr.kind, value)?)));
        let Some((id, kind, how)) = around else {
            return is_expected_of_statement(placed, value);
        };
        match how {
            How::Expected => return true,
            How::HandedOn => value = id,
            How::Compared(op, other) => {
                return is_expected_in_comparison(placed, (value, op, other), new);
            }
            How::Field(index) => return is_taken(read, (id, index), new, at),
            How::Used => {
                return matches!(
                    kind,
                    ExprKind::Cast {
                        kind: CastKind::NonNull,
                        ..
                    }
                );
            }
        }
    }
    false
}

/// What an expression does with a part of it.
enum How {
    /// Nothing, too, is an answer.
    Expected,
    /// It becomes the value of the whole.
    HandedOn,
    Compared(CompareOp, ExprId),
    /// A field of an object literal.
    Field(u32),
    Used,
}

fn holds(kind: &ExprKind, value: ExprId) -> Option<How> {
    let link = |optional: bool| if optional { How::Expected } else { How::Used };
    let is = |id: ExprId| id == value;
    match kind {
        ExprKind::Member {
            object, optional, ..
        }
        | ExprKind::Index {
            object, optional, ..
        } if is(*object) => Some(link(*optional)),
        ExprKind::Index { index, .. } if is(*index) => Some(How::Used),
        ExprKind::Call {
            callee, optional, ..
        } if is(*callee) => Some(link(*optional)),
        ExprKind::New { callee, .. } if is(*callee) => Some(How::Used),
        // What is handed to a function is judged by what it takes (`fit`).
        ExprKind::Call { args, .. } | ExprKind::New { args, .. } => args
            .iter()
            .any(|arg| is(arg.value))
            .then_some(How::Expected),
        ExprKind::Array(elements) => elements
            .iter()
            .any(|element| is(element.value))
            .then_some(How::Used),
        ExprKind::Await(inner) if is(*inner) => Some(How::Used),
        ExprKind::Assign { value: from, .. } if is(*from) => Some(How::Used),
        ExprKind::Object(props) => {
            let index = props.iter().position(|prop| prop.value == Some(value))?;
            let spread = props.get(index)?.key == PropKey::Spread;
            Some(if spread {
                How::Expected
            } else {
                How::Field(u32::try_from(index).ok()?)
            })
        }
        ExprKind::Conditional {
            test,
            then,
            otherwise,
        } => match () {
            () if is(*test) => Some(How::Expected),
            () if is(*then) || is(*otherwise) => Some(How::HandedOn),
            () => None,
        },
        ExprKind::Logical { left, .. } if is(*left) => Some(How::Expected),
        ExprKind::Logical { right, .. } if is(*right) => Some(How::HandedOn),
        ExprKind::Compare { op, left, right } => match () {
            () if is(*left) => Some(How::Compared(*op, *right)),
            () if is(*right) => Some(How::Compared(*op, *left)),
            () => None,
        },
        ExprKind::Not(inner) | ExprKind::TypeOf(inner) if is(*inner) => Some(How::Expected),
        ExprKind::Cast {
            value: inner, kind, ..
        } if is(*inner) => Some(match kind {
            CastKind::NonNull => How::Used,
            CastKind::As | CastKind::Satisfies | CastKind::Const => How::HandedOn,
        }),
        ExprKind::Jsx {
            attributes,
            children,
            ..
        } => {
            let given = attributes.iter().any(|prop| prop.value == Some(value));
            let shown = children.contains(&value);
            (given || shown).then_some(if shown { How::Expected } else { How::Used })
        }
        ExprKind::Sequence(parts) => match parts.last() {
            Some(last) if is(*last) => Some(How::HandedOn),
            _ => parts.contains(&value).then_some(How::Expected),
        },
        ExprKind::Template { parts, .. } | ExprKind::Unknown(parts) => {
            parts.contains(&value).then_some(How::Used)
        }
        _ => None,
    }
}

fn is_expected_of_statement(placed: Placed<'_>, value: ExprId) -> bool {
    placed.item.stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::Expr(it) | StmtKind::If { test: it, .. } | StmtKind::Switch { on: it, .. } => {
            *it == value
        }
        StmtKind::Loop { test, .. } => *test == Some(value),
        _ => false,
    })
}

/// A comparison with a nothing is wrong if it is with the other one; with anything else it stays what it was.
fn is_expected_in_comparison(
    placed: Placed<'_>,
    (value, op, other): (ExprId, CompareOp, ExprId),
    new: Nothing,
) -> bool {
    if !matches!(op, CompareOp::Equal | CompareOp::NotEqual) {
        return op == CompareOp::InstanceOf;
    }
    let (Some(one), Some(two)) = (placed.expr(value), placed.expr(other)) else {
        return true;
    };
    let between = placed.source.slice(
        placed.range(one.span).end.min(placed.range(two.span).end)
            ..placed
                .range(one.span)
                .start
                .max(placed.range(two.span).start),
    );
    let is_loose = !between.contains("===") && !between.contains("!==");
    match &two.kind {
        ExprKind::Literal(Literal::Null) => is_loose || !new.undefined,
        ExprKind::Literal(Literal::Undefined) => is_loose || !new.null,
        _ => true,
    }
}

/// Whether the option that the value is given for takes nothing as well, in that version.
fn is_taken(read: &Use<'_>, (object, index): (ExprId, u32), new: Nothing, at: VersionIdx) -> bool {
    let site = Site::Prop(object, index);
    let mut options = read
        .input
        .occurrences
        .iter()
        .filter(|it| it.item == read.occurrence.item && it.at == site)
        .peekable();
    options.peek().is_some()
        && options.all(|option| {
            let takes = Nothing::of(read.copy.timeline, &option.symbol, at);
            option.package == read.occurrence.package && !new.without(takes).is_some()
        })
}

/// Whether the same is asked for in a condition of the function: then the code knows that it may not be there.
fn is_asked_elsewhere(placed: Placed<'_>, value: ExprId) -> bool {
    let Some(expr) = placed.expr(value) else {
        return true;
    };
    let text = placed.slice(expr.span);
    let same = |id: ExprId| {
        id != value
            && placed
                .expr(id)
                .is_some_and(|other| placed.slice(other.span) == text)
    };
    let asked_in = |test: ExprId| {
        let Some(span) = placed.expr(test).map(|test| test.span) else {
            return false;
        };
        (0u32..)
            .map(ExprId)
            .zip(&placed.item.exprs)
            .any(|(id, it)| span.start <= it.span.start && it.span.end <= span.end && same(id))
    };
    let by_statement = placed.item.stmts.iter().any(|stmt| match &stmt.kind {
        StmtKind::If { test, .. } => asked_in(*test),
        StmtKind::Loop { test, .. } => test.is_some_and(asked_in),
        _ => false,
    });
    by_statement
        || placed.item.exprs.iter().any(|it| match &it.kind {
            ExprKind::Conditional { test, .. } => asked_in(*test),
            ExprKind::Logical {
                op: LogicalOp::And | LogicalOp::Or,
                left,
                ..
            } => asked_in(*left),
            _ => false,
        })
}
