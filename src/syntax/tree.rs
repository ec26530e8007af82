//! A syntax tree, and how an edit makes a new one of it.

use std::cell::RefCell;

use tree_sitter::{InputEdit, Node, Parser, Point, Tree};

use super::{Changed, Language};
use crate::text::{Text, TextEdit};

/// The tree of one text. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SyntaxTree {
    language: Language,
    /// `None` only if the grammar does not fit the parser, which a test excludes.
    tree: Option<Tree>,
}

impl SyntaxTree {
    /// Parses a text.
    #[must_use]
    pub fn parse(language: Language, text: &Text) -> Self {
        Self {
            language,
            tree: parse(language, text, None),
        }
    }

    /// The tree of `after`, which is `before` with `edits` (each against the text as the ones before it left it)
    /// applied by `Text::apply`. `self` is the tree of `before`.
    #[must_use]
    pub fn reparse(&self, before: &Text, edits: &[TextEdit], after: &Text) -> (Self, Changed) {
        let mut changed = Changed::nothing(before.len());
        let mut tree = self.tree.clone();
        let mut text = before.clone();
        for edit in edits {
            let range = text.clamp(edit.range());
            let (start, old_end) = (point(&text, range.start), point(&text, range.end));
            let edit = TextEdit::replace(range, edit.text.as_str());
            text.apply(&edit);
            let new_end = edit.start + edit.text.len();
            changed.edit(&edit);
            if let Some(tree) = &mut tree {
                tree.edit(&InputEdit {
                    start_byte: edit.start,
                    old_end_byte: edit.end,
                    new_end_byte: new_end,
                    start_position: start,
                    old_end_position: old_end,
                    new_end_position: point(&text, new_end),
                });
            }
        }
        let new = parse(self.language, after, tree.as_ref());
        if let (Some(old), Some(new)) = (&tree, &new) {
            changed.add(
                old.changed_ranges(new)
                    .map(|range| range.start_byte..range.end_byte),
            );
        }
        let tree = Self {
            language: self.language,
            tree: new,
        };
        (tree, changed)
    }

    /// The language it was parsed as.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether the text has a syntax error.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.root().is_none_or(|root| root.has_error())
    }

    /// The root node.
    pub(crate) fn root(&self) -> Option<Node<'_>> {
        self.tree.as_ref().map(Tree::root_node)
    }
}

thread_local! {
    /// A parser keeps its stacks and pools; one a thread is enough.
    static PARSER: RefCell<Parser> = RefCell::new(Parser::new());
}

fn parse(language: Language, text: &Text, old: Option<&Tree>) -> Option<Tree> {
    PARSER.with_borrow_mut(|parser| {
        parser.set_language(&language.grammar()).ok()?;
        let mut read = |offset: usize, _: Point| {
            let (chunk, start) = text.chunk(offset);
            chunk
                .as_bytes()
                .get(offset.saturating_sub(start)..)
                .unwrap_or_default()
        };
        parser.parse_with_options(&mut read, old, None)
    })
}

/// Where an offset is for tree-sitter. Nothing reads its points: they only have to be monotone, so the text's own
/// lines do, though tree-sitter itself does not count a lone `\r`.
fn point(text: &Text, offset: usize) -> Point {
    let line = text.line_of(offset);
    Point {
        row: line,
        column: offset.saturating_sub(text.line_range(line).start),
    }
}
