//! `workos-lsp-ignore` comments. Read from the text alone: they also hold where the syntax is broken.

use std::path::Path;

use super::Finding;
use crate::{
    lower::{ExprKind, FileFacts},
    text::{SourceChange, Text, TextEdit},
};

const WORD: &str = "workos-lsp-ignore";

/// The ignore comments of a text.
#[derive(Debug, Default)]
pub(super) struct Ignores {
    all: Vec<Ignore>,
    /// Whether the word stands anywhere, in a comment or not.
    pub is_named: bool,
}

#[derive(Debug)]
struct Ignore {
    /// The lines that it is about.
    lines: std::ops::RangeInclusive<usize>,
    /// Which findings; all if empty.
    ids: Vec<String>,
}

impl Ignores {
    pub fn of(text: &Text) -> Self {
        if !has_word(text) {
            return Self::default();
        }
        let whole = text.to_string();
        let mut ignores = Vec::new();
        for (at, _) in whole.match_indices(WORD) {
            let line = text.line_of(at);
            let range = text.line_range(line);
            let before = whole.get(range.start..at).unwrap_or("");
            let after = whole.get(at + WORD.len()..range.end).unwrap_or("");
            let Some(code) = before_comment(before) else {
                continue;
            };
            let Some(ids) = ids(after) else { continue };
            // A comment of its own is about the line below, and about what stands behind it on its own.
            let lines = if code.trim().is_empty() {
                line..=next_code_line(text, line)
            } else {
                line..=line
            };
            ignores.push(Ignore { lines, ids });
        }
        Self {
            all: ignores,
            is_named: true,
        }
    }

    /// Whether nothing is ignored.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether an edit may have brought an ignore comment: `range` of the text was typed.
    pub fn may_come(text: &Text, range: std::ops::Range<usize>) -> bool {
        let around = range.start.saturating_sub(WORD.len())..range.end + WORD.len();
        text.slice(around).contains(WORD)
    }

    /// Whether a finding is ignored.
    pub fn holds(&self, text: &Text, finding: &Finding) -> bool {
        self.hold_at(text, finding.range.start, finding)
    }

    /// Whether a finding is ignored that starts at an offset.
    pub fn hold_at(&self, text: &Text, offset: usize, finding: &Finding) -> bool {
        if self.is_empty() {
            return false;
        }
        let line = text.line_of(offset);
        self.all.iter().any(|ignore| {
            ignore.lines.contains(&line)
                && (ignore.ids.is_empty() || names(finding).any(|name| ignore.ids.contains(&name)))
        })
    }
}

/// By what a finding can be named: its change, the further ones, its state.
fn names(finding: &Finding) -> impl Iterator<Item = String> {
    let ids = finding
        .change
        .iter()
        .chain(&finding.lineage)
        .map(ToString::to_string);
    ids.chain([state_name(finding)])
}

fn state_name(finding: &Finding) -> String {
    serde_json::to_value(finding.state)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn has_word(text: &Text) -> bool {
    let mut tail = String::new();
    for chunk in text.chunks() {
        if chunk.contains(WORD) {
            return true;
        }
        // The word may lie across two pieces of the rope.
        let head: String = chunk.chars().take(WORD.len()).collect();
        if format!("{tail}{head}").contains(WORD) {
            return true;
        }
        let skip = chunk.chars().count().saturating_sub(WORD.len());
        tail = chunk.chars().skip(skip).collect();
    }
    false
}

/// What stands before the comment on its line; `None` where the word is not the first of a comment.
fn before_comment(before: &str) -> Option<&str> {
    let bare = before.trim_end();
    if let Some(code) = bare.strip_suffix("//").or_else(|| bare.strip_suffix('#')) {
        return Some(code);
    }
    let code = bare
        .trim_end_matches('*')
        .strip_suffix('/')
        .filter(|_| bare.ends_with('*'))?;
    Some(code.trim_end().strip_suffix('{').unwrap_or(code))
}

/// The ids after the word; empty for all, `None` where it is another word.
fn ids(after: &str) -> Option<Vec<String>> {
    let rest = after.split("*/").next().unwrap_or("");
    let Some(list) = rest.trim_start().strip_prefix(':') else {
        let ends = rest.chars().next().is_none_or(char::is_whitespace);
        return ends.then(Vec::new);
    };
    // What follows two dashes is a reason.
    let list = list.split(" -- ").next().unwrap_or("");
    let ids = list
        .split([',', ' ', '\t'])
        .map(str::trim)
        .filter(|id| !id.is_empty());
    Some(ids.map(str::to_owned).collect())
}

/// The first line below that is no comment of this kind.
fn next_code_line(text: &Text, line: usize) -> usize {
    let mut next = line + 1;
    while next < text.lines() {
        let content = text.slice(text.line_range(next));
        let is_other = content.contains(WORD)
            && before_comment(content.split(WORD).next().unwrap_or(""))
                .is_some_and(|code| code.trim().is_empty());
        if !is_other {
            break;
        }
        next += 1;
    }
    next
}

/// The edit that puts an ignore comment above the line of `offset`, or extends the one there.
pub(super) fn ignore_edit(
    path: &Path,
    text: &Text,
    facts: &FileFacts,
    offset: usize,
    new: &[&str],
) -> Option<SourceChange> {
    let line = text.line_of(offset);
    if let Some(edit) = extend(text, line, new) {
        return SourceChange::of_file(path, vec![edit]);
    }
    let range = text.line_range(line);
    let content = text.slice(range.clone());
    let indent: String = content
        .chars()
        .take_while(|c| matches!(c, ' ' | '\t'))
        .collect();
    let list = if new.is_empty() {
        String::new()
    } else {
        format!(": {}", new.join(", "))
    };
    let line_break = text.line_break();
    let edit = match surroundings(facts, range.start + indent.len()) {
        Surroundings::Code => {
            TextEdit::insert(range.start, format!("{indent}// {WORD}{list}{line_break}"))
        }
        Surroundings::Jsx => TextEdit::insert(
            range.start,
            format!("{indent}{{/* {WORD}{list} */}}{line_break}"),
        ),
        Surroundings::Text => TextEdit::insert(offset, format!("/* {WORD}{list} */ ")),
    };
    SourceChange::of_file(path, vec![edit])
}

/// Adds ids to the comment on the line or on the one above.
fn extend(text: &Text, line: usize, new: &[&str]) -> Option<TextEdit> {
    let lines = line.checked_sub(1).into_iter().chain([line]);
    for (here, line) in lines.enumerate() {
        let range = text.line_range(line);
        let content = text.slice(range.clone());
        let Some(at) = content.find(WORD) else {
            continue;
        };
        let code = before_comment(content.get(..at)?)?;
        if here == 0 && !code.trim().is_empty() {
            continue;
        }
        let known = ids(content.get(at + WORD.len()..)?)?;
        if known.is_empty() {
            continue;
        }
        let missing: Vec<&str> = new
            .iter()
            .copied()
            .filter(|id| !known.iter().any(|known| known == id))
            .collect();
        let last = known.last()?;
        let end = range.start + content.rfind(last.as_str())? + last.len();
        return Some(TextEdit::insert(
            end,
            missing
                .iter()
                .map(|id| format!(", {id}"))
                .collect::<String>(),
        ));
    }
    None
}

/// What a line starts in.
enum Surroundings {
    Code,
    /// Between the children of an element.
    Jsx,
    /// In a string with expressions, where a line of its own would become part of the text.
    Text,
}

fn surroundings(facts: &FileFacts, offset: usize) -> Surroundings {
    let mut found: Option<(usize, Surroundings)> = None;
    for placed in &facts.items {
        let range = |span: crate::lower::Span| {
            placed.start + span.start as usize..placed.start + span.end as usize
        };
        for expr in &placed.facts.exprs {
            let whole = range(expr.span);
            if offset <= whole.start || offset >= whole.end {
                continue;
            }
            let in_child = |ids: &[crate::lower::ExprId]| {
                ids.iter().any(|id| {
                    placed.facts.exprs.get(id.index()).is_some_and(|child| {
                        let child = range(child.span);
                        child.start < offset && offset < child.end
                    })
                })
            };
            let kind = match &expr.kind {
                ExprKind::Template { parts, .. } if !in_child(parts) => Surroundings::Text,
                ExprKind::Jsx {
                    children,
                    attributes,
                    ..
                } => {
                    let attributes_end = attributes
                        .iter()
                        .map(|prop| range(prop.span).end)
                        .max()
                        .unwrap_or(whole.start);
                    if offset < attributes_end || in_child(children) {
                        Surroundings::Code
                    } else {
                        Surroundings::Jsx
                    }
                }
                ExprKind::Template { .. } | ExprKind::Function(_) | ExprKind::Class(_) => {
                    Surroundings::Code
                }
                _ => continue,
            };
            let size = whole.len();
            if found.as_ref().is_none_or(|(least, _)| size < *least) {
                found = Some((size, kind));
            }
        }
    }
    found.map_or(Surroundings::Code, |(_, kind)| kind)
}
