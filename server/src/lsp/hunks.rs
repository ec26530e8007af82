//! What changed between two texts, as edits that people look through before they are made.

use std::ops::Range;

use similar::{DiffOp, TextDiff};
use workos_lsp_engine::text::{TextEdit, diff_edit};

/// What changed, line by line, each piece as small as it goes without cutting a word.
pub fn hunks(before: &str, after: &str) -> Vec<TextEdit> {
    let lines = |text| -> Vec<&str> { str::split_inclusive(text, '\n').collect() };
    let (old, new) = (lines(before), lines(after));
    let diff = TextDiff::from_slices(&old, &new);
    let starts = |lines: &[&str]| -> Vec<usize> {
        let mut at = 0;
        let ends = lines.iter().map(|line| {
            at += line.len();
            at
        });
        std::iter::once(0).chain(ends).collect()
    };
    let (old, new) = (starts(&old), starts(&new));
    let bytes = |starts: &[usize], lines: Range<usize>| {
        let at = |line: usize| starts.get(line).or(starts.last()).copied().unwrap_or(0);
        at(lines.start)..at(lines.end)
    };
    let mut edits = Vec::new();
    let mut replace = |from: Range<usize>, to: Range<usize>| {
        let (from, to) = (bytes(&old, from), bytes(&new, to));
        if let (Some(was), Some(is)) = (before.get(from.clone()), after.get(to)) {
            let mut edit = whole_words(was, diff_edit(was, is));
            edit.start += from.start;
            edit.end += from.start;
            edits.push(edit);
        }
    };
    for op in diff.ops() {
        let (from, to) = (op.old_range(), op.new_range());
        match op {
            DiffOp::Equal { .. } => {}
            // As many lines as before: line by line.
            DiffOp::Replace { .. } if from.len() == to.len() => {
                for (was, is) in from.zip(to) {
                    replace(was..was + 1, is..is + 1);
                }
            }
            _ => replace(from, to),
        }
    }
    edits
}

/// The same edit, from the start of the word in which it starts to the end of the one in which it ends.
fn whole_words(text: &str, edit: TextEdit) -> TextEdit {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let old = text.get(edit.range()).unwrap_or("");
    let before = text.get(..edit.start).unwrap_or("");
    let after = text.get(edit.end..).unwrap_or("");
    let head = if old.starts_with(is_word) || edit.text.starts_with(is_word) {
        before.trim_end_matches(is_word).len()
    } else {
        edit.start
    };
    let tail = if old.ends_with(is_word) || edit.text.ends_with(is_word) {
        after.len() - after.trim_start_matches(is_word).len()
    } else {
        0
    };
    let lead = before.get(head..).unwrap_or("");
    let trail = after.get(..tail).unwrap_or("");
    TextEdit::replace(head..edit.end + tail, format!("{lead}{}{trail}", edit.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(before: &str, edits: &[TextEdit]) -> String {
        let mut text = before.to_owned();
        for edit in edits.iter().rev() {
            text.replace_range(edit.range(), &edit.text);
        }
        text
    }

    #[test]
    fn what_changed_is_told_line_by_line() {
        for (before, after, number) in [
            ("a\nb\nc\nd\ne\n", "a\nB\nc\nD\ne\n", 2),
            ("a\r\nb\r\nc", "a\r\nx\r\nc", 1),
            ("a\nb", "a\nb\nc", 1),
            ("a\nb\n", "A\nB\n", 2),
            ("é\u{2028}x\ny\n", "é\u{2028}z\ny\n", 1),
            ("a\rb\n", "a\rc\n", 1),
            ("", "a", 1),
            ("a", "", 1),
            ("same\n", "same\n", 0),
        ] {
            let edits = hunks(before, after);
            assert_eq!(applied(before, &edits), after);
            assert_eq!(edits.len(), number, "{before:?} {after:?} {edits:?}");
        }
    }

    #[test]
    fn a_piece_is_made_of_whole_words() {
        for (before, after, piece) in [
            ("v.readSecret(x)", "v.readObject(x)", "readObject"),
            (
                "w.mfa.verify()",
                "w.multiFactorAuth.verify()",
                "multiFactorAuth",
            ),
            (
                "f(getToken(a))",
                "f((await getToken(a)).token)",
                "(await getToken(a)).token",
            ),
            ("f( a)", "f(a)", ""),
        ] {
            let edits = hunks(before, after);
            assert_eq!(applied(before, &edits), after);
            assert_eq!(edits[0].text, piece);
        }
    }
}
