//! Types in the comments of plain JavaScript: `@type`, `@param`, `@returns`, `@typedef`, `@import`.

use std::ops::Range;

use tree_sitter::Node;

use super::{
    super::{
        BindingId, ClassMember, Export, MemberKind, Origin, StmtId, StmtKind, TypeId, TypeKind,
        items::Child, source::Source,
    },
    Context, Field, Grammar, Kind, Lowerer,
    doc::{self, Doc, Typedef, plain_type},
};
use crate::{
    syntax::{Language, SyntaxTree},
    text::Text,
};

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
    /// Whether the language has types in documentation.
    pub(super) fn reads_doc(&self) -> bool {
        self.context.language == Language::JavaScript
    }

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
        if !self.reads_doc() {
            return None;
        }
        match &self.documented {
            Some((documented, range)) if *documented == node => Some(range.clone()),
            _ => self.doc_before(node),
        }
    }

    /// The type that `/** @type {T} */ (value)` gives.
    pub(super) fn doc_cast(&mut self, node: Node<'t>) -> Option<TypeId> {
        if !self.reads_doc() {
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
        Doc::read(&self.context.source.get(range.clone()), range.start)
    }

    /// The type that the documentation around a value gives it.
    pub(super) fn documented_type(&mut self, node: Node<'t>) -> Option<TypeId> {
        let range = match &self.documented {
            Some((documented, range)) if *documented == node => range.clone(),
            _ => return None,
        };
        let ty = self.read_doc(range).ty?;
        self.doc_type(ty)
    }

    /// The type of a parameter: as its documentation says, or as a comment right before it does.
    pub(super) fn doc_param(
        &mut self,
        node: Node<'t>,
        doc: Option<&Doc>,
        position: u32,
    ) -> Option<TypeId> {
        if !self.reads_doc() {
            return None;
        }
        let before = self.doc_before(node);
        if let Some(ty) = before.and_then(|range| self.read_doc(range).ty) {
            return self.doc_type(ty);
        }
        let (param, members) = doc?.param(&self.name(node), position)?;
        self.doc_object(&param.ty, &members)
    }

    /// A type, or an object of which each member is described by a tag.
    fn doc_object(&mut self, whole: &Range<usize>, members: &[doc::Field]) -> Option<TypeId> {
        let text = self.context.source.get(whole.clone());
        if members.is_empty() || !text.trim().eq_ignore_ascii_case("object") {
            return self.doc_type(whole.clone());
        }
        let members = members
            .iter()
            .map(|member| ClassMember {
                name: Some(member.name.clone()),
                name_span: self.span_of(member.at.clone()),
                kind: MemberKind::Field {
                    declared: self.doc_type(member.ty.clone()),
                    init: None,
                },
                is_static: false,
                optional: member.optional,
            })
            .collect();
        let span = self.span_of(whole.clone());
        Some(self.type_at(TypeKind::Object(members), span))
    }

    /// Declares the type parameters that documentation names, in the scope that is open.
    pub(super) fn doc_type_params(&mut self, doc: &Doc) -> Vec<BindingId> {
        let mut params = Vec::new();
        for template in &doc.templates {
            let constraint = template.constraint.clone();
            let origin = Origin::TypeParam {
                constraint: constraint.and_then(|range| self.doc_type(range)),
                default: None,
            };
            let span = self.span_of(template.at.clone());
            params.push(self.declare_name(self.scope, template.name.clone(), span, origin, true));
        }
        params
    }

    /// Lowers the type at a range of a comment; none if it is not plain enough to be one.
    pub(super) fn doc_type(&mut self, range: Range<usize>) -> Option<TypeId> {
        let text = self.context.source.get(range.clone());
        let text = text.strip_suffix('=').unwrap_or(&text);
        let (skipped, text) = match text.strip_prefix('!') {
            Some(rest) => (1, rest),
            None => (0, text),
        };
        let (text, imports) = plain_type(text);
        let offset = range.start + skipped;
        self.snippet(SNIPPET, (&text, imports), offset, |inner, alias| {
            let value = inner.field(alias, Field::Value)?;
            Some(inner.ty(value))
        })
    }

    /// Lowers a piece of TypeScript that stands at an offset of a comment, read with `prefix` before it. Nothing if it
    /// is not well formed.
    fn snippet<T>(
        &mut self,
        prefix: &str,
        (text, imports): (&str, Vec<doc::Import>),
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
        let base = self.base.wrapping_add(prefix.len()).wrapping_sub(offset);
        let mut inner = Lowerer {
            context: &context,
            grammar: Grammar::of(Language::TypeScript),
            base,
            is_top: false,
            large: self.large,
            item: std::mem::take(&mut self.item),
            holes: Vec::new(),
            scope: self.scope,
            function: self.function,
            returns: Vec::new(),
            targets: Vec::new(),
            decorators: Vec::new(),
            documented: None,
            imports: Vec::new(),
            depth: self.depth,
        };
        for import in imports {
            let at = import.at.start + prefix.len()..import.at.end + prefix.len();
            inner.imports.push((import.specifier, inner.span_of(at)));
        }
        let result = read(&mut inner, node);
        self.item = inner.item;
        result
    }

    /// `@typedef {T} Name` and `@import … from '…'`: declarations in a comment.
    pub(super) fn doc_declarations(&mut self, node: Node<'t>, out: &mut Vec<StmtId>) {
        let range = node.byte_range();
        let text = self.context.source.get(range.clone());
        let (typedefs, imports) = doc::declarations(&text, range.start);
        for at in imports {
            let statement = text.get(at..).unwrap_or("");
            let end = statement.find(['\n', ';']).unwrap_or(statement.len());
            let statement = statement.get(..end).unwrap_or("");
            let statement = statement.strip_suffix("*/").unwrap_or(statement);
            let offset = range.start + at;
            self.snippet("import", (statement, Vec::new()), offset, |inner, node| {
                if inner.kind(node) != Kind::ImportStatement {
                    return None;
                }
                inner.import_statement(node, out);
                let import = inner.item.imports.last_mut()?;
                import.type_only = true;
                Some(())
            });
        }
        for typedef in typedefs {
            out.extend(self.typedef(&typedef));
        }
    }

    fn typedef(&mut self, typedef: &Typedef) -> Option<StmtId> {
        let doc::Field { name, at, ty, .. } = &typedef.field;
        let ty = self.doc_object(ty, &typedef.properties)?;
        let span = self.span_of(at.clone());
        let origin = Origin::TypeAlias(ty);
        let binding = self.declare_name(self.scope, name.clone(), span, origin, true);
        self.export(Export::Local {
            exported: name.clone(),
            local: name.clone(),
            span,
        });
        Some(self.stmt_at(StmtKind::TypeAlias { binding, ty }, span))
    }
}
