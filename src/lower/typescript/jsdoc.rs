//! Types in the comments of plain JavaScript: `@type`, `@param`, `@returns`.

use std::ops::Range;

use tree_sitter::Node;

use super::{super::TypeId, Context, Field, Kind, Lowerer};
use crate::{
    lower::{Name, source::Source},
    syntax::{Language, SyntaxTree},
    text::Text,
};

/// A documentation comment: where the types stand in the file.
#[derive(Default)]
pub(super) struct Doc {
    /// `@type {…}`.
    pub ty: Option<Range<usize>>,
    /// `@returns {…}`.
    pub returns: Option<Range<usize>>,
    params: Vec<(Name, Range<usize>)>,
}

impl Doc {
    /// The type of a parameter. A destructured one has no name to go by: its place counts.
    pub(super) fn param(&self, name: &str, position: u32) -> Option<Range<usize>> {
        let by_name = self.params.iter().find(|param| param.0 == name);
        let is_name = !name.starts_with(['{', '[']);
        let param = match is_name {
            true => by_name,
            false => self.params.get(position as usize),
        };
        param.map(|param| param.1.clone())
    }
}

const SNIPPET: &str = "type _ = ";

impl<'t> Lowerer<'_, '_, 't> {
    /// The documentation of a declaration, if the language has types in it.
    pub(super) fn doc_of(&self, node: Node<'t>) -> Option<Doc> {
        if self.context.language != Language::JavaScript {
            return None;
        }
        let mut node = node;
        // What is documented may start further out: `export function f`, `const f = () => …`, `f: () => …`.
        let mut range = self.doc_before(node);
        for _ in 0..3 {
            if range.is_some() {
                break;
            }
            let parent = node.parent()?;
            let is_start = match self.kind(parent) {
                Kind::ExportStatement
                | Kind::LexicalDeclaration
                | Kind::VariableDeclaration
                | Kind::ExpressionStatement => true,
                Kind::VariableDeclarator | Kind::Pair | Kind::PublicFieldDefinition => {
                    self.field(parent, Field::Value) == Some(node)
                }
                Kind::Assignment => self.field(parent, Field::Right) == Some(node),
                _ => false,
            };
            if !is_start {
                return None;
            }
            node = parent;
            range = self.doc_before(node);
        }
        Some(self.read_doc(range?))
    }

    /// The type that `/** @type {T} */ (value)` gives.
    pub(super) fn doc_cast(&mut self, node: Node<'t>) -> Option<TypeId> {
        if self.context.language != Language::JavaScript {
            return None;
        }
        let doc = self.doc_before(node)?;
        let ty = self.read_doc(doc).ty?;
        self.doc_type(ty)
    }

    /// The documentation comment that ends right before a node, within the item.
    fn doc_before(&self, node: Node<'_>) -> Option<Range<usize>> {
        let end = node.start_byte();
        let start = self.base.min(end);
        let text = self.context.source.get(start..end);
        let trimmed = text.trim_end();
        let inside = trimmed.strip_suffix("*/")?;
        let open = inside.rfind("/*")?;
        inside
            .get(open..)?
            .starts_with("/**")
            .then(|| start + open..start + trimmed.len())
    }

    fn read_doc(&self, range: Range<usize>) -> Doc {
        let text = self.context.source.get(range.clone());
        let mut doc = Doc::default();
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find('@')) {
            let tag_start = at + found + 1;
            let rest = text.get(tag_start..).unwrap_or("");
            let word = rest
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            at = tag_start + word;
            let tag = rest.get(..word).unwrap_or("");
            let Some(braces) = braces(&text, at) else {
                continue;
            };
            at = braces.end + 1;
            let ty = range.start + braces.start..range.start + braces.end;
            match tag {
                "type" => doc.ty = doc.ty.or(Some(ty)),
                "returns" | "return" => doc.returns = doc.returns.or(Some(ty)),
                "param" | "arg" | "argument" => {
                    let name = param_name(text.get(at..).unwrap_or(""));
                    // `options.key` describes a member of a parameter.
                    if !name.contains('.') {
                        doc.params.push((Name::new(name), ty));
                    }
                }
                _ => {}
            }
        }
        doc
    }

    /// Lowers the type at a range of a comment; none if it is not plain enough to be one.
    pub(super) fn doc_type(&mut self, range: Range<usize>) -> Option<TypeId> {
        let text = self.context.source.get(range.clone());
        let text = text.strip_suffix('=').unwrap_or(&text);
        let (skipped, text) = match text.strip_prefix(['!']) {
            Some(rest) => (1, rest),
            None => (0, text),
        };
        let snippet = Text::new(&format!("{SNIPPET}{text};"));
        let tree = SyntaxTree::parse(Language::TypeScript, &snippet);
        if tree.has_error() {
            return None;
        }
        let context = Context {
            source: Source::new(&snippet),
            language: Language::TypeScript,
            shadows: self.context.shadows,
        };
        let alias = tree.root()?.named_child(0)?;
        let mut inner = Lowerer {
            context: &context,
            grammar: super::Grammar::of(Language::TypeScript),
            base: self
                .base
                .wrapping_add(SNIPPET.len())
                .wrapping_sub(range.start + skipped),
            is_top: false,
            item: std::mem::take(&mut self.item),
            holes: Vec::new(),
            cursor: alias.walk(),
            scope: self.scope,
            function: self.function,
            returns: Vec::new(),
            targets: Vec::new(),
            decorators: Vec::new(),
            depth: self.depth,
        };
        let value = inner.field(alias, Field::Value);
        let ty = value.map(|value| inner.ty(value));
        self.item = inner.item;
        ty
    }
}

/// The inside of the braces that follow an offset, blanks apart.
fn braces(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let blanks = rest.len() - rest.trim_start().len();
    let start = at + blanks + rest.trim_start().strip_prefix('{').map(|_| 1)?;
    let mut depth = 1;
    for (offset, byte) in text.get(start..)?.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(start..start + offset);
        }
    }
    None
}

/// The name behind the type of a `@param`: `name`, `[name]`, `[name=default]`.
fn param_name(text: &str) -> &str {
    let text = text.trim_start().trim_start_matches('[').trim_start();
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ']' | '=' | '*'))
        .unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}
