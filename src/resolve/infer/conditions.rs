//! Which conditions hold where an expression stands: the tests around it, and those that leave before it.

use crate::{
    lower::{Body, ExprId, ExprKind, FunctionBody, Item, LogicalOp, StmtId, StmtKind},
    resolve::{
        places::{FunctionSite, HoleSite, Parent, StmtParent},
        scopes::{At, File},
    },
};

/// Steps up from an expression, and conditions in all.
const MAX_STEPS: usize = 512;
const MAX_FACTS: usize = 64;

/// A condition that holds where an expression stands.
#[derive(Clone, Debug)]
pub(super) enum Fact {
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

/// The conditions that hold where an expression stands, the innermost first.
pub(super) fn facts(file: &File, at: At, id: ExprId) -> Vec<Fact> {
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
                let siblings = place.map(|_| file.glance(place, Item::may_leave));
                for sibling in siblings.into_iter().flatten().rev() {
                    if file.is_before(sibling, at.index())
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
