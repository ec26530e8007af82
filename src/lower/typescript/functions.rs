//! Functions, methods and arrows, with their parameters and type parameters.

use tree_sitter::Node;

use super::{
    super::{
        BindingId, Body, ExprId, Function, FunctionBody, FunctionId, Origin, Param, PatKind,
        ScopeKind, TypeId,
    },
    Field, Kind, Lowerer,
    doc::Doc,
    patterns::Binder,
};

/// Where a function is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A statement: its name is declared around it.
    Declaration,
    /// An expression: its name, if any, is bound inside.
    Expression,
    /// A member: its name is no binding.
    Method,
}

/// What a function is written of.
#[derive(Default)]
struct FunctionParts<'t> {
    is_async: bool,
    is_generator: bool,
    name: Option<Node<'t>>,
    type_params: Option<Node<'t>>,
    /// The only parameter of an arrow, without parentheses.
    param: Option<Node<'t>>,
    params: Option<Node<'t>>,
    /// The declared result: an annotation, or what stands after the arrow of a type.
    result: Option<Node<'t>>,
    body: Option<Node<'t>>,
}

/// What a parameter is written of.
struct ParamParts<'t> {
    pattern: Node<'t>,
    annotation: Option<Node<'t>>,
    default: Option<Node<'t>>,
    optional: bool,
    /// Whether it has a modifier that makes it a field of the class.
    is_field: bool,
}

impl<'t> Lowerer<'_, '_, 't> {
    /// Lowers a function of any form, also one without a body.
    pub(super) fn function(&mut self, node: Node<'t>, form: Form) -> FunctionId {
        let id = FunctionId(super::index(self.item.functions.len()));
        let span = self.span(node);
        let kind = self.kind(node);
        let parts = self.function_parts(kind, node);
        let is_generator = parts.is_generator
            || matches!(
                kind,
                Kind::GeneratorFunction | Kind::GeneratorFunctionDeclaration
            );
        let own_this = kind != Kind::ArrowFunction;
        self.item.functions.push(Function {
            binding: None,
            scope: self.scope,
            span,
            type_params: Vec::new(),
            params: Vec::new(),
            this_type: None,
            result: None,
            body: FunctionBody::None,
            is_async: parts.is_async,
            is_generator,
            own_this,
        });
        let doc = self.doc_of(node);
        let name = match form {
            Form::Method => None,
            _ => parts.name.filter(|name| !name.is_missing()),
        };
        let mut binding = None;
        if let (Form::Declaration, Some(name)) = (form, name) {
            binding = Some(self.declare(name, Origin::Function(id), false));
        }
        let inner_name = name.filter(|_| form == Form::Expression);
        self.within_if(inner_name.is_some(), ScopeKind::Block, |this| {
            if let Some(name) = inner_name {
                binding = Some(this.declare(name, Origin::Function(id), true));
            }
            this.set_function(id, |function| function.binding = binding);
            let described = doc.as_ref().filter(|doc| !doc.templates.is_empty());
            let is_generic = parts.type_params.is_some() || described.is_some();
            this.within_if(is_generic, ScopeKind::Type, |this| {
                let type_params = match (parts.type_params, described) {
                    (Some(type_params), _) => this.type_params(type_params),
                    (None, Some(doc)) => this.doc_type_params(doc),
                    (None, None) => Vec::new(),
                };
                this.set_function(id, |function| function.type_params = type_params);
                this.function_scope(&parts, id, doc.as_ref());
            });
        });
        id
    }

    fn set_function(&mut self, id: FunctionId, set: impl FnOnce(&mut Function)) {
        if let Some(function) = self.item.functions.get_mut(id.index()) {
            set(function);
        }
    }

    fn function_parts(&self, kind: Kind, node: Node<'t>) -> FunctionParts<'t> {
        let mut parts = FunctionParts::default();
        let mut after_arrow = false;
        for (child_kind, child) in self.children(node).unbroken() {
            match child_kind {
                Kind::AsyncToken => parts.is_async = true,
                Kind::StarToken => parts.is_generator = true,
                Kind::ArrowToken => after_arrow = true,
                _ if after_arrow && kind == Kind::ArrowFunction => parts.body = Some(child),
                _ if after_arrow => parts.result = Some(child),
                Kind::TypeParameters => parts.type_params = Some(child),
                Kind::FormalParameters => parts.params = Some(child),
                Kind::TypeAnnotation | Kind::AssertsAnnotation | Kind::TypePredicateAnnotation => {
                    parts.result = Some(child)
                }
                Kind::StatementBlock => parts.body = Some(child),
                Kind::Identifier if kind == Kind::ArrowFunction => parts.param = Some(child),
                Kind::Identifier => parts.name = Some(child),
                _ => {}
            }
        }
        parts
    }

    fn function_scope(&mut self, parts: &FunctionParts<'t>, id: FunctionId, doc: Option<&Doc>) {
        let outer_function = self.function.replace(id);
        let outer_returns = std::mem::take(&mut self.returns);
        self.within(ScopeKind::Function, |this| {
            let scope = this.scope;
            this.set_function(id, |function| function.scope = scope);
            let params = this.params(parts, id, doc);
            this.set_function(id, |function| function.params = params);
            let result = this.result(parts.result, doc);
            this.set_function(id, |function| function.result = result);
            if let Some(body) = parts.body {
                let body = this.function_body(body);
                this.set_function(id, |function| function.body = body);
            }
        });
        self.returns = outer_returns;
        self.function = outer_function;
    }

    fn result(&mut self, annotation: Option<Node<'t>>, doc: Option<&Doc>) -> Option<TypeId> {
        match annotation {
            Some(annotation) => Some(self.annotation(annotation)),
            None => self.doc_type(doc?.returns.clone()?),
        }
    }

    fn function_body(&mut self, node: Node<'t>) -> FunctionBody {
        if self.kind(node) != Kind::StatementBlock {
            let value = self.expr(node);
            self.note_use(value);
            return FunctionBody::Expr(value);
        }
        let body = self.body(node, true);
        FunctionBody::Block {
            body,
            returns: std::mem::take(&mut self.returns),
        }
    }

    /// The statements of a block in the scope that is open, or a hole for them if they are many.
    pub(super) fn body(&mut self, node: Node<'t>, may_split: bool) -> Body {
        if may_split && node.byte_range().len() > self.large {
            return Body::Hole(self.hole(node, None));
        }
        let mut statements = Vec::new();
        self.statements(node, &mut statements);
        Body::Inline(statements)
    }

    fn params(
        &mut self,
        parts: &FunctionParts<'t>,
        function: FunctionId,
        doc: Option<&Doc>,
    ) -> Vec<Param> {
        if let Some(single) = parts.param {
            let parts = ParamParts {
                pattern: single,
                annotation: None,
                default: None,
                optional: false,
                is_field: false,
            };
            return vec![self.param(&parts, function, 0, doc)];
        }
        let Some(list) = parts.params else {
            return Vec::new();
        };
        let mut params = Vec::new();
        for (kind, child) in self.named(list) {
            if !matches!(kind, Kind::RequiredParameter | Kind::OptionalParameter) {
                continue;
            }
            let Some(parts) = self.param_parts(kind, child) else {
                continue;
            };
            if self.kind(parts.pattern) == Kind::This {
                let this_type = parts.annotation.map(|it| self.annotation(it));
                self.set_function(function, |function| function.this_type = this_type);
                continue;
            }
            let position = super::index(params.len());
            params.push(self.param(&parts, function, position, doc));
        }
        params
    }

    /// The parts of a parameter in parentheses; its decorators are lowered.
    fn param_parts(&mut self, kind: Kind, node: Node<'t>) -> Option<ParamParts<'t>> {
        let (mut pattern, mut annotation, mut default) = (None, None, None);
        let mut is_field = false;
        for (kind, child) in self.children(node).unbroken() {
            match kind {
                Kind::Decorator => self.decorator(child),
                Kind::AccessibilityModifier | Kind::OverrideModifier | Kind::ReadonlyToken => {
                    is_field = true;
                }
                Kind::TypeAnnotation => annotation = Some(child),
                _ if !kind.is_named() => {}
                _ if pattern.is_none() => pattern = Some(child),
                _ => default = Some(child),
            }
        }
        Some(ParamParts {
            pattern: pattern?,
            annotation,
            default,
            optional: kind == Kind::OptionalParameter,
            is_field,
        })
    }

    fn param(
        &mut self,
        parts: &ParamParts<'t>,
        function: FunctionId,
        position: u32,
        doc: Option<&Doc>,
    ) -> Param {
        let pattern = parts.pattern;
        let rest = self.kind(pattern) == Kind::RestPattern;
        let inner = if rest { self.inner(pattern) } else { None };
        let target = inner.unwrap_or(pattern);
        let declared = match parts.annotation {
            Some(annotation) => Some(self.annotation(annotation)),
            None => self.doc_param(target, doc, position),
        };
        let default = self.opt_expr(parts.default);
        let pat = self.pattern(
            target,
            &Binder::Declare {
                scope: self.scope,
                constant: false,
                origin: &|pat| Origin::Param {
                    pat,
                    function,
                    index: position,
                },
            },
            None,
        );
        let binding = match self.item.pats.get(pat.index()).map(|pat| &pat.kind) {
            Some(PatKind::Binding(binding)) => self.item.bindings.get(binding.index()),
            _ => None,
        };
        Param {
            pat,
            declared,
            default,
            optional: parts.optional,
            rest,
            field: binding
                .filter(|_| parts.is_field)
                .map(|binding| binding.name.clone()),
        }
    }

    /// Declares type parameters in the scope that is open.
    pub(super) fn type_params(&mut self, node: Node<'t>) -> Vec<BindingId> {
        let mut bindings = Vec::new();
        for (kind, child) in self.named(node) {
            if kind != Kind::TypeParameter {
                continue;
            }
            let Some(name) = self.field(child, Field::Name) else {
                continue;
            };
            let constraint = self
                .field(child, Field::Constraint)
                .and_then(|constraint| self.inner(constraint))
                .map(|constraint| self.ty(constraint));
            let default = self
                .field(child, Field::Value)
                .and_then(|default| self.inner(default))
                .map(|default| self.ty(default));
            let origin = Origin::TypeParam {
                constraint,
                default,
            };
            bindings.push(self.declare(name, origin, true));
        }
        bindings
    }

    /// Remembers the expression of a decorator for the member that it stands at.
    pub(super) fn decorator(&mut self, node: Node<'t>) {
        if let Some(inner) = self.inner(node) {
            let expr: ExprId = self.expr(inner);
            self.decorators.push(expr);
        }
    }
}
