//! `misuse/public-client`: a client without an API key calls what needs one.

use smol_str::SmolStr;

use super::{Found, Look, NODE, Rule};
use crate::{
    knowledge::{LiteralType, SymbolPath, Timeline, Type, VersionIdx},
    lower::{ExprId, ExprKind, ImportName, Imported, Name, PatKind, PropKey, Span, StmtKind},
    resolve::Used,
    rules::{
        copy::Copy,
        setting::Setting,
        source::{Placed, Source},
    },
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/public-client",
    package: NODE,
    look: Look::Source(look),
    words: &["WorkOS", "createWorkOS"],
};

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source().filter(|_| !setting.in_test) else {
        return Vec::new();
    };
    let Some(used) = setting.used(NODE) else {
        return Vec::new();
    };
    if !imports_client(setting) {
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
            let made = made_by(source, &client);
            let is_public = made.is_some_and(|made| is_keyless(setting, made));
            let method = way
                .iter()
                .map(|(name, _)| name.as_str())
                .collect::<Vec<_>>()
                .join(".");
            let last = way.last().map(|(_, span)| placed.range(*span));
            if let Some(range) = last.filter(|_| is_public && needs_key(setting, used, &method)) {
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
fn way(placed: Placed<'_>, callee: ExprId) -> Option<(String, Vec<(Name, Span)>)> {
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
                return (!members.is_empty()).then(|| (name.to_string(), members));
            }
            _ => return None,
        }
    }
    None
}

/// What the one constant of a name in the file was made by.
fn made_by<'a>(source: Source<'a>, name: &str) -> Option<(Placed<'a>, ExprId)> {
    let mut found = source.items().flat_map(|placed| {
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
            (binding.name == name).then_some((placed, *init))
        })
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether an expression makes a client with a client id and without a key, where no variable of the environment can
/// stand in: `createWorkOS({ clientId })`, and in the browser `new WorkOS({ clientId })`.
fn is_keyless(setting: &Setting<'_>, (placed, made): (Placed<'_>, ExprId)) -> bool {
    let Some(expr) = placed.expr(made) else {
        return false;
    };
    let (callee, args, in_browser) = match &expr.kind {
        ExprKind::Call { callee, args, .. } => (*callee, args, true),
        ExprKind::New { callee, args, .. } => (*callee, args, setting.has_directive("use client")),
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
    in_browser && is_closed && has("clientId") && !has("apiKey") && makes_client(setting, name)
}

/// Whether the file imports what makes clients.
fn imports_client(setting: &Setting<'_>) -> bool {
    ["WorkOS", "createWorkOS"].iter().any(|name| {
        let items = setting
            .facts
            .map(|facts| facts.items.as_slice())
            .unwrap_or_default();
        let mut imports = items.iter().flat_map(|item| &item.facts.imports);
        imports.any(|import| {
            let is_it =
                |it: &ImportName| matches!(&it.imported, Imported::Named(known) if known == name);
            is_ours(&import.specifier) && import.names.iter().any(is_it)
        })
    })
}

fn is_ours(specifier: &str) -> bool {
    specifier == NODE
        || specifier
            .strip_prefix(NODE)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a name is imported from the package.
fn makes_client(setting: &Setting<'_>, name: &str) -> bool {
    let items = setting
        .facts
        .map(|facts| facts.items.as_slice())
        .unwrap_or_default();
    items
        .iter()
        .flat_map(|item| item.facts.imports.iter().map(move |import| (item, import)))
        .any(|(item, import)| {
            let is_ours = is_ours(&import.specifier);
            let binds = |local: crate::lower::BindingId| {
                item.facts
                    .bindings
                    .get(local.index())
                    .is_some_and(|binding| binding.name == name)
            };
            is_ours && import.names.iter().any(|it| binds(it.local))
        })
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
