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

impl<'t> Lowerer<'_, '_, 't> {
    /// Lowers a function of any form, also one without a body.
    pub(super) fn function(&mut self, node: Node<'t>, form: Form) -> FunctionId {
        let id = FunctionId(super::index(self.item.functions.len()));
        let span = self.span(node);
        let is_async = self.has(node, Kind::AsyncToken);
        let is_generator = self.has(node, Kind::StarToken)
            || matches!(
                self.kind(node),
                Kind::GeneratorFunction | Kind::GeneratorFunctionDeclaration
            );
        let own_this = self.kind(node) != Kind::ArrowFunction;
        self.item.functions.push(Function {
            binding: None,
            scope: self.scope,
            span,
            type_params: Vec::new(),
            params: Vec::new(),
            this_type: None,
            result: None,
            body: FunctionBody::None,
            is_async,
            is_generator,
            own_this,
        });
        let doc = self.doc_of(node);
        let name = match form {
            Form::Method => None,
            _ => self
                .field(node, Field::Name)
                .filter(|name| !name.is_missing()),
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
            let type_params = this.field(node, Field::TypeParameters);
            let described = doc.as_ref().filter(|doc| !doc.templates.is_empty());
            let is_generic = type_params.is_some() || described.is_some();
            this.within_if(is_generic, ScopeKind::Type, |this| {
                let type_params = match (type_params, described) {
                    (Some(type_params), _) => this.type_params(type_params),
                    (None, Some(doc)) => this.doc_type_params(doc),
                    (None, None) => Vec::new(),
                };
                this.set_function(id, |function| function.type_params = type_params);
                this.function_scope(node, id, doc.as_ref());
            });
        });
        id
    }

    fn set_function(&mut self, id: FunctionId, set: impl FnOnce(&mut Function)) {
        if let Some(function) = self.item.functions.get_mut(id.index()) {
            set(function);
        }
    }

    fn function_scope(&mut self, node: Node<'t>, id: FunctionId, doc: Option<&Doc>) {
        let outer_function = self.function.replace(id);
        let outer_returns = std::mem::take(&mut self.returns);
        self.within(ScopeKind::Function, |this| {
            let scope = this.scope;
            this.set_function(id, |function| function.scope = scope);
            let params = this.params(node, id, doc);
            this.set_function(id, |function| function.params = params);
            let result = this.result(node, doc);
            this.set_function(id, |function| function.result = result);
            if let Some(body) = this.field(node, Field::Body) {
                let body = this.function_body(body);
                this.set_function(id, |function| function.body = body);
            }
        });
        self.returns = outer_returns;
        self.function = outer_function;
    }

    fn result(&mut self, node: Node<'t>, doc: Option<&Doc>) -> Option<TypeId> {
        let annotation = match self.kind(node) {
            Kind::ConstructorType | Kind::ConstructSignature => self.field(node, Field::Type),
            _ => self.field(node, Field::ReturnType),
        };
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

    fn params(&mut self, node: Node<'t>, function: FunctionId, doc: Option<&Doc>) -> Vec<Param> {
        if let Some(single) = self.field(node, Field::Parameter) {
            return vec![self.param(single, single, function, 0, doc)];
        }
        let Some(list) = self.field(node, Field::Parameters) else {
            return Vec::new();
        };
        let mut params = Vec::new();
        for child in self.named(list) {
            if !matches!(
                self.kind(child),
                Kind::RequiredParameter | Kind::OptionalParameter
            ) {
                continue;
            }
            for decorator in self.named(child) {
                if self.kind(decorator) == Kind::Decorator {
                    self.decorator(decorator);
                }
            }
            let Some(pattern) = self.field(child, Field::Pattern) else {
                continue;
            };
            if self.kind(pattern) == Kind::This {
                let annotation = self.field(child, Field::Type);
                let this_type = annotation.map(|annotation| self.annotation(annotation));
                self.set_function(function, |function| function.this_type = this_type);
                continue;
            }
            let position = super::index(params.len());
            params.push(self.param(child, pattern, function, position, doc));
        }
        params
    }

    fn param(
        &mut self,
        node: Node<'t>,
        pattern: Node<'t>,
        function: FunctionId,
        position: u32,
        doc: Option<&Doc>,
    ) -> Param {
        let (annotation, default) = if node == pattern {
            (None, None)
        } else {
            (
                self.field(node, Field::Type),
                self.field(node, Field::Value),
            )
        };
        let rest = self.kind(pattern) == Kind::RestPattern;
        let target = match self.inner(pattern) {
            Some(inner) if rest => inner,
            _ => pattern,
        };
        let declared = match annotation {
            Some(annotation) => Some(self.annotation(annotation)),
            None => self.doc_param(target, doc, position),
        };
        let default = self.opt_expr(default);
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
        let is_field = node != pattern
            && (self.has(node, Kind::AccessibilityModifier)
                || self.has(node, Kind::ReadonlyToken)
                || self.has(node, Kind::OverrideModifier));
        let binding = match self.item.pats.get(pat.index()).map(|pat| &pat.kind) {
            Some(PatKind::Binding(binding)) => self.item.bindings.get(binding.index()),
            _ => None,
        };
        Param {
            pat,
            declared,
            default,
            optional: node != pattern && self.kind(node) == Kind::OptionalParameter,
            rest,
            field: binding
                .filter(|_| is_field)
                .map(|binding| binding.name.clone()),
        }
    }

    /// Declares type parameters in the scope that is open.
    pub(super) fn type_params(&mut self, node: Node<'t>) -> Vec<BindingId> {
        let mut bindings = Vec::new();
        for child in self.named(node) {
            if self.kind(child) != Kind::TypeParameter {
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
