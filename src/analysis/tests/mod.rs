//! The engine as a whole, in memory.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::*;
use crate::{
    knowledge::Knowledge,
    project::MemoryFiles,
    text::{Encoding, Position, PositionRange},
};

const CLIENT: &str =
    "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS('sk');\n";
const READ: &str = "import { workos } from './client';\nexport const read = () => workos.vault.readSecret({ id: '1' });\n";

fn disk(version: &str, files: &[(&str, &str)]) -> MemoryFiles {
    let mut disk = MemoryFiles::default()
        .file(
            "/w/package.json",
            format!("{{\"dependencies\":{{\"@workos-inc/node\":\"^{version}\"}}}}"),
        )
        .file(
            "/w/node_modules/@workos-inc/node/package.json",
            format!("{{\"name\":\"@workos-inc/node\",\"version\":\"{version}\"}}"),
        );
    for (path, text) in files {
        disk = disk.file(Path::new("/w").join(path), *text);
    }
    disk
}

fn workspace(disk: MemoryFiles) -> Workspace {
    Workspace::new(
        vec![PathBuf::from("/w")],
        Arc::new(disk),
        Arc::new(Knowledge::builtin()),
        Settings::new(Surface::CommandLine),
    )
}

fn changes(workspace: &Workspace, path: &str) -> Vec<String> {
    let report = workspace.snapshot().check(Path::new(path));
    let id = |finding: &Finding| finding.change.as_deref().unwrap_or("-").to_owned();
    report.findings.iter().map(id).collect()
}

fn insert(line: u32, column: u32, text: &str) -> ClientEdit {
    let at = Position { line, column };
    ClientEdit {
        range: Some(PositionRange { start: at, end: at }),
        text: text.to_owned(),
    }
}

#[test]
fn unsaved_text_counts_for_the_files_that_import_it() {
    let mut workspace = workspace(disk("9.0.0", &[("client.ts", CLIENT), ("a.ts", READ)]));
    workspace.open(Path::new("/w/a.ts"), READ, 1);
    assert_eq!(changes(&workspace, "/w/a.ts"), ["node/vault-read-secret"]);
    workspace.open(
        Path::new("/w/client.ts"),
        "export const workos = other();\n",
        1,
    );
    assert_eq!(changes(&workspace, "/w/a.ts"), [""; 0]);
    workspace.close(Path::new("/w/client.ts"));
    assert_eq!(changes(&workspace, "/w/a.ts"), ["node/vault-read-secret"]);
}

#[test]
fn half_typed_code_leaves_the_findings_around_it() {
    let text = format!("{CLIENT}const x = 1;\nawait workos.vault.readSecret({{ id: '1' }});\n");
    let mut workspace = workspace(disk("9.0.0", &[]));
    let path = Path::new("/w/a.ts");
    workspace.open(path, &text, 1);
    assert!(workspace.edit(path, &[insert(2, 12, "\nworkos.vau")], Encoding::Utf16, 2));
    assert_eq!(changes(&workspace, "/w/a.ts"), ["node/vault-read-secret"]);
    assert!(workspace.edit(
        path,
        &[insert(3, 10, "lt.deleteSecret(")],
        Encoding::Utf16,
        3
    ));
    assert!(changes(&workspace, "/w/a.ts").contains(&"node/vault-read-secret".to_owned()));
}

#[test]
fn an_edited_document_says_what_a_fresh_one_says() {
    let mut edited = workspace(disk("9.0.0", &[("client.ts", CLIENT)]));
    let path = Path::new("/w/a.ts");
    edited.open(path, READ, 1);
    for (version, text) in [
        (2, "// 👋\n"),
        (3, "const 日本 = 1;\r\n"),
        (4, "\u{2028}\n"),
    ] {
        edited.edit(path, &[insert(0, 0, text)], Encoding::Utf16, version);
        let text = edited
            .snapshot()
            .text(path)
            .map(|(text, _)| text.to_string());
        let mut fresh = workspace(disk("9.0.0", &[("client.ts", CLIENT)]));
        fresh.open(path, &text.unwrap_or_default(), 1);
        let report = |workspace: &Workspace| workspace.snapshot().check(path);
        assert_eq!(report(&edited), report(&fresh));
        assert_eq!(report(&edited).findings.len(), 1);
    }
}

#[test]
fn a_version_newer_than_everything_known_is_judged_as_the_newest() {
    let workspace = workspace(disk("99.0.0", &[("client.ts", CLIENT), ("a.ts", READ)]));
    let report = workspace.snapshot().check(Path::new("/w/a.ts"));
    assert_eq!(report.findings.len(), 1);
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.state == State::Removed)
    );
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.message.contains("known to 11.0.0"))
    );
}

#[test]
fn a_version_that_changes_on_disk_is_read_again() {
    let files = [("client.ts", CLIENT), ("a.ts", READ)];
    let old = workspace(disk("7.82.0", &files));
    let new = workspace(disk("8.0.0", &files));
    let states = |workspace: &Workspace| {
        let report = workspace.snapshot().check(Path::new("/w/a.ts"));
        report
            .findings
            .iter()
            .map(|finding| finding.state)
            .collect::<Vec<_>>()
    };
    assert_eq!(states(&old), [State::Upcoming]);
    assert_eq!(states(&new), [State::Removed]);
}

#[test]
fn a_broken_manifest_is_said_once_and_work_goes_on() {
    let disk = MemoryFiles::default()
        .file("/w/package.json", "{ \"dependencies\": ")
        .file("/w/client.ts", CLIENT)
        .file("/w/a.ts", READ);
    let workspace = workspace(disk);
    let snapshot = workspace.snapshot();
    for _ in 0..2 {
        let _ = snapshot.check(Path::new("/w/a.ts"));
    }
    let problems = snapshot.problems();
    let about = problems
        .iter()
        .filter(|problem| problem.path == Path::new("/w/package.json"));
    assert_eq!(about.count(), 1, "{problems:?}");
}
