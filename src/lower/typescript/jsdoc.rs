//! Types in the comments of plain JavaScript: `@type`, `@param`, `@returns`, `@typedef`, `@import`.

use std::ops::Range;

use tree_sitter::Node;

use super::{
    super::{Export, Name, Origin, StmtId, StmtKind, TypeId, items::Child, source::Source},
    Context, Field, Grammar, Kind, Lowerer,
};
use crate::{
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

/// Documentation longer than this is not read.
const MAX_DOC: usize = 16_384;

const SNIPPET: &str = "type _ = ";

/// What a comment in a list of statements is: declarations of its own, or the documentation of what follows.
pub(super) fn classify(context: &Context<'_>, node: Node<'_>) -> Child {
    let range = node.byte_range();
    let text = context
        .source
        .get(range.start..range.end.min(range.start + MAX_DOC));
    if !text.starts_with("/**") {
        return Child::Skip;
    }
    match text.contains("@typedef") || text.contains("@import") {
        true => Child::Unit,
        false => Child::Lead,
    }
}

impl<'t> Lowerer<'_, '_, 't> {
    /// The documentation of a declaration, if the language has types in it.
    pub(super) fn doc_of(&self, node: Node<'t>) -> Option<Doc> {
        self.doc_range(node).map(|range| self.read_doc(range))
    }

    /// Lets the documentation of `node` be that of a part of it, such as the value of a declarator.
    pub(super) fn pass_doc(&mut self, node: Node<'t>, part: Option<Node<'t>>) {
        if let (Some(part), Some(range)) = (part, self.doc_range(node)) {
            self.documented = Some((part, range));
        }
    }

    fn doc_range(&self, node: Node<'t>) -> Option<Range<usize>> {
        if self.context.language != Language::JavaScript {
            return None;
        }
        match &self.documented {
            Some((documented, range)) if *documented == node => Some(range.clone()),
            _ => self.doc_before(node),
        }
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
        let mut window = 64;
        // Looks further back only as long as there are blanks, or the comment has not begun.
        loop {
            let start = end.saturating_sub(window).max(self.base).min(end);
            let text = self.context.source.slice(start..end);
            let start = end - text.len();
            let trimmed = text.trim_end();
            let open = match trimmed.strip_suffix("*/") {
                Some(inside) => inside.rfind("/*"),
                None if trimmed.is_empty() => None,
                None => return None,
            };
            if let Some(open) = open {
                let comment = trimmed.get(open..)?;
                return comment
                    .starts_with("/**")
                    .then(|| start + open..start + trimmed.len());
            }
            if start <= self.base || window > MAX_DOC {
                return None;
            }
            window *= 8;
        }
    }

    fn read_doc(&self, range: Range<usize>) -> Doc {
        let text = self.context.source.get(range.clone());
        let mut doc = Doc::default();
        for (tag, at) in tags(&text) {
            let Some(braces) = braces(&text, at) else {
                continue;
            };
            let ty = range.start + braces.start..range.start + braces.end;
            match tag {
                "type" => doc.ty = doc.ty.or(Some(ty)),
                "returns" | "return" => doc.returns = doc.returns.or(Some(ty)),
                "param" | "arg" | "argument" => {
                    let name = param_name(text.get(braces.end + 1..).unwrap_or(""));
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
        let (skipped, text) = match text.strip_prefix('!') {
            Some(rest) => (1, rest),
            None => (0, text),
        };
        self.snippet(SNIPPET, text, range.start + skipped, |inner, alias| {
            let value = inner.field(alias, Field::Value)?;
            Some(inner.ty(value))
        })
    }

    /// Lowers a piece of TypeScript that stands at an offset of a comment, read with `prefix` before it. Nothing if it
    /// is not well formed.
    fn snippet<T>(
        &mut self,
        prefix: &str,
        text: &str,
        offset: usize,
        read: impl for<'n> FnOnce(&mut Lowerer<'_, '_, 'n>, Node<'n>) -> Option<T>,
    ) -> Option<T> {
        let snippet = Text::new(&format!("{prefix}{text};"));
        let tree = SyntaxTree::parse(Language::TypeScript, &snippet);
        if tree.has_error() {
            return None;
        }
        let context = Context {
            source: Source::new(&snippet),
            language: Language::TypeScript,
            shadows: self.context.shadows,
        };
        let node = tree.root()?.named_child(0)?;
        let mut inner = Lowerer {
            context: &context,
            grammar: Grammar::of(Language::TypeScript),
            base: self.base.wrapping_add(prefix.len()).wrapping_sub(offset),
            is_top: false,
            large: self.large,
            item: std::mem::take(&mut self.item),
            holes: Vec::new(),
            cursor: node.walk(),
            scope: self.scope,
            function: self.function,
            returns: Vec::new(),
            targets: Vec::new(),
            decorators: Vec::new(),
            documented: None,
            depth: self.depth,
        };
        let result = read(&mut inner, node);
        self.item = inner.item;
        result
    }

    /// `@typedef {T} Name` and `@import … from '…'`: declarations in a comment.
    pub(super) fn doc_declarations(&mut self, node: Node<'t>, out: &mut Vec<StmtId>) {
        let range = node.byte_range();
        let text = self.context.source.get(range.clone());
        for (tag, at) in tags(&text) {
            match tag {
                "typedef" => {
                    out.extend(self.typedef(&text, at, range.start));
                }
                "import" => {
                    let statement = text.get(at..).unwrap_or("");
                    let end = statement.find(['\n', ';']).unwrap_or(statement.len());
                    let statement = statement.get(..end).unwrap_or("");
                    let statement = statement.strip_suffix("*/").unwrap_or(statement);
                    self.snippet("import", statement, range.start + at, |inner, node| {
                        if inner.kind(node) != Kind::ImportStatement {
                            return None;
                        }
                        inner.import_statement(node, out);
                        let import = inner.item.imports.last_mut()?;
                        import.type_only = true;
                        Some(())
                    });
                }
                _ => {}
            }
        }
    }

    fn typedef(&mut self, text: &str, at: usize, base: usize) -> Option<StmtId> {
        let braces = braces(text, at)?;
        let after = braces.end + 1;
        let rest = text.get(after..)?;
        let start = after + (rest.len() - rest.trim_start().len());
        let rest = text.get(start..)?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let name = Name::new(rest.get(..len).filter(|name| !name.is_empty())?);
        let ty = self.doc_type(base + braces.start..base + braces.end)?;
        let span = self.span_of(base + start..base + start + len);
        let origin = Origin::TypeAlias(ty);
        let binding = self.declare_name(self.scope, name.clone(), span, origin, true);
        self.export(Export::Local {
            exported: name.clone(),
            local: name,
            span,
        });
        Some(self.stmt_at(StmtKind::TypeAlias { binding, ty }, span))
    }
}

/// The tags of a comment: each with the offset behind it.
fn tags(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.match_indices('@').map(|(at, _)| {
        let start = at + 1;
        let rest = text.get(start..).unwrap_or("");
        let len = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        (rest.get(..len).unwrap_or(""), start + len)
    })
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
