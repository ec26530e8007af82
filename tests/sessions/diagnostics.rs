//! What is shown while a file is open and edited, and what a hover says.

use serde_json::{Value, json};

use crate::{client::Client, documents::marks, folder::Folder, profiles::Editor};

pub const CREATE: &str = "\
import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS('key');
export const a = workos.vault.createSecret({ name: 'n', value: 'v', context: {} });
";
/// What stands at `createSecret` in `CREATE` on 8.0.0.
pub const MARK: &str = "2:30-42 error node/vault-create-secret";
pub const NONE: [&str; 0] = [];

#[test]
fn opening_shows_what_is_broken() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(&folder, "src/a.ts", CREATE);
    let params = client.published(&doc.uri);
    assert_eq!(params["version"], 1);
    assert_eq!(marks(&params["diagnostics"]), [MARK]);
    let mark = &params["diagnostics"][0];
    let message = mark["message"].as_str().unwrap();
    assert!(
        message.contains("8.0.0") && message.contains("createObject"),
        "{message}"
    );
    assert!(
        mark["codeDescription"]["href"]
            .as_str()
            .unwrap()
            .starts_with("https://")
    );
    assert_eq!(mark["data"]["change"], "node/vault-create-secret");
    assert_eq!(mark["data"]["state"], "removed");
    assert_eq!(mark["data"]["package"], "@workos-inc/node");
    assert_eq!(mark["tags"], Value::Null);
    client.end();
}

#[test]
fn an_edit_shows_what_is_true_now() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let mut doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [MARK]);
    client.replace(&mut doc, "createSecret", "createObject");
    assert_eq!(client.marks(&doc), NONE);
    client.replace(&mut doc, "Object", "Secret");
    assert_eq!(client.marks(&doc), [MARK]);
    client.replace(&mut doc, "const workos", "\n/* 😀 */ const workos");
    assert_eq!(
        client.marks(&doc),
        ["3:30-42 error node/vault-create-secret"]
    );
    // Equal, but said of the new version: an editor that compares versions drops the old ones.
    client.replace(&mut doc, "😀", "more");
    assert_eq!(client.marks(&doc).len(), 1);
    client.end();
}

#[test]
fn columns_are_utf_16() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let text = CREATE
        .replace("export const a = ", "const s = '😀é漢'; export const a = ")
        .replace('\n', "\r\n");
    let mut doc = client.open_new(&folder, "a.ts", &text);
    assert_eq!(
        client.marks(&doc),
        ["2:48-60 error node/vault-create-secret"]
    );
    client.replace(&mut doc, "😀", "😀😀");
    assert_eq!(
        client.marks(&doc),
        ["2:50-62 error node/vault-create-secret"]
    );
    client.replace(&mut doc, "const workos", "\rconst workos");
    assert_eq!(
        client.marks(&doc),
        ["3:50-62 error node/vault-create-secret"]
    );
    client.end();
}

#[test]
fn half_typed_code_keeps_what_is_known_of_the_rest() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let mut doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [MARK]);
    let mut text = doc.text.clone();
    for c in "\nexport function next() {\n  const r = workos.vault.".chars() {
        text.push(c);
        let end = json!({ "line": 99, "character": 0 });
        client.change(
            &mut doc,
            json!([{ "range": { "start": end, "end": end }, "text": c }]),
            text.clone(),
        );
    }
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}

#[test]
fn closing_takes_the_marks_away() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [MARK]);
    client.close(&doc);
    let params = client.published(&doc.uri);
    assert_eq!(params["diagnostics"], json!([]));
    let again = client.open(&folder, "a.ts");
    assert_eq!(client.marks(&again), [MARK]);
    client.end();
}

#[test]
fn the_unsaved_text_of_an_imported_file_counts() {
    let folder = Folder::on("8.0.0");
    let client_file =
        "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS('key');\n";
    folder.write("src/lib/workos.ts", client_file);
    let user = "import { workos } from './lib/workos';\nexport const a = workos.vault.readSecret({ id: '1' });\n";
    let mark = "1:30-40 error node/vault-read-secret";
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let user = client.open_new(&folder, "src/user.ts", user);
    assert_eq!(client.marks(&user), [mark]);

    let mut lib = client.open(&folder, "src/lib/workos.ts");
    assert_eq!(client.marks(&lib), NONE);
    client.replace(
        &mut lib,
        "new WorkOS('key')",
        "{ vault: { readSecret: (x: unknown) => x } }",
    );
    assert_eq!(client.marks(&lib), NONE);
    assert_eq!(client.marks(&user), NONE, "another thing of that name");
    client.close(&lib);
    assert_eq!(client.marks(&user), [mark], "the disk's text counts again");
    client.end();
}

#[test]
fn many_edits_at_once_end_in_the_newest_version() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let mut doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [MARK]);
    for _ in 0..150 {
        client.replace(&mut doc, "createSecret", "createObject");
        client.replace(&mut doc, "createObject", "createSecret");
    }
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}

#[test]
fn only_so_many_are_shown_those_near_the_last_edit_first() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::with(
        Editor::Pushed,
        &folder,
        Value::Null,
        json!({ "maxDiagnostics": 2 }),
    );
    let calls = "workos.vault.readSecret({ id: '1' });\n".repeat(5);
    let text = format!(
        "import {{ WorkOS }} from '@workos-inc/node';\nconst workos = new WorkOS('k');\n{calls}"
    );
    let mut doc = client.open_new(&folder, "a.ts", &text);
    let shown = client.diagnostics(&doc);
    let lines = |shown: &Value| -> Vec<u64> {
        let shown = shown.as_array().unwrap();
        shown
            .iter()
            .map(|it| it["range"]["start"]["line"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(lines(&shown), [2, 3, 0]);
    let counted = shown[2]["message"].as_str().unwrap();
    assert!(counted.starts_with("3 more findings"), "{counted}");
    let text = format!("{text}// end\n");
    let end = json!({ "line": 7, "character": 0 });
    client.change(
        &mut doc,
        json!([{ "range": { "start": end, "end": end }, "text": "// end\n" }]),
        text,
    );
    let shown = client.diagnostics(&doc);
    assert_eq!(lines(&shown), [5, 6, 0]);
    client.end();
}

#[test]
fn look_alikes_stay_silent() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let text = "class Vault { createSecret(x: object) { return x; } }\nconst workos = { vault: new Vault() };\nexport const a = workos.vault.createSecret({});\n";
    let doc = client.open_new(&folder, "a.ts", text);
    assert_eq!(client.marks(&doc), NONE);
    assert_eq!(client.hover(&doc, "createSecret({})"), None);
    client.end();
}

#[test]
fn a_hover_says_what_no_other_server_says() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    client.diagnostics(&doc);
    let hover = client.hover(&doc, "createSecret").unwrap();
    assert!(
        hover.contains("createObject") && hover.contains("8.0.0"),
        "{hover}"
    );
    assert_eq!(client.hover(&doc, "export"), None);
    client.end();
}
