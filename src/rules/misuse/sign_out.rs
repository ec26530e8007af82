//! `misuse/sign-out-by-get`, `misuse/sign-out-prefetched`: a route that signs out answers to GET, and a link to it that
//! Next.js may load ahead. Off unless asked for: many apps sign out by a link, and it works.

use super::{Found, Look, NEXTJS, Rule, callback_route::route_file, holds};
use crate::{
    lower::{Export, ExprKind, FileFacts, Imported, Literal, Prop, PropKey},
    resolve::{Certainty, Usage},
    rules::{
        setting::Setting,
        source::{Placed, Source},
    },
};

pub(super) const BY_GET: Rule = Rule {
    id: "misuse/sign-out-by-get",
    package: NEXTJS,
    look: Look::File(by_get),
    words: &["signOut"],
};

pub(super) const PREFETCHED: Rule = Rule {
    id: "misuse/sign-out-prefetched",
    package: NEXTJS,
    look: Look::File(prefetched),
    words: &["href"],
};

fn by_get(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source() else {
        return Vec::new();
    };
    let stem = setting.path.file_stem().and_then(|stem| stem.to_str());
    if stem != Some("route") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for occurrence in setting.occurrences_of(NEXTJS) {
        let is_call = matches!(occurrence.usage, Usage::Call { .. });
        if !is_call || setting.name_of(occurrence).as_deref() != Some("signOut") {
            continue;
        }
        let holds_call = |range: std::ops::Range<usize>| {
            range.start <= occurrence.range.start && occurrence.range.end <= range.end
        };
        let in_get = source.items().any(|placed| {
            placed
                .item
                .bindings
                .iter()
                .any(|binding| binding.name == "GET")
                && placed
                    .item
                    .functions
                    .iter()
                    .any(|function| holds_call(placed.range(function.span)))
        });
        if in_get && exports_get(source.facts) {
            found.push(inferred(
                occurrence.range.clone(),
                "This route signs people out, and it answers to GET: whatever loads the address ahead, or puts it into an image, signs them out.",
            ));
        }
    }
    found
}

fn prefetched(setting: &Setting<'_>) -> Vec<Found> {
    let (Some(source), Some(_)) = (setting.source(), setting.used(NEXTJS)) else {
        return Vec::new();
    };
    let Some(link) = link_name(source) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for placed in setting.items.clone().filter_map(|index| source.item(index)) {
        for expr in &placed.item.exprs {
            let ExprKind::Jsx {
                tag: Some(tag),
                attributes,
                ..
            } = &expr.kind
            else {
                continue;
            };
            let is_link = matches!(placed.expr(*tag).map(|expr| &expr.kind), Some(ExprKind::Name(name)) if *name == link);
            let (Some((path, range)), true) = (href(placed, attributes), is_link) else {
                continue;
            };
            if attribute(attributes, "prefetch").is_none() && signs_out(setting, &path) {
                let message = format!(
                    "`{path}` signs people out, and Next.js may load the target of a link ahead."
                );
                found.push(inferred(range, message));
            }
        }
    }
    found
}

/// Whether a file may hold a link of Next.js.
pub(super) fn may_link(_path: &std::path::Path, text: &[u8]) -> bool {
    holds(text, b"next/link")
}

fn inferred(range: std::ops::Range<usize>, message: impl Into<String>) -> Found {
    Found {
        certainty: Certainty::Inferred,
        ..Found::certain(range, message)
    }
}

/// Whether a file exports `GET`.
fn exports_get(facts: &FileFacts) -> bool {
    let mut exports = facts.items.iter().flat_map(|item| &item.facts.exports);
    exports.any(|export| match export {
        Export::Local { exported, .. } | Export::Value { exported, .. } => exported == "GET",
        _ => false,
    })
}

/// The name under which a file imports the link of Next.js.
fn link_name(source: Source<'_>) -> Option<crate::lower::Name> {
    source.items().find_map(|placed| {
        let imports = placed
            .item
            .imports
            .iter()
            .filter(|import| import.specifier == "next/link");
        let mut names = imports.flat_map(|import| &import.names);
        let default = names.find(|name| name.imported == Imported::Default)?;
        let binding = placed.item.bindings.get(default.local.index())?;
        Some(binding.name.clone())
    })
}

fn attribute<'a>(attributes: &'a [Prop], wanted: &str) -> Option<&'a Prop> {
    attributes
        .iter()
        .find(|prop| matches!(&prop.key, PropKey::Static(name) if name == wanted))
}

/// The path that a link leads to, if it is written out, with the range of the attribute's name.
fn href(placed: Placed<'_>, attributes: &[Prop]) -> Option<(String, std::ops::Range<usize>)> {
    let prop = attribute(attributes, "href")?;
    let value = placed.expr(prop.value?)?;
    match &value.kind {
        ExprKind::Literal(Literal::String(text)) if text.starts_with('/') => {
            Some((text.to_string(), placed.range(prop.key_span)))
        }
        _ => None,
    }
}

/// Whether the route at a path signs out when it is loaded.
fn signs_out(setting: &Setting<'_>, path: &str) -> bool {
    let Some(app) = setting.project.next_app(setting.path) else {
        return false;
    };
    let path = path
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_matches('/');
    let Some(facts) =
        route_file(setting.project, &app, path).and_then(|file| (setting.facts_of)(&file))
    else {
        return false;
    };
    let imports = facts.items.iter().flat_map(|item| &item.facts.imports);
    let mut names = imports
        .filter(|import| import.specifier == NEXTJS)
        .flat_map(|import| &import.names);
    exports_get(&facts)
        && names.any(|it| matches!(&it.imported, Imported::Named(name) if name == "signOut"))
}
