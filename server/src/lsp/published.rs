//! What a client was told of a file, in the form of the wire: what stays the same is not written anew.

use std::{collections::HashMap, fmt::Write, sync::Arc};

use tower_lsp::ls_types as lsp;
use workos_lsp_engine::{
    analysis::{Finding, Placed, Shown},
    text::{Position, Text},
};

use super::{convert, diagnostics, profile::Profile};

/// How every diagnostic starts that stands at the start of a file.
const AT_START: &str =
    r#"{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"#;

/// The diagnostics of a file.
#[derive(Debug, Default)]
pub struct Published {
    /// What they were made of.
    shown: Arc<Shown>,
    entries: Vec<Entry>,
    left_out: usize,
}

/// A diagnostic.
#[derive(Clone, Debug)]
struct Entry {
    finding: Arc<Finding>,
    range: lsp::Range,
    /// The same as seen from where the text starts that it moves with: columns count from there on the line of that start
    /// alone.
    inside: lsp::Range,
    /// All of it but the range.
    rest: Arc<str>,
}

impl Published {
    /// The diagnostics of a text; `before` is what was told last.
    pub fn new(
        shown: Arc<Shown>,
        text: &Text,
        edited: Option<Position>,
        max: usize,
        profile: &Profile,
        before: Option<&Self>,
    ) -> Self {
        let edited = edited.map_or(0, |edited| text.offset(edited, profile.encoding));
        let before = before.map_or(&[][..], |before| &before.entries);
        let known: HashMap<_, _> = before
            .iter()
            .map(|entry| (Arc::as_ptr(&entry.finding), entry))
            .collect();
        let entries = diagnostics::nearest(&shown.findings, edited, max)
            .into_iter()
            .map(|placed| match known.get(&Arc::as_ptr(&placed.finding)) {
                Some(entry) => entry.moved(placed, text, profile),
                None => Entry::new(placed, text, profile),
            })
            .collect();
        Self {
            left_out: shown.findings.len().saturating_sub(max),
            entries,
            shown,
        }
    }

    /// Whether it was made of this.
    pub fn is_of(&self, shown: &Arc<Shown>) -> bool {
        Arc::ptr_eq(&self.shown, shown)
    }

    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Whether a client would see the same.
    pub fn is_same(&self, other: &Self) -> bool {
        let same = |(a, b): (&Entry, &Entry)| {
            a.range == b.range && (Arc::ptr_eq(&a.rest, &b.rest) || a.rest == b.rest)
        };
        self.left_out == other.left_out
            && self.entries.len() == other.entries.len()
            && self.entries.iter().zip(&other.entries).all(same)
    }

    /// The message that tells it.
    pub fn message(&self, uri: &lsp::Uri, version: Option<i32>, max: usize) -> Vec<u8> {
        let length: usize = self.entries.iter().map(|it| it.rest.len() + 100).sum();
        let mut out = String::with_capacity(length + 512);
        out.push_str(
            r#"{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":"#,
        );
        out.push_str(&json(uri));
        out.push_str(r#","diagnostics":["#);
        for (index, entry) in self.entries.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            entry.write(&mut out);
        }
        if self.left_out > 0 {
            out.push(',');
            out.push_str(&json(&diagnostics::counted(self.left_out, max)));
        }
        out.push(']');
        if let Some(version) = version {
            // Writing to a string cannot fail.
            let _ = write!(out, r#","version":{version}"#);
        }
        out.push_str("}}");
        out.into_bytes()
    }
}

impl Entry {
    fn new(placed: &Placed, text: &Text, profile: &Profile) -> Self {
        let start = lsp::Range::default();
        let whole = json(&diagnostics::diagnostic(&placed.finding, start, profile));
        let rest = whole.strip_prefix(AT_START).unwrap_or("}");
        let range = convert::range(text, &placed.range, profile.encoding);
        let base = text.position(placed.base, profile.encoding);
        let inside = |at: lsp::Position| lsp::Position {
            line: at.line.saturating_sub(base.line),
            character: match at.line == base.line {
                true => at.character.saturating_sub(base.column),
                false => at.character,
            },
        };
        Self {
            finding: Arc::clone(&placed.finding),
            inside: lsp::Range::new(inside(range.start), inside(range.end)),
            range,
            rest: rest.into(),
        }
    }

    /// The same where its text has moved to.
    fn moved(&self, placed: &Placed, text: &Text, profile: &Profile) -> Self {
        let is_below = self.inside.start.line > 0;
        let base = match is_below {
            true => Position {
                line: u32::try_from(text.line_of(placed.base)).unwrap_or(u32::MAX),
                column: 0,
            },
            false => text.position(placed.base, profile.encoding),
        };
        let outside = |at: lsp::Position| lsp::Position {
            line: base.line.saturating_add(at.line),
            character: match at.line {
                0 => base.column.saturating_add(at.character),
                _ => at.character,
            },
        };
        let lsp::Range { start, end } = self.inside;
        Self {
            finding: Arc::clone(&self.finding),
            range: lsp::Range::new(outside(start), outside(end)),
            inside: self.inside,
            rest: Arc::clone(&self.rest),
        }
    }

    fn write(&self, out: &mut String) {
        let lsp::Range { start, end } = self.range;
        let mut number = itoa::Buffer::new();
        out.push_str(r#"{"range":{"start":{"line":"#);
        out.push_str(number.format(start.line));
        out.push_str(r#","character":"#);
        out.push_str(number.format(start.character));
        out.push_str(r#"},"end":{"line":"#);
        out.push_str(number.format(end.line));
        out.push_str(r#","character":"#);
        out.push_str(number.format(end.character));
        out.push_str("}},");
        out.push_str(&self.rest);
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
