//! Sessions over a disk that the test holds in its hand: slow, or broken.

use std::{
    io::{self, BufReader, Read, Write},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use serde_json::{Value, json};
use workos_lsp_engine::project::{DirEntry, FileKind, Files, MemoryFiles};

use super::{frame, session};

const PATIENCE: Duration = Duration::from_secs(60);
const CLIENT: &str = "import { WorkOS } from '@workos-inc/node';\nexport const f = (w: WorkOS) => w.vault.readSecret({ id: '1' });\n";

/// Files in memory; who reads `slow.ts` waits at a gate, who reads `broken.ts` panics.
#[derive(Debug)]
struct Trick {
    files: MemoryFiles,
    gate: Arc<Gate>,
}

/// Whether it is open, and how many wait.
#[derive(Debug, Default)]
struct Gate {
    state: Mutex<(bool, usize)>,
    changed: Condvar,
}

impl Gate {
    fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.1 += 1;
        self.changed.notify_all();
        while !state.0 {
            state = self.changed.wait(state).unwrap();
        }
    }

    fn open(&self) {
        self.state.lock().unwrap().0 = true;
        self.changed.notify_all();
    }

    fn wait_for_someone(&self) {
        let mut state = self.state.lock().unwrap();
        while state.1 == 0 {
            state = self.changed.wait(state).unwrap();
        }
    }
}

impl Files for Trick {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path.ends_with("slow.ts") {
            self.gate.pass();
        }
        assert!(!path.ends_with("broken.ts"), "a disk that is broken");
        self.files.read(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
        self.files.list(path)
    }

    fn kind(&self, path: &Path) -> Option<FileKind> {
        self.files.kind(path)
    }

    fn canonical(&self, path: &Path) -> Option<PathBuf> {
        self.files.canonical(path)
    }
}

/// One way of a wire.
struct From(Receiver<Vec<u8>>, Vec<u8>);

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.1.is_empty() {
            self.1 = self.0.recv().unwrap_or_default();
        }
        let read = self.1.as_slice().read(buffer)?;
        self.1.drain(..read);
        Ok(read)
    }
}

struct To(Sender<Vec<u8>>);

impl Write for To {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.send(bytes.to_owned());
        sent.map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A session on a thread, and what it says.
struct Session {
    input: Option<To>,
    said: Receiver<Value>,
    over: std::thread::JoinHandle<bool>,
}

impl Session {
    fn over(files: Trick) -> Self {
        let capabilities = json!({ "textDocument": { "publishDiagnostics": {} }, "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
        Self::with(files, &capabilities)
    }

    fn with(files: Trick, capabilities: &Value) -> Self {
        let (to, input) = channel();
        let (output, from) = channel();
        let over = std::thread::spawn(move || {
            let input = BufReader::new(From(input, Vec::new()));
            session(input, To(output), Arc::new(files)).unwrap()
        });
        let (tell, said) = channel();
        std::thread::spawn(move || {
            let mut from = BufReader::new(From(from, Vec::new()));
            while let Ok(Some(body)) = frame::read(&mut from) {
                let _nobody = tell.send(serde_json::from_slice(&body).unwrap());
            }
        });
        let mut this = Self {
            input: Some(To(to)),
            said,
            over,
        };
        this.send(json!({ "id": 0, "method": "initialize", "params": { "processId": null, "rootUri": "file:///w", "capabilities": capabilities } }));
        this.send(json!({ "method": "initialized", "params": {} }));
        this
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        let input = self.input.as_mut().unwrap();
        frame::write(input, message.to_string().as_bytes()).unwrap();
    }

    fn open(&mut self, name: &str, text: &str) {
        let uri = format!("file:///w/{name}");
        self.send(json!({ "method": "textDocument/didOpen", "params": { "textDocument": { "uri": uri, "languageId": "typescript", "version": 1, "text": text } } }));
    }

    fn hover(&mut self, id: usize, name: &str) {
        let uri = format!("file:///w/{name}");
        self.send(json!({ "id": id, "method": "textDocument/hover", "params": { "textDocument": { "uri": uri }, "position": { "line": 1, "character": 42 } } }));
    }

    fn until(&self, mut fits: impl FnMut(&Value) -> bool) -> Value {
        loop {
            let message = self.said.recv_timeout(PATIENCE).unwrap();
            if fits(&message) {
                return message;
            }
        }
    }

    fn published(&self, name: &str, version: i64) -> usize {
        let message = self.until(|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == format!("file:///w/{name}")
                && params["version"] == version
        });
        message["params"]["diagnostics"].as_array().unwrap().len()
    }

    fn end(mut self) {
        self.send(json!({ "id": "end", "method": "shutdown" }));
        self.send(json!({ "method": "exit" }));
        assert!(self.over.join().unwrap());
    }
}

fn trick() -> (Trick, Arc<Gate>) {
    let files = MemoryFiles::new([
        (
            "/w/package.json",
            r#"{ "dependencies": { "@workos-inc/node": "8.13.0" } }"#,
        ),
        (
            "/w/node_modules/@workos-inc/node/package.json",
            r#"{ "name": "@workos-inc/node", "version": "8.13.0" }"#,
        ),
        ("/w/slow.ts", CLIENT),
        ("/w/broken.ts", CLIENT),
    ]);
    let gate = Arc::new(Gate::default());
    let files = Trick {
        files,
        gate: Arc::clone(&gate),
    };
    (files, gate)
}

#[test]
fn slow_requests_do_not_hold_back_edits() {
    let (files, gate) = trick();
    let mut session = Session::over(files);
    session.open("a.ts", CLIENT);
    assert_eq!(session.published("a.ts", 1), 1);
    for id in 1..=64 {
        session.hover(id, "slow.ts");
    }
    gate.wait_for_someone();
    for version in 2..=100 {
        let text = if version % 2 == 0 { "" } else { CLIENT };
        session.send(json!({ "method": "textDocument/didChange", "params": { "textDocument": { "uri": "file:///w/a.ts", "version": version }, "contentChanges": [{ "text": text }] } }));
        assert_eq!(
            session.published("a.ts", version),
            usize::from(version % 2 == 1)
        );
    }
    gate.open();
    for _ in 1..=64 {
        let answer = session.until(|message| message.get("result").is_some());
        assert!(
            answer["result"]["contents"].is_object() || answer["id"] == 0,
            "{answer}"
        );
    }
    session.end();
}

#[test]
fn the_end_does_not_wait_for_slow_requests() {
    for with_exit in [true, false] {
        let (files, gate) = trick();
        let mut session = Session::over(files);
        session.hover(1, "slow.ts");
        gate.wait_for_someone();
        if with_exit {
            session.send(json!({ "method": "exit" }));
        } else {
            session.input = None;
        }
        assert!(!session.over.join().unwrap());
        gate.open();
    }
}

#[test]
fn a_panic_costs_one_file_one_answer() {
    let (files, _) = trick();
    let mut session = Session::over(files);
    session.open("a.ts", "import { f } from './broken';\nf(1);\n");
    session.open("b.ts", CLIENT);
    // In either order: the one may be looked at before the other is read.
    let (mut log, mut found) = (String::new(), None);
    session.until(|message| {
        let params = &message["params"];
        if let Some(said) = params["message"].as_str().filter(|_| log.is_empty()) {
            said.clone_into(&mut log);
        }
        if params["uri"] == "file:///w/b.ts" {
            found = params["diagnostics"].as_array().map(Vec::len);
        }
        found.is_some() && !log.is_empty()
    });
    assert_eq!(found, Some(1));
    assert!(
        log.contains("/w/a.ts: a bug in workos-lsp: a disk that is broken"),
        "{log}"
    );
    // Asked about the broken file itself, it fails, once.
    session.hover(1, "broken.ts");
    let answer = session.until(|message| message["id"] == 1);
    assert_eq!(answer["error"]["code"], -32603);
    session.hover(2, "b.ts");
    let answer = session.until(|message| message["id"] == 2);
    assert!(answer["result"]["contents"].is_object(), "{answer}");
    session.send(json!({ "method": "textDocument/didChange", "params": { "textDocument": { "uri": "file:///w/a.ts", "version": 2 }, "contentChanges": [{ "text": CLIENT }] } }));
    assert_eq!(session.published("a.ts", 2), 1);
    session.end();
}

#[test]
fn long_work_is_shown_and_can_be_given_up() {
    for gives_up in [true, false] {
        let (files, gate) = trick();
        let capabilities = json!({ "textDocument": { "diagnostic": {} }, "window": { "workDoneProgress": true }, "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
        let mut session = Session::with(files, &capabilities);
        session.open("a.ts", "import { f } from './slow';\nf(1);\n");
        session.send(json!({ "id": 1, "method": "workos/upgrade", "params": {} }));
        gate.wait_for_someone();
        let create = session.until(|message| message["method"] == "window/workDoneProgress/create");
        session.send(json!({ "id": create["id"], "result": null }));
        let token = &create["params"]["token"];
        let kind = |message: &Value| {
            assert!(message["method"] != "$/progress" || message["params"]["token"] == *token);
            message["params"]["value"]["kind"].clone()
        };
        let begin = session.until(|message| kind(message) == "begin");
        assert_eq!(begin["params"]["value"]["cancellable"], true);
        assert_eq!(begin["params"]["value"]["message"], "0/1 files");
        session.until(|message| kind(message) == "report");
        if gives_up {
            session.send(
                json!({ "method": "window/workDoneProgress/cancel", "params": { "token": token } }),
            );
            // The next answer is after it.
            session.hover(2, "none.ts");
            session.until(|message| message["id"] == 2);
        }
        gate.open();
        let mut ended = false;
        let answer = session.until(|message| {
            ended |= kind(message) == "end";
            message["id"] == 1
        });
        assert_eq!(answer["error"]["code"] == -32800, gives_up, "{answer}");
        if !ended {
            session.until(|message| kind(message) == "end");
        }
        session.end();
    }
}

/// An answer that was asked for before a document was closed is thrown away by the client. It counts for nothing when the
/// document is opened again, even if everything comes in at once.
#[test]
fn what_was_asked_before_a_document_was_opened_again_is_not_unchanged() {
    let (files, _) = trick();
    let capabilities = json!({ "textDocument": { "diagnostic": {} }, "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    let mut session = Session::with(files, &capabilities);
    let document = json!({ "uri": "file:///w/a.ts" });
    let pull = |id: usize, previous: &Value| json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/diagnostic", "params": { "textDocument": document, "previousResultId": previous } });
    session.open("a.ts", CLIENT);
    session.send(pull(1, &Value::Null));
    let first = session.until(|message| message["id"] == 1)["result"].clone();
    assert_eq!(first["items"].as_array().unwrap().len(), 1);
    let open = json!({ "uri": "file:///w/a.ts", "languageId": "typescript", "version": 1, "text": CLIENT });
    let burst = [
        pull(2, &Value::Null),
        json!({ "jsonrpc": "2.0", "method": "textDocument/didClose", "params": { "textDocument": document } }),
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": open } }),
    ];
    let mut bytes = Vec::new();
    for message in burst {
        frame::write(&mut bytes, message.to_string().as_bytes()).unwrap();
    }
    session.input.as_mut().unwrap().write_all(&bytes).unwrap();
    session.until(|message| message["id"] == 2);
    session.send(pull(3, &first["resultId"]));
    let again = session.until(|message| message["id"] == 3)["result"].clone();
    assert_eq!(again["kind"], "full", "{again}");
    session.send(pull(4, &again["resultId"]));
    let last = session.until(|message| message["id"] == 4);
    assert_eq!(last["result"]["kind"], "unchanged", "{last}");
    session.end();
}
