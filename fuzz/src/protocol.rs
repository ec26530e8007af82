//! Frames and messages: a whole session on what may be no protocol at all. It ends, says only what is protocol, and
//! nothing in it panics.

use std::{
    io::{self, Cursor, Write},
    path::Path,
    sync::{Arc, Mutex},
};

use workos_lsp_engine::project::Files;

use super::disk;

/// What an editor says first.
const HELLO: [&str; 3] = [
    r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":"file:///w","capabilities":{"workspace":{"configuration":true,"didChangeWatchedFiles":{"dynamicRegistration":true}},"textDocument":{"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":[""]}}}}}}}"#,
    r#"{"jsonrpc":"2.0","method":"initialized","params":{}}"#,
    r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///w/lib.ts","languageId":"typescript","version":1,"text":"import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS('k');\nworkos.vault.readSecret({ id: '1' });\n"}}}"#,
];

/// An answer holds all that came before: asked last, it says that all of it was dealt with.
const LAST: &str = r#"{"jsonrpc":"2.0","id":"last","method":"textDocument/hover","params":{"textDocument":{"uri":"file:///w/lib.ts"},"position":{"line":0,"character":0}}}"#;

/// Bytes: the first tells how the rest is sent: as it is, or its parts between `\0` as the bodies of frames; and
/// whether the session has begun before.
pub fn protocol(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let mut wire = Vec::new();
    if first & 1 == 0 {
        HELLO
            .iter()
            .for_each(|body| frame(&mut wire, body.as_bytes()));
    }
    if first & 2 == 0 {
        rest.split(|byte| *byte == 0)
            .for_each(|body| frame(&mut wire, body));
    } else {
        wire.extend_from_slice(rest);
    }
    frame(&mut wire, LAST.as_bytes());
    let files: Arc<dyn Files> = Arc::new(disk());
    assert!(files.kind(Path::new("/w")).is_some());
    let said = Said::default();
    workos_lsp::lsp::session(Cursor::new(wire), said.clone(), files).expect("threads");
    check(&said.0.lock().expect("what was said"));
}

fn frame(wire: &mut Vec<u8>, body: &[u8]) {
    wire.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    wire.extend_from_slice(body);
}

/// Everything on the output is a frame with a message in it.
fn check(mut said: &[u8]) {
    while !said.is_empty() {
        let head = b"Content-Length: ";
        let rest = said.strip_prefix(head).expect("a header");
        let end = rest.windows(4).position(|it| it == b"\r\n\r\n");
        let (length, body) = rest.split_at(end.expect("the end of the headers"));
        let length = String::from_utf8_lossy(length).parse().expect("a length");
        let (body, next) = body[4..].split_at(length);
        let body = String::from_utf8(body.to_vec()).expect("UTF-8");
        assert!(
            body.starts_with(r#"{"jsonrpc":"2.0""#) && body.ends_with('}'),
            "{body}"
        );
        said = next;
    }
}

#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .expect("what was said")
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
