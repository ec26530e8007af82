//! Clients that ask for diagnostics are never sent any.

use serde_json::{Value, json};

use crate::{
    client::Client,
    diagnostics::{CREATE, MARK, NONE},
    documents::marks,
    folder::Folder,
    profiles::Editor,
};

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let folder = Folder::on("8.0.0");
    for editor in [Editor::Code, Editor::Neovim] {
        let mut client = Client::in_folder(editor, &folder);
        let mut doc = client.open_new(&folder, "a.ts", CREATE);
        let first = client.pull(&doc, None);
        assert_eq!(first["kind"], "full");
        assert_eq!(marks(&first["items"]), [MARK]);
        let id = first["resultId"].as_str().unwrap();
        assert_eq!(
            client.pull(&doc, Some(id)),
            json!({ "kind": "unchanged", "resultId": id })
        );
        client.replace(&mut doc, "createSecret", "createObject");
        let second = client.pull(&doc, Some(id));
        assert_eq!(second["kind"], "full");
        assert_eq!(second["items"], json!([]));
        client.replace(&mut doc, "createObject", "createSecret");
        assert_eq!(client.pull(&doc, Some(id))["kind"], "unchanged");
        client.close(&doc);
        client.end();
    }
}

#[test]
fn a_document_that_is_opened_again_is_answered_in_full() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Neovim, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    let first = client.pull(&doc, None);
    client.close(&doc);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    // Neovim forgets the marks of a buffer that is read again, and remembers the id.
    let again = client.pull(&doc, first["resultId"].as_str());
    assert_eq!(marks(&again["items"]), [MARK]);
    client.close(&doc);
    client.end();
}

#[test]
fn an_answer_holds_all_edits_before_the_question() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let mut doc = client.open_new(&folder, "a.ts", CREATE);
    for _ in 0..50 {
        client.replace(&mut doc, "createSecret", "createObject");
        let first = client.ask(
            "textDocument/diagnostic",
            json!({ "textDocument": { "uri": doc.uri } }),
        );
        assert_eq!(client.answer(first)["result"]["items"], json!([]));
        client.replace(&mut doc, "createObject", "createSecret");
        assert_eq!(client.marks(&doc), [MARK]);
    }
    client.end();
}

#[test]
fn what_changes_elsewhere_makes_the_client_ask_again() {
    let folder = Folder::on("8.0.0");
    folder.write(
        "lib.ts",
        "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS('key');\n",
    );
    let mut client = Client::in_folder(Editor::Neovim, &folder);
    let user = client.open_new(
        &folder,
        "user.ts",
        "import { workos } from './lib';\nexport const a = workos.vault.readSecret({ id: '1' });\n",
    );
    assert_eq!(client.marks(&user).len(), 1);
    let mut lib = client.open(&folder, "lib.ts");
    assert_eq!(client.marks(&lib), NONE);
    client.replace(&mut lib, "new WorkOS('key')", "0");
    client.refreshed();
    assert_eq!(client.marks(&user), NONE);
    client.end();
}

#[test]
fn settings_that_change_make_the_client_ask_again() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [MARK]);
    client.settings = json!({ "severity": { "removed": "off" } });
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    client.refreshed();
    assert_eq!(client.marks(&doc), NONE);
    client.settings = Value::Null;
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": null }),
    );
    client.refreshed();
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}
