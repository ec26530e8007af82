//! `fix`: what is written, what is not, and what is said of both.

use std::fs;

use crate::kit::{Folder, READS_SECRET, expect, lockfile, manifest, project};

#[test]
fn the_example_app_is_fixed_for_8() {
    let folder = Folder::app();
    let diff = folder.run(&["fix", "--to", "8.0.0", "--diff"]);
    assert_eq!(diff.code, 1, "{diff:?}");
    expect("fix-to-8.diff", &diff.out);
    assert!(
        folder
            .get("src/services/secret-store.ts")
            .contains("createSecret"),
        "nothing was written"
    );

    let fixed = folder.run(&["fix", "--to", "8.0.0", "--format", "concise"]);
    assert_eq!(fixed.code, 1, "what is unsafe remains: {fixed:?}");
    expect("fix-to-8.concise.txt", &fixed.out);
    let store = folder.get("src/services/secret-store.ts");
    assert!(!store.contains("Secret("), "{store}");
    assert!(
        store.contains("this.workos.vault.listObjectVersions({ id })"),
        "{store}"
    );

    let again = folder.run(&["fix", "--to", "8.0.0", "--diff"]);
    assert_eq!(
        (again.code, again.out.as_str()),
        (0, ""),
        "fixing is idempotent"
    );
}

#[test]
fn without_a_target_the_code_is_fixed_for_what_is_installed() {
    let folder = project("7.82.0", READS_SECRET);
    let run = folder.run(&["fix"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(folder.get("a.ts"), READS_SECRET, "it works on 7.82.0");

    let folder = project("8.0.0", READS_SECRET);
    let run = folder.run(&["fix"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        folder.get("a.ts"),
        READS_SECRET.replace("readSecret", "readObject")
    );
    assert_eq!(
        run.out,
        "Fixed 1 finding in a.ts\nFixed 1 finding in 1 file; nothing remains.\n"
    );
}

#[test]
fn only_one_change_is_fixed_where_one_is_named() {
    let source = format!("{READS_SECRET}export const f = () => workos.vault.listSecrets();\n");
    let folder = project("8.0.0", &source);
    let run = folder.run(&["fix", "--only", "node/vault-list-secret"]);
    assert_eq!(run.code, 1, "{run:?}");
    let text = folder.get("a.ts");
    assert!(
        text.contains("listObjects") && text.contains("readSecret"),
        "{text}"
    );
}

#[test]
fn line_ends_mark_and_the_rest_of_the_text_stay() {
    let crlf = format!("\u{feff}{}", READS_SECRET.replace('\n', "\r\n"));
    let folder = project("8.0.0", &crlf);
    assert_eq!(folder.run(&["fix"]).code, 0);
    assert_eq!(folder.get("a.ts"), crlf.replace("readSecret", "readObject"));
}

#[test]
fn what_cannot_be_written_is_named_and_the_rest_is_done() {
    let folder = project("8.0.0", READS_SECRET);
    folder.put("b.ts", READS_SECRET);
    let path = folder.path().join("a.ts");
    let mut mode = fs::metadata(&path).unwrap().permissions();
    mode.set_readonly(true);
    fs::set_permissions(&path, mode).unwrap();

    let run = folder.run(&["fix"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        run.err.contains("a.ts: not fixed: the file is read-only"),
        "{run:?}"
    );
    assert_eq!(folder.get("a.ts"), READS_SECRET);
    assert!(folder.get("b.ts").contains("readObject"));
}

#[test]
fn json_says_what_was_fixed_and_what_remains() {
    let folder = project("8.0.0", READS_SECRET);
    let json = folder.run(&["fix", "--format", "json"]).json();
    assert_eq!(
        json["fixed"],
        serde_json::json!([{ "path": "a.ts", "findings": 1 }])
    );
    assert_eq!(json["findings"], serde_json::json!([]));
}

#[test]
fn a_syntax_error_keeps_its_item_and_no_other() {
    let source = "\
import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS('k');
export function broken() {
  return workos.vault.readSecret({ id: );
}
export function whole() {
  return workos.vault.readSecret({ id: '1' });
}
";
    let folder = project("8.0.0", source);
    folder.run(&["fix"]);
    let text = folder.get("a.ts");
    assert!(text.contains("readSecret({ id: );"), "{text}");
    assert!(text.contains("readObject({ id: '1' });"), "{text}");
}

#[test]
fn manifests_of_a_monorepo_count_each_for_its_own() {
    let folder = Folder::with(&[
        ("old/package.json", &manifest("7.82.0")),
        ("old/package-lock.json", &lockfile("7.82.0")),
        ("old/a.ts", READS_SECRET),
        ("new/package.json", &manifest("8.0.0")),
        ("new/package-lock.json", &lockfile("8.0.0")),
        ("new/a.ts", READS_SECRET),
    ]);
    assert_eq!(folder.run(&["fix"]).code, 0);
    assert_eq!(folder.get("old/a.ts"), READS_SECRET);
    assert!(folder.get("new/a.ts").contains("readObject"));
}
