//! Settings from the client and from `workos-lsp.json`, at the start and when they change.

use serde_json::{Value, json};

use crate::{
    client::Client,
    diagnostics::{CREATE, MARK, NONE},
    folder::Folder,
    profiles::Editor,
};

const WARNING: &str = "2:30-42 warning node/vault-create-secret";
const HINT: &str = "2:30-42 hint node/vault-create-secret";

fn watched(client: &mut Client, folder: &Folder, paths: &[&str]) {
    let changes: Vec<_> = paths
        .iter()
        .map(|path| json!({ "uri": folder.uri(path), "type": 2 }))
        .collect();
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": changes }),
    );
}

#[test]
fn the_first_marks_know_the_settings() {
    let folder = Folder::on("8.0.0");
    let settings = json!({ "severity": { "node/vault-create-secret": "warning" }, "trace": { "server": "off" } });
    let mut client = Client::with(Editor::Pushed, &folder, Value::Null, settings);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [WARNING]);
    client.end();
}

#[test]
fn settings_can_change() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [MARK]);
    for (settings, expected) in [
        (
            json!({ "severity": { "removed": "warning" } }),
            &[WARNING][..],
        ),
        (json!({ "severity": { "removed": "off" } }), &[]),
        (Value::Null, &[MARK]),
        (json!({ "ignore": ["*.ts"] }), &[]),
        (json!({ "ignore": ["other/**"] }), &[MARK]),
    ] {
        client.settings = settings.clone();
        client.notify(
            "workspace/didChangeConfiguration",
            json!({ "settings": {} }),
        );
        assert_eq!(client.marks(&doc), expected, "{settings}");
    }
    client.end();
}

#[test]
fn a_client_that_cannot_be_asked_sends_its_settings() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::with(
        Editor::Plain,
        &folder,
        json!({ "settings": { "severity": { "removed": "warning" } } }),
        Value::Null,
    );
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [WARNING]);
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "workos": { "severity": { "removed": "hint" } } } }),
    );
    assert_eq!(client.marks(&doc), [HINT]);
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "severity": { "removed": "error" } } }),
    );
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}

#[test]
fn the_file_counts_and_the_client_goes_over_it() {
    let folder = Folder::on("8.0.0");
    folder.write(
        "workos-lsp.json",
        "{ \"severity\": { \"removed\": \"warning\" } }",
    );
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [WARNING]);

    folder.write(
        "workos-lsp.json",
        "{ \"severity\": { \"removed\": \"hint\" } }",
    );
    watched(&mut client, &folder, &["workos-lsp.json"]);
    assert_eq!(client.marks(&doc), [HINT]);

    client.settings = json!({ "severity": { "removed": "error" } });
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    assert_eq!(client.marks(&doc), [MARK]);

    folder.remove("workos-lsp.json");
    watched(&mut client, &folder, &["workos-lsp.json"]);
    client.settings = json!({ "severity": { "removed": "off" } });
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    assert_eq!(client.marks(&doc), NONE);
    client.end();
}

#[test]
fn what_is_wrong_with_settings_is_said_and_the_rest_counts() {
    let folder = Folder::on("8.0.0");
    folder.write("workos-lsp.json", "{ \"severity\": ");
    let settings = json!({ "severity": { "removed": "warning" }, "duplicates": "sometimes" });
    let mut client = Client::with(Editor::Pushed, &folder, Value::Null, settings);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [WARNING]);
    assert_eq!(client.said.len(), 2, "{:?}", client.said);
    assert!(
        client.said.iter().any(|it| it.contains("workos-lsp.json")),
        "{:?}",
        client.said
    );
    assert!(
        client.said.iter().any(|it| it.contains("duplicates")),
        "{:?}",
        client.said
    );
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    client.request(
        "textDocument/hover",
        json!({ "textDocument": { "uri": doc.uri }, "position": { "line": 0, "character": 0 } }),
    );
    assert_eq!(client.said.len(), 2, "said once: {:?}", client.said);
    client.end();
}

#[test]
fn where_the_type_checker_says_it_a_hint_is_enough() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::with(
        Editor::Pushed,
        &folder,
        json!({ "checkers": ["typescript"] }),
        Value::Null,
    );
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [HINT]);
    client.settings = json!({ "duplicates": "show" });
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}

#[test]
fn a_target_makes_what_is_to_come_louder() {
    let folder = Folder::on("7.82.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [HINT]);
    client.settings = json!({ "target": "8.0.0" });
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    assert_eq!(
        client.marks(&doc),
        ["2:30-42 information node/vault-create-secret"]
    );
    client.settings = json!({ "target": "installed" });
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    assert_eq!(client.marks(&doc), NONE);
    client.end();
}
