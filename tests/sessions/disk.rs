//! What changes outside the editor: installs, sources, folders.

use serde_json::{Value, json};

use crate::{
    client::Client,
    diagnostics::{CREATE, MARK, NONE},
    documents::marks,
    folder::Folder,
    profiles::Editor,
};

const HINT: &str = "2:30-42 hint node/vault-create-secret";

fn changed(client: &mut Client, folder: &Folder, path: &str) {
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": folder.uri(path), "type": 2 }] }),
    );
}

#[test]
fn files_are_watched_where_the_client_can() {
    let folder = Folder::empty();
    let mut client = Client::in_folder(Editor::Code, &folder);
    client.attend_until(|client| client.registered.len() == 2);
    let watching = client
        .registered
        .iter()
        .find(|it| it["method"] == "workspace/didChangeWatchedFiles")
        .unwrap();
    let globs = watching["registerOptions"]["watchers"].to_string();
    for name in [
        "package.json",
        "pnpm-lock.yaml",
        "tsconfig",
        "node_modules/@workos-inc",
        "workos-lsp.json",
        "tsx",
    ] {
        assert!(globs.contains(name), "{name} in {globs}");
    }
    assert!(client.registered.iter().any(|it| {
        it["method"] == "workspace/didChangeConfiguration"
            && it["registerOptions"]["section"] == "workos"
    }));
    client.end();
}

#[test]
fn an_install_in_a_terminal_refreshes_what_is_shown() {
    let folder = Folder::on("7.82.0");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [HINT]);
    folder.install("8.0.0");
    changed(
        &mut client,
        &folder,
        "node_modules/@workos-inc/node/package.json",
    );
    assert_eq!(client.marks(&doc), [MARK]);
    // A client that does not look into node_modules sees that something was installed.
    folder.install("7.82.0");
    changed(&mut client, &folder, "node_modules/.package-lock.json");
    assert_eq!(client.marks(&doc), [HINT]);
    client.end();
}

#[test]
fn an_install_refreshes_what_is_shown_where_the_client_asks() {
    let folder = Folder::on("7.82.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [HINT]);
    folder.install("8.0.0");
    changed(&mut client, &folder, "package-lock.json");
    client.refreshed();
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}

#[test]
fn an_install_refreshes_what_is_shown_where_the_client_watches_nothing() {
    let folder = Folder::on("7.82.0");
    let mut client = Client::in_folder(Editor::Neovim, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [HINT]);
    folder.install("8.0.0");
    client.refreshed();
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}

#[test]
fn sources_that_change_on_disk_count() {
    let folder = Folder::on("8.0.0");
    folder.write("lib.ts", "export const workos = 0 as any;\n");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(
        &folder,
        "a.ts",
        "import { workos } from './lib';\nexport const a = workos.vault.readSecret({ id: '1' });\n",
    );
    assert_eq!(client.marks(&doc), NONE);
    folder.write(
        "lib.ts",
        "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS('key');\n",
    );
    changed(&mut client, &folder, "lib.ts");
    assert_eq!(client.marks(&doc), ["1:30-40 error node/vault-read-secret"]);
    folder.remove("lib.ts");
    changed(&mut client, &folder, "lib.ts");
    assert_eq!(client.marks(&doc), NONE);
    client.end();
}

#[test]
fn the_manifest_says_so_where_the_lockfile_disagrees() {
    let folder = Folder::on("8.0.0");
    let lock = |version: &str| {
        let lock = json!({
            "name": "app", "lockfileVersion": 3,
            "packages": {
                "": { "dependencies": { "@workos-inc/node": "8.0.0" } },
                "node_modules/@workos-inc/node": { "version": version },
            },
        });
        folder.write("package-lock.json", &lock.to_string());
    };
    lock("9.1.1");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [MARK]);
    let manifest = folder.uri("package.json");
    let params = client.published(&manifest);
    let [mark] = &marks(&params["diagnostics"])[..] else {
        panic!("one: {params}");
    };
    assert!(
        mark.ends_with("warning project/lockfile-disagrees"),
        "{mark}"
    );
    assert_eq!(params["version"], Value::Null);
    lock("8.0.0");
    changed(&mut client, &folder, "package-lock.json");
    assert_eq!(client.published(&manifest)["diagnostics"], json!([]));
    client.end();
}

#[test]
fn folders_come_and_go() {
    let (first, second) = (Folder::empty(), Folder::on("8.0.0"));
    let mut client = Client::in_folder(Editor::Pushed, &first);
    let folder = json!({ "uri": second.uri(""), "name": "second" });
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": [folder], "removed": [] } }),
    );
    let doc = client.open_new(&second, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}

#[test]
fn a_file_without_a_folder_has_its_project() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::unborn(Editor::Pushed, Value::Null);
    client.initialize(json!({ "processId": null, "rootUri": null, "capabilities": Editor::Pushed.capabilities() }));
    let doc = client.open_new(&folder, "src/a.ts", CREATE);
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}

#[test]
fn what_is_broken_around_the_sources_is_said_once() {
    for editor in [Editor::Pushed, Editor::Code] {
        let folder = Folder::on("8.0.0");
        folder.write("package.json", "{ \"name\": ");
        let mut client = Client::in_folder(editor, &folder);
        let mut doc = client.open_new(&folder, "a.ts", CREATE);
        client.diagnostics(&doc);
        client.attend_until(|client| !client.said.is_empty());
        for _ in 0..5 {
            client.replace(&mut doc, "createSecret", "createObject");
            client.replace(&mut doc, "createObject", "createSecret");
            client.diagnostics(&doc);
        }
        assert_eq!(client.said.len(), 1, "{:?}", client.said);
        assert!(client.said[0].contains("package.json"), "{:?}", client.said);
        client.end();
    }
}

#[test]
fn a_large_file_is_named_and_not_analysed() {
    let folder = Folder::on("8.0.0");
    let mut client = Client::with(
        Editor::Pushed,
        &folder,
        Value::Null,
        json!({ "maxFileSize": 150 }),
    );
    let mut doc = client.open_new(&folder, "a.ts", CREATE);
    assert_eq!(client.marks(&doc), NONE);
    client.attend_until(|client| !client.said.is_empty());
    assert!(client.said[0].contains("maxFileSize"), "{:?}", client.said);
    let small = "import { WorkOS } from '@workos-inc/node';\nexport const a = new WorkOS('k').vault.readSecret({ id: '1' });\n";
    client.set_text(&mut doc, small);
    assert_eq!(client.marks(&doc).len(), 1);
    client.end();
}

/// Takes what is pushed for a document until it is what it will be.
fn becomes(client: &mut Client, doc: &crate::documents::Doc, wanted: &[&str]) {
    while client.marks(doc) != wanted {}
}

#[test]
fn what_a_closed_file_declares_for_others_counts_and_its_changes_do() {
    const DECLARES: &str = "import type { WorkOS } from '@workos-inc/node';\ndeclare module 'fastify' {\n  interface FastifyInstance { workos: WorkOS }\n}\n";
    const READ: [&str; 1] = ["1:58-68 error node/vault-read-secret"];
    let folder = Folder::on("8.0.0");
    folder.write("types/fastify.d.ts", DECLARES);
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(
        &folder,
        "src/a.ts",
        "import type { FastifyInstance } from 'fastify';\nexport const a = (it: FastifyInstance) => it.workos.vault.readSecret({ id: '1' });\n",
    );
    becomes(&mut client, &doc, &READ);
    folder.write("types/fastify.d.ts", "export {};\n");
    changed(&mut client, &folder, "types/fastify.d.ts");
    becomes(&mut client, &doc, &NONE);
    folder.write("src/plugin.ts", DECLARES);
    changed(&mut client, &folder, "src/plugin.ts");
    becomes(&mut client, &doc, &READ);
    folder.remove("src/plugin.ts");
    changed(&mut client, &folder, "src/plugin.ts");
    becomes(&mut client, &doc, &NONE);
    client.end();
}
