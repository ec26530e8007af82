//! `misuse/webhook-body`: the body of a webhook is parsed before its signature is verified. What is signed are the bytes
//! that were sent; written again, they may differ. Only where the package takes the body as it came.

use super::{Found, Look, NODE, Rule};
use crate::{
    knowledge::{MemberKey, SymbolPath, Type, VersionIdx},
    lower::{ExprId, ExprKind, PatKind, PropKey, StmtKind, TypeKind},
    resolve::{Certainty, Occurrence, Usage},
    rules::{copy::Copy, setting::Setting, source::Placed},
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/webhook-body",
    package: NODE,
    look: Look::File(look),
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
        let parsed = value.and_then(|value| Some((value, parsed(placed, value, 0)?)));
        let Some((value, certainty)) = parsed else {
            continue;
        };
        let Some(expr) = placed.expr(value) else {
            continue;
        };
        found.push(Found {
            certainty,
            ..Found::certain(
                placed.range(expr.span),
                "The body was parsed before its signature is verified: what was signed are the bytes that were sent, and written again they may differ.",
            )
        });
    }
    found
}

/// Whether an occurrence may be one of the calls; asked of every one, so by the name alone.
pub(super) fn may_start_from(occurrence: &Occurrence) -> bool {
    let MemberKey::Member { path, .. } = &occurrence.symbol else {
        return false;
    };
    matches!(occurrence.usage, Usage::Call { .. }) && RULE.words.contains(&path.as_str())
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

/// How sure it is that a value is what `JSON.parse(…)` or `await request.json()` gave, also by way of a constant; `None`
/// where nothing says so. Anything can have a method `json`: certain is only that of a parameter declared as a request.
fn parsed(placed: Placed<'_>, value: ExprId, depth: usize) -> Option<Certainty> {
    let expr = placed.expr(value).filter(|_| depth < 4)?;
    match &expr.kind {
        ExprKind::Await(of) => {
            let ExprKind::Call { callee, args, .. } = &placed.expr(*of)?.kind else {
                return None;
            };
            let ExprKind::Member { object, name, .. } = &placed.expr(*callee)?.kind else {
                return None;
            };
            let is_body = name == "json" && args.is_empty();
            is_body.then(|| match is_request(placed, *object) {
                true => Certainty::Certain,
                false => Certainty::Inferred,
            })
        }
        ExprKind::Call { callee, .. } => {
            let ExprKind::Member { object, name, .. } = &placed.expr(*callee)?.kind else {
                return None;
            };
            let of = placed.expr(*object).map(|expr| &expr.kind);
            let is_json = matches!(of, Some(ExprKind::Name(name)) if name == "JSON");
            (is_json && name == "parse" && placed.source.is_global("JSON"))
                .then_some(Certainty::Certain)
        }
        ExprKind::Cast { value, .. } => parsed(placed, *value, depth + 1),
        ExprKind::Name(name) => {
            let constants = placed.item.stmts.iter();
            let mut given = constants.filter_map(|stmt| match &stmt.kind {
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
            let init = given.next()?;
            // Of two things of one name nothing is said.
            let bound = placed.item.bindings.iter().filter(|it| it.name == *name);
            if bound.count() > 1 {
                return None;
            }
            parsed(placed, init, depth + 1)
        }
        _ => None,
    }
}

/// Whether an expression is a parameter that is declared as the platform's `Request`, or as that of Next.js.
fn is_request(placed: Placed<'_>, expr: ExprId) -> bool {
    let Some(ExprKind::Name(name)) = placed.expr(expr).map(|expr| &expr.kind) else {
        return false;
    };
    let params = placed.item.functions.iter().flat_map(|it| &it.params);
    let declared = params.filter(|param| {
        let pat = placed.item.pats.get(param.pat.index());
        let Some(PatKind::Binding(binding)) = pat.map(|pat| &pat.kind) else {
            return false;
        };
        let binding = placed.item.bindings.get(binding.index());
        let ty = param
            .declared
            .and_then(|ty| placed.item.types.get(ty.index()));
        binding.is_some_and(|it| it.name == *name)
            && ty.is_some_and(|ty| match &ty.kind {
                TypeKind::Name { path, .. } => match path.as_slice() {
                    [(ty, _)] if ty == "Request" => placed.source.is_global(ty),
                    [(ty, _)] => placed.source.imports(ty, "next/server", "NextRequest"),
                    _ => false,
                },
                _ => false,
            })
    });
    // Every binding of the name in the item is such a parameter.
    let bound = placed.item.bindings.iter().filter(|it| it.name == *name);
    let declared = declared.count();
    declared > 0 && bound.count() == declared
}
