//! `misuse/webhook-body`: the body of a webhook is parsed before its signature is verified. What is signed are the bytes
//! that were sent; written again, they may differ. Only where the package takes the body as it came.

use super::{Found, Look, NODE, Rule};
use crate::{
    knowledge::{SymbolPath, Type, VersionIdx},
    lower::{ExprId, ExprKind, PatKind, PropKey, StmtKind},
    resolve::{Occurrence, Usage},
    rules::{copy::Copy, setting::Setting, source::Placed},
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/webhook-body",
    package: NODE,
    look: Look::Source(look),
    words: &["constructEvent", "verifyHeader"],
};

const CALLS: [&str; 2] = [
    "WorkOS.webhooks.constructEvent",
    "WorkOS.webhooks.verifyHeader",
];

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source().filter(|_| !setting.in_test) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for occurrence in setting.occurrences_of(NODE) {
        let Usage::Call { call } = occurrence.usage else {
            continue;
        };
        let is_ours = setting
            .name_of(occurrence)
            .is_some_and(|name| CALLS.contains(&name.as_str()));
        let Some(placed) = source.item(occurrence.item).filter(|_| is_ours) else {
            continue;
        };
        let takes_bytes = takes_bytes(setting, occurrence);
        let value = payload(placed, call).filter(|_| takes_bytes);
        let Some(value) = value.filter(|value| is_parsed(placed, *value, 0)) else {
            continue;
        };
        let Some(expr) = placed.expr(value) else {
            continue;
        };
        found.push(Found::certain(
            placed.range(expr.span),
            "The body was parsed before its signature is verified: what was signed are the bytes that were sent, and written again they may differ.",
        ));
    }
    found
}

/// Whether the installed version takes the body as text.
fn takes_bytes(setting: &Setting<'_>, occurrence: &Occurrence) -> bool {
    let target = (setting.target)(occurrence.package, &occurrence.installed);
    let copy = Copy::new(
        setting.knowledge,
        occurrence.package,
        &occurrence.installed,
        &target,
    );
    let timeline = copy.timeline;
    let Ok(path) = "WorkOS.webhooks.constructEvent(0).payload".parse::<SymbolPath>() else {
        return false;
    };
    let is_text = |ty: &Type| matches!(ty, Type::Keyword(name) if name == "string");
    let takes_text = |at: VersionIdx| {
        let places = timeline.walk(&path, at);
        places.iter().any(|place| {
            let alias = match place.ty.as_ref() {
                Type::Decl(id, _) => timeline.decl(*id).and_then(|decl| decl.ty.at(at)),
                _ => None,
            };
            let ty = alias.map_or(place.ty.as_ref(), |alias| timeline.ty(alias.ty));
            ty.arms().iter().any(is_text)
        })
    };
    copy.is_known() && copy.candidates.iter().all(|at| takes_text(*at))
}

/// The value of `payload` in the options of a call.
fn payload(placed: Placed<'_>, call: ExprId) -> Option<ExprId> {
    let ExprKind::Call { args, .. } = &placed.expr(call)?.kind else {
        return None;
    };
    let ExprKind::Object(props) = &placed.expr(args.first()?.value)?.kind else {
        return None;
    };
    let is_payload = |key: &PropKey| matches!(key, PropKey::Static(name) if name == "payload");
    props.iter().find(|prop| is_payload(&prop.key))?.value
}

/// Whether a value is what `JSON.parse(…)` or `await request.json()` gave, also by way of a constant.
fn is_parsed(placed: Placed<'_>, value: ExprId, depth: usize) -> bool {
    let Some(expr) = placed.expr(value).filter(|_| depth < 4) else {
        return false;
    };
    match &expr.kind {
        ExprKind::Await(of) => match placed.expr(*of).map(|expr| &expr.kind) {
            Some(ExprKind::Call { callee, args, .. }) => {
                args.is_empty()
                    && matches!(placed.expr(*callee).map(|expr| &expr.kind), Some(ExprKind::Member { name, .. }) if name == "json")
            }
            _ => false,
        },
        ExprKind::Call { callee, .. } => match placed.expr(*callee).map(|expr| &expr.kind) {
            Some(ExprKind::Member { object, name, .. }) => {
                name == "parse"
                    && matches!(placed.expr(*object).map(|expr| &expr.kind), Some(ExprKind::Name(name)) if name == "JSON")
            }
            _ => false,
        },
        ExprKind::Cast { value, .. } => is_parsed(placed, *value, depth + 1),
        ExprKind::Name(name) => {
            let mut given = placed
                .item
                .stmts
                .iter()
                .filter_map(|stmt| match &stmt.kind {
                    StmtKind::Let {
                        pat,
                        init: Some(init),
                        constant: true,
                        ..
                    } => {
                        let pat = placed.item.pats.get(pat.index())?;
                        let PatKind::Binding(binding) = &pat.kind else {
                            return None;
                        };
                        let binding = placed.item.bindings.get(binding.index())?;
                        (binding.name == *name).then_some(*init)
                    }
                    _ => None,
                });
            // Of two constants of one name nothing is said.
            let first = given.next();
            let is_only = given.next().is_none();
            first.is_some_and(|init| is_only && is_parsed(placed, init, depth + 1))
        }
        _ => false,
    }
}
