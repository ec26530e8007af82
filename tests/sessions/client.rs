//! A client: starts the server, speaks JSON-RPC with it, answers what it asks, keeps what it says.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{folder::Folder, profiles::Editor};

/// Longer than anything takes, even on a busy machine: a wait that ends here is a failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// The binary.
pub fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_workos-lsp"))
}

/// The server process and the wire to it.
pub struct Wire {
    /// The process.
    pub child: Child,
    /// Its input, until it is closed.
    pub input: Option<ChildStdin>,
    messages: Receiver<Value>,
    errors: Arc<Mutex<String>>,
    /// Keeps what stands on standard error, until that is closed.
    keeper: Option<JoinHandle<()>>,
}

impl Wire {
    /// Starts the server.
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, messages) = channel();
        let output = child.stdout.take().unwrap();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let errors = Arc::new(Mutex::new(String::new()));
        let (mut stderr, kept) = (child.stderr.take().unwrap(), Arc::clone(&errors));
        let keeper = thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = stderr.read(&mut buffer) {
                let text = String::from_utf8_lossy(&buffer[..read]).into_owned();
                kept.lock().unwrap().push_str(&text);
            }
        });
        Self {
            input: child.stdin.take(),
            child,
            messages,
            errors,
            keeper: Some(keeper),
        }
    }

    /// Sends one message.
    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    }

    /// Sends bytes.
    pub fn send_raw(&mut self, text: &str) {
        let input = self.input.as_mut().expect("the input is open");
        input
            .write_all(text.as_bytes())
            .and_then(|()| input.flush())
            .unwrap_or_else(|error| panic!("{error}; server said: {}", self.errors()));
    }

    /// The next message; `None` when the server has closed its output.
    pub fn next(&self) -> Option<Value> {
        match self.messages.recv_timeout(PATIENCE) {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("silence; server said: {}", self.errors()),
        }
    }

    /// What stands on standard error.
    pub fn errors(&self) -> String {
        self.errors.lock().unwrap().clone()
    }

    /// Waits for the end, at most `limit`, and for the rest of what it said.
    pub fn end_within(&mut self, limit: Duration) -> ExitStatus {
        // The output closes when the process ends: no need to look again and again.
        let until = Instant::now() + limit;
        loop {
            match self
                .messages
                .recv_timeout(until.saturating_duration_since(Instant::now()))
            {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    let status = self.child.wait().unwrap();
                    if let Some(keeper) = self.keeper.take() {
                        keeper.join().unwrap();
                    }
                    return status;
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.child.kill().unwrap();
                    panic!("still there after {limit:?}; it said: {}", self.errors());
                }
            }
        }
    }
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line
            .split_once(": ")
            .unwrap_or_else(|| panic!("not a header on standard output: {line:?}"));
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(value.parse().expect("a length"));
        }
    }
    let mut body = vec![0; length.expect("a length")];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("JSON on standard output"))
}

/// A client in a session.
pub struct Client {
    /// The wire.
    pub wire: Wire,
    /// What it is.
    pub editor: Editor,
    /// What the server said it can do.
    pub capabilities: Value,
    /// What `workspace/configuration` is answered.
    pub settings: Value,
    /// What the server asked to register, by method.
    pub registered: Vec<Value>,
    /// How often the server asked to ask again.
    pub refreshes: usize,
    /// What was logged or shown.
    pub said: Vec<String>,
    unread: VecDeque<Value>,
    next_id: i64,
    over: bool,
}

impl Client {
    /// A client in a folder, initialized.
    pub fn in_folder(editor: Editor, folder: &Folder) -> Self {
        Self::with(editor, folder, Value::Null, Value::Null)
    }

    /// A client with options for `initialize` and with settings.
    pub fn with(editor: Editor, folder: &Folder, options: Value, settings: Value) -> Self {
        let uri = folder.uri("");
        let mut client = Self::unborn(editor, settings);
        client.initialize(json!({
            "processId": std::process::id(),
            "clientInfo": { "name": format!("{editor:?}") },
            "rootUri": uri,
            "workspaceFolders": [{ "uri": uri, "name": "app" }],
            "initializationOptions": options,
            "capabilities": editor.capabilities(),
        }));
        client
    }

    /// A client that has not said anything yet.
    pub fn unborn(editor: Editor, settings: Value) -> Self {
        let mut command = binary();
        command.env("WORKOS_LSP_LOG", "warn");
        Self {
            wire: Wire::start(command),
            editor,
            capabilities: Value::Null,
            settings,
            registered: Vec::new(),
            refreshes: 0,
            said: Vec::new(),
            unread: VecDeque::new(),
            next_id: 0,
            over: false,
        }
    }

    /// `initialize` and `initialized`.
    pub fn initialize(&mut self, params: Value) {
        let answer = self.request("initialize", params);
        self.capabilities = answer["capabilities"].clone();
        self.notify("initialized", json!({}));
    }

    /// A notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.wire
            .send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// A request; its result.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// A request; its error's code.
    pub fn refused(&mut self, method: &str, params: Value) -> i64 {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        answer["error"]["code"]
            .as_i64()
            .unwrap_or_else(|| panic!("{method} should fail: {answer}"))
    }

    /// Sends a request without waiting.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.wire.send(&message);
        id
    }

    /// The answer to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        self.until(|message| message.get("method").is_none() && message["id"] == id)
    }

    /// The next message that fits; others are kept, requests of the server answered.
    pub fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.unread.iter().position(&fits) {
            return self.unread.remove(at).unwrap();
        }
        loop {
            let message = self
                .wire
                .next()
                .unwrap_or_else(|| panic!("it ended; it said: {}", self.wire.errors()));
            let Some(message) = self.attend(message) else {
                continue;
            };
            if fits(&message) {
                return message;
            }
            self.unread.push_back(message);
        }
    }

    /// Answers a request of the server, notes what it says; gives everything else back.
    fn attend(&mut self, message: Value) -> Option<Value> {
        let method = message["method"].as_str().unwrap_or_default();
        if method == "window/logMessage" || method == "window/showMessage" {
            let text = message["params"]["message"].as_str().unwrap().to_owned();
            self.said.push(text);
            return None;
        }
        let result = match method {
            "workspace/configuration" => {
                let items = message["params"]["items"].as_array().unwrap();
                assert!(items.iter().all(|item| item["section"] == "workos"));
                json!(vec![self.settings.clone(); items.len()])
            }
            "client/registerCapability" => {
                let registrations = message["params"]["registrations"].as_array().unwrap();
                self.registered.extend(registrations.iter().cloned());
                Value::Null
            }
            "workspace/diagnostic/refresh" => {
                self.refreshes += 1;
                Value::Null
            }
            _ => return Some(message),
        };
        self.wire
            .send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
        None
    }

    /// Waits until the server has asked to ask again.
    pub fn refreshed(&mut self) {
        let before = self.refreshes;
        self.attend_until(|client| client.refreshes > before);
    }

    /// Reads on until something is the case.
    pub fn attend_until(&mut self, case: impl Fn(&Self) -> bool) {
        while !case(self) {
            let message = self.wire.next().expect("the server goes on");
            if let Some(message) = self.attend(message) {
                self.unread.push_back(message);
            }
        }
    }

    /// Ends the session in order; nothing may be left to read.
    pub fn end(mut self) {
        self.finish();
    }

    /// The test ended the server itself.
    pub fn is_over(&mut self) {
        self.over = true;
    }

    fn finish(&mut self) {
        self.over = true;
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        while let Some(message) = self.wire.next() {
            if let Some(message) = self.attend_quietly(message) {
                self.unread.push_back(message);
            }
        }
        let status = self.wire.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{}", self.wire.errors());
        assert!(self.unread.is_empty(), "left unread: {:#?}", self.unread);
        assert_eq!(self.wire.errors(), "", "on standard error");
    }

    /// After `exit` nobody reads answers any more.
    fn attend_quietly(&mut self, message: Value) -> Option<Value> {
        let about_us = matches!(
            message["method"].as_str(),
            Some(
                "window/logMessage"
                    | "window/showMessage"
                    | "workspace/configuration"
                    | "client/registerCapability"
                    | "workspace/diagnostic/refresh"
            )
        );
        (!about_us).then_some(message)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("server said: {}", self.wire.errors());
            let _ = self.wire.child.kill();
        } else if !self.over {
            self.finish();
        }
    }
}
