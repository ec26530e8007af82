//! Clients that break the protocol, or go: what they send is refused, others are served, memory stays bounded, and the
//! end comes within 5 seconds.

use std::{
    io::Write,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    client::{Client, Wire, binary},
    folder::Folder,
    profiles::Editor,
};

const SOON: Duration = Duration::from_secs(5);
const BROKEN: &str = "import { WorkOS } from '@workos-inc/node';\nexport const f = (w: WorkOS) => w.vault.readSecret({ id: '1' });\n";
const MARK: &str = "1:40-50 error node/vault-read-secret";

fn hover_at(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": 1, "character": 42 } })
}

fn framed(message: &Value) -> String {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

/// `initialize` without anyone to watch.
fn hello(folder: &Folder, editor: Editor, parent: Option<u32>) -> Value {
    json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "processId": parent, "rootUri": folder.uri(""), "capabilities": editor.capabilities(),
    } })
}

#[test]
fn wrong_types_are_refused_one_by_one() {
    let folder = Folder::on("8.13.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let doc = client.open_new(&folder, "a.ts", BROKEN);
    for method in [
        "textDocument/hover",
        "textDocument/codeAction",
        "textDocument/diagnostic",
        "codeAction/resolve",
    ] {
        for params in [
            json!(null),
            json!([]),
            json!(7),
            json!("x"),
            json!({}),
            json!({ "textDocument": null }),
            json!({ "textDocument": { "uri": 3 }, "position": { "line": -1, "character": "a" } }),
            json!({ "textDocument": { "uri": "no uri at all" }, "position": { "line": 1e300, "character": {} } }),
        ] {
            let code = client.refused(method, params.clone());
            assert!(
                [-32602, -32600].contains(&code),
                "{method} {params}: {code}"
            );
        }
    }
    // Notifications have no answer to say it with.
    for method in [
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "textDocument/didSave",
        "workspace/didChangeConfiguration",
        "workspace/didChangeWatchedFiles",
        "workspace/didChangeWorkspaceFolders",
        "$/cancelRequest",
    ] {
        for params in [
            json!(null),
            json!([1]),
            json!({ "textDocument": { "uri": [] } }),
            json!({ "changes": 1, "event": 2, "settings": 3 }),
        ] {
            client.notify(method, params);
        }
    }
    assert_eq!(client.marks(&doc), [MARK]);
    client.request("shutdown", Value::Null);
    client.is_over();
    client.notify("exit", Value::Null);
    assert_eq!(client.wire.end_within(SOON).code(), Some(0));
}

#[test]
fn what_is_no_message_is_refused() {
    let folder = Folder::on("8.13.0");
    let mut client = Client::in_folder(Editor::Plain, &folder);
    let deep = "[".repeat(200_000);
    for body in [
        "[]",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"}]",
        "null",
        "7",
        "\"text\"",
        "{}",
        "{\"id\":null,\"method\":7}",
        "{\"jsonrpc\":\"1.0\",\"id\":5,\"method\":\"shutdown\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"shutdown\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":77,\"result\":1,\"error\":2}",
        deep.as_str(),
    ] {
        client
            .wire
            .send_raw(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        if body.contains("77") {
            // An answer to what was never asked: nobody takes it.
            continue;
        }
        let answer = client.until(|message| message.get("error").is_some());
        let code = answer["error"]["code"].as_i64().unwrap();
        assert!(
            [-32700, -32600, -32601].contains(&code),
            "{body:.80}: {answer}"
        );
    }
    let uri = folder.uri("a.ts");
    client.request("textDocument/hover", hover_at(&uri));
    client.request("shutdown", Value::Null);
    client.is_over();
    client.notify("exit", Value::Null);
    assert_eq!(client.wire.end_within(SOON).code(), Some(0));
}

#[test]
fn ids_that_are_given_twice_and_cancelled_are_answered() {
    let folder = Folder::on("8.13.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let doc = client.open_new(&folder, "a.ts", BROKEN);
    let ask = |client: &mut Client, id: &Value| {
        client.wire.send(&json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": hover_at(&doc.uri) }));
    };
    for id in [json!(4711), json!("a string"), json!(-1), json!(i64::MAX)] {
        for _ in 0..20 {
            ask(&mut client, &id);
        }
        client.notify("$/cancelRequest", json!({ "id": id }));
        client.notify("$/cancelRequest", json!({ "id": id }));
        for _ in 0..20 {
            let answer =
                client.until(|message| message.get("method").is_none() && message["id"] == id);
            let code = &answer["error"]["code"];
            assert!(
                answer.get("result").is_some() || *code == -32600 || *code == -32800,
                "{answer}"
            );
        }
        // It can be used again.
        ask(&mut client, &id);
        let answer = client.until(|message| message.get("method").is_none() && message["id"] == id);
        assert!(answer["result"]["contents"].is_object(), "{answer}");
    }
    client.end();
}

#[test]
fn who_cancels_everything_is_answered_everything() {
    let folder = Folder::on("8.13.0");
    let mut client = Client::in_folder(Editor::Code, &folder);
    let mut doc = client.open_new(&folder, "a.ts", BROKEN);
    let mut asked = Vec::new();
    for round in 0..100 {
        let text = format!("{BROKEN}// {round}\n");
        client.set_text(&mut doc, &text);
        let id = client.ask("textDocument/hover", hover_at(&doc.uri));
        client.notify("$/cancelRequest", json!({ "id": id }));
        asked.push(id);
    }
    for id in asked {
        let answer = client.answer(id);
        assert!(
            answer["error"]["code"] == -32800 || answer["result"]["contents"].is_object(),
            "{answer}"
        );
    }
    assert_eq!(client.marks(&doc), [MARK]);
    client.end();
}

#[test]
fn a_client_that_answers_nothing_is_served() {
    for editor in [Editor::Pushed, Editor::Code] {
        let folder = Folder::on("8.13.0");
        folder.write("a.ts", BROKEN);
        let uri = folder.uri("a.ts");
        let mut wire = Wire::start(binary());
        wire.send(&hello(&folder, editor, None));
        wire.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
        wire.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {
            "textDocument": { "uri": uri, "languageId": "typescript", "version": 1, "text": BROKEN } } }));
        // It asks for settings, and registers; neither is ever answered.
        let until = |fits: &dyn Fn(&Value) -> bool| loop {
            let message = wire.next().unwrap();
            if fits(&message) {
                return message;
            }
        };
        if !editor.pulls() {
            let told = until(&|message| message["method"] == "textDocument/publishDiagnostics");
            assert_eq!(told["params"]["diagnostics"].as_array().unwrap().len(), 1);
        }
        wire.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "textDocument/hover", "params": hover_at(&uri) }));
        if editor.pulls() {
            wire.send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "textDocument/diagnostic", "params": { "textDocument": { "uri": uri } } }));
        }
        let mut left = if editor.pulls() { 2 } else { 1 };
        while left > 0 {
            let message = wire.next().unwrap();
            if message.get("method").is_none() && message["id"] != 0 {
                assert!(message["result"].is_object(), "{message}");
                left -= 1;
            }
        }
        wire.send(&json!({ "jsonrpc": "2.0", "id": 3, "method": "shutdown" }));
        wire.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        assert_eq!(wire.end_within(SOON).code(), Some(0));
    }
}

#[test]
fn half_a_message_is_waited_for() {
    let folder = Folder::on("8.13.0");
    let mut client = Client::in_folder(Editor::Plain, &folder);
    let doc = client.open_new(&folder, "a.ts", BROKEN);
    let whole = framed(
        &json!({ "jsonrpc": "2.0", "id": 99, "method": "textDocument/hover", "params": hover_at(&doc.uri) }),
    );
    for cut in [1, 20, whole.len() / 2, whole.len() - 1] {
        let (first, rest) = whole.split_at(cut);
        client.wire.send_raw(first);
        // What was asked before does not wait for the rest.
        if cut == 1 {
            assert_eq!(client.marks(&doc), [MARK]);
        }
        client.wire.send_raw(rest);
        let answer = client.answer(99);
        assert!(answer["result"]["contents"].is_object(), "{answer}");
    }
    client.end();
}

#[cfg(target_os = "linux")]
#[test]
fn half_a_message_and_then_silence_ends_with_the_editor() {
    let mut parent = Command::new("sleep")
        .arg("1000")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let folder = Folder::on("8.13.0");
    let mut wire = Wire::start(binary());
    wire.send(&hello(&folder, Editor::Code, Some(parent.id())));
    assert!(wire.next().unwrap()["result"].is_object());
    wire.send_raw("Content-Length: 5000\r\n\r\n{\"jsonrpc\":");
    parent.kill().unwrap();
    assert_eq!(wire.end_within(SOON).code(), Some(1));
    parent.wait().unwrap();
}

#[test]
fn the_end_comes_amid_requests() {
    let big = format!(
        "{BROKEN}{}",
        "export function g(w: WorkOS) { return w.vault.readSecret({ id: '1' }); }\n".repeat(4000)
    );
    for with_exit in [true, false] {
        let folder = Folder::on("8.13.0");
        let mut client = Client::in_folder(Editor::Code, &folder);
        let mut doc = client.open_new(&folder, "a.ts", &big);
        for round in 0..64 {
            let text = format!("// {round}\n{big}");
            client.set_text(&mut doc, &text);
            client.ask(
                "textDocument/diagnostic",
                json!({ "textDocument": { "uri": doc.uri } }),
            );
        }
        client.is_over();
        if with_exit {
            client.notify("exit", Value::Null);
        } else {
            client.wire.input = None;
        }
        assert_eq!(client.wire.end_within(SOON).code(), Some(1));
    }
}

/// A server with 1 GB of address space whose output nobody reads, and a thread that asks it for `mib` MiB of answers; it
/// ends when the server does.
#[cfg(target_os = "linux")]
fn flooded(mib: usize) -> (std::process::Child, thread::JoinHandle<bool>) {
    let mut child = Command::new("sh")
        .args(["-c", "ulimit -v 1000000; exec \"$0\""])
        .arg(binary().get_program())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let asker = thread::spawn(move || {
        // Its answer holds the id.
        let id = "x".repeat(1 << 20);
        let ask = framed(&json!({ "jsonrpc": "2.0", "id": id, "method": "workos/nothing" }));
        let sent = (0..mib).all(|_| input.write_all(ask.as_bytes()).is_ok());
        sent && input.flush().is_ok()
    });
    (child, asker)
}

#[cfg(target_os = "linux")]
#[test]
fn a_client_that_stops_reading_is_not_read() {
    let (mut child, asker) = flooded(2000);
    // It waits for the client for a while, and then it is gone.
    assert!(
        !asker.join().unwrap(),
        "it took 2 GB from someone who does not read"
    );
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_client_that_reads_late_gets_everything() {
    use std::io::Read;
    let (mut child, asker) = flooded(60);
    let mut output = child.stdout.take().unwrap();
    let mut first = [0; 1];
    // The first answer is there, and the others pile up behind it until the asker has to wait.
    output.read_exact(&mut first).unwrap();
    let mut rest = Vec::new();
    output.read_to_end(&mut rest).unwrap();
    assert!(asker.join().unwrap());
    assert!(rest.len() > 60 << 20);
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn folders_have_their_own_versions() {
    let (old, new) = (Folder::on("7.82.0"), Folder::on("9.1.1"));
    let mut client = Client::unborn(Editor::Pushed, Value::Null);
    let folders = [&old, &new].map(|folder| json!({ "uri": folder.uri(""), "name": "app" }));
    client.initialize(json!({
        "processId": null, "rootUri": null, "workspaceFolders": folders,
        "capabilities": Editor::Pushed.capabilities(),
    }));
    let code = "import { WorkOS } from '@workos-inc/node';\nexport const f = (w: WorkOS) => w.mfa.verifyFactor({ authenticationChallengeId: 'a', code: 'b' });\n";
    let in_old = client.open_new(&old, "a.ts", code);
    let in_new = client.open_new(&new, "a.ts", code);
    let before = client.marks(&in_old);
    assert!(
        !before.iter().any(|mark| mark.contains("error")),
        "{before:?}"
    );
    assert_eq!(
        client.marks(&in_new),
        ["1:34-37 error node/multi-factor-auth-accessor"]
    );
    // One goes, the other stays.
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": [], "removed": [folders[0]] } }),
    );
    assert_eq!(client.published(&in_old.uri)["diagnostics"], json!([]));
    let third = client.open_new(&new, "b.ts", code);
    assert_eq!(
        client.marks(&third),
        ["1:34-37 error node/multi-factor-auth-accessor"]
    );
    client.end();
}

#[test]
fn secrets_are_in_no_log_and_no_message() {
    let secret = "Zm9vYmFyYmF6cXV4NDcxMQ";
    let text = format!(
        "import {{ WorkOS }} from '@workos-inc/node';\nconst workos = new WorkOS('sk_live_{secret}', 'sk_test_{secret}');\nworkos.vault.readSecret({{ id: 'sk_live_{secret}' }});\nworkos.mfa.verifyFactor('sk_live_{secret}').x;\n"
    );
    let folder = Folder::on("8.13.0");
    folder.write("workos-lsp.json", &format!("{{ \"severity\": {{ \"sk_live_{secret}\": \"off\" }}, \"knowledge\": [\"sk_live_{secret}\"], \"target\": \"sk_live_{secret}\", \"duplicates\": \"sk_live_{secret}\" }}"));
    folder.write("package.json", &format!("{{ \"dependencies\": {{ \"@workos-inc/node\": \"sk_live_{secret}\" }}, \"sk_live_{secret}\" "));
    folder.write(
        "tsconfig.json",
        &format!("{{ \"extends\": \"./sk_live_{secret}\" }}"),
    );
    for editor in [Editor::Pushed, Editor::Code] {
        let mut command = binary();
        command.env("WORKOS_LSP_LOG", "trace");
        let mut wire = Wire::start(command);
        let uri = folder.uri("a.ts");
        let mut send = |id: i64, method: &str, params: Value| {
            let mut message = json!({ "jsonrpc": "2.0", "method": method, "params": params });
            if id > 0 {
                message["id"] = json!(id);
            }
            wire.send(&message);
        };
        send(
            100,
            "initialize",
            hello(&folder, editor, None)["params"].clone(),
        );
        send(0, "initialized", json!({}));
        send(
            0,
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": "typescript", "version": 1, "text": text } }),
        );
        for (line, character) in [(0, 10), (1, 30), (2, 15), (3, 10)] {
            send(
                1,
                "textDocument/hover",
                json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } }),
            );
        }
        send(
            2,
            "textDocument/diagnostic",
            json!({ "textDocument": { "uri": uri } }),
        );
        send(
            3,
            "textDocument/hover",
            json!({ "textDocument": { "uri": 7, "text": text } }),
        );
        // Read as what it is not.
        wire.send_raw(&format!(
            "Content-Length: 0\r\n\r\n{}\r\n",
            json!({ "text": text })
        ));
        wire.send_raw(&format!(
            "sk_live_{secret}: 7\r\nContent-Length: sk_live_{secret}\r\n\r\n"
        ));
        let broken = format!("{{\"text\": \"sk_live_{secret}\"");
        wire.send_raw(&format!("Content-Length: {}\r\n\r\n{broken}", broken.len()));
        wire.send(&json!({ "jsonrpc": "2.0", "id": 9, "method": "shutdown" }));
        wire.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        while let Some(message) = wire.next() {
            assert!(!message.to_string().contains(secret), "{message}");
        }
        wire.end_within(SOON);
        let logged = wire.errors();
        assert!(
            logged.contains("TRACE") || logged.contains("WARN"),
            "{logged}"
        );
        assert!(!logged.contains(secret), "{logged}");
    }
}
