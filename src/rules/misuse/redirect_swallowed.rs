//! `misuse/redirect-swallowed`: Next.js redirects by throwing, and a `catch` around the call swallows it.

use std::ops::Range;

use super::{Found, Look, NEXTJS, Rule};
use crate::{
    lower::{ExprKind, Literal, Prop, PropKey, StmtKind},
    resolve::Usage,
    rules::{
        setting::Setting,
        source::{Placed, Source},
    },
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/redirect-swallowed",
    package: NEXTJS,
    look: Look::File(look),
    words: &["withAuth", "getUser", "refreshSession", "signOut"],
};

/// What redirects if it is told to: `{ ensureSignedIn: true }`.
const IF_TOLD: [&str; 3] = ["withAuth", "getUser", "refreshSession"];
/// What redirects whenever it is called on the server.
const ALWAYS: [&str; 1] = ["signOut"];
/// What lets a redirect through again in a `catch`.
const RETHROWS: [&str; 5] = [
    "unstable_rethrow",
    "rethrow",
    "isRedirectError",
    "isNextRouterError",
    "redirect",
];

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for occurrence in setting.occurrences_of(NEXTJS) {
        let Usage::Call { call } = occurrence.usage else {
            continue;
        };
        let (Some(name), Some(placed)) =
            (setting.name_of(occurrence), source.item(occurrence.item))
        else {
            continue;
        };
        let name = name.as_str();
        let redirects =
            ALWAYS.contains(&name) || (IF_TOLD.contains(&name) && is_told(placed, call));
        let Some(expr) = placed.expr(call).filter(|_| redirects) else {
            continue;
        };
        // A promise that is handed on throws elsewhere.
        if placed.awaiting(call).is_none() || !is_swallowed(source, &placed.range(expr.span)) {
            continue;
        }
        let told = if ALWAYS.contains(&name) {
            ""
        } else {
            " with `ensureSignedIn`"
        };
        let message = format!(
            "`{name}`{told} redirects by throwing, and the `catch` here swallows that: nobody is sent on."
        );
        found.push(Found::certain(occurrence.range.clone(), message));
    }
    if found.is_empty() || setting.in_test || setting.has_directive("use client") {
        return Vec::new();
    }
    found
}

/// Whether the first argument says `ensureSignedIn: true`.
fn is_told(placed: Placed<'_>, call: crate::lower::ExprId) -> bool {
    let Some(ExprKind::Call { args, .. }) = placed.expr(call).map(|expr| &expr.kind) else {
        return false;
    };
    let first = args.first().and_then(|arg| placed.expr(arg.value));
    let Some(ExprKind::Object(props)) = first.map(|expr| &expr.kind) else {
        return false;
    };
    let is_true = |prop: &Prop| {
        let value = prop.value.and_then(|value| placed.expr(value));
        matches!(&prop.key, PropKey::Static(name) if name == "ensureSignedIn")
            && matches!(
                value.map(|it| &it.kind),
                Some(ExprKind::Literal(Literal::Bool(true)))
            )
    };
    props.iter().any(is_true)
}

/// Whether a `catch` of the same function stands around a call and lets nothing through.
fn is_swallowed(source: Source<'_>, call: &Range<usize>) -> bool {
    let function = function_around(source, call);
    source.items().any(|placed| {
        placed.item.stmts.iter().any(|stmt| {
            let StmtKind::Try {
                block,
                catch: Some((_, handler)),
                ..
            } = &stmt.kind
            else {
                return false;
            };
            let range = |id: &crate::lower::StmtId| {
                placed
                    .item
                    .stmts
                    .get(id.index())
                    .map(|stmt| placed.range(stmt.span))
            };
            let (Some(block), Some(handler)) = (range(block), range(handler)) else {
                return false;
            };
            holds(&block, call)
                && function_around(source, &placed.range(stmt.span)) == function
                && !rethrows(source, &handler)
        })
    })
}

/// Whether something in a range throws on.
fn rethrows(source: Source<'_>, range: &Range<usize>) -> bool {
    source.items().any(|placed| {
        let throws = placed.item.stmts.iter().any(|stmt| {
            matches!(stmt.kind, StmtKind::Throw(_)) && holds(range, &placed.range(stmt.span))
        });
        throws
            || placed.item.exprs.iter().any(|expr| {
                let ExprKind::Call { callee, .. } = &expr.kind else {
                    return false;
                };
                let name = match placed.expr(*callee).map(|expr| &expr.kind) {
                    Some(ExprKind::Name(name) | ExprKind::Member { name, .. }) => name.as_str(),
                    _ => return false,
                };
                RETHROWS.contains(&name) && holds(range, &placed.range(expr.span))
            })
    })
}

/// The innermost function around a range.
fn function_around(source: Source<'_>, range: &Range<usize>) -> Option<Range<usize>> {
    let functions = source.items().flat_map(|placed| {
        let functions = placed.item.functions.iter();
        functions.map(move |function| placed.range(function.span))
    });
    functions
        .filter(|function| holds(function, range))
        .min_by_key(Range::len)
}

fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
