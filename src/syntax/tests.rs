//! Reparsing against parsing, and what is said to have changed.

use proptest::prelude::*;

use super::*;
use crate::text::{Text, TextEdit};

fn sexp(tree: &SyntaxTree) -> String {
    tree.root().unwrap().to_sexp()
}

#[test]
fn every_language_has_a_grammar_that_fits() {
    for language in [Language::TypeScript, Language::Tsx, Language::JavaScript] {
        let tree = SyntaxTree::parse(language, &Text::new("const a = 1;\n"));
        assert!(!tree.has_error());
    }
    let jsx = Text::new("const a = <b>c</b>;\n");
    assert!(!SyntaxTree::parse(Language::JavaScript, &jsx).has_error());
    assert!(SyntaxTree::parse(Language::TypeScript, &jsx).has_error());
}

#[test]
fn an_edit_changes_its_own_range_only() {
    let before = Text::new("f(aa);\ng(bb);\nh(cc);\n");
    let tree = SyntaxTree::parse(Language::TypeScript, &before);
    let edits = [TextEdit::replace(9..11, "xyz")];
    let mut after = before.clone();
    after.apply(&edits[0]);
    let (tree, changed) = tree.reparse(&before, &edits, &after);
    assert_eq!(
        sexp(&tree),
        sexp(&SyntaxTree::parse(Language::TypeScript, &after))
    );
    assert_eq!(changed.ranges(), std::slice::from_ref(&(9..12)));
    assert!(changed.touches(&(7..14)) && changed.touches(&(0..9)) && changed.touches(&(12..20)));
    assert!(!changed.touches(&(0..8)) && !changed.touches(&(13..20)));
    assert_eq!(changed.old_offset(8), Some(8));
    assert_eq!(changed.old_offset(9), None);
    assert_eq!(changed.old_offset(12), Some(11));
}

#[test]
fn a_hundred_thousand_brackets_parse() {
    let text = Text::new(&"[".repeat(100_000));
    let tree = SyntaxTree::parse(Language::TypeScript, &text);
    assert!(tree.has_error());
    let closed = Text::new(&format!("{}{}", "[".repeat(50_000), "]".repeat(50_000)));
    assert!(!SyntaxTree::parse(Language::Tsx, &closed).has_error());
}

proptest! {
    /// `Changed` alone, against strings: every offset that it maps holds the same byte, and what it does not map was typed.
    #[test]
    fn kept_text_is_the_same_text(edits in prop::collection::vec((0usize..60, 0usize..9, "[A-Z]{0,5}"), 0..8)) {
        let old: String = ('a'..='z').cycle().take(40).collect();
        let mut text = old.clone();
        let mut changed = Changed::nothing(old.len());
        for (start, len, new) in edits {
            let start = start.min(text.len());
            let end = (start + len).min(text.len());
            changed.edit(&TextEdit::replace(start..end, new.as_str()));
            text.replace_range(start..end, &new);
        }
        for (offset, byte) in text.bytes().enumerate() {
            match changed.old_offset(offset) {
                Some(before) => prop_assert_eq!(old.as_bytes()[before], byte),
                None => prop_assert!(byte.is_ascii_uppercase() && changed.touches(&(offset..offset + 1))),
            }
        }
        for pair in changed.ranges().windows(2) {
            prop_assert!(pair[0].end < pair[1].start);
        }
        // What lies strictly between changes was moved in one piece.
        for offset in 1..text.len() {
            if !changed.touches(&(offset - 1..offset)) {
                let moved = (changed.old_offset(offset - 1), changed.old_offset(offset));
                if let (Some(a), Some(b)) = moved {
                    prop_assert_eq!(a + 1, b);
                }
            }
        }
    }
}
