//! Code actions: offered for a range, resolved, applied; and what the text is afterwards.

use serde_json::{Value, json};

use crate::{
    client::Client,
    diagnostics::{CREATE, MARK, NONE},
    documents::{Doc, edits_of},
    folder::Folder,
    profiles::Editor,
};

const TWO: &str = "\
import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS('key');
export const a = workos.vault.readSecret({ id: '1' });
export const b = workos.vault.readSecret({ id: '2' });
export const c = workos.vault.deleteSecret({ id: '3' });
";

fn start(editor: Editor, text: &str) -> (Folder, Client, Doc) {
    let folder = Folder::on("8.0.0");
    let mut client = Client::in_folder(editor, &folder);
    let doc = client.open_new(&folder, "src/a.ts", text);
    client.diagnostics(&doc);
    (folder, client, doc)
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions
        .iter()
        .map(|it| it["title"].as_str().unwrap())
        .collect()
}

fn kinds(actions: &[Value]) -> Vec<&str> {
    actions
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect()
}

fn titled<'a>(actions: &'a [Value], part: &str) -> &'a Value {
    let found: Vec<_> = actions
        .iter()
        .filter(|it| it["title"].as_str().unwrap().contains(part))
        .collect();
    let [action] = found.as_slice() else {
        panic!("one action with {part:?} in {:?}", titles(actions));
    };
    action
}

#[test]
fn the_fix_is_one_key_away() {
    for editor in [Editor::Code, Editor::Neovim, Editor::Pushed] {
        let (_folder, mut client, mut doc) = start(editor, CREATE);
        let actions = client.actions(&doc, "createSecret", json!({}));
        let preferred: Vec<_> = actions
            .iter()
            .filter(|it| it["isPreferred"] == true)
            .collect();
        let [fix] = preferred.as_slice() else {
            panic!("one is preferred: {actions:?}");
        };
        assert_eq!(fix["kind"], "quickfix");
        let lazily = editor != Editor::Pushed;
        assert_eq!(fix.get("edit").is_none(), lazily, "{editor:?}");
        client.choose(&mut doc, fix);
        assert_eq!(doc.text, CREATE.replace("createSecret", "createObject"));
        assert_eq!(client.marks(&doc), NONE);
        assert!(client.actions(&doc, "createObject", json!({})).is_empty());
        client.end();
    }
}

#[test]
fn a_client_without_versions_gets_changes() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::unborn(Editor::Plain, Value::Null);
    client.initialize(json!({
        "processId": null, "rootUri": folder.uri(""),
        "capabilities": { "textDocument": { "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } } } },
    }));
    let mut doc = client.open_new(&folder, "a.ts", CREATE);
    client.diagnostics(&doc);
    let actions = client.actions(&doc, "createSecret", json!({ "only": ["quickfix"] }));
    assert!(
        actions.iter().all(|it| it.get("isPreferred").is_none()),
        "{actions:?}"
    );
    assert!(actions[0]["edit"]["changes"].is_object(), "{actions:?}");
    client.choose(&mut doc, &actions[0].clone());
    assert_eq!(doc.text, CREATE.replace("createSecret", "createObject"));
    client.diagnostics(&doc);
    client.end();
}

#[test]
fn all_of_one_change_in_the_file() {
    let (_folder, mut client, mut doc) = start(Editor::Code, TWO);
    let actions = client.actions(&doc, "readSecret", json!({}));
    let all = titled(&actions, "Fix all `node/vault-read-secret`").clone();
    assert_eq!(all["kind"], "quickfix");
    client.choose(&mut doc, &all);
    assert_eq!(doc.text, TWO.replace("readSecret", "readObject"));
    assert_eq!(client.marks(&doc).len(), 1);
    let actions = client.actions(&doc, "deleteSecret", json!({}));
    assert!(
        !titles(&actions).iter().any(|it| it.starts_with("Fix all")),
        "there is one only"
    );
    client.end();
}

#[test]
fn fix_all_in_every_way_it_is_asked_for() {
    let fixed = TWO
        .replace("readSecret", "readObject")
        .replace("deleteSecret", "deleteObject");
    for editor in [Editor::Code, Editor::Pushed] {
        for only in ["source.fixAll.workos", "source.fixAll", "source"] {
            let (_folder, mut client, mut doc) = start(editor, TWO);
            // As on save: nobody looks, and the range is the whole file.
            let actions = client.actions(&doc, TWO, json!({ "only": [only], "triggerKind": 2 }));
            assert_eq!(kinds(&actions), ["source.fixAll.workos"]);
            client.choose(&mut doc, &actions[0].clone());
            assert_eq!(doc.text, fixed);
            assert_eq!(client.marks(&doc), NONE);
            assert!(
                client
                    .actions(&doc, &fixed, json!({ "only": [only] }))
                    .is_empty()
            );
            client.end();
        }
    }
}

#[test]
fn the_kind_and_the_trigger_are_honoured() {
    let (_folder, mut client, doc) = start(Editor::Code, TWO);
    let quick = client.actions(&doc, "readSecret", json!({ "only": ["quickfix"] }));
    assert!(!quick.is_empty() && kinds(&quick).iter().all(|&kind| kind == "quickfix"));
    let bulb = client.actions(&doc, "readSecret", json!({ "triggerKind": 2 }));
    assert_eq!(titles(&bulb), titles(&quick));
    let menu = client.actions(&doc, "readSecret", json!({ "triggerKind": 1 }));
    assert_eq!(menu.len(), quick.len() + 1);
    for only in ["refactor", "source.organizeImports", "source.fixAll.eslint"] {
        assert!(
            client
                .actions(&doc, "readSecret", json!({ "only": [only] }))
                .is_empty()
        );
    }
    assert!(
        client
            .actions(&doc, "import", json!({ "only": ["quickfix"] }))
            .is_empty()
    );
    client.end();
}

#[test]
fn the_type_checkers_own_mark_gets_our_fix() {
    let (_folder, mut client, doc) = start(Editor::Code, CREATE);
    let theirs = json!({
        "range": { "start": { "line": 2, "character": 30 }, "end": { "line": 2, "character": 42 } },
        "severity": 1, "source": "ts", "code": 2339, "message": "Property 'createSecret' does not exist on type 'Vault'.",
    });
    let elsewhere = json!({
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 6 } },
        "message": "unused",
    });
    let context = json!({ "diagnostics": [theirs, elsewhere], "only": ["quickfix"] });
    let actions = client.actions(&doc, "createSecret", context);
    let fix = actions.iter().find(|it| it["isPreferred"] == true).unwrap();
    let shown = fix["diagnostics"].as_array().unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0]["source"], "ts");
    client.end();
}

#[test]
fn a_line_can_be_silenced() {
    for editor in [Editor::Code, Editor::Pushed] {
        let (_folder, mut client, mut doc) = start(editor, TWO);
        let actions = client.actions(&doc, "deleteSecret", json!({}));
        let ignore = titled(&actions, "Ignore node/vault-delete-secret on this line").clone();
        client.choose(&mut doc, &ignore);
        assert!(
            doc.text
                .contains("// workos-lsp-ignore: node/vault-delete-secret\n"),
            "{}",
            doc.text
        );
        let left = client.marks(&doc);
        assert!(
            left.len() == 2
                && left
                    .iter()
                    .all(|mark| mark.ends_with("node/vault-read-secret")),
            "{left:?}"
        );
        client.end();
    }
}

#[test]
fn an_action_is_made_from_the_text_as_it_is() {
    let (_folder, mut client, mut doc) = start(Editor::Code, CREATE);
    let actions = client.actions(&doc, "createSecret", json!({ "only": ["quickfix"] }));
    let fix = actions
        .iter()
        .find(|it| it["isPreferred"] == true)
        .unwrap()
        .clone();

    // Edited after it: same place, newer version.
    client.replace(&mut doc, "value: 'v'", "value: 'w'");
    let edit = client.edit_of(&fix);
    assert_eq!(edits_of(&edit, &doc).len(), 1);

    // Gone: no edit.
    client.replace(&mut doc, "createSecret", "createObject");
    assert_eq!(client.edit_of(&fix), Value::Null);
    assert_eq!(client.marks(&doc), NONE);

    // Nothing of ours in it.
    let foreign = json!({ "title": "other", "data": { "id": 3 } });
    assert_eq!(
        client.request("codeAction/resolve", foreign.clone()),
        foreign
    );
    client.end();
}

#[test]
fn nothing_is_fixed_where_the_syntax_is_broken() {
    let broken = format!("{CREATE}export function f() {{\n  workos.vault.readSecret({{ id: \n}}\n");
    let (_folder, mut client, doc) = start(Editor::Code, &broken);
    let fixes = client.actions(&doc, "readSecret", json!({ "only": ["quickfix"] }));
    assert!(
        !titles(&fixes).iter().any(|it| !it.starts_with("Ignore")),
        "{:?}",
        titles(&fixes)
    );
    assert!(client.marks(&doc).contains(&MARK.to_owned()));
    let fixes = client.actions(&doc, "createSecret", json!({ "only": ["quickfix"] }));
    assert!(
        fixes.iter().any(|it| it["isPreferred"] == true),
        "the rest is fixed"
    );
    client.end();
}

#[test]
fn the_request_hook_is_renamed_where_the_client_renames_files() {
    let text = "import { authkitProxy } from '@workos-inc/authkit-nextjs';\n\nexport default authkitProxy();\n";
    for editor in [Editor::Code, Editor::Neovim, Editor::Pushed, Editor::Plain] {
        let folder = Folder::empty();
        folder.write(
            "package.json",
            r#"{ "dependencies": { "@workos-inc/authkit-nextjs": "4.3.2", "next": "16.0.1" } }"#,
        );
        folder.write("app/page.tsx", "export default () => null;\n");
        let mut client = Client::in_folder(editor, &folder);
        let doc = client.open_new(&folder, "middleware.ts", text);
        client.diagnostics(&doc);
        let actions = client.actions(&doc, "authkitProxy()", json!({}));
        if editor == Editor::Plain {
            assert!(!titles(&actions).iter().any(|it| it.contains("proxy.ts")));
            continue;
        }
        let edit = client.edit_of(titled(&actions, "Rename to `proxy.ts`"));
        assert_eq!(
            edit["documentChanges"],
            json!([{ "kind": "rename", "oldUri": doc.uri, "newUri": doc.uri.replace("middleware.ts", "proxy.ts") }]),
            "{editor:?}"
        );
    }
}
