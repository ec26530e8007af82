//! A text with its tree and its facts, which are made when first asked for: once after any number of edits, and only
//! for what they touched.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use super::{ClientEdit, ignore::Ignores, words::is_declaration};
use crate::{
    lower::{self, FileFacts},
    syntax::{Language, SyntaxTree},
    text::{Encoding, Text, TextEdit},
};

/// A text of a file, open (with the client's version) or read from disk.
#[derive(Debug)]
pub(super) struct Document {
    text: Text,
    version: Option<i32>,
    language: Option<Language>,
    base: Option<Base>,
    source: OnceLock<Source>,
    /// Whether it is known that no ignore comment is in it.
    plain: bool,
    ignores: OnceLock<Ignores>,
}

/// What was made of a text.
#[derive(Clone, Debug)]
struct Source {
    /// Kept for the next edit, if the document is open.
    tree: Option<SyntaxTree>,
    facts: Arc<FileFacts>,
}

/// The last text of which something was made, and the edits since.
#[derive(Clone, Debug)]
struct Base {
    text: Text,
    tree: SyntaxTree,
    facts: Arc<FileFacts>,
    edits: Vec<TextEdit>,
}

impl Document {
    pub fn new(path: &Path, text: Text, version: Option<i32>) -> Self {
        Self {
            text,
            version,
            language: Language::of_path(path),
            base: None,
            source: OnceLock::new(),
            plain: false,
            ignores: OnceLock::new(),
        }
    }

    /// The ignore comments of the text, if there are any.
    pub fn ignores(&self) -> Option<&Ignores> {
        if self.plain {
            return None;
        }
        let ignores = self.ignores.get_or_init(|| Ignores::of(&self.text));
        (!ignores.is_empty()).then_some(ignores)
    }

    pub fn text(&self) -> &Text {
        &self.text
    }

    pub fn version(&self) -> Option<i32> {
        self.version
    }

    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// The facts of the text; `None` if it is not source.
    pub fn facts(&self) -> Option<&Arc<FileFacts>> {
        Some(&self.source()?.facts)
    }

    /// Whether other files may see what it declares without loading it.
    pub fn declares_for_others(&self, path: &Path) -> bool {
        self.facts()
            .is_some_and(|facts| facts.augments() || is_declaration(path) && !facts.is_module())
    }

    fn source(&self) -> Option<&Source> {
        let language = self.language?;
        Some(self.source.get_or_init(|| self.make(language)))
    }

    fn make(&self, language: Language) -> Source {
        if let Some(base) = &self.base {
            let (tree, changed) = base.tree.reparse(&base.text, &base.edits, &self.text);
            let facts = lower::relower(&base.facts, &self.text, &tree, &changed);
            return Source {
                tree: Some(tree),
                facts: Arc::new(facts),
            };
        }
        let tree = SyntaxTree::parse(language, &self.text);
        let facts = Arc::new(lower::lower(&self.text, &tree));
        Source {
            tree: self.version.map(|_| tree),
            facts,
        }
    }

    fn base_of(&self, source: &Source) -> Option<Base> {
        Some(Base {
            text: self.text.clone(),
            tree: source.tree.clone()?,
            facts: Arc::clone(&source.facts),
            edits: Vec::new(),
        })
    }

    /// The document after a client's edits, in order. Ranges beyond the end are clamped.
    pub fn edited(&self, edits: &[ClientEdit], encoding: Encoding, version: i32) -> Self {
        let mut text = self.text.clone();
        let mut base = match self.source.get() {
            Some(source) => self.base_of(source),
            None => self.base.clone(),
        };
        let ignores = self.ignores.get();
        let mut plain = self.plain || ignores.is_some_and(|it| !it.is_named);
        for edit in edits {
            let range = match edit.range {
                Some(range) => text.clamp(text.range(range, encoding)),
                None => 0..text.len(),
            };
            let edit = TextEdit::replace(range, edit.text.as_str());
            text.apply(&edit);
            let typed = edit.range().start..edit.range().start + edit.text.len();
            plain = plain && !Ignores::may_come(&text, typed);
            if let Some(base) = &mut base {
                base.edits.push(edit);
            }
        }
        Self {
            text,
            version: Some(version),
            language: self.language,
            base,
            source: OnceLock::new(),
            plain,
            ignores: OnceLock::new(),
        }
    }

    /// The document with another text, which replaces one stretch of this one.
    pub fn with_text(&self, text: &str) -> Self {
        let edit = crate::text::diff_edit(&self.text.to_string(), text);
        let mut after = self.text.clone();
        after.apply(&edit);
        let base = self.source.get().and_then(|source| self.base_of(source));
        Self {
            text: after,
            version: self.version,
            language: self.language,
            base: base.map(|base| Base {
                edits: vec![edit],
                ..base
            }),
            source: OnceLock::new(),
            plain: false,
            ignores: OnceLock::new(),
        }
    }
}
