//! TypeScript, TSX and JavaScript: one grammar family, one lowering. A file per kind of syntax.

mod children;
mod classes;
mod doc;
mod expressions;
mod functions;
mod grammar;
mod jsdoc;
mod jsx;
mod literals;
mod loops;
mod modules;
mod operators;
mod patterns;
mod statements;
mod types;

use std::ops::Range;

use tree_sitter::Node;

use self::grammar::{Field, Grammar, Kind};
use super::{
    Binding, BindingId, Expr, ExprId, ExprKind, FunctionId, Hole, HoleId, Item, Name, Origin, Pat,
    PatId, PatKind, Scope, ScopeId, ScopeKind, Span, Stmt, StmtId, StmtKind, TypeExpr, TypeId,
    TypeKind,
    items::{Child, Context, Lowered, Unit},
};
use crate::syntax::Language;

/// A body of statements or members of more bytes than this is lowered as items of its own.
const LARGE: usize = 600;

/// An item of more bytes than this (a router, a store, a map of handlers) leaves smaller bodies to items of their own.
const HUGE: usize = 20_000;

/// A body that counts as large in a huge item.
const LARGE_IN_HUGE: usize = 250;

/// Syntax nested deeper than this is not described. Every walk that recurses is bounded by it.
const MAX_DEPTH: u32 = 256;

/// What a child of a list of statements or members is.
pub(super) fn classify(context: &Context<'_>, node: Node<'_>) -> Child {
    let kind = Grammar::of(context.language).kind(node);
    if !kind.is_named() || node.start_byte() == node.end_byte() {
        return Child::Skip;
    }
    match kind {
        Kind::Comment if context.language == Language::JavaScript => jsdoc::classify(context, node),
        Kind::Comment | Kind::HtmlComment | Kind::HashBang | Kind::Empty => Child::Skip,
        Kind::Decorator => Child::Lead,
        Kind::Error => Child::Broken,
        _ => Child::Unit,
    }
}

/// Of the leads before a unit, those that belong to it: decorators and the last documentation comment.
pub(super) fn keep_leads(context: &Context<'_>, leads: &mut Vec<Node<'_>>) {
    if leads.is_empty() {
        return;
    }
    let grammar = Grammar::of(context.language);
    let is_doc = |node: &Node<'_>| grammar.kind(*node) == Kind::Comment;
    let last = leads.iter().rposition(is_doc);
    let first_decorator = leads.iter().position(|node| !is_doc(node));
    let from = match (last, first_decorator) {
        (Some(last), Some(decorator)) => last.min(decorator),
        (Some(last), None) => last,
        _ => 0,
    };
    leads.drain(..from);
}

/// Lowers one item.
pub(super) fn lower_unit<'t>(context: &Context<'_>, unit: &Unit<'t>) -> Lowered<'t> {
    let mut lowerer = Lowerer::new(context, unit);
    let mut root = Vec::new();
    for lead in &unit.leads {
        if lowerer.kind(*lead) == Kind::Decorator {
            lowerer.decorator(*lead);
        }
    }
    let kind = lowerer.kind(unit.node);
    if kind == Kind::Comment {
        lowerer.doc_declarations(unit.node, &mut root);
    } else if kind.is_member() {
        let mut members = Vec::new();
        lowerer.member(unit.node, &mut members);
        lowerer.item.members = members;
    } else {
        let decorators = std::mem::take(&mut lowerer.decorators);
        if !decorators.is_empty() {
            let span = lowerer.span(unit.node);
            root.push(lowerer.stmt_at(StmtKind::Unknown(decorators), span));
        }
        lowerer.statement_of(kind, unit.node, &mut root);
    }
    // Anything else in a list is there because the syntax around it is broken.
    lowerer.item.has_error = !(kind.is_statement() || kind.is_member() || kind == Kind::Comment);
    lowerer.item.root = root;
    lowerer.item.returns = std::mem::take(&mut lowerer.returns);
    lowerer.survey(unit);
    Lowered {
        item: lowerer.item,
        holes: lowerer.holes,
    }
}

/// Lowers one item: the tables so far, and where in the syntax it stands.
struct Lowerer<'a, 's, 't> {
    context: &'a Context<'s>,
    grammar: &'static Grammar,
    /// Where the item starts, in bytes of the text that is read.
    base: usize,
    is_top: bool,
    /// A body of more bytes than this is a hole.
    large: usize,
    item: Item,
    holes: Vec<(HoleId, Node<'t>)>,
    scope: ScopeId,
    function: Option<FunctionId>,
    /// `return` statements of that function so far.
    returns: Vec<StmtId>,
    /// Names assigned by the pattern that is being lowered.
    targets: Vec<Name>,
    /// Expressions of decorators that no member holds yet.
    decorators: Vec<ExprId>,
    /// A node that the documentation of what stands around it is about: the value of a declarator, of a member.
    documented: Option<(Node<'t>, Range<usize>)>,
    /// Modules that types in documentation name: a word stands for each (`doc::import_of`).
    imports: Vec<(Name, Span)>,
    depth: u32,
}

impl<'a, 's, 't> Lowerer<'a, 's, 't> {
    fn new(context: &'a Context<'s>, unit: &Unit<'t>) -> Self {
        let item = Item {
            len: u32::try_from(unit.range.len()).unwrap_or(u32::MAX),
            scopes: vec![Scope {
                parent: None,
                kind: ScopeKind::Item,
                function: None,
                bindings: Vec::new(),
            }],
            ..Item::default()
        };
        Self {
            context,
            grammar: Grammar::of(context.language),
            base: unit.range.start,
            is_top: unit.is_top,
            large: if unit.range.len() > HUGE {
                LARGE_IN_HUGE
            } else {
                LARGE
            },
            item,
            holes: Vec::new(),
            scope: ScopeId(0),
            function: None,
            returns: Vec::new(),
            targets: Vec::new(),
            decorators: Vec::new(),
            documented: None,
            imports: Vec::new(),
            depth: 0,
        }
    }

    fn kind(&self, node: Node<'_>) -> Kind {
        self.grammar.kind(node)
    }

    fn field<'n>(&self, node: Node<'n>, field: Field) -> Option<Node<'n>> {
        self.grammar.field(node, field)
    }

    fn span(&self, node: Node<'_>) -> Span {
        self.span_of(node.byte_range())
    }

    fn span_of(&self, range: Range<usize>) -> Span {
        let relative =
            |offset: usize| u32::try_from(offset.wrapping_sub(self.base)).unwrap_or(u32::MAX);
        Span {
            start: relative(range.start),
            end: relative(range.end),
        }
    }

    fn name(&self, node: Node<'_>) -> Name {
        Name::new(self.context.source.get(node.byte_range()))
    }

    /// A name with its range.
    fn name_at(&self, node: Node<'_>) -> (Name, Span) {
        let range = node.byte_range();
        let span = self.span_of(range.clone());
        (Name::new(self.context.source.get(range)), span)
    }

    /// Goes one level deeper, unless that is too deep.
    fn deeper<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let result = f(self);
        self.depth -= 1;
        Some(result)
    }

    /// Opens a scope for the time of a closure.
    fn within<T>(&mut self, kind: ScopeKind, f: impl FnOnce(&mut Self) -> T) -> T {
        let id = ScopeId(index(self.item.scopes.len()));
        self.item.scopes.push(Scope {
            parent: Some(self.scope),
            kind,
            function: self.function,
            bindings: Vec::new(),
        });
        let outer = std::mem::replace(&mut self.scope, id);
        let result = f(self);
        self.scope = outer;
        result
    }

    /// Opens a scope only if `needed`.
    fn within_if<T>(&mut self, needed: bool, kind: ScopeKind, f: impl FnOnce(&mut Self) -> T) -> T {
        if needed {
            self.within(kind, f)
        } else {
            f(self)
        }
    }

    /// The scope in which `var` declares.
    fn hoisting_scope(&self) -> ScopeId {
        let mut id = self.scope;
        while let Some(scope) = self.item.scopes.get(id.index()) {
            let Some(parent) = scope.parent else {
                break;
            };
            let parent_kind = self.item.scopes.get(parent.index()).map(|scope| scope.kind);
            if matches!(scope.kind, ScopeKind::Function | ScopeKind::Namespace)
                || parent_kind == Some(ScopeKind::Class)
            {
                break;
            }
            id = parent;
        }
        id
    }

    fn declare(&mut self, name: Node<'_>, origin: Origin, constant: bool) -> BindingId {
        self.declare_in(self.scope, name, origin, constant)
    }

    fn declare_in(
        &mut self,
        scope: ScopeId,
        name: Node<'_>,
        origin: Origin,
        constant: bool,
    ) -> BindingId {
        let (name, span) = self.name_at(name);
        self.declare_name(scope, name, span, origin, constant)
    }

    fn declare_name(
        &mut self,
        scope: ScopeId,
        name: Name,
        span: Span,
        origin: Origin,
        constant: bool,
    ) -> BindingId {
        match name.as_str() {
            "require" => self.item.shadows.require = true,
            "module" => self.item.shadows.module = true,
            "exports" => self.item.shadows.exports = true,
            _ => {}
        }
        let id = BindingId(index(self.item.bindings.len()));
        self.item.bindings.push(Binding {
            name,
            span,
            origin,
            constant,
        });
        if let Some(scope) = self.item.scopes.get_mut(scope.index()) {
            scope.bindings.push(id);
        }
        id
    }

    fn expr_at(&mut self, kind: ExprKind, span: Span) -> ExprId {
        let id = ExprId(index(self.item.exprs.len()));
        self.item.exprs.push(Expr {
            kind,
            span,
            scope: self.scope,
        });
        id
    }

    fn stmt_at(&mut self, kind: StmtKind, span: Span) -> StmtId {
        let id = StmtId(index(self.item.stmts.len()));
        self.item.stmts.push(Stmt {
            kind,
            span,
            scope: self.scope,
        });
        id
    }

    fn type_at(&mut self, kind: TypeKind, span: Span) -> TypeId {
        let id = TypeId(index(self.item.types.len()));
        self.item.types.push(TypeExpr {
            kind,
            span,
            scope: self.scope,
        });
        id
    }

    /// The number that the next pattern gets.
    fn next_pat(&self) -> PatId {
        PatId(index(self.item.pats.len()))
    }

    fn pat_at(&mut self, kind: PatKind, span: Span, parent: Option<PatId>) -> PatId {
        let id = self.next_pat();
        self.item.pats.push(Pat { kind, span, parent });
        id
    }

    /// Leaves the content of a node to items of their own.
    fn hole(&mut self, node: Node<'t>, class: Option<super::ClassId>) -> HoleId {
        let id = HoleId(index(self.item.holes.len()));
        self.item.holes.push(Hole {
            scope: self.scope,
            function: self.function,
            class,
        });
        self.holes.push((id, node));
        id
    }

    /// What can only be told of the item as a whole: comments and syntax errors, both outside its holes.
    fn survey(&mut self, unit: &Unit<'t>) {
        for node in unit.leads.iter().chain([&unit.node]).copied() {
            let has_error = node.has_error();
            let has_comment = self.may_have_comment(node);
            if has_error || has_comment {
                self.survey_node(node, has_comment);
            }
        }
    }

    /// Whether there is a `/` beside a `/` or `*` outside the holes. Strings are not told apart.
    fn may_have_comment(&self, node: Node<'_>) -> bool {
        let mut at = node.start_byte();
        let holes = self.hole_ranges();
        let ends = holes.iter().map(|hole| (hole.start, hole.end));
        for (end, next) in ends.chain([(node.end_byte(), node.end_byte())]) {
            if self.context.source.has_comment(at..end) {
                return true;
            }
            at = next;
        }
        false
    }

    /// The ranges of the holes, ascending.
    fn hole_ranges(&self) -> Vec<Range<usize>> {
        let mut ranges: Vec<_> = self
            .holes
            .iter()
            .map(|(_, hole)| hole.byte_range())
            .collect();
        ranges.sort_by_key(|range| range.start);
        ranges
    }

    fn survey_node(&mut self, node: Node<'t>, comments: bool) {
        let holes = self.hole_ranges();
        let is_hole = |node: Node<'_>| {
            let range = node.byte_range();
            let found = holes.binary_search_by_key(&range.start, |hole| hole.start);
            found.is_ok_and(|found| holes.get(found) == Some(&range))
        };
        let mut cursor = node.walk();
        loop {
            let node = cursor.node();
            let kind = self.kind(node);
            if kind == Kind::Comment {
                let span = self.span(node);
                self.item.comments.push(span);
            }
            if node.is_error() || node.is_missing() {
                self.item.has_error = true;
            }
            let inside = (comments || node.has_error())
                && !(matches!(kind, Kind::StatementBlock | Kind::ClassBody) && is_hole(node));
            if inside && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return;
                }
            }
        }
    }
}

/// Lengths as the tables count them. An item never has four billion of anything: files are at most some megabytes.
fn index(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
