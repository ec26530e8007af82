//! `misuse/provider-missing`: nothing that the root layout brings in holds `AuthKitProvider`. Off unless asked for: an app
//! without hooks of AuthKit needs none.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use super::{Found, Look, NEXTJS, Rule};
use crate::{
    lower::{Export, FileFacts, Imported},
    project::Resolved,
    resolve::Certainty,
    rules::setting::{Setting, is_of},
};

pub(super) const RULE: Rule = Rule {
    id: "misuse/provider-missing",
    package: NEXTJS,
    look: Look::File(look),
    words: &["children"],
};

/// How many modules are looked into.
const MOST: usize = 200;

fn look(setting: &Setting<'_>) -> Vec<Found> {
    let Some(source) = setting.source().filter(|_| setting.used(NEXTJS).is_some()) else {
        return Vec::new();
    };
    let app = setting
        .project
        .next_app(setting.path)
        .and_then(|app| app.app);
    let is_root = setting
        .path
        .file_stem()
        .is_some_and(|stem| stem == "layout")
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
    if provides(setting, source.facts) {
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

/// Whether a file, or one that it brings in, imports the provider.
fn provides(setting: &Setting<'_>, facts: &FileFacts) -> bool {
    let mut seen: BTreeSet<PathBuf> = BTreeSet::from([setting.path.to_path_buf()]);
    let mut open: Vec<(PathBuf, Arc<FileFacts>)> =
        vec![(setting.path.to_path_buf(), Arc::new(facts.clone()))];
    while let Some((path, facts)) = open.pop() {
        for item in &facts.items {
            let imports = item.facts.imports.iter().map(|import| {
                (&import.specifier, import.names.iter().any(
                |it| matches!(&it.imported, Imported::Named(name) if name == "AuthKitProvider"),
            ))
            });
            let exports = item.facts.exports.iter().filter_map(|export| match export {
                Export::From {
                    specifier,
                    imported,
                    ..
                } => Some((
                    specifier,
                    matches!(imported, Imported::Named(name) if name == "AuthKitProvider"),
                )),
                Export::Star { specifier, .. } => Some((specifier, false)),
                _ => None,
            });
            for (specifier, is_provider) in imports.chain(exports) {
                if is_provider && is_of(specifier, NEXTJS) {
                    return true;
                }
                if let Resolved::File(file) = setting.project.resolve(&path, specifier)
                    && seen.len() < MOST
                    && seen.insert(file.clone())
                    && let Some(facts) = (setting.facts_of)(&file)
                {
                    open.push((file, facts));
                }
            }
        }
    }
    // Where there is more than was looked into, it may be there.
    seen.len() >= MOST
}
