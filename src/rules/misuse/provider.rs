//! `misuse/provider-missing`: nothing that the root layout brings in holds `AuthKitProvider`. Off unless asked for: an app
//! without hooks of AuthKit needs none.

use std::path::Path;

use super::{Found, Look, NEXTJS, Rule, brings::brings};
use crate::{
    lower::Export,
    resolve::Certainty,
    rules::setting::{Setting, is_of},
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/provider-missing",
    package: NEXTJS,
    look: Look::File(look),
    words: &["children"],
};

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source().filter(|_| setting.used(NEXTJS).is_some()) else {
        return Vec::new();
    };
    let app = setting
        .project
        .next_app(setting.path)
        .and_then(|app| app.app);
    let is_root = may_be_root(setting.path, &[])
        && app.is_some_and(|app| setting.path.parent() == Some(&app));
    if !is_root {
        return Vec::new();
    }
    let exported = source.items().find_map(|placed| {
        placed.item.exports.iter().find_map(|export| match export {
            Export::Local { exported, span, .. } if exported == "default" => {
                Some((placed.index, placed.range(*span)))
            }
            _ => None,
        })
    });
    let Some((_, range)) = exported.filter(|(index, _)| setting.items.contains(index)) else {
        return Vec::new();
    };
    let provides = |specifier: &str| is_of(specifier, NEXTJS);
    if brings(setting, source.facts, "AuthKitProvider", provides) {
        return Vec::new();
    }
    vec![Found {
        certainty: Certainty::Inferred,
        ..Found::certain(
            range,
            "Neither this layout nor what it brings in holds `AuthKitProvider`: `useAuth()` throws below it.",
        )
    }]
}

/// Whether a file may be a root layout, by its name.
pub(super) fn may_be_root(path: &Path, _text: &[u8]) -> bool {
    path.file_stem().is_some_and(|stem| stem == "layout")
}
