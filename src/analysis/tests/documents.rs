//! Documents over the disk: what counts when, and what an edit changes.

use super::*;
use crate::text::{Encoding, Position, PositionRange};

const OLD: &str = "await workos.vault.readSecret({ id: '1' });\n";
const NEW: &str = "await workos.vault.readObject({ id: '1' });\n";

fn insert(line: u32, column: u32, text: &str) -> ClientEdit {
    let position = Position { line, column };
    ClientEdit {
        range: Some(PositionRange {
            start: position,
            end: position,
        }),
        text: text.to_owned(),
    }
}

fn count(workspace: &Workspace, name: &str) -> usize {
    workspace.snapshot().check(&at(name)).findings.len()
}

#[test]
fn an_open_document_counts_until_it_is_closed() {
    let mut workspace = over(
        disk("8.0.0", &[("a.ts", &with_client(OLD))]),
        command_line(),
    );
    assert_eq!(count(&workspace, "a.ts"), 1);
    workspace.open(&at("a.ts"), &with_client(NEW), 1);
    assert_eq!(count(&workspace, "a.ts"), 0);
    let (text, version) = workspace.snapshot().text(&at("a.ts")).expect("open");
    assert_eq!((text.to_string(), version), (with_client(NEW), Some(1)));
    workspace.close(&at("a.ts"));
    assert_eq!(count(&workspace, "a.ts"), 1);
}

#[test]
fn edits_apply_in_order_and_old_snapshots_stay() {
    let mut workspace = over(disk("8.0.0", &[]), command_line());
    workspace.open(&at("a.ts"), &with_client(NEW), 1);
    let before = workspace.snapshot();
    let edits = [
        ClientEdit {
            range: Some(PositionRange {
                start: Position {
                    line: 2,
                    column: 19,
                },
                end: Position {
                    line: 2,
                    column: 29,
                },
            }),
            text: "readSecret".to_owned(),
        },
        insert(9_999, 0, "// 👩‍👩‍👧\n"),
    ];
    assert!(workspace.edit(&at("a.ts"), &edits, Encoding::Utf16, 2));
    let after = workspace.snapshot();
    assert_eq!(after.check(&at("a.ts")).findings.len(), 1);
    assert!(before.check(&at("a.ts")).findings.is_empty());
    let (text, version) = after.text(&at("a.ts")).expect("open");
    assert_eq!(version, Some(2));
    assert_eq!(text.to_string(), with_client(&format!("{OLD}// 👩‍👩‍👧\n")));
    assert!(!workspace.edit(&at("other.ts"), &edits, Encoding::Utf16, 1));
}

#[test]
fn what_another_file_exports_is_seen_when_it_changes() {
    let user = "import { workos } from './client';\nawait workos.vault.readSecret({ id: '1' });\n";
    let files = [
        ("a.ts", user),
        (
            "client.ts",
            "export const workos = { vault: { readSecret(o: unknown) {} } };\n",
        ),
    ];
    let mut workspace = over(disk("8.0.0", &files), command_line());
    assert_eq!(count(&workspace, "a.ts"), 0);
    let client =
        "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS('sk');\n";
    workspace.open(&at("client.ts"), client, 1);
    assert_eq!(count(&workspace, "a.ts"), 1);
    workspace.close(&at("client.ts"));
    assert_eq!(count(&workspace, "a.ts"), 0);
}

#[test]
fn a_new_unsaved_file_can_be_imported() {
    let user = "import { workos } from './client';\nawait workos.vault.readSecret({ id: '1' });\n";
    let mut workspace = over(disk("8.0.0", &[("a.ts", user)]), command_line());
    assert_eq!(count(&workspace, "a.ts"), 0);
    let client =
        "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS('sk');\n";
    workspace.open(&at("client.ts"), client, 1);
    assert_eq!(count(&workspace, "a.ts"), 1);
}

#[test]
fn a_manifest_being_edited_counts() {
    let lone = MemoryFiles::default()
        .file(
            "/w/package.json",
            r#"{ "dependencies": { "@workos-inc/node": "7.82.0" } }"#,
        )
        .file(
            "/w/a.ts",
            with_client(NEW).replace("readObject", "createObject"),
        );
    let mut workspace = over(lone, command_line());
    let told = |workspace: &Workspace| {
        workspace.snapshot().dependencies(&at("a.ts"))[0]
            .range
            .to_string()
    };
    assert_eq!(told(&workspace), "7.82.0");
    workspace.open(
        &at("package.json"),
        r#"{ "dependencies": { "@workos-inc/node": "8.0.0" } }"#,
        1,
    );
    assert_eq!(told(&workspace), "8.0.0");
}

#[test]
fn what_cannot_be_analysed_is_a_problem() {
    let files = disk("8.0.0", &[])
        .file("/w/a.ts", b"const a = '\xff';".to_vec())
        .file("/w/b.ts", " ".repeat(100));
    let mut settings = command_line();
    settings.config.max_file_size = Some(50);
    let snapshot = over(files, settings).snapshot();
    let problem = |name: &str| {
        snapshot
            .check(&at(name))
            .problems
            .first()
            .map(|problem| problem.message.clone())
    };
    assert_eq!(
        problem("a.ts").as_deref(),
        Some("is not UTF-8 text; not analysed")
    );
    assert_eq!(
        problem("b.ts").as_deref(),
        Some("100 bytes, more than the 50 of maxFileSize; not analysed")
    );
    assert_eq!(problem("missing.ts"), None);
}

#[test]
fn ignored_files_and_packages_are_left_out() {
    let mut settings = command_line();
    settings.config.ignore = vec![
        "generated/".to_owned(),
        "src/**/*.test.ts".to_owned(),
        "[".to_owned(),
    ];
    settings.config_dir = Some(PathBuf::from("/w"));
    let snapshot = over(disk("8.0.0", &[]), settings).snapshot();
    let relevant = |name: &str| snapshot.is_relevant(&at(name));
    assert!(relevant("a.ts") && relevant("src/a.ts") && relevant("package.json"));
    assert!(!relevant("generated/a.ts") && !relevant("lib/generated/deep/a.ts"));
    assert!(!relevant("src/x/a.test.ts") && relevant("a.test.ts"));
    assert!(!relevant("node_modules/x/a.ts") && !relevant("a.md"));
    assert_eq!(snapshot.problems().len(), 1);
}

#[test]
fn words_let_through_what_has_findings() {
    let snapshot = snapshot("8.0.0", &with_client(OLD), command_line());
    let may_report = |text: &str| snapshot.sift(&at("a.ts"), text.as_bytes()).may_report;
    assert!(may_report(&with_client(OLD)));
    assert!(!may_report(
        "import x from 'y';\nexport const zzz = x + 1;\n"
    ));
    assert!(!may_report("workos.vault.readSecret();\n"));
    assert!(!may_report("import x from 'y';\nx.readSecrets();\n"));
}

#[test]
fn a_file_reaches_an_sdk_through_what_it_loads() {
    let files = [
        ("client.ts", with_client("export { workos };\n")),
        ("index.ts", "export * from './client';\n".to_owned()),
        ("a.ts", "import { workos } from './index';\n".to_owned()),
        ("ring/a.ts", "import './b';\n".to_owned()),
        (
            "ring/b.ts",
            "import './a';\nimport 'left-pad';\n".to_owned(),
        ),
        ("ring/c.ts", "import './a';\nrequire('../a');\n".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let snapshot = over(disk("8.0.0", &files), command_line()).snapshot();
    let reaching: Vec<&str> = [
        "ring/a.ts",
        "ring/c.ts",
        "ring/b.ts",
        "index.ts",
        "a.ts",
        "client.ts",
    ]
    .into_iter()
    .filter(|name| snapshot.reaches(&at(name)))
    .collect();
    assert_eq!(reaching, ["ring/c.ts", "index.ts", "a.ts", "client.ts"]);
}

/// A disk on which one file makes the engine panic, as a bug would.
#[derive(Debug)]
struct Cursed(MemoryFiles);

impl crate::project::Files for Cursed {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        assert!(!path.ends_with("cursed.ts"), "what a bug says");
        self.0.read(path)
    }

    fn list(&self, path: &Path) -> std::io::Result<Vec<crate::project::DirEntry>> {
        self.0.list(path)
    }

    fn kind(&self, path: &Path) -> Option<crate::project::FileKind> {
        self.0.kind(path)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.0.canonical(path)
    }
}

#[test]
fn a_panic_costs_one_file() {
    let broken = "import { x } from './cursed';\nx.y;\n";
    let text = with_client(OLD);
    let files = disk(
        "8.0.0",
        &[
            ("a.ts", broken),
            ("b.ts", &text),
            ("cursed.ts", "export const x = 1;"),
        ],
    );
    let knowledge = Arc::new(Knowledge::builtin());
    let folders = vec![PathBuf::from("/w")];
    let snapshot =
        Workspace::new(folders, Arc::new(Cursed(files)), knowledge, command_line()).snapshot();
    let problems = snapshot.check(&at("a.ts")).problems;
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].message.contains("what a bug says"),
        "{}",
        problems[0].message
    );
    assert_eq!(snapshot.check(&at("b.ts")).findings.len(), 1);
    assert_eq!(snapshot.hover(&at("a.ts"), 40), None);
}
