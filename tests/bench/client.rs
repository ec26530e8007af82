//! A client that adds as little as possible: it writes prepared messages and reads until the one it waits for.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

/// The binary.
pub fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_workos-lsp"))
}

/// A running server.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    root: String,
    next_id: u64,
    version: usize,
}

impl Client {
    /// Starts the server and waits for the answer to `initialize`.
    pub fn initialize(root: &Path) -> Self {
        let mut child = binary()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut client = Self {
            input: child.stdin.take(),
            output: BufReader::with_capacity(1 << 20, child.stdout.take().unwrap()),
            child,
            root: format!("file://{}", root.display()),
            next_id: 0,
            version: 1,
        };
        let params = json!({
            "processId": std::process::id(),
            "rootUri": client.root,
            "workspaceFolders": [{ "uri": client.root, "name": "app" }],
            "capabilities": {
                "general": { "positionEncodings": ["utf-16"] },
                "workspace": {
                    "configuration": true,
                    "workspaceEdit": { "documentChanges": true },
                    "didChangeWatchedFiles": { "dynamicRegistration": true },
                    "workspaceFolders": true,
                },
                "textDocument": {
                    "publishDiagnostics": { "versionSupport": true, "tagSupport": { "valueSet": [1, 2] }, "codeDescriptionSupport": true, "dataSupport": true },
                    "hover": { "contentFormat": ["markdown"] },
                    "codeAction": {
                        "isPreferredSupport": true, "dataSupport": true,
                        "resolveSupport": { "properties": ["edit"] },
                        "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["", "quickfix", "source"] } },
                    },
                },
            },
        });
        client.request("initialize", &params);
        client
    }

    /// A server that is ready for documents.
    pub fn start(root: &Path) -> Self {
        let mut client = Self::initialize(root);
        client.notify("initialized", &json!({}));
        client
    }

    /// The version of the next edit, of whichever document.
    pub fn next_version(&mut self) -> usize {
        self.version += 1;
        self.version
    }

    /// The version of the last edit.
    pub fn version(&self) -> usize {
        self.version
    }

    /// The URI of a file.
    pub fn uri(&self, path: &str) -> String {
        format!("{}/{path}", self.root)
    }

    /// The message that opens a document.
    pub fn opening(&self, path: &str, text: &str) -> Vec<u8> {
        notification(
            "textDocument/didOpen",
            &json!({ "textDocument": { "uri": self.uri(path), "languageId": "typescript", "version": 1, "text": text } }),
        )
    }

    /// The message that replaces a range.
    pub fn edit(&self, path: &str, version: usize, edit: &Edit) -> Vec<u8> {
        notification(
            "textDocument/didChange",
            &json!({
                "textDocument": { "uri": self.uri(path), "version": version },
                "contentChanges": [{
                    "range": {
                        "start": { "line": edit.start.0, "character": edit.start.1 },
                        "end": { "line": edit.end.0, "character": edit.end.1 },
                    },
                    "text": edit.text,
                }],
            }),
        )
    }

    /// Opens a document and waits for its diagnostics.
    pub fn open(&mut self, path: &str, text: &str) -> Vec<Value> {
        let message = self.opening(path, text);
        self.write(&message);
        self.published(path, 1)
    }

    /// Waits for the diagnostics of a version of a document.
    pub fn published(&mut self, path: &str, version: usize) -> Vec<Value> {
        let body = self.wait_published(path, version);
        let mut message: Value = serde_json::from_slice(&body).unwrap();
        match message["params"]["diagnostics"].take() {
            Value::Array(diagnostics) => diagnostics,
            other => panic!("no diagnostics: {other}"),
        }
    }

    /// The same, not decoded.
    pub fn wait_published(&mut self, path: &str, version: usize) -> Vec<u8> {
        let uri = format!("\"uri\":\"{}\"", self.uri(path));
        let version = format!("\"version\":{version}}}");
        self.until(|body| {
            is_publish(body)
                && at_an_end(body, uri.as_bytes())
                && at_an_end(body, version.as_bytes())
        })
    }

    /// Sends a request; its result.
    pub fn request(&mut self, method: &str, params: &Value) -> Value {
        let (message, id) = self.asking(method, params);
        self.write(&message);
        let answer = self.answered(id);
        serde_json::from_slice::<Value>(&answer).unwrap()["result"].take()
    }

    /// The message that asks something, and its id.
    pub fn asking(&mut self, method: &str, params: &Value) -> (Vec<u8>, u64) {
        self.next_id += 1;
        let id = self.next_id;
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        (framed(&message), id)
    }

    /// Waits for an answer.
    pub fn answered(&mut self, id: u64) -> Vec<u8> {
        let id = format!("\"id\":{id}");
        self.until(|body| !at_an_end(body, b"\"method\":") && at_an_end(body, id.as_bytes()))
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: &Value) {
        self.write(&notification(method, params));
    }

    /// Sends a prepared message.
    pub fn write(&mut self, message: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(message).unwrap();
    }

    /// Sends many at once from another thread, as the server may answer before it has read all.
    pub fn write_aside(&mut self, messages: Vec<u8>) -> std::thread::JoinHandle<ChildStdin> {
        let mut input = self.input.take().unwrap();
        std::thread::spawn(move || {
            input.write_all(&messages).unwrap();
            input
        })
    }

    /// Takes the input back.
    pub fn joined(&mut self, writer: std::thread::JoinHandle<ChildStdin>) {
        self.input = writer.join().ok();
    }

    /// The next message that fits; requests of the server are answered on the way.
    pub fn until(&mut self, mut fits: impl FnMut(&[u8]) -> bool) -> Vec<u8> {
        loop {
            let body = self.read();
            if fits(&body) {
                return body;
            }
            if !is_publish(&body) {
                self.attend(&body);
            }
        }
    }

    fn attend(&mut self, body: &[u8]) {
        let message: Value = serde_json::from_slice(body).unwrap();
        let Some(method) = message["method"].as_str() else {
            return;
        };
        if message["id"].is_null() {
            eprintln!("{method}: {}", message["params"]);
            return;
        }
        let result = match message["params"]["items"].as_array() {
            Some(items) => json!(vec![Value::Null; items.len()]),
            None => Value::Null,
        };
        self.write(&framed(
            &json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }),
        ));
    }

    fn read(&mut self) -> Vec<u8> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "it ended");
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        body
    }

    /// Peak and present memory in MB.
    pub fn memory(&self) -> (f64, f64) {
        let status = status(self.child.id());
        (field(&status, "VmHWM"), field(&status, "VmRSS"))
    }

    /// Milliseconds for which its threads ran: what a busy machine tells, too.
    pub fn worked(&self) -> f64 {
        let tasks = format!("/proc/{}/task", self.child.id());
        let nanoseconds = |task: fs::DirEntry| {
            let stat = fs::read_to_string(task.path().join("schedstat")).ok()?;
            stat.split_whitespace().next()?.parse::<f64>().ok()
        };
        let tasks = fs::read_dir(tasks).into_iter().flatten().flatten();
        tasks.filter_map(nanoseconds).sum::<f64>() / 1e6
    }

    /// Ends the server.
    pub fn end(mut self) {
        self.request("shutdown", &Value::Null);
        self.notify("exit", &Value::Null);
        assert!(self.child.wait().unwrap().success());
    }
}

/// An edit as a client sends it: lines and columns from 0.
#[derive(Clone)]
pub struct Edit {
    /// Start.
    pub start: (usize, usize),
    /// End.
    pub end: (usize, usize),
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Puts text somewhere.
    pub fn insert(at: (usize, usize), text: &str) -> Self {
        Self {
            start: at,
            end: at,
            text: text.to_owned(),
        }
    }

    /// Takes a text of one line away.
    pub fn remove(at: (usize, usize), columns: usize) -> Self {
        Self {
            start: at,
            end: (at.0, at.1 + columns),
            text: String::new(),
        }
    }
}

/// The status of a process as the kernel tells it.
pub fn status(process: u32) -> String {
    fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default()
}

/// A field of it, in MB.
pub fn field(status: &str, name: &str) -> f64 {
    let value = status.lines().find_map(|line| line.strip_prefix(name));
    let value = value.and_then(|it| it.trim_start_matches(':').split_whitespace().next());
    value
        .and_then(|it| it.parse::<f64>().ok())
        .unwrap_or(f64::NAN)
        / 1024.0
}

fn notification(method: &str, params: &Value) -> Vec<u8> {
    framed(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
}

fn framed(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Whether a message tells diagnostics.
pub fn is_publish(body: &[u8]) -> bool {
    holds(
        body.get(..80).unwrap_or(body),
        b"textDocument/publishDiagnostics",
    )
}

/// Whether a message holds something near its start or its end: those with diagnostics are long.
pub fn at_an_end(body: &[u8], what: &[u8]) -> bool {
    let near = 400.min(body.len());
    holds(&body[..near], what) || holds(&body[body.len() - near..], what)
}

fn holds(body: &[u8], what: &[u8]) -> bool {
    body.windows(what.len()).any(|window| window == what)
}
