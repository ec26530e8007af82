//! Questions about the whole workspace: versions, upgrades, fixes, explanations.

use serde_json::{Value, json};

use crate::{
    client::Client,
    diagnostics::{CREATE, MARK},
    folder::Folder,
    profiles::Editor,
};

const IMPORT: &str =
    "import { WorkOS } from '@workos-inc/node';\nconst workos = new WorkOS('key');\n";

fn app(version: &str) -> Folder {
    let folder = Folder::on(version);
    folder.write(
        "src/vault.ts",
        &format!("{IMPORT}export const a = workos.vault.createSecret({{ name: 'n', value: 'v', context: {{}} }});\nexport const b = workos.vault.readSecret({{ id: 'x' }});\n"),
    );
    folder.write(
        "src/other.ts",
        "export const c = { vault: { readSecret() {} } }.vault.readSecret();\n",
    );
    folder.write(".gitignore", "out/\n");
    folder.write("out/vault.ts", CREATE);
    folder
}

#[test]
fn versions_are_told_with_where_they_were_read() {
    let folder = app("7.82.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let versions = client.request("workos/versions", Value::Null);
    let [node] = versions["packages"].as_array().unwrap().as_slice() else {
        panic!("{versions}");
    };
    assert_eq!(node["package"], "@workos-inc/node");
    assert_eq!(node["installed"], "7.82.0");
    assert_eq!(node["provenance"], "node_modules");
    assert_eq!(node["manifest"], folder.uri("package.json"));
    assert_eq!(
        node["source"],
        folder.uri("node_modules/@workos-inc/node/package.json")
    );
    assert_eq!(node["at"]["start"]["line"], 0);
    assert_eq!(node["target"], Value::Null);
    let ways: Vec<&str> = node["ways"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    assert_eq!(ways.last().copied(), node["newest"].as_str());
    assert!(ways.len() >= 4 && ways[0].starts_with("8."), "{ways:?}");
    client.end();
}

#[test]
fn who_wants_it_is_told_when_versions_may_have_changed() {
    let folder = app("7.82.0");
    let mut capabilities = Editor::Code.capabilities();
    capabilities["experimental"] = json!({ "workosVersions": true });
    let mut client = Client::unborn(Editor::Code, Value::Null);
    let uri = folder.uri("");
    client.initialize(json!({
        "processId": null, "rootUri": uri, "capabilities": capabilities,
        "workspaceFolders": [{ "uri": uri, "name": "app" }],
    }));
    folder.install("9.0.0");
    let changed = json!([{ "uri": folder.uri("node_modules/.package-lock.json"), "type": 2 }]);
    client.notify(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": changed }),
    );
    client.until(|message| message["method"] == "workos/versionsChanged");
    let versions = client.request("workos/versions", Value::Null);
    assert_eq!(versions["packages"][0]["installed"], "9.0.0");
    client.end();
}

#[test]
fn an_upgrade_is_looked_at_without_changing_anything() {
    let folder = app("7.82.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let text = format!("{IMPORT}workos.vault.deleteSecret({{ id: 'x' }});\n");
    let doc = client.open_new(&folder, "src/unsaved.ts", &text);
    let upgrade = client.request(
        "workos/upgrade",
        json!({ "to": { "@workos-inc/node": "8.0.0" } }),
    );
    let found: Vec<(String, Vec<u64>)> = upgrade["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            let diagnostics = file["diagnostics"].as_array().unwrap();
            let lines = diagnostics
                .iter()
                .map(|it| it["range"]["start"]["line"].as_u64().unwrap());
            (file["uri"].as_str().unwrap().to_owned(), lines.collect())
        })
        .collect();
    assert_eq!(
        found,
        [
            (doc.uri.clone(), vec![2]),
            (folder.uri("src/vault.ts"), vec![2, 3])
        ]
    );
    let installed = client.request(
        "workos/upgrade",
        json!({ "to": { "@workos-inc/node": "7.82.0" } }),
    );
    assert_eq!(installed["files"], json!([]));
    assert_eq!(client.marks(&doc).len(), 1, "as before: to the newest");
    client.end();
}

#[test]
fn every_way_has_its_price() {
    let folder = app("8.13.0");
    folder.write(
        "src/moved.ts",
        &format!("{IMPORT}export const a = workos.mfa.enrollFactor({{ type: 'totp' }});\n"),
    );
    let mut client = Client::in_folder(Editor::Code, &folder);
    let ways = client.request("workos/upgrades", Value::Null);
    assert_eq!(ways[0]["package"], "@workos-inc/node");
    assert_eq!(ways[0]["manifest"], folder.uri("package.json"));
    let ways = ways[0]["ways"].as_array().unwrap();
    assert!(ways.len() >= 3, "{ways:?}");
    for way in ways {
        assert_eq!(way["places"], 1, "{way}");
        assert_eq!(way["files"], 1, "{way}");
    }
    client.end();
}

#[test]
fn everything_safe_is_one_edit() {
    let folder = app("8.0.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let doc = client.open_new(&folder, "src/a.ts", CREATE);
    assert_eq!(client.marks(&doc), [MARK]);
    let edit = client.request("workos/fix", json!({}));
    let changed: Vec<(&str, usize)> = edit["documentChanges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            let edits = it["edits"].as_array().unwrap();
            (it["textDocument"]["uri"].as_str().unwrap(), edits.len())
        })
        .collect();
    assert_eq!(
        changed,
        [
            (doc.uri.as_str(), 1),
            (folder.uri("src/vault.ts").as_str(), 2)
        ]
    );
    let one = client.request("workos/fix", json!({ "uri": doc.uri }));
    assert_eq!(one["documentChanges"].as_array().unwrap().len(), 1);
    client.end();
}

#[test]
fn what_changed_under_the_cursor_is_explained() {
    let folder = app("8.0.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let doc = client.open_new(&folder, "src/a.ts", CREATE);
    let at = |line: u32, character: u32| json!({ "textDocument": { "uri": doc.uri }, "position": { "line": line, "character": character } });
    let page = client.request("workos/explain", at(2, 35));
    let text = page["markdown"].as_str().unwrap();
    assert!(text.contains("`node/vault-create-secret`"), "{text}");
    assert!(text.contains("createObject"), "{text}");
    assert_eq!(client.request("workos/explain", at(0, 0)), Value::Null);
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}
