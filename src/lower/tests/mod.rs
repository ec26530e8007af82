//! What lowering makes of sources, and that edits make no difference.

mod deep;
mod dump;
mod edits;
mod kinds;
mod modules;
mod places;

use super::*;
use crate::{
    syntax::{Language, SyntaxTree},
    text::Text,
};

fn facts(language: Language, source: &str) -> FileFacts {
    let text = Text::new(source);
    lower(&text, &SyntaxTree::parse(language, &text))
}

#[track_caller]
fn check_as(language: Language, source: &str, expected: &str) {
    let found = dump::file(&facts(language, source));
    let lines = |text: &str| {
        let text: Vec<_> = text.lines().map(str::trim_end).collect();
        text.join("\n").trim().to_owned()
    };
    assert_eq!(lines(&found), lines(expected), "found:\n{found}");
}

#[track_caller]
fn check(source: &str, expected: &str) {
    check_as(Language::TypeScript, source, expected);
}
