//! What packages show the outside world: literals and variables, over tables made for the test.

use super::*;

const API: &str = r#"{ "format": 1, "ecosystem": "npm", "package": "acme", "versions": ["1.0.0", "2.0.0", "3.0.0"], "engines": [], "peers": [],
  "entries": { ".": { "exports": {} } }, "decls": {}, "types": [],
  "contracts": {
    "env": { "ACME_GONE": { "in": [0, 1] }, "ACME_OLD": { "in": [0, 1] }, "ACME_NEW": { "in": [1, 3] }, "ACME_LATE": { "in": [2, 3] } },
    "cookie": { "acme-verifier": { "in": [0, 1] }, "acme-verifier-*": { "in": [1, 3] } },
    "query": { "limit": { "in": [0, 1] } } } }"#;
const TABLE: &str = r#"{ "changes": [
  { "id": "acme/old-variable", "kind": "env-var", "from": "env:ACME_OLD", "to": "env:ACME_NEW", "note": "It has another name." },
  { "id": "acme/gone-variable", "kind": "env-var", "from": "env:ACME_GONE", "note": "Take it out." },
  { "id": "acme/late-variable", "kind": "env-var", "from": "env:ACME_LATE", "note": "It says how late." },
  { "id": "acme/verifier", "kind": "contract", "from": "cookie:acme-verifier", "to": "cookie:acme-verifier-*", "note": "Each sign-in has its own." } ] }"#;

fn workspace(version: &str, files: &[(&str, &str)]) -> Snapshot {
    let manifest = format!(r#"{{ "dependencies": {{ "acme": "{version}" }} }}"#);
    let installed = format!(r#"{{ "name": "acme", "version": "{version}" }}"#);
    let start = MemoryFiles::default()
        .file("/w/package.json", manifest)
        .file("/w/node_modules/acme/package.json", installed);
    let disk = files
        .iter()
        .fold(start, |disk, (name, text)| disk.file(at(name), *text));
    let knowledge = Knowledge::from_texts(&[("acme", API, &[TABLE])]);
    assert_eq!(knowledge.verify(), []);
    Workspace::new(
        vec![PathBuf::from("/w")],
        Arc::new(disk),
        Arc::new(knowledge),
        command_line(),
    )
    .snapshot()
}

fn messages(snapshot: &Snapshot, name: &str) -> Vec<String> {
    let report = snapshot.check(&at(name));
    report
        .findings
        .iter()
        .map(|it| it.message.clone())
        .collect()
}

#[test]
fn a_variable_that_is_set_and_no_longer_read_is_reported() {
    let env = "ACME_GONE=1\n# ACME_GONE=2\nOTHER=3\n";
    let snapshot = workspace("2.0.0", &[(".env.local", env)]);
    assert_eq!(
        messages(&snapshot, ".env.local"),
        [
            "acme 2.0.0 does not read the variable `ACME_GONE` any more (gone in 2.0.0). Take it out."
        ]
    );
}

#[test]
fn one_that_has_another_name_is_reported_before_the_upgrade_only() {
    let told = |version: &str| {
        let snapshot = workspace(version, &[(".env.local", "ACME_OLD=1\n")]);
        messages(&snapshot, ".env.local").len()
    };
    assert_eq!(told("1.0.0"), 1);
    assert_eq!(told("2.0.0"), 0, "the app reads it itself");
}

#[test]
fn an_app_that_sets_both_names_reads_the_old_one_itself() {
    let snapshot = workspace(
        "1.0.0",
        &[(".env", "ACME_OLD=1\n"), (".env.local", "ACME_NEW=1\n")],
    );
    assert_eq!(messages(&snapshot, ".env"), [""; 0]);
}

#[test]
fn what_comes_later_and_what_goes() {
    let snapshot = workspace("1.0.0", &[(".env", "ACME_LATE=1\nACME_OLD=1\n")]);
    assert_eq!(
        messages(&snapshot, ".env"),
        [
            "acme reads the variable `ACME_LATE` from 3.0.0 on, you have 1.0.0. It says how late.",
            "acme 1.0.0 reads the variable `ACME_OLD`; that is gone in 2.0.0. In its place: `ACME_NEW`. It has another name."
        ]
    );
}

#[test]
fn a_literal_counts_where_it_is_looked_up_or_compared() {
    let code = "jar.get('acme-verifier');\nif (name === 'acme-verifier') {}\nname.startsWith('acme-verifier');\nconst PREFIX = 'acme-verifier';\nparams.get('limit');\nprocess.env.ACME_OLD;\njar.get(`acme-verifier`);\n";
    let snapshot = workspace("3.0.0", &[("a.ts", code)]);
    let lines: Vec<usize> = snapshot
        .check(&at("a.ts"))
        .findings
        .iter()
        .map(|it| code[..it.range.start].matches('\n').count())
        .collect();
    assert_eq!(lines, [0, 1, 6]);
}

#[test]
fn another_package_s_app_is_left_alone() {
    let files = [
        (
            "other/package.json",
            r#"{ "dependencies": { "stripe": "1.0.0" } }"#,
        ),
        ("other/a.ts", "jar.get('acme-verifier');"),
    ];
    let disk = files
        .iter()
        .fold(MemoryFiles::default(), |disk, (name, text)| {
            disk.file(at(name), *text)
        });
    let knowledge = Knowledge::from_texts(&[("acme", API, &[TABLE])]);
    let snapshot = Workspace::new(
        vec![PathBuf::from("/w")],
        Arc::new(disk),
        Arc::new(knowledge),
        command_line(),
    )
    .snapshot();
    assert_eq!(messages(&snapshot, "other/a.ts"), [""; 0]);
}

#[test]
fn hovers_tell_since_when() {
    let code = "const env = process.env['ACME_OLD'] ?? import.meta.env.ACME_NEW;\nconst { ACME_LATE } = process.env;";
    let snapshot = workspace("2.0.0", &[("a.ts", code)]);
    let hover = |word: &str| {
        let offset = code.find(word).expect("the word") + 1;
        snapshot
            .hover(&at("a.ts"), offset)
            .map(|hover| hover.markdown)
    };
    assert_eq!(
        hover("ACME_NEW").as_deref(),
        Some("variable `ACME_NEW` · acme: since 2.0.0 · you have 2.0.0")
    );
    let old = hover("ACME_OLD").expect("news");
    assert!(
        old.contains("up to 1.0.0") && old.contains("It has another name."),
        "{old}"
    );
    assert!(hover("ACME_LATE").is_some_and(|text| text.contains("from 3.0.0 on")));
}

#[test]
fn typing_finds_what_a_scan_finds() {
    let manifest = r#"{ "dependencies": { "acme": "3.0.0" } }"#;
    let disk = MemoryFiles::default().file("/w/package.json", manifest);
    let knowledge = Knowledge::from_texts(&[("acme", API, &[TABLE])]);
    let mut workspace = Workspace::new(
        vec![PathBuf::from("/w")],
        Arc::new(disk),
        Arc::new(knowledge),
        editor(),
    );
    workspace.open(
        &at("a.ts"),
        "let a = 1;\n\nexport function f(jar) {\n  return jar.get('acme');\n}\n",
        1,
    );
    assert!(workspace.snapshot().shown(&at("a.ts")).findings.is_empty());
    let offset = crate::text::Position {
        line: 3,
        column: 22,
    };
    let edit = ClientEdit {
        range: Some(crate::text::PositionRange {
            start: offset,
            end: offset,
        }),
        text: "-verifier".to_owned(),
    };
    workspace.edit(&at("a.ts"), &[edit], crate::text::Encoding::Utf16, 2);
    let shown = workspace.snapshot().shown(&at("a.ts"));
    assert_eq!(shown.findings.len(), 1);
    assert_eq!(
        shown.findings.len(),
        workspace.snapshot().check(&at("a.ts")).findings.len()
    );
}
