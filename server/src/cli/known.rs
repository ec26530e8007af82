//! What the command line asks of the tables.

use std::path::{Path, PathBuf};

use nodejs_semver::Version;
use workos_lsp_engine::{
    knowledge::{Knowledge, OverlayFile, TableProblem},
    project::{Files, Problem},
};

use super::failure::Failure;
use crate::{disk::Disk, walk::walk};

/// The built-in tables with those of `dirs` laid over them, and the files that could not be read.
pub fn load(dirs: &[PathBuf]) -> (Knowledge, Vec<Problem>) {
    let mut knowledge = Knowledge::builtin();
    let mut problems = Vec::new();
    for dir in dirs {
        let walked = walk(std::slice::from_ref(dir), |path| {
            path.extension()
                .is_some_and(|it| it == "json" || it == "md")
        });
        problems.extend(walked.problems);
        let mut files = Vec::new();
        for path in walked.files {
            match overlay_file(dir, &path) {
                Ok(file) => files.push(file),
                Err(problem) => problems.push(problem),
            }
        }
        knowledge = knowledge.with_overlay(&files);
    }
    (knowledge, problems)
}

fn overlay_file(dir: &Path, path: &Path) -> Result<OverlayFile, Problem> {
    let bytes = Disk.read(path).map_err(|error| Problem {
        path: path.to_owned(),
        message: format!("cannot be read: {error}; it is left out"),
    })?;
    let inside = path.strip_prefix(dir).unwrap_or(path);
    Ok(OverlayFile {
        path: inside.to_string_lossy().replace('\\', "/"),
        shown: path.to_string_lossy().into_owned(),
        bytes,
    })
}

/// What is wrong with a table, as a problem of its file.
pub fn problem(it: &TableProblem) -> Problem {
    Problem {
        path: PathBuf::from(it.file.as_str()),
        message: format!("{}: {}", it.path, it.expected),
    }
}

/// Names of all covered packages.
pub fn packages(knowledge: &Knowledge) -> Vec<String> {
    knowledge
        .packages()
        .map(|package| knowledge.name(package).to_owned())
        .collect()
}

/// All known versions of a package in SemVer order; empty where it is not covered.
pub fn versions<'k>(knowledge: &'k Knowledge, package: &str) -> &'k [Version] {
    knowledge
        .package(package)
        .map(|id| knowledge.timeline(id).versions.as_slice())
        .unwrap_or_default()
}

/// The newest known version that is not a pre-release.
pub fn newest<'k>(knowledge: &'k Knowledge, package: &str) -> Option<&'k Version> {
    versions(knowledge, package)
        .iter()
        .rfind(|version| !version.is_prerelease())
}

/// Whether a change has this id.
pub fn is_id(knowledge: &Knowledge, id: &str) -> bool {
    knowledge.change(id).is_some()
}

/// Fails where `id` is no change, with the ids that look like it.
///
/// # Errors
/// The sentence.
pub fn must_be_id(knowledge: &Knowledge, id: &str, option: &str) -> Result<(), Failure> {
    if is_id(knowledge, id) {
        return Ok(());
    }
    let ids: Vec<&str> = knowledge
        .packages()
        .flat_map(|package| knowledge.changes(package).all())
        .map(|change| change.id.as_str())
        .collect();
    let near = similar::get_close_matches(id, &ids, 3, 0.6);
    let advice = match near.as_slice() {
        [] => String::new(),
        near => format!("; did you mean {}?", near.join(", ")),
    };
    Err(Failure::new(format!(
        "{option}{id}: no change has this id{advice}"
    )))
}
