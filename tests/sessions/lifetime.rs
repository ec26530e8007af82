//! How a session begins and ends.

use std::{
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    client::{Client, Wire, binary},
    folder::Folder,
    profiles::Editor,
};

/// "Within 5 seconds always."
const SOON: Duration = Duration::from_secs(5);

#[test]
fn requests_before_initialize_and_after_shutdown_are_refused() {
    let folder = Folder::empty();
    let mut client = Client::unborn(Editor::Plain, Value::Null);
    let hover = json!({ "textDocument": { "uri": folder.uri("a.ts") }, "position": { "line": 0, "character": 0 } });
    assert_eq!(client.refused("textDocument/hover", hover.clone()), -32002);
    client.initialize(json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    assert_eq!(
        client.refused(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": {} })
        ),
        -32600
    );
    client.request("shutdown", Value::Null);
    assert_eq!(client.refused("textDocument/hover", hover), -32600);
    client.is_over();
    client.notify("exit", Value::Null);
    assert_eq!(client.wire.end_within(SOON).code(), Some(0));
}

#[test]
fn unknown_methods_are_refused_and_optional_ones_passed_over() {
    let mut client = Client::in_folder(Editor::Pushed, &Folder::empty());
    assert_eq!(client.refused("workos/nothing", json!({})), -32601);
    client.notify("$/setTrace", json!({ "value": "off" }));
    client.notify("$/cancelRequest", json!({ "id": 4711 }));
    client.notify("workos/nothing", json!({}));
    client.end();
}

#[test]
fn exit_ends_it_while_input_stays_open() {
    let folder = Folder::on("7.82.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    client.request("shutdown", Value::Null);
    client.is_over();
    client.notify("exit", Value::Null);
    assert_eq!(client.wire.end_within(SOON).code(), Some(0));
}

#[test]
fn exit_without_shutdown_is_a_failure() {
    let mut client = Client::in_folder(Editor::Code, &Folder::empty());
    client.is_over();
    client.notify("exit", Value::Null);
    assert_eq!(client.wire.end_within(SOON).code(), Some(1));

    let mut unborn = Wire::start(binary());
    unborn.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert_eq!(unborn.end_within(SOON).code(), Some(1));
}

#[test]
fn the_end_of_input_is_the_end() {
    let mut client = Client::in_folder(Editor::Code, &Folder::empty());
    client.is_over();
    client.wire.input = None;
    assert_eq!(client.wire.end_within(SOON).code(), Some(1));

    let mut unborn = Wire::start(binary());
    unborn.input = None;
    assert_eq!(unborn.end_within(SOON).code(), Some(1));

    let mut amid = Wire::start(binary());
    amid.send_raw("Content-Length: 400\r\n\r\n{\"jsonrpc\":");
    amid.input = None;
    assert_eq!(amid.end_within(SOON).code(), Some(1));
}

#[test]
fn the_end_of_input_is_the_end_while_the_client_owes_an_answer() {
    let folder = Folder::on("7.82.0");
    folder.write("a.ts", "export {};\n");
    let mut client = Client::unborn(Editor::Code, Value::Null);
    client.request(
        "initialize",
        json!({ "processId": null, "rootUri": folder.uri(""), "capabilities": Editor::Code.capabilities() }),
    );
    client.notify("initialized", json!({}));
    // It asks for settings and registers; neither is answered.
    client.wire.next().unwrap();
    client.is_over();
    client.wire.input = None;
    assert_eq!(client.wire.end_within(SOON).code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn it_ends_with_the_editor_that_started_it() {
    // The parent dies, and someone else keeps the input open.
    let mut parent = Command::new("sleep")
        .arg("1000")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let mut client = Client::unborn(Editor::Code, Value::Null);
    client.initialize(json!({ "processId": parent.id(), "rootUri": null, "capabilities": {} }));
    parent.kill().unwrap();
    client.is_over();
    // Not reaped: what is left of a process is not alive.
    assert_eq!(client.wire.end_within(SOON).code(), Some(1));
    parent.wait().unwrap();
}

#[test]
fn a_parent_that_never_was_is_not_waited_for() {
    let mut client = Client::unborn(Editor::Plain, Value::Null);
    client.initialize(json!({ "processId": 2_147_483_646, "rootUri": null, "capabilities": {} }));
    for _ in 0..3 {
        let uri = "untitled:a";
        let hover =
            json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 0 } });
        assert_eq!(client.request("textDocument/hover", hover), Value::Null);
    }
    client.end();
}

#[test]
fn broken_messages_are_answered_and_survived() {
    let mut client = Client::in_folder(Editor::Plain, &Folder::empty());
    client.wire.send_raw("Content-Length: 9\r\n\r\n{\"broken\"");
    let answer = client.until(|message| message.get("error").is_some());
    assert_eq!(answer["error"]["code"], -32700);
    assert_eq!(
        client.refused("textDocument/hover", json!({ "textDocument": 3 })),
        -32602
    );
    client.request(
        "textDocument/hover",
        json!({ "textDocument": { "uri": "untitled:a" }, "position": { "line": 0, "character": 0 } }),
    );
    // What is broken is also logged.
    client.request("shutdown", Value::Null);
    client.is_over();
    client.notify("exit", Value::Null);
    assert_eq!(client.wire.end_within(SOON).code(), Some(0));
}

#[test]
fn both_ways_to_start_serve() {
    for arguments in [&[][..], &["server"], &["--stdio"], &["server", "--stdio"]] {
        let mut command = binary();
        command.args(arguments);
        let mut wire = Wire::start(command);
        wire.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "processId": null, "rootUri": null, "capabilities": {} } }));
        let answer = wire.next().unwrap();
        assert_eq!(answer["result"]["serverInfo"]["name"], "workos-lsp");
        wire.send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }));
        wire.next().unwrap();
        wire.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        assert_eq!(wire.end_within(SOON).code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn capabilities_fit_the_editor() {
    let folder = Folder::empty();
    let code = Client::in_folder(Editor::Code, &folder);
    assert_eq!(code.capabilities["positionEncoding"], "utf-16");
    assert_eq!(
        code.capabilities["diagnosticProvider"]["interFileDependencies"],
        true
    );
    assert_eq!(
        code.capabilities["codeActionProvider"]["resolveProvider"],
        true
    );
    code.end();

    let neovim = Client::in_folder(Editor::Neovim, &folder);
    assert_eq!(
        neovim.capabilities["positionEncoding"], "utf-16",
        "as other servers beside us"
    );
    neovim.end();

    let pushed = Client::in_folder(Editor::Pushed, &folder);
    assert_eq!(pushed.capabilities["diagnosticProvider"], Value::Null);
    assert_eq!(
        pushed.capabilities["codeActionProvider"]["resolveProvider"],
        false
    );
    pushed.end();

    let plain = Client::in_folder(Editor::Plain, &folder);
    assert_eq!(plain.capabilities["positionEncoding"], Value::Null);
    assert_eq!(plain.capabilities["codeActionProvider"], Value::Null);
    plain.end();

    let mut bytes = Client::unborn(Editor::Plain, Value::Null);
    bytes.initialize(json!({
        "processId": null, "rootUri": null,
        "capabilities": { "general": { "positionEncodings": ["utf-32", "utf-8"] } },
    }));
    assert_eq!(bytes.capabilities["positionEncoding"], "utf-8");
    bytes.end();
}
