//! The request hook of Next.js under its new name: one action that edits the file and renames it, where the client can.

use serde_json::{Value, json};

use crate::{client::Client, documents::Doc, folder::Folder, profiles::Editor};

const MIDDLEWARE: &str = "\
import { authkit } from '@workos-inc/authkit-nextjs';
export async function middleware(request: never) {
  await authkit(request);
}
export const config = { matcher: ['/account'] };
";

fn app(next: &str) -> Folder {
    let folder = Folder::empty();
    let manifest = format!(
        "{{ \"dependencies\": {{ \"@workos-inc/authkit-nextjs\": \"2.17.0\", \"next\": \"{next}\" }} }}"
    );
    folder.write("package.json", &manifest);
    for (name, version) in [("@workos-inc/authkit-nextjs", "2.17.0"), ("next", next)] {
        folder.write(
            &format!("node_modules/{name}/package.json"),
            &format!("{{ \"name\": \"{name}\", \"version\": \"{version}\" }}"),
        );
    }
    folder.write(
        "app/page.tsx",
        "export default function Page() { return null; }\n",
    );
    folder
}

/// The action at a word that renames the file, with its edit.
fn renaming(client: &mut Client, doc: &Doc, at: &str) -> Option<Value> {
    let actions = client.actions(doc, at, json!({ "only": ["quickfix"] }));
    let action = actions
        .into_iter()
        .find(|it| it["title"].as_str().unwrap().contains("Rename"))?;
    if action["edit"].is_object() {
        return Some(action["edit"].clone());
    }
    Some(client.request("codeAction/resolve", action)["edit"].clone())
}

#[test]
fn with_next_16_the_file_and_its_function_are_renamed_in_one_action() {
    for editor in [Editor::Code, Editor::Neovim, Editor::Pushed] {
        let folder = app("16.1.0");
        let mut client = Client::in_folder(editor, &folder);
        let doc = client.open_new(&folder, "middleware.ts", MIDDLEWARE);
        let marks = client.marks(&doc);
        assert_eq!(
            marks,
            ["1:22-32 information authkit-nextjs/request-hook-file"]
        );
        let edit = renaming(&mut client, &doc, "middleware").expect("an action");
        let [text, rename] = edit["documentChanges"].as_array().unwrap().as_slice() else {
            panic!("{edit}");
        };
        assert_eq!(text["textDocument"]["uri"], folder.uri("middleware.ts"));
        assert_eq!(text["edits"][0]["newText"], "proxy");
        assert_eq!(
            *rename,
            json!({ "kind": "rename", "oldUri": folder.uri("middleware.ts"), "newUri": folder.uri("proxy.ts") })
        );
        client.end();
    }
}

#[test]
fn a_client_that_renames_no_files_is_told_and_offered_nothing() {
    let folder = app("16.1.0");
    let mut client = Client::unborn(Editor::Plain, Value::Null);
    client.initialize(json!({
        "processId": null, "rootUri": folder.uri(""),
        "capabilities": {
            "workspace": { "workspaceEdit": { "documentChanges": true } },
            "textDocument": { "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } } },
        },
    }));
    let doc = client.open_new(&folder, "middleware.ts", MIDDLEWARE);
    assert_eq!(client.marks(&doc).len(), 1);
    assert_eq!(renaming(&mut client, &doc, "middleware"), None);
    client.end();
}

#[test]
fn with_next_15_a_proxy_becomes_a_middleware() {
    let folder = app("15.5.2");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let text = MIDDLEWARE.replace("middleware", "proxy");
    let doc = client.open_new(&folder, "proxy.ts", &text);
    assert_eq!(
        client.marks(&doc),
        ["1:22-27 warning authkit-nextjs/request-hook-file"]
    );
    let edit = renaming(&mut client, &doc, "proxy(").expect("an action");
    assert_eq!(
        edit["documentChanges"][1]["newUri"],
        folder.uri("middleware.ts")
    );
    client.end();
}

#[test]
fn what_is_right_is_left_alone() {
    for (next, name, text) in [
        ("15.5.2", "middleware.ts", MIDDLEWARE.to_owned()),
        (
            "16.1.0",
            "proxy.ts",
            MIDDLEWARE.replace("middleware", "proxy"),
        ),
        (
            "16.1.0",
            "proxy.ts",
            "import { authkitMiddleware } from '@workos-inc/authkit-nextjs';\nexport const proxy = authkitMiddleware();\n".to_owned(),
        ),
    ] {
        let folder = app(next);
        let mut client = Client::in_folder(Editor::Code, &folder);
        let doc = client.open_new(&folder, name, &text);
        // What an upgrade of the package will bring is a hint.
        let mut marks = client.marks(&doc);
        marks.retain(|mark| !mark.contains(" hint "));
        assert_eq!(marks, [""; 0], "{next} {name}");
        assert_eq!(renaming(&mut client, &doc, "from"), None);
        client.end();
    }
}
