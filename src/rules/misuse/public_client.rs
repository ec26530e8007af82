//! `misuse/public-client`: a client without an API key calls what needs one.

use smol_str::SmolStr;

use super::{Found, Look, NODE, Rule};
use crate::{
    knowledge::{LiteralType, SymbolPath, Timeline, Type, VersionIdx},
    lower::{ExprId, ExprKind, Imported, Name, PatKind, PropKey, Span, StmtKind},
    resolve::Used,
    rules::{
        copy::Copy,
        setting::{Setting, is_of},
        source::{Placed, Source},
    },
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/public-client",
    package: NODE,
    look: Look::File(look),
    words: &["WorkOS", "createWorkOS"],
};

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source().filter(|_| !setting.in_test) else {
        return Vec::new();
    };
    let Some(used) = setting.used(NODE) else {
        return Vec::new();
    };
    let clients = keyless(setting, source);
    if clients.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for placed in setting.items.clone().filter_map(|index| source.item(index)) {
        for expr in &placed.item.exprs {
            let ExprKind::Call { callee, .. } = &expr.kind else {
                continue;
            };
            let Some((client, way)) = way(placed, *callee) else {
                continue;
            };
            if !clients.contains(&client) {
                continue;
            }
            let names: Vec<&str> = way.iter().map(|(name, _)| name.as_str()).collect();
            let method = names.join(".");
            let last = way.last().map(|(_, span)| placed.range(*span));
            if let Some(range) = last.filter(|_| needs_key(setting, used, &method)) {
                let message = format!(
                    "`{method}` needs an API key, and this client has none: it was made with a client id alone."
                );
                found.push(Found::certain(range, message));
            }
        }
    }
    found
}

/// The name and the members of `workos.organizations.listOrganizations`.
fn way(placed: Placed<'_>, callee: ExprId) -> Option<(&Name, Vec<(Name, Span)>)> {
    let mut members = Vec::new();
    let mut at = callee;
    // An accessor and a method; what is deeper is called on a result.
    while members.len() <= 2 {
        match &placed.expr(at)?.kind {
            ExprKind::Member {
                object,
                name,
                name_span,
                ..
            } => {
                members.push((name.clone(), *name_span));
                at = *object;
            }
            ExprKind::Name(name) => {
                members.reverse();
                return (!members.is_empty()).then_some((name, members));
            }
            _ => return None,
        }
    }
    None
}

/// The constants of a file that hold a client without a key, as far as nothing else in the file bears their names.
fn keyless<'a>(setting: &Setting<'_>, source: Source<'a>) -> Vec<&'a Name> {
    let makers = makers(setting, source);
    if makers.is_empty() {
        return Vec::new();
    }
    let constants = source.items().flat_map(|placed| {
        placed.item.stmts.iter().filter_map(move |stmt| {
            let StmtKind::Let {
                pat,
                init: Some(init),
                constant: true,
                ..
            } = &stmt.kind
            else {
                return None;
            };
            let PatKind::Binding(binding) = &placed.item.pats.get(pat.index())?.kind else {
                return None;
            };
            let binding = placed.item.bindings.get(binding.index())?;
            Some((&binding.name, placed, *init))
        })
    });
    constants
        .filter(|(name, placed, init)| {
            is_keyless(*placed, *init, &makers) && source.is_bound_once(name)
        })
        .map(|(name, ..)| name)
        .collect()
}

/// What makes a client for which no variable of the environment can stand in, by the names that the file imports it
/// under: `createWorkOS(…)`, and in the browser `new WorkOS(…)`.
fn makers<'a>(setting: &Setting<'_>, source: Source<'a>) -> Vec<(&'a Name, &'static str)> {
    let wanted = |imported: &Imported| match imported {
        Imported::Named(name) if name == "createWorkOS" => Some("createWorkOS"),
        Imported::Named(name) if name == "WorkOS" => Some("WorkOS"),
        _ => None,
    };
    let imported = source.top_items().flat_map(|placed| {
        let ours = placed
            .item
            .imports
            .iter()
            .filter(|it| is_of(&it.specifier, NODE));
        let names = ours.flat_map(|import| &import.names);
        names.filter_map(move |it| {
            let local = placed.item.bindings.get(it.local.index())?;
            Some((&local.name, wanted(&it.imported)?))
        })
    });
    imported
        .filter(|(_, maker)| *maker == "createWorkOS" || setting.has_directive("use client"))
        .filter(|(local, _)| source.is_bound_once(local))
        .collect()
}

/// Whether an expression makes a client with a client id and without a key.
fn is_keyless(placed: Placed<'_>, made: ExprId, makers: &[(&Name, &str)]) -> bool {
    let (callee, args, maker) = match placed.expr(made).map(|expr| &expr.kind) {
        Some(ExprKind::Call { callee, args, .. }) => (*callee, args, "createWorkOS"),
        Some(ExprKind::New { callee, args, .. }) => (*callee, args, "WorkOS"),
        _ => return false,
    };
    let Some(ExprKind::Name(name)) = placed.expr(callee).map(|expr| &expr.kind) else {
        return false;
    };
    let [only] = args.as_slice() else {
        return false;
    };
    let Some(ExprKind::Object(props)) = placed.expr(only.value).map(|expr| &expr.kind) else {
        return false;
    };
    let has = |wanted: &str| {
        props
            .iter()
            .any(|prop| matches!(&prop.key, PropKey::Static(name) if name == wanted))
    };
    let is_closed = props
        .iter()
        .all(|prop| matches!(prop.key, PropKey::Static(_)));
    is_closed
        && has("clientId")
        && !has("apiKey")
        && makers
            .iter()
            .any(|(local, of)| *local == name && *of == maker)
}

/// Whether a public client does not have a method.
fn needs_key(setting: &Setting<'_>, used: &Used, method: &str) -> bool {
    let target = setting.target_of(used);
    let copy = Copy::new(setting.knowledge, used.package, &used.installed, &target);
    let place = |text: &str| {
        let path: SymbolPath = text.parse().ok()?;
        copy.timeline.walk(&path, copy.v).into_iter().next()
    };
    let (accessor, rest) = method.split_once('.').unwrap_or((method, ""));
    // Names that no client has are not this rule's.
    if place("PublicWorkOS").is_none() || place(&format!("WorkOS.{method}")).is_none() {
        return false;
    }
    let Some(part) = place(&format!("PublicWorkOS.{accessor}")) else {
        return true;
    };
    let name = rest.split('.').next().unwrap_or_default();
    picked(copy.timeline, &part.ty, copy.v).is_some_and(|names| !names.iter().any(|it| it == name))
}

/// The names that a type picks of another: of `Pick<UserManagement, 'a' | 'b'>`, aliases followed.
fn picked(timeline: &Timeline, ty: &Type, at: VersionIdx) -> Option<Vec<SmolStr>> {
    let Type::Builtin(builtin, types) = alias(timeline, ty, at)? else {
        return None;
    };
    let keys = types.get(1).filter(|_| builtin == "Pick")?;
    let keys = alias(timeline, keys, at).unwrap_or(keys);
    let names = keys.arms().iter().map(|arm| match arm {
        Type::Literal(LiteralType::String(name)) => Some(name.clone()),
        _ => None,
    });
    names.collect()
}

/// What an alias stands for.
fn alias<'a>(timeline: &'a Timeline, ty: &Type, at: VersionIdx) -> Option<&'a Type> {
    let Type::Decl(id, _) = ty else {
        return None;
    };
    Some(timeline.ty(timeline.decl(*id)?.ty.at(at)?.ty))
}
