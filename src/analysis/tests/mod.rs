//! The engine as a whole, in memory, on the real knowledge.

mod across_files;
mod documents;
mod facts;
mod findings;
mod fixes;
mod hovers;
mod ignores;
mod panics;
mod random;
mod random_fixes;
mod severities;
mod words;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::*;
use crate::{
    knowledge::Knowledge,
    project::{MemoryFiles, Problem},
};

pub(super) const MANIFEST: &str = r#"{ "dependencies": { "@workos-inc/node": "*" } }"#;

/// Files of `/w` with a version of the Node package installed.
pub(super) fn disk(version: &str, files: &[(&str, &str)]) -> MemoryFiles {
    let copy = "/w/node_modules/@workos-inc/node/package.json";
    let installed = format!(r#"{{ "name": "@workos-inc/node", "version": "{version}" }}"#);
    let start = MemoryFiles::default()
        .file("/w/package.json", MANIFEST)
        .file(copy, installed);
    files
        .iter()
        .fold(start, |disk, (name, text)| disk.file(at(name), *text))
}

pub(super) fn at(name: &str) -> PathBuf {
    Path::new("/w").join(name)
}

pub(super) fn over(disk: MemoryFiles, settings: Settings) -> Workspace {
    Workspace::new(
        vec![PathBuf::from("/w")],
        Arc::new(disk),
        Arc::new(Knowledge::builtin()),
        settings,
    )
}

pub(super) fn command_line() -> Settings {
    Settings::new(Surface::CommandLine)
}

pub(super) fn editor() -> Settings {
    Settings::new(Surface::Editor {
        checkers: Vec::new(),
    })
}

/// The snapshot of a workspace with one file, `a.ts`.
pub(super) fn snapshot(version: &str, text: &str, settings: Settings) -> Snapshot {
    over(disk(version, &[("a.ts", text)]), settings).snapshot()
}

/// Code that has a client named `workos`.
pub(super) fn with_client(code: &str) -> String {
    format!(
        "import {{ WorkOS }} from '@workos-inc/node';\nconst workos = new WorkOS('sk');\n{code}"
    )
}

/// State and change of each finding, with the text at its range.
pub(super) fn said(snapshot: &Snapshot, name: &str) -> Vec<(String, State, Option<String>)> {
    let (text, _) = snapshot.text(&at(name)).expect("the file");
    let findings = snapshot.check(&at(name)).findings.into_iter();
    findings
        .map(|finding| {
            (
                text.slice(finding.range),
                finding.state,
                finding.change.map(|id| id.to_string()),
            )
        })
        .collect()
}
