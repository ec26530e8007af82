//! What clients do that they should not: strange URIs, ranges that are nowhere, documents that are not open.

use serde_json::{Value, json};

use crate::{client::Client, documents::position, folder::Folder, profiles::Editor};

const SOURCE: &str = "export const x = 1;\n";

fn hover(client: &mut Client, uri: &str, line: u64, character: u64) -> Value {
    client.request(
        "textDocument/hover",
        json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } }),
    )
}

#[test]
fn other_schemes_are_answered_with_nothing() {
    let folder = Folder::on("9.1.1");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    for uri in [
        "untitled:Untitled-1",
        "git:/a/b.ts?%7B%22ref%22%3A%22HEAD%22%7D",
        "vscode-notebook-cell:/a/b.ipynb#W0sZmlsZQ%3D%3D",
        "https://example.com/a.ts",
        "file:",
        "file:///a%00b.ts",
        "urn:isbn:0451450523",
    ] {
        let mut doc = client.open_text(uri, "typescript", SOURCE);
        client.set_text(&mut doc, "import { WorkOS } from '@workos-inc/node';\n");
        assert_eq!(hover(&mut client, uri, 0, 10), Value::Null, "{uri}");
        assert_eq!(
            client.actions(&doc, "import", json!({})),
            Vec::<Value>::new()
        );
        client.close(&doc);
    }
    client.end();
}

#[test]
fn other_schemes_are_answered_with_nothing_when_asked() {
    let mut client = Client::in_folder(Editor::Code, &Folder::on("9.1.1"));
    let doc = client.open_text("untitled:Untitled-1", "typescript", SOURCE);
    let report = client.pull(&doc, None);
    assert_eq!(report["items"], json!([]));
    let again = client.pull(&doc, report["resultId"].as_str());
    assert_eq!(again["kind"], "unchanged");
    client.end();
}

#[test]
fn drive_letters_in_every_spelling_do_no_harm() {
    let mut client = Client::in_folder(Editor::Code, &Folder::empty());
    for uri in [
        "file:///c%3A/Users/a/b.ts",
        "file:///c:/Users/a/b.ts",
        "file:///C%3a/Users/a/b.ts",
        "file://server/share/b.ts",
    ] {
        let doc = client.open_text(uri, "typescript", SOURCE);
        assert_eq!(client.marks(&doc), Vec::<String>::new());
        assert_eq!(hover(&mut client, uri, 0, 0), Value::Null);
        client.close(&doc);
    }
    client.end();
}

#[test]
fn one_file_in_two_spellings_is_one_document() {
    let folder = Folder::on("9.1.1");
    folder.write("src/[id]/a.ts", SOURCE);
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let proper = folder.uri("src/[id]/a.ts");
    // As some editors write it; no URI may hold brackets.
    let loose = proper.replace("%5B", "[").replace("%5D", "]");
    assert_ne!(proper, loose);
    let mut doc = client.open_text(&loose, "typescript", SOURCE);
    doc.uri = proper;
    assert_eq!(client.marks(&doc), Vec::<String>::new());
    client.set_text(&mut doc, "export const y = 2;\n");
    assert_eq!(client.marks(&doc), Vec::<String>::new());
    client.end();
}

#[test]
fn positions_beyond_the_end_are_the_end() {
    let folder = Folder::on("9.1.1");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let mut doc = client.open_new(&folder, "a.ts", "const a = '😀';\r\nconst b = 2;\r");
    client.diagnostics(&doc);
    let far = u64::from(u32::MAX);
    let places = [(0, far), (far, 0), (far, far), (1, 13), (2, 7), (0, 12)];
    for (line, character) in places {
        assert_eq!(hover(&mut client, &doc.uri, line, character), Value::Null);
    }
    let (start, end) = (
        position(&doc.text, 3),
        json!({ "line": far, "character": far }),
    );
    for range in [
        json!({ "start": start, "end": end }),
        json!({ "start": end, "end": start }),
    ] {
        client.request(
            "textDocument/codeAction",
            json!({ "textDocument": { "uri": doc.uri }, "range": range, "context": { "diagnostics": [] } }),
        );
    }
    let text = format!("{}// end", doc.text);
    client.change(
        &mut doc,
        json!([{ "range": { "start": end, "end": end }, "text": "// end" }]),
        text,
    );
    assert_eq!(client.marks(&doc), Vec::<String>::new());
    client.end();
}

#[test]
fn documents_that_are_not_open_are_no_trouble() {
    let folder = Folder::on("9.1.1");
    folder.write("a.ts", SOURCE);
    let mut client = Client::unborn(Editor::Pushed, Value::Null);
    client.initialize(json!({ "processId": null, "rootUri": folder.uri(""), "capabilities": Editor::Pushed.capabilities() }));
    let uri = folder.uri("a.ts");
    assert_eq!(hover(&mut client, &uri, 0, 14), Value::Null);
    assert_eq!(
        hover(&mut client, &folder.uri("none.ts"), 0, 0),
        Value::Null
    );
    assert_eq!(hover(&mut client, &folder.uri(""), 0, 0), Value::Null);
    client.notify(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": uri } }),
    );
    let doc = client.open(&folder, "a.ts");
    client.diagnostics(&doc);
    // Opened twice: the second text counts.
    let again = client.open_text(&uri, "typescript", "export const z = 3;\n");
    client.diagnostics(&again);
    client.close(&again);
    client.close(&again);
    client.end();
}

#[test]
fn an_edit_of_a_document_that_is_not_open_is_logged() {
    let folder = Folder::on("9.1.1");
    folder.write("a.ts", SOURCE);
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let uri = folder.uri("a.ts");
    client.notify(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": uri, "version": 7 }, "contentChanges": [{ "text": "" }] }),
    );
    assert_eq!(hover(&mut client, &uri, 0, 0), Value::Null);
    client.request("shutdown", Value::Null);
    client.is_over();
    client.notify("exit", Value::Null);
    client.wire.end_within(std::time::Duration::from_secs(5));
    assert!(
        client.wire.errors().contains("not open"),
        "{}",
        client.wire.errors()
    );
}

#[test]
fn files_that_are_not_source_are_left_alone() {
    let folder = Folder::on("9.1.1");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    for (path, language) in [
        ("a.md", "markdown"),
        ("a.py", "python"),
        ("a", "typescript"),
    ] {
        let uri = folder.uri(path);
        let mut doc = client.open_text(&uri, language, SOURCE);
        client.replace(&mut doc, "1", "2");
        assert_eq!(hover(&mut client, &uri, 0, 14), Value::Null);
        client.close(&doc);
    }
    client.end();
}

#[test]
fn a_cancelled_request_is_answered() {
    let folder = Folder::on("9.1.1");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let doc = client.open_new(&folder, "a.ts", SOURCE);
    client.diagnostics(&doc);
    let id = client.ask(
        "textDocument/hover",
        json!({ "textDocument": { "uri": doc.uri }, "position": { "line": 0, "character": 0 } }),
    );
    client.notify("$/cancelRequest", json!({ "id": id }));
    let answer = client.answer(id);
    assert!(
        answer["error"]["code"] == -32800 || answer.get("result").is_some(),
        "{answer}"
    );
    client.end();
}

#[test]
fn many_requests_do_not_hold_back_edits() {
    let folder = Folder::on("9.1.1");
    let mut client = Client::in_folder(Editor::Pushed, &folder);
    let mut doc = client.open_new(&folder, "a.ts", SOURCE);
    client.diagnostics(&doc);
    let position = json!({ "line": 0, "character": 14 });
    let asked: Vec<_> = (0..1000)
        .map(|_| {
            client.ask(
                "textDocument/hover",
                json!({ "textDocument": { "uri": doc.uri }, "position": position }),
            )
        })
        .collect();
    for round in 0..200 {
        let text = format!("export const x = {round};\n");
        client.set_text(&mut doc, &text);
    }
    assert_eq!(client.marks(&doc), Vec::<String>::new());
    for id in asked {
        client.answer(id);
    }
    client.end();
}
