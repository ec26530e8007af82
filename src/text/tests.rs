//! Positions against a naive reading of strings, edits against strings.

use std::path::Path;

use proptest::prelude::*;

use super::*;

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

/// Text with everything that breaks column arithmetic.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z ;{}]{0,6}",
        2 => Just("\n".to_owned()),
        2 => Just("\r\n".to_owned()),
        1 => Just("\r".to_owned()),
        1 => Just("\u{feff}".to_owned()),
        1 => Just("\u{2028}".to_owned()),
        1 => Just("\u{85}\u{b}\u{c}".to_owned()),
        2 => Just("😀".to_owned()),
        1 => Just("👩‍👩‍👧".to_owned()),
        1 => Just("e\u{301}".to_owned()),
        1 => Just("漢字".to_owned()),
        1 => Just("x".repeat(1100)),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Lines as (start, end without the break), by the protocol's three breaks.
fn naive_lines(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        let step = match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
            b'\r' | b'\n' => 1,
            _ => {
                at += 1;
                continue;
            }
        };
        lines.push((start, at));
        at += step;
        start = at;
    }
    lines.push((start, bytes.len()));
    lines
}

fn width(c: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => c.len_utf8(),
        Encoding::Utf16 => c.len_utf16(),
        Encoding::Utf32 => 1,
    }
}

fn naive_offset(text: &str, position: Position, encoding: Encoding) -> usize {
    let Some(&(start, end)) = naive_lines(text).get(position.line as usize) else {
        return text.len();
    };
    let (mut column, mut offset) = (0, start);
    for c in text[start..end].chars() {
        column += width(c, encoding);
        if column > position.column as usize {
            break;
        }
        offset += c.len_utf8();
    }
    offset
}

fn naive_position(text: &str, offset: usize, encoding: Encoding) -> Position {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let lines = naive_lines(text);
    let line = lines.iter().rposition(|line| line.0 <= offset).unwrap();
    let (start, end) = lines[line];
    let column: usize = text[start..offset.min(end)]
        .chars()
        .map(|c| width(c, encoding))
        .sum();
    Position {
        line: line as u32,
        column: column as u32,
    }
}

proptest! {
    #[test]
    fn positions_agree_with_a_naive_reading(text in texts(), offset in 0usize..3000, line in 0u32..30, column in 0u32..1300) {
        let rope = Text::new(&text);
        prop_assert_eq!(rope.lines(), naive_lines(&text).len());
        let position = Position { line, column };
        for encoding in ENCODINGS {
            prop_assert_eq!(rope.offset(position, encoding), naive_offset(&text, position, encoding));
            prop_assert_eq!(rope.position(offset, encoding), naive_position(&text, offset, encoding));
        }
    }

    #[test]
    fn every_character_goes_there_and_back(text in texts()) {
        let rope = Text::new(&text);
        for (offset, c) in text.char_indices() {
            if c == '\n' && text[..offset].ends_with('\r') {
                continue;
            }
            for encoding in ENCODINGS {
                prop_assert_eq!(rope.offset(rope.position(offset, encoding), encoding), offset);
            }
        }
    }

    #[test]
    fn line_ranges_are_the_naive_ones(text in texts()) {
        let rope = Text::new(&text);
        for (line, (start, end)) in naive_lines(&text).into_iter().enumerate() {
            prop_assert_eq!(rope.line_range(line), start..end);
            prop_assert_eq!(rope.line_of(end), line);
        }
        prop_assert_eq!(rope.line_range(rope.lines()), text.len()..text.len());
    }

    #[test]
    fn edits_do_what_they_do_to_strings(text in texts(), start in 0usize..2000, len in 0usize..50, new in texts()) {
        let mut rope = Text::new(&text);
        let range = rope.clamp(start..start + len);
        let mut expected = text.clone();
        expected.replace_range(range, &new);
        rope.apply(&TextEdit::replace(start..start + len, new));
        prop_assert_eq!(&rope.to_string(), &expected);
        prop_assert_eq!(rope.lines(), naive_lines(&expected).len());
    }

    #[test]
    fn chunks_are_the_text(text in texts(), offset in 0usize..3000) {
        let rope = Text::new(&text);
        prop_assert_eq!(rope.chunks().collect::<String>(), text.clone());
        let (chunk, start) = rope.chunk(offset);
        prop_assert_eq!(text.get(start..start + chunk.len()), Some(chunk));
        prop_assert!(offset >= text.len() || (start <= offset && offset < start + chunk.len()));
    }

    #[test]
    fn a_diff_makes_the_one_of_the_other(before in texts(), after in texts(), same in texts()) {
        let (before, after) = (format!("{same}{before}{same}"), format!("{same}{after}{same}"));
        let edit = diff_edit(&before, &after);
        prop_assert_eq!(apply_all(&before, &[edit]), Some(after));
    }
}

#[test]
fn columns_of_an_emoji() {
    let text = Text::new("a😀b\r\nc");
    let at = |line, column, encoding| text.offset(Position { line, column }, encoding);
    assert_eq!(at(0, 2, Encoding::Utf16), 1);
    assert_eq!(at(0, 3, Encoding::Utf16), 5);
    assert_eq!(at(0, 99, Encoding::Utf16), 6);
    assert_eq!(at(0, 3, Encoding::Utf8), 1);
    assert_eq!(at(0, 2, Encoding::Utf32), 5);
    assert_eq!(at(1, 0, Encoding::Utf16), 8);
    assert_eq!(at(7, 0, Encoding::Utf16), 9);
    assert_eq!(
        text.position(7, Encoding::Utf16),
        Position { line: 0, column: 4 }
    );
}

#[test]
fn a_unicode_line_separator_breaks_no_line() {
    let text = Text::new("a\u{2028}b\u{85}c\u{b}d");
    assert_eq!(text.lines(), 1);
}

#[test]
fn a_diff_is_minimal_and_cuts_nothing() {
    assert_eq!(diff_edit("same", "same"), TextEdit::insert(4, ""));
    assert_eq!(diff_edit("aXb", "aYYb"), TextEdit::replace(1..2, "YY"));
    assert_eq!(diff_edit("aa", "aaa"), TextEdit::insert(2, "a"));
    assert_eq!(diff_edit("x\r\ny", "x\ny"), TextEdit::replace(1..3, "\n"));
    assert_eq!(diff_edit("😀", "😁"), TextEdit::replace(0..4, "😁"));
}

#[test]
fn overlapping_edits_are_refused() {
    let edit = |start, end, text: &str| TextEdit::replace(start..end, text);
    let mut edits = vec![edit(4, 6, "b"), edit(1, 2, "a"), edit(4, 4, "i")];
    sort_edits(&mut edits);
    assert!(are_disjoint(&edits));
    assert_eq!(apply_all("0123456", &edits).as_deref(), Some("0a23ib6"));
    edits.push(edit(5, 7, "c"));
    assert!(!are_disjoint(&edits));
    assert_eq!(apply_all("0123456", &edits), None);
}

#[test]
fn changes_merge_unless_they_overlap() {
    let change = |start, end, text: &str| {
        SourceChange::of_file("a.ts", vec![TextEdit::replace(start..end, text)]).unwrap()
    };
    let mut all = change(0, 1, "x");
    assert!(all.merge(&change(5, 6, "y")));
    assert!(all.merge(&change(5, 6, "y")));
    assert!(!all.merge(&change(5, 7, "z")));
    assert_eq!(all.edits[Path::new("a.ts")].len(), 2);
}
