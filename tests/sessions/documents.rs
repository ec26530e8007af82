//! Documents as a client holds them: opened, edited, and what the server says of them. The client applies edits by itself,
//! with no code of the server's.

use serde_json::{Value, json};

use crate::{client::Client, folder::Folder};

/// An open document.
#[derive(Clone, Debug)]
pub struct Doc {
    /// Its URI.
    pub uri: String,
    /// Its version.
    pub version: i64,
    /// Its text.
    pub text: String,
}

/// What is said of a place: `line:start-end severity code`, all from 0 and on one line.
pub fn marks(diagnostics: &Value) -> Vec<String> {
    let list = diagnostics.as_array().unwrap();
    list.iter()
        .map(|it| {
            assert_eq!(it["source"], "workos", "{it}");
            let range = &it["range"];
            assert_eq!(range["start"]["line"], range["end"]["line"], "{it}");
            let severity = ["error", "warning", "information", "hint"]
                [usize::try_from(it["severity"].as_u64().unwrap()).unwrap() - 1];
            format!(
                "{}:{}-{} {severity} {}",
                range["start"]["line"],
                range["start"]["character"],
                range["end"]["character"],
                it["code"].as_str().unwrap_or("-"),
            )
        })
        .collect()
}

impl Client {
    /// Opens a file of the folder.
    pub fn open(&mut self, folder: &Folder, path: &str) -> Doc {
        let text = std::fs::read_to_string(folder.path(path)).unwrap();
        self.open_text(&folder.uri(path), "typescript", &text)
    }

    /// Writes a file and opens it.
    pub fn open_new(&mut self, folder: &Folder, path: &str, text: &str) -> Doc {
        folder.write(path, text);
        self.open(folder, path)
    }

    /// Opens any document.
    pub fn open_text(&mut self, uri: &str, language: &str, text: &str) -> Doc {
        self.notify(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": language, "version": 1, "text": text } }),
        );
        Doc {
            uri: uri.to_owned(),
            version: 1,
            text: text.to_owned(),
        }
    }

    /// Replaces the one place where `old` stands.
    pub fn replace(&mut self, doc: &mut Doc, old: &str, new: &str) {
        let found: Vec<_> = doc.text.match_indices(old).map(|(at, _)| at).collect();
        let [at] = found.as_slice() else {
            panic!("{old:?} stands {} times in {:?}", found.len(), doc.text);
        };
        let range = json!({ "start": position(&doc.text, *at), "end": position(&doc.text, at + old.len()) });
        let changed = doc.text.replacen(old, new, 1);
        self.change(doc, json!([{ "range": range, "text": new }]), changed);
    }

    /// Sends changes that lead to `text`.
    pub fn change(&mut self, doc: &mut Doc, changes: Value, text: String) {
        doc.version += 1;
        doc.text = text;
        self.notify(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": doc.uri, "version": doc.version }, "contentChanges": changes }),
        );
    }

    /// Replaces all of the text.
    pub fn set_text(&mut self, doc: &mut Doc, text: &str) {
        self.change(doc, json!([{ "text": text }]), text.to_owned());
    }

    /// Closes a document.
    pub fn close(&mut self, doc: &Doc) {
        self.notify(
            "textDocument/didClose",
            json!({ "textDocument": { "uri": doc.uri } }),
        );
    }

    /// What is said of a document at its newest version: pushed or asked for, as the editor does it.
    pub fn diagnostics(&mut self, doc: &Doc) -> Value {
        if self.editor.pulls() {
            let report = self.pull(doc, None);
            assert_eq!(report["kind"], "full");
            return report["items"].clone();
        }
        loop {
            let params = self.published(&doc.uri);
            let version = params["version"].as_i64().expect("a version");
            assert!(version <= doc.version, "a version that never was");
            if version == doc.version {
                return params["diagnostics"].clone();
            }
        }
    }

    /// The marks of a document at its newest version.
    pub fn marks(&mut self, doc: &Doc) -> Vec<String> {
        marks(&self.diagnostics(doc))
    }

    /// The next diagnostics that are pushed for a URI.
    pub fn published(&mut self, uri: &str) -> Value {
        let message = self.until(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
        });
        message["params"].clone()
    }

    /// Asks for diagnostics.
    pub fn pull(&mut self, doc: &Doc, previous: Option<&str>) -> Value {
        let mut params = json!({ "textDocument": { "uri": doc.uri } });
        if let Some(previous) = previous {
            params["previousResultId"] = json!(previous);
        }
        self.request("textDocument/diagnostic", params)
    }

    /// The hover at the middle of the first place where `at` stands.
    pub fn hover(&mut self, doc: &Doc, at: &str) -> Option<String> {
        let offset = doc.text.find(at).unwrap() + at.len() / 2;
        let answer = self.request(
            "textDocument/hover",
            json!({ "textDocument": { "uri": doc.uri }, "position": position(&doc.text, offset) }),
        );
        answer["contents"]["value"].as_str().map(str::to_owned)
    }

    /// The code actions for the first place where `at` stands, with this context.
    pub fn actions(&mut self, doc: &Doc, at: &str, context: Value) -> Vec<Value> {
        let offset = doc.text.find(at).unwrap();
        let range = json!({ "start": position(&doc.text, offset), "end": position(&doc.text, offset + at.len()) });
        let mut context = context;
        if context.get("diagnostics").is_none() {
            context["diagnostics"] = json!([]);
        }
        let answer = self.request(
            "textDocument/codeAction",
            json!({ "textDocument": { "uri": doc.uri }, "range": range, "context": context }),
        );
        answer.as_array().cloned().unwrap_or_default()
    }

    /// The edit of an action, asked for if it comes later.
    pub fn edit_of(&mut self, action: &Value) -> Value {
        if action.get("edit").is_some() {
            return action["edit"].clone();
        }
        self.request("codeAction/resolve", action.clone())["edit"].clone()
    }

    /// Chooses an action: its edit is applied to the document, and the server told.
    pub fn choose(&mut self, doc: &mut Doc, action: &Value) {
        let edit = self.edit_of(action);
        let edits = edits_of(&edit, doc);
        let text = applied(&doc.text, &edits);
        // From the last to the first, so that each range fits the text before it.
        let changes: Vec<_> = edits
            .iter()
            .rev()
            .map(|edit| json!({ "range": edit["range"], "text": edit["newText"] }))
            .collect();
        self.change(doc, json!(changes), text);
    }
}

/// The edits for one document; there must be no other, and its version must be the newest.
pub fn edits_of(edit: &Value, doc: &Doc) -> Vec<Value> {
    if let Some(changes) = edit["documentChanges"].as_array() {
        let [change] = changes.as_slice() else {
            panic!("one document: {edit}");
        };
        assert_eq!(change["textDocument"]["uri"], doc.uri.as_str());
        assert_eq!(change["textDocument"]["version"], doc.version);
        return change["edits"].as_array().unwrap().clone();
    }
    let changes = edit["changes"]
        .as_object()
        .unwrap_or_else(|| panic!("no edit: {edit}"));
    assert_eq!(changes.len(), 1, "{edit}");
    changes[&doc.uri].as_array().unwrap().clone()
}

/// The text after edits, which must be sorted and disjoint.
pub fn applied(text: &str, edits: &[Value]) -> String {
    let (mut out, mut from) = (String::new(), 0);
    for edit in edits {
        let start = offset(text, &edit["range"]["start"]);
        let end = offset(text, &edit["range"]["end"]);
        assert!(from <= start && start <= end, "{edits:?}");
        out.push_str(&text[from..start]);
        out.push_str(edit["newText"].as_str().unwrap());
        from = end;
    }
    out.push_str(&text[from..]);
    out
}

/// The position of a byte: lines end at `\n`, `\r\n` and `\r`; columns are UTF-16 units.
pub fn position(text: &str, at: usize) -> Value {
    let (mut line, mut start) = (0, 0);
    for offset in breaks(text) {
        if offset <= at {
            line += 1;
            start = offset;
        }
    }
    json!({ "line": line, "character": text[start..at].encode_utf16().count() })
}

fn offset(text: &str, position: &Value) -> usize {
    let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
    let start = match line {
        0 => 0,
        _ => breaks(text)[line - 1],
    };
    let mut left = position["character"].as_u64().unwrap();
    for (at, c) in text[start..].char_indices() {
        if left == 0 {
            return start + at;
        }
        left = left
            .checked_sub(c.len_utf16() as u64)
            .expect("not inside a character");
    }
    assert_eq!(left, 0, "inside the line");
    text.len()
}

/// Where lines begin, but the first.
fn breaks(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len())
        .filter(|&at| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
        .map(|at| at + 1)
        .collect()
}
