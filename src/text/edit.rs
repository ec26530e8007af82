//! Edits as values: of a text, and of a workspace.

use std::{collections::BTreeMap, ops::Range, path::PathBuf};

/// One replacement in one text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextEdit {
    /// First replaced byte.
    pub start: usize,
    /// One past the last replaced byte.
    pub end: usize,
    /// What stands there afterwards.
    pub text: String,
}

impl TextEdit {
    /// Replaces `range` by `text`.
    #[must_use]
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            start: range.start,
            end: range.end,
            text: text.into(),
        }
    }

    /// Puts `text` at an offset.
    #[must_use]
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(offset..offset, text)
    }

    /// Takes `range` away.
    #[must_use]
    pub fn delete(range: Range<usize>) -> Self {
        Self::replace(range, "")
    }

    /// The replaced bytes.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Sorts edits by where they start. Insertions at one place keep their order, and go before a replacement there.
pub fn sort_edits(edits: &mut [TextEdit]) {
    edits.sort_by_key(|edit| (edit.start, edit.end));
}

/// Whether sorted edits do not overlap (and do not run backwards). They may touch.
#[must_use]
pub fn are_disjoint(sorted: &[TextEdit]) -> bool {
    sorted.iter().all(|edit| edit.start <= edit.end)
        && sorted
            .iter()
            .zip(sorted.iter().skip(1))
            .all(|(before, after)| before.end <= after.start)
}

/// The text after sorted, disjoint edits, all against `text` itself; `None` if they are not, reach beyond its end, or
/// cut a character.
#[must_use]
pub fn apply_all(text: &str, sorted: &[TextEdit]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in sorted {
        text.get(edit.range())?;
        out.push_str(text.get(done..edit.start)?);
        out.push_str(&edit.text);
        done = edit.end;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}

/// The smallest single edit that makes `after` of `before`: what stands between their common start and their common
/// end. It cuts neither a character nor a `\r\n`.
#[must_use]
pub fn diff_edit(before: &str, after: &str) -> TextEdit {
    let mut start = common(before.bytes(), after.bytes());
    while !is_cut(before, start) || !is_cut(after, start) {
        start -= 1;
    }
    let (old, new) = (
        before.get(start..).unwrap_or(""),
        after.get(start..).unwrap_or(""),
    );
    let mut tail = common(old.bytes().rev(), new.bytes().rev());
    while !is_cut(before, before.len() - tail) || !is_cut(after, after.len() - tail) {
        tail -= 1;
    }
    let text = after.get(start..after.len() - tail).unwrap_or("");
    TextEdit::replace(start..before.len() - tail, text)
}

fn common(a: impl Iterator<Item = u8>, b: impl Iterator<Item = u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// Whether a text may be cut at an offset. True at both ends.
fn is_cut(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let in_break = at > 0 && bytes.get(at - 1) == Some(&b'\r') && bytes.get(at) == Some(&b'\n');
    text.is_char_boundary(at) && !in_break
}

/// A file that gets another name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileRename {
    /// The path now.
    pub from: PathBuf,
    /// The path afterwards.
    pub to: PathBuf,
}

/// What a fix does: edits by file, sorted and disjoint within each, then renames.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceChange {
    /// Edits by file.
    pub edits: BTreeMap<PathBuf, Vec<TextEdit>>,
    /// Renames, done after the edits.
    pub renames: Vec<FileRename>,
}

impl SourceChange {
    /// A change of one file; `None` if the edits overlap.
    #[must_use]
    pub fn of_file(path: impl Into<PathBuf>, mut edits: Vec<TextEdit>) -> Option<Self> {
        sort_edits(&mut edits);
        are_disjoint(&edits).then(|| Self {
            edits: BTreeMap::from([(path.into(), edits)]),
            renames: Vec::new(),
        })
    }

    /// Whether it does nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.values().all(Vec::is_empty) && self.renames.is_empty()
    }

    /// Adds another change. `false`, and nothing is added, if their edits overlap. An edit or a rename that both make
    /// is made once.
    pub fn merge(&mut self, other: &Self) -> bool {
        let mut merged = self.edits.clone();
        for (path, edits) in &other.edits {
            let all = merged.entry(path.clone()).or_default();
            for edit in edits {
                if !all.contains(edit) {
                    all.push(edit.clone());
                }
            }
            sort_edits(all);
            if !are_disjoint(all) {
                return false;
            }
        }
        self.edits = merged;
        for rename in &other.renames {
            if !self.renames.contains(rename) {
                self.renames.push(rename.clone());
            }
        }
        true
    }
}
