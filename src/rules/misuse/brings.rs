//! Whether a file, or one that it brings in - however far away -, imports something.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use crate::{
    lower::{Export, FileFacts, Imported},
    project::Resolved,
    rules::setting::Setting,
};

/// How many modules are looked into.
const MOST: usize = 200;

/// Whether a file, or one that it brings in, imports a name of a module. Where there is more than can be looked into, it
/// may be there.
pub(super) fn brings(
    setting: &Setting<'_>,
    facts: &FileFacts,
    name: &str,
    is_module: impl Fn(&str) -> bool,
) -> bool {
    let is_name = |imported: &Imported| match imported {
        Imported::Named(it) => it == name,
        // The whole module has it.
        Imported::Namespace => true,
        Imported::Default => false,
    };
    let mut seen: BTreeSet<PathBuf> = BTreeSet::from([setting.path.to_path_buf()]);
    let mut open: Vec<(PathBuf, Arc<FileFacts>)> =
        vec![(setting.path.to_path_buf(), Arc::new(facts.clone()))];
    while let Some((path, facts)) = open.pop() {
        for item in &facts.items {
            let imports = item.facts.imports.iter().map(|import| {
                let mut names = import.names.iter();
                let is_wanted = names.any(|it| is_name(&it.imported));
                (&import.specifier, is_wanted)
            });
            let exports = item.facts.exports.iter().filter_map(|export| match export {
                Export::From {
                    specifier,
                    imported,
                    ..
                } => Some((specifier, is_name(imported))),
                Export::Star { specifier, .. } => Some((specifier, false)),
                _ => None,
            });
            for (specifier, is_wanted) in imports.chain(exports) {
                if is_wanted && is_module(specifier) {
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
    seen.len() >= MOST
}
