//! Expressions but for operators and assignments.

use tree_sitter::Node;

use super::{
    super::{Arg, CastKind, ExprId, ExprKind, Literal, Name, Prop, PropKey, TypeId},
    Field, Kind, Lowerer,
    functions::Form,
};

impl<'t> Lowerer<'_, '_, 't> {
    /// Lowers an expression. Parentheses leave no trace but their casts.
    pub(super) fn expr(&mut self, node: Node<'t>) -> ExprId {
        self.expr_of(self.kind(node), node)
    }

    /// Lowers an expression of a kind.
    pub(super) fn expr_of(&mut self, kind: Kind, node: Node<'t>) -> ExprId {
        let (kind, node, cast) = match kind {
            Kind::Parenthesized => self.unparenthesized(node),
            _ => (kind, node, None),
        };
        let kind = self.deeper(|this| this.expr_kind(kind, node));
        let span = self.span(node);
        let value = self.expr_at(kind.unwrap_or(ExprKind::Unknown(Vec::new())), span);
        match cast {
            None => value,
            Some(ty) => self.cast_to(value, ty),
        }
    }

    fn cast_to(&mut self, value: ExprId, ty: TypeId) -> ExprId {
        let span = self.item.exprs.get(value.index()).map(|expr| expr.span);
        self.expr_at(
            ExprKind::Cast {
                value,
                kind: CastKind::As,
                ty: Some(ty),
            },
            span.unwrap_or_default(),
        )
    }

    pub(super) fn opt_expr(&mut self, node: Option<Node<'t>>) -> Option<ExprId> {
        node.map(|node| self.expr(node))
    }

    /// A name in use.
    pub(super) fn name_expr(&mut self, node: Node<'t>) -> ExprId {
        let (name, span) = self.name_at(node);
        self.expr_at(ExprKind::Name(name), span)
    }

    /// The expressions of a node that is not described, however deep they lie.
    pub(super) fn loose(&mut self, node: Node<'t>, out: &mut Vec<ExprId>) {
        for (kind, child) in self.named(node) {
            if kind.is_expression() {
                out.push(self.expr_of(kind, child));
            } else {
                self.deeper(|this| this.loose(child, out));
            }
        }
    }

    /// What stands in parentheses, and the type that a JSDoc cast gives it.
    fn unparenthesized(&mut self, mut node: Node<'t>) -> (Kind, Node<'t>, Option<TypeId>) {
        let mut cast = None;
        loop {
            let kind = self.kind(node);
            if kind != Kind::Parenthesized {
                return (kind, node, cast);
            }
            if cast.is_none() {
                cast = self.doc_cast(node);
            }
            match self.inner(node) {
                Some(inner) => node = inner,
                None => return (kind, node, cast),
            }
        }
    }

    fn expr_kind(&mut self, kind: Kind, node: Node<'t>) -> ExprKind {
        match kind {
            Kind::Identifier if node.is_missing() => ExprKind::Unknown(Vec::new()),
            Kind::Identifier | Kind::PropertyIdentifier | Kind::TypeIdentifier => {
                let name = self.name(node);
                match self.described_import(&name) {
                    Some((specifier, specifier_span)) => ExprKind::ImportCall {
                        specifier,
                        specifier_span,
                        is_await: false,
                    },
                    None => ExprKind::Name(name),
                }
            }
            Kind::Member => self.member_expr(node),
            Kind::NestedIdentifier => self.member_expr(node),
            Kind::Subscript => self.subscript(node),
            Kind::Call => self.call(node),
            Kind::New => self.new_expr(node),
            Kind::Await => match self.inner(node) {
                Some(value) => ExprKind::Await(self.expr(value)),
                None => ExprKind::Unknown(Vec::new()),
            },
            Kind::Yield => {
                let all = self.has(node, Kind::StarToken);
                let value = self.inner(node);
                ExprKind::Yield {
                    value: self.opt_expr(value),
                    all,
                }
            }
            Kind::Object => ExprKind::Object(self.props(node)),
            Kind::Array => ExprKind::Array(self.elements(node)),
            Kind::ArrowFunction | Kind::FunctionExpression | Kind::GeneratorFunction => {
                ExprKind::Function(self.function(node, Form::Expression))
            }
            Kind::Class => self.class_expr(node),
            Kind::JsxElement | Kind::JsxSelfClosing => self.jsx(node),
            Kind::Sequence => ExprKind::Sequence(self.exprs(node)),
            // `import.meta`: a name that nothing can bind.
            Kind::MetaProperty if self.name(node) == "import.meta" => {
                ExprKind::Name(self.name(node))
            }
            Kind::This => ExprKind::This,
            Kind::Super => ExprKind::Super,
            _ => self.operator(kind, node),
        }
    }

    fn operator(&mut self, kind: Kind, node: Node<'t>) -> ExprKind {
        match kind {
            Kind::Assignment => self.assignment(node),
            Kind::AugmentedAssignment => self.augmented_assignment(node),
            Kind::Update => self.update(node),
            Kind::Binary => self.binary(node),
            Kind::Unary => self.unary(node),
            Kind::Ternary => self.ternary(node),
            Kind::AsExpression | Kind::SatisfiesExpression | Kind::TypeAssertion => {
                self.cast(kind, node)
            }
            Kind::NonNull => match self.inner(node) {
                Some(value) => ExprKind::Cast {
                    value: self.expr(value),
                    kind: CastKind::NonNull,
                    ty: None,
                },
                None => ExprKind::Unknown(Vec::new()),
            },
            Kind::InstantiationExpression => self.instantiation(node),
            Kind::String => ExprKind::Literal(Literal::String(self.string(node))),
            Kind::TemplateString => self.template(node),
            Kind::Number => ExprKind::Literal(Literal::Number(self.name(node))),
            Kind::True => ExprKind::Literal(Literal::Bool(true)),
            Kind::False => ExprKind::Literal(Literal::Bool(false)),
            Kind::Null => ExprKind::Literal(Literal::Null),
            Kind::Undefined => ExprKind::Literal(Literal::Undefined),
            Kind::Regex => ExprKind::Literal(Literal::Other),
            _ => self.unknown(node),
        }
    }

    pub(super) fn unknown(&mut self, node: Node<'t>) -> ExprKind {
        let mut inner = Vec::new();
        self.loose(node, &mut inner);
        ExprKind::Unknown(inner)
    }

    fn exprs(&mut self, node: Node<'t>) -> Vec<ExprId> {
        let children = self.named(node);
        children
            .map(|(kind, child)| self.expr_of(kind, child))
            .collect()
    }

    fn member_expr(&mut self, node: Node<'t>) -> ExprKind {
        let Some(((kind, object), property)) = self.member_nodes(node) else {
            return self.unknown(node);
        };
        // One byte between them is a dot, unless what should be there is missing.
        let is_dot = property.start_byte() == object.end_byte() + 1 && !node.has_error();
        let (name, name_span) = self.name_at(property);
        ExprKind::Member {
            object: self.expr_of(kind, object),
            name,
            name_span,
            optional: !is_dot
                && self
                    .children(node)
                    .any(|(kind, _)| kind.is_optional_chain()),
        }
    }

    /// The object and the property of a member expression. By place: in types, the grammar's fields of the outer
    /// expression are found in the inner one.
    pub(super) fn member_nodes(&self, node: Node<'t>) -> Option<((Kind, Node<'t>), Node<'t>)> {
        let mut named = self.named(node);
        let object = named.next()?;
        let (kind, property) = named.last()?;
        let is_property = matches!(
            kind,
            Kind::PropertyIdentifier | Kind::PrivatePropertyIdentifier | Kind::Identifier
        );
        is_property.then_some((object, property))
    }

    fn subscript(&mut self, node: Node<'t>) -> ExprKind {
        let (mut object, mut index, mut optional) = (None, None, false);
        for (kind, child) in self.children(node) {
            match kind {
                Kind::Error => {}
                _ if kind.is_optional_chain() => optional = true,
                _ if !kind.is_named() => {}
                _ if object.is_none() => object = Some((kind, child)),
                _ => index = Some((kind, child)),
            }
        }
        let (Some((object_kind, object)), Some((index_kind, index))) = (object, index) else {
            return self.unknown(node);
        };
        ExprKind::Index {
            object: self.expr_of(object_kind, object),
            index: self.expr_of(index_kind, index),
            optional,
        }
    }

    fn call(&mut self, node: Node<'t>) -> ExprKind {
        let (mut callee, mut type_args, mut args, mut optional) = (None, None, None, false);
        for (kind, child) in self.children(node) {
            match kind {
                Kind::Error => {}
                Kind::TypeArguments => type_args = Some(child),
                _ if kind.is_optional_chain() => optional = true,
                _ if callee.is_none() => callee = Some((kind, child)),
                _ => args = Some((kind, child)),
            }
        }
        let (Some((kind, callee)), Some((args_kind, args))) = (callee, args) else {
            return self.unknown(node);
        };
        if args_kind == Kind::TemplateString {
            let tag = self.expr_of(kind, callee);
            return ExprKind::Template {
                parts: self.template_parts(args),
                tag: Some(tag),
            };
        }
        if let Some(import) = self.import_call(kind, callee, args) {
            return import;
        }
        let type_args = type_args.map_or_else(Vec::new, |type_args| self.types(type_args));
        let callee = self.expr_of(kind, callee);
        let args = self.elements(args);
        self.hand_over(&args);
        if let Some(name) = self.put_into(callee) {
            let id = ExprId(super::index(self.item.exprs.len()));
            self.item.assigned.push((name, id));
        }
        ExprKind::Call {
            callee,
            args,
            type_args,
            optional,
        }
    }

    /// Notes the names among arguments.
    fn hand_over(&mut self, args: &[Arg]) {
        for arg in args {
            self.note_use(arg.value);
        }
    }

    pub(super) fn note_use(&mut self, id: ExprId) {
        if let Some(ExprKind::Name(name)) = self.item.exprs.get(id.index()).map(|it| &it.kind) {
            self.item.assigned.push((name.clone(), id));
        }
    }

    /// The name that a callee puts something into: `users` of `users.push`.
    fn put_into(&self, callee: ExprId) -> Option<Name> {
        let ExprKind::Member { object, name, .. } = &self.item.exprs.get(callee.index())?.kind
        else {
            return None;
        };
        match &self.item.exprs.get(object.index())?.kind {
            ExprKind::Name(list) if matches!(name.as_str(), "push" | "unshift") => {
                Some(list.clone())
            }
            _ => None,
        }
    }

    /// `import('…')`, or `require('…')` where the file does not bind that name.
    pub(super) fn import_call(
        &mut self,
        kind: Kind,
        callee: Node<'t>,
        args: Node<'t>,
    ) -> Option<ExprKind> {
        let is_await = match kind {
            Kind::Import => true,
            Kind::Identifier
                if !self.context.shadows.require
                    && &*self.context.source.get(callee.byte_range()) == "require" =>
            {
                false
            }
            _ => return None,
        };
        let specifier = self.inner(args)?;
        let is_plain = match self.kind(specifier) {
            Kind::String => true,
            Kind::TemplateString => !self.has(specifier, Kind::TemplateSubstitution),
            _ => false,
        };
        is_plain.then(|| ExprKind::ImportCall {
            specifier: self.string(specifier),
            specifier_span: self.span_of(self.inside_quotes(specifier)),
            is_await,
        })
    }

    fn new_expr(&mut self, node: Node<'t>) -> ExprKind {
        let (mut callee, mut type_args, mut args) = (None, None, None);
        for (kind, child) in self.named(node).unbroken() {
            match kind {
                Kind::TypeArguments => type_args = Some(child),
                Kind::Arguments => args = Some(child),
                _ => callee = Some((kind, child)),
            }
        }
        let Some((kind, callee)) = callee else {
            return self.unknown(node);
        };
        let type_args = type_args.map_or_else(Vec::new, |type_args| self.types(type_args));
        let callee = self.expr_of(kind, callee);
        let args = args.map_or_else(Vec::new, |args| self.elements(args));
        self.hand_over(&args);
        ExprKind::New {
            callee,
            args,
            type_args,
        }
    }

    pub(super) fn type_args(&mut self, node: Node<'t>) -> Vec<TypeId> {
        match self.field(node, Field::TypeArguments) {
            Some(args) => self.types(args),
            None => Vec::new(),
        }
    }

    /// Arguments, or the elements of a list. What is left out (`[, a]`) is undefined.
    fn elements(&mut self, node: Node<'t>) -> Vec<Arg> {
        let mut elements = Vec::with_capacity(node.named_child_count());
        let mut is_hole = true;
        for (kind, child) in self.children(node).inside() {
            let spread = match kind {
                Kind::CommaToken => {
                    if std::mem::replace(&mut is_hole, true) {
                        let span = self.span_of(child.start_byte()..child.start_byte());
                        let value = self.expr_at(ExprKind::Literal(Literal::Undefined), span);
                        elements.push(Arg {
                            value,
                            spread: false,
                        });
                    }
                    continue;
                }
                _ if !kind.is_named() => continue,
                _ => kind == Kind::Spread,
            };
            is_hole = false;
            let inner = if spread { self.inner(child) } else { None };
            let value = match inner {
                Some(inner) => self.expr(inner),
                None => self.expr_of(kind, child),
            };
            elements.push(Arg { value, spread });
        }
        elements
    }

    fn props(&mut self, node: Node<'t>) -> Vec<Prop> {
        let mut props = Vec::new();
        for (kind, child) in self.named(node) {
            let prop = match kind {
                Kind::Pair => self.pair(child),
                Kind::ShorthandProperty => {
                    let (name, span) = self.name_at(child);
                    let value = self.expr_at(ExprKind::Name(name.clone()), span);
                    self.note_use(value);
                    Some(Prop {
                        key: PropKey::Static(name),
                        key_span: span,
                        span,
                        value: Some(value),
                        shorthand: true,
                    })
                }
                Kind::Spread => self.inner(child).map(|inner| {
                    let value = self.expr(inner);
                    self.note_use(value);
                    Prop {
                        key: PropKey::Spread,
                        key_span: self.span(inner),
                        span: self.span(child),
                        value: Some(value),
                        shorthand: false,
                    }
                }),
                Kind::MethodDefinition => self.method_prop(child),
                _ => {
                    // Broken: what is in it is still looked at.
                    let unknown = self.unknown(child);
                    let span = self.span(child);
                    self.expr_at(unknown, span);
                    None
                }
            };
            props.extend(prop);
        }
        props
    }

    fn prop_key(&mut self, key: Node<'t>) -> PropKey {
        if let Some(name) = self.static_key(key) {
            return PropKey::Static(name);
        }
        match self.inner(key) {
            Some(computed) => PropKey::Computed(self.expr(computed)),
            None => PropKey::Static(self.name(key)),
        }
    }

    fn pair(&mut self, node: Node<'t>) -> Option<Prop> {
        let [(_, key), (kind, value)] = self.named_parts(node)?;
        self.pass_doc(node, Some(value));
        let key_span = self.span(key);
        let key = self.prop_key(key);
        let value = self.documented_expr(kind, value);
        self.note_use(value);
        Some(Prop {
            key,
            key_span,
            span: self.span(node),
            value: Some(value),
            shorthand: false,
        })
    }

    /// An expression with the type that the documentation around it gives it.
    pub(super) fn documented_expr(&mut self, kind: Kind, node: Node<'t>) -> ExprId {
        let documented = self.documented_type(node);
        let value = self.expr_of(kind, node);
        match documented {
            Some(ty) => self.cast_to(value, ty),
            None => value,
        }
    }

    fn method_prop(&mut self, node: Node<'t>) -> Option<Prop> {
        let key = self.field(node, Field::Name)?;
        let span = self.span(node);
        let function = self.function(node, Form::Method);
        let method = self.expr_at(ExprKind::Function(function), span);
        let value = if self.has(node, Kind::GetToken) {
            self.expr_at(
                ExprKind::Call {
                    callee: method,
                    args: Vec::new(),
                    type_args: Vec::new(),
                    optional: false,
                },
                span,
            )
        } else if self.has(node, Kind::SetToken) {
            self.expr_at(ExprKind::Unknown(vec![method]), span)
        } else {
            method
        };
        Some(Prop {
            key: self.prop_key(key),
            key_span: self.span(key),
            span,
            value: Some(value),
            shorthand: false,
        })
    }

    fn cast(&mut self, kind: Kind, node: Node<'t>) -> ExprKind {
        let mut children = self.named(node).map(|(_, child)| child);
        let Some(first) = children.next() else {
            return self.unknown(node);
        };
        let (value, ty) = match (kind, children.next()) {
            (Kind::TypeAssertion, Some(value)) => (value, self.inner(first)),
            (_, ty) => (first, ty),
        };
        // `as const`: the keyword is a token, or the name of the asserted type.
        let is_const = match ty {
            None => {
                let keyword = if kind == Kind::TypeAssertion {
                    first
                } else {
                    node
                };
                self.has(keyword, Kind::ConstToken)
            }
            Some(ty) => {
                kind != Kind::SatisfiesExpression && ty.byte_range().len() == 5 && {
                    &*self.context.source.get(ty.byte_range()) == "const"
                }
            }
        };
        let value = self.expr(value);
        let kind = match kind {
            _ if is_const => CastKind::Const,
            Kind::SatisfiesExpression => CastKind::Satisfies,
            _ => CastKind::As,
        };
        let ty = ty.filter(|_| !is_const).map(|ty| self.ty(ty));
        self.note_use(value);
        ExprKind::Cast { value, kind, ty }
    }

    /// `f<T>` without a call: the function, whose type arguments are not followed.
    fn instantiation(&mut self, node: Node<'t>) -> ExprKind {
        self.type_args(node);
        match self.inner(node) {
            Some(value) => ExprKind::Sequence(vec![self.expr(value)]),
            None => ExprKind::Unknown(Vec::new()),
        }
    }
}
