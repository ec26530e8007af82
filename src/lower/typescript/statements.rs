//! Statements but for loops.

use std::ops::Range;

use tree_sitter::Node;

use super::{
    super::{
        Body, Case, NamespaceBody, Origin, Scope, ScopeId, ScopeKind, StmtId, StmtKind, TypeId,
    },
    Field, Kind, Lowerer,
    functions::Form,
    patterns::Binder,
};

/// How a declarator declares its names.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub scope: ScopeId,
    pub constant: bool,
}

impl<'t> Lowerer<'_, '_, 't> {
    /// Lowers the statements of a block in the scope that is open.
    pub(super) fn statements(&mut self, node: Node<'t>, out: &mut Vec<StmtId>) {
        for (kind, child) in self.named(node) {
            match kind {
                Kind::Error => {
                    self.deeper(|this| this.statements(child, out));
                }
                _ => self.statement_of(kind, child, out),
            }
        }
    }

    /// Lowers a statement; one with several declarators or with decorators becomes several.
    pub(super) fn statement(&mut self, node: Node<'t>, out: &mut Vec<StmtId>) {
        self.statement_of(self.kind(node), node, out);
    }

    /// Lowers a statement of a kind.
    pub(super) fn statement_of(&mut self, kind: Kind, node: Node<'t>, out: &mut Vec<StmtId>) {
        let known = self.deeper(|this| this.statement_kinds(kind, node, out));
        if known.is_none() {
            out.push(self.stmt(StmtKind::Unknown(Vec::new()), node));
        }
    }

    /// Lowers a statement as one.
    pub(super) fn single(&mut self, node: Node<'t>) -> StmtId {
        let mut statements = Vec::new();
        self.statement(node, &mut statements);
        match statements.as_slice() {
            [single] => *single,
            _ => self.stmt(StmtKind::Block(Body::Inline(statements)), node),
        }
    }

    pub(super) fn stmt(&mut self, kind: StmtKind, node: Node<'t>) -> StmtId {
        let span = self.span(node);
        self.stmt_at(kind, span)
    }

    fn statement_kinds(&mut self, kind: Kind, node: Node<'t>, out: &mut Vec<StmtId>) {
        match kind {
            Kind::LexicalDeclaration | Kind::VariableDeclaration | Kind::UsingDeclaration => {
                self.variables(kind, node, out);
            }
            // A declaration in broken syntax looks like an expression.
            Kind::ClassDeclaration | Kind::AbstractClassDeclaration | Kind::Class => {
                self.class_statement(node, out);
            }
            Kind::ImportStatement => self.import_statement(node, out),
            Kind::ExportStatement => self.export_statement(node, out),
            Kind::AmbientDeclaration => self.ambient(node, out),
            Kind::ImportAlias => self.import_alias(node, out),
            Kind::Labeled => {
                if let Some(body) = self.field(node, Field::Body) {
                    self.statement(body, out);
                }
            }
            Kind::ExpressionStatement => self.expression_statement(node, out),
            Kind::Empty | Kind::Debugger => {}
            _ => {
                let lowered = self.statement_kind(kind, node);
                let id = self.stmt(lowered, node);
                if kind == Kind::Return {
                    self.returns.push(id);
                }
                out.push(id);
            }
        }
    }

    fn expression_statement(&mut self, node: Node<'t>, out: &mut Vec<StmtId>) {
        let Some(inner) = self.inner(node) else {
            return;
        };
        let kind = self.kind(inner);
        let kind = match kind {
            // `namespace X {}` is an expression to the grammar.
            Kind::InternalModule => self.namespace(inner),
            Kind::Assignment | Kind::Await if self.using_assignment(kind, inner).is_some() => {
                return self.using(kind, inner, out);
            }
            Kind::Assignment => {
                if self.reads_doc() {
                    self.pass_doc(node, self.field(inner, Field::Right));
                }
                StmtKind::Expr(self.expr_of(kind, inner))
            }
            _ => StmtKind::Expr(self.expr_of(kind, inner)),
        };
        out.push(self.stmt(kind, node));
    }

    /// The assignment that the grammar makes of `using x = …` and `await using x = …`.
    fn using_assignment(&self, kind: Kind, node: Node<'t>) -> Option<Node<'t>> {
        let (kind, node) = match kind {
            Kind::Await => self.named(node).next()?,
            _ => (kind, node),
        };
        let is_using = kind == Kind::Assignment && self.starts_with(node, Kind::UsingToken);
        is_using.then_some(node)
    }

    fn using(&mut self, kind: Kind, node: Node<'t>, out: &mut Vec<StmtId>) {
        let Some(node) = self.using_assignment(kind, node) else {
            return;
        };
        if let Some(name) = self.field(node, Field::Left) {
            let init = self.field(node, Field::Right);
            let names = Names {
                scope: self.scope,
                constant: true,
            };
            out.push(self.variable(node, name, None, init, names));
        }
    }

    fn statement_kind(&mut self, kind: Kind, node: Node<'t>) -> StmtKind {
        match kind {
            Kind::FunctionDeclaration
            | Kind::GeneratorFunctionDeclaration
            | Kind::FunctionSignature
            | Kind::FunctionExpression
            | Kind::GeneratorFunction => StmtKind::Function(self.function(node, Form::Declaration)),
            Kind::InterfaceDeclaration => StmtKind::Class(self.class(node, true)),
            Kind::StatementBlock => {
                StmtKind::Block(self.within(ScopeKind::Block, |this| this.body(node, false)))
            }
            Kind::If => self.if_statement(node),
            Kind::Switch => self.switch(node),
            Kind::For => self.within(ScopeKind::Block, |this| this.for_statement(node)),
            Kind::ForIn => self.within(ScopeKind::Block, |this| this.for_in(node)),
            Kind::While | Kind::Do | Kind::With => self.while_statement(node),
            Kind::Try => self.try_statement(node),
            Kind::Return => {
                let value = self.inner(node);
                let value = self.opt_expr(value);
                if let Some(value) = value {
                    self.note_use(value);
                }
                StmtKind::Return(value)
            }
            Kind::Throw => match self.inner(node) {
                Some(value) => StmtKind::Throw(self.expr(value)),
                None => StmtKind::Jump,
            },
            Kind::Break | Kind::Continue => StmtKind::Jump,
            Kind::TypeAlias => self.type_alias(node),
            Kind::EnumDeclaration => self.enumeration(node),
            Kind::Module | Kind::InternalModule => self.namespace(node),
            _ if kind.is_expression() => StmtKind::Unknown(vec![self.expr_of(kind, node)]),
            _ => self.unknown_statement(node),
        }
    }

    /// A class, after the expressions of its decorators.
    fn class_statement(&mut self, node: Node<'t>, out: &mut Vec<StmtId>) {
        let outer = std::mem::take(&mut self.decorators);
        let class = self.class(node, true);
        let decorators = std::mem::replace(&mut self.decorators, outer);
        if !decorators.is_empty() {
            out.push(self.stmt(StmtKind::Unknown(decorators), node));
        }
        out.push(self.stmt(StmtKind::Class(class), node));
    }

    fn variables(&mut self, kind: Kind, node: Node<'t>, out: &mut Vec<StmtId>) {
        let constant = kind == Kind::UsingDeclaration
            || kind == Kind::LexicalDeclaration && self.starts_with(node, Kind::ConstToken);
        let scope = match kind {
            Kind::VariableDeclaration => self.hoisting_scope(),
            _ => self.scope,
        };
        let doc = self.doc_of(node).and_then(|doc| doc.ty);
        let names = Names { scope, constant };
        for (kind, child) in self.named(node) {
            if kind == Kind::VariableDeclarator {
                self.declarator(node, child, doc.clone(), names, out);
            }
        }
    }

    fn declarator(
        &mut self,
        declaration: Node<'t>,
        node: Node<'t>,
        doc: Option<Range<usize>>,
        names: Names,
        out: &mut Vec<StmtId>,
    ) {
        let (mut name, mut annotation, mut init) = (None, None, None);
        for (kind, part) in self.named(node).unbroken() {
            match kind {
                Kind::TypeAnnotation => annotation = Some(part),
                _ if name.is_none() => name = Some(part),
                _ => init = Some(part),
            }
        }
        let Some(name) = name else {
            return;
        };
        let declared = match annotation {
            Some(annotation) => Some(self.annotation(annotation)),
            None => doc.and_then(|range| self.doc_type(range)),
        };
        self.pass_doc(declaration, init);
        out.push(self.variable(node, name, declared, init, names));
    }

    /// One declarator.
    pub(super) fn variable(
        &mut self,
        node: Node<'t>,
        name: Node<'t>,
        declared: Option<TypeId>,
        init: Option<Node<'t>>,
        Names { scope, constant }: Names,
    ) -> StmtId {
        let init = self.opt_expr(init);
        let root = self.next_pat();
        let origin = |pat| Origin::Let {
            pat,
            root,
            declared,
            init,
        };
        let binder = Binder::Declare {
            scope,
            constant,
            origin: &origin,
        };
        let pat = self.pattern(name, &binder, None);
        let kind = StmtKind::Let {
            pat,
            declared,
            init,
            constant,
        };
        self.stmt(kind, node)
    }

    fn if_statement(&mut self, node: Node<'t>) -> StmtKind {
        let mut parts = self.named(node).unbroken();
        let (Some(test), Some(then)) = (parts.next(), parts.next()) else {
            return self.unknown_statement(node);
        };
        let clause = parts.next();
        let test = self.expr_of(test.0, test.1);
        let then = self.single(then.1);
        let otherwise = clause.and_then(|(_, clause)| self.inner(clause));
        StmtKind::If {
            test,
            then,
            otherwise: otherwise.map(|otherwise| self.single(otherwise)),
        }
    }

    pub(super) fn unknown_statement(&mut self, node: Node<'t>) -> StmtKind {
        let mut inner = Vec::new();
        self.loose(node, &mut inner);
        StmtKind::Unknown(inner)
    }

    fn switch(&mut self, node: Node<'t>) -> StmtKind {
        let (Some(on), Some(body)) = (
            self.field(node, Field::Value),
            self.field(node, Field::Body),
        ) else {
            return self.unknown_statement(node);
        };
        let on = self.expr(on);
        let cases = self.within(ScopeKind::Block, |this| {
            let mut cases = Vec::new();
            for (kind, child) in this.named(body) {
                if !matches!(kind, Kind::SwitchCase | Kind::SwitchDefault) {
                    continue;
                }
                let value = this.field(child, Field::Value);
                let mut body = Vec::new();
                for (kind, statement) in this.named(child) {
                    if Some(statement) != value {
                        this.statement_of(kind, statement, &mut body);
                    }
                }
                cases.push(Case {
                    value: this.opt_expr(value),
                    body,
                });
            }
            cases
        });
        StmtKind::Switch { on, cases }
    }

    fn try_statement(&mut self, node: Node<'t>) -> StmtKind {
        let Some(block) = self.field(node, Field::Body) else {
            return self.unknown_statement(node);
        };
        let block = self.single(block);
        let handler = self.field(node, Field::Handler);
        let catch = handler.and_then(|handler| {
            let body = self.field(handler, Field::Body)?;
            self.within(ScopeKind::Block, |this| {
                let scope = this.scope;
                let parameter = this.field(handler, Field::Parameter);
                let pat = parameter.map(|parameter| {
                    let binder = Binder::Declare {
                        scope,
                        constant: false,
                        origin: &|_| Origin::Opaque,
                    };
                    this.pattern(parameter, &binder, None)
                });
                Some((pat, this.single(body)))
            })
        });
        let finally = self
            .field(node, Field::Finalizer)
            .and_then(|clause| self.field(clause, Field::Body));
        StmtKind::Try {
            block,
            catch,
            finally: finally.map(|body| self.single(body)),
        }
    }

    fn type_alias(&mut self, node: Node<'t>) -> StmtKind {
        let (Some(name), Some(value)) = (
            self.field(node, Field::Name),
            self.field(node, Field::Value),
        ) else {
            return StmtKind::Unknown(Vec::new());
        };
        let type_params = self.field(node, Field::TypeParameters);
        let ty = self.within_if(type_params.is_some(), ScopeKind::Type, |this| {
            if let Some(type_params) = type_params {
                this.type_params(type_params);
            }
            this.ty(value)
        });
        let binding = self.declare(name, Origin::TypeAlias(ty), true);
        StmtKind::TypeAlias { binding, ty }
    }

    fn enumeration(&mut self, node: Node<'t>) -> StmtKind {
        let Some(name) = self.field(node, Field::Name) else {
            return StmtKind::Unknown(Vec::new());
        };
        let binding = self.declare(name, Origin::Enum, true);
        let mut members = Vec::new();
        if let Some(body) = self.field(node, Field::Body) {
            for (kind, child) in self.named(body) {
                let (key, value) = match kind {
                    Kind::EnumAssignment => (
                        self.field(child, Field::Name),
                        self.field(child, Field::Value),
                    ),
                    _ => (Some(child), None),
                };
                if let Some(key) = key.and_then(|key| self.static_key(key)) {
                    members.push((key, self.opt_expr(value)));
                }
            }
        }
        StmtKind::Enum { binding, members }
    }

    /// `namespace A.B { … }`, `module A { … }`; ambient modules with a string for a name are augmentations.
    fn namespace(&mut self, node: Node<'t>) -> StmtKind {
        let name = self.field(node, Field::Name);
        let body = self.field(node, Field::Body);
        match name {
            Some(name) if self.kind(name) == Kind::String => {
                let module = self.string(name);
                self.augmentation(Some(module), body)
            }
            Some(name) => {
                let first = self.first_segment(name);
                let binding = self.declare(first, Origin::Namespace(None), true);
                let scope = ScopeId(super::index(self.item.scopes.len()));
                let kind = self.within_namespace(body);
                let place = match &kind {
                    StmtKind::Namespace(Body::Hole(hole)) => NamespaceBody::Hole(*hole),
                    _ => NamespaceBody::Scope(scope),
                };
                if first == name
                    && let Some(binding) = self.item.bindings.get_mut(binding.index())
                {
                    binding.origin = Origin::Namespace(Some(place));
                }
                kind
            }
            None => self.within_namespace(body),
        }
    }

    fn first_segment(&self, mut node: Node<'t>) -> Node<'t> {
        while let Some(object) = self.field(node, Field::Object) {
            node = object;
        }
        node
    }

    pub(super) fn within_namespace(&mut self, body: Option<Node<'t>>) -> StmtKind {
        let was_top = std::mem::replace(&mut self.is_top, false);
        let id = ScopeId(super::index(self.item.scopes.len()));
        self.item.scopes.push(Scope {
            parent: Some(self.scope),
            kind: ScopeKind::Namespace,
            function: self.function,
            bindings: Vec::new(),
        });
        let outer = std::mem::replace(&mut self.scope, id);
        let body = match body {
            Some(body) => self.body(body, true),
            None => Body::Inline(Vec::new()),
        };
        self.scope = outer;
        self.is_top = was_top;
        StmtKind::Namespace(body)
    }
}
