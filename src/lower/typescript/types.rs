//! Type annotations.

use tree_sitter::Node;

use super::{
    super::{ExprId, ExprKind, Literal, Name, Origin, ScopeKind, Span, TypeId, TypeKind},
    Field, Kind, Lowerer,
    doc::import_of,
    functions::Form,
};

impl<'t> Lowerer<'_, '_, 't> {
    /// Lowers a type.
    pub(super) fn ty(&mut self, node: Node<'t>) -> TypeId {
        let mut node = node;
        while matches!(
            self.kind(node),
            Kind::ParenthesizedType | Kind::ReadonlyType | Kind::OptionalType
        ) {
            match self.inner(node) {
                Some(inner) => node = inner,
                None => break,
            }
        }
        let kind = self.deeper(|this| this.type_kind(node));
        let span = self.span(node);
        self.type_at(kind.unwrap_or(TypeKind::Unknown(Vec::new())), span)
    }

    /// The type of an annotation (`: T`).
    pub(super) fn annotation(&mut self, node: Node<'t>) -> TypeId {
        match self.kind(node) {
            Kind::TypePredicateAnnotation | Kind::AssertsAnnotation => {
                if let Some(predicate) = self.predicate(node) {
                    return predicate;
                }
                let types = self.loose_types(node);
                let span = self.span(node);
                self.type_at(TypeKind::Unknown(types), span)
            }
            _ if self.is_annotation(node) => match self.types(node).first() {
                Some(only) => *only,
                None => self.ty(node),
            },
            _ => self.ty(node),
        }
    }

    /// `x is T`; what is said of `this`, or without a type, is left out.
    fn predicate(&mut self, node: Node<'t>) -> Option<TypeId> {
        let asserts = self.kind(node) == Kind::AssertsAnnotation;
        let mut found = self.inner(node)?;
        if self.kind(found) == Kind::Asserts {
            found = self.inner(found)?;
        }
        if self.kind(found) != Kind::TypePredicate {
            return None;
        }
        let about = self.field(found, Field::Name)?;
        if self.kind(about) != Kind::Identifier {
            return None;
        }
        let about = self.name(about);
        let ty = self.field(found, Field::Type)?;
        let ty = self.ty(ty);
        let span = self.span(node);
        Some(self.type_at(TypeKind::Predicate { about, ty, asserts }, span))
    }

    fn is_annotation(&self, node: Node<'_>) -> bool {
        // The other annotations (`-?: T`) have kinds of their own; all start with a token that ends in `:`.
        self.kind(node) == Kind::TypeAnnotation
            || node
                .child(0)
                .is_some_and(|first| first.kind().ends_with(':'))
    }

    /// All types that are children of a node. The grammar does not know what follows `import('x').A`: it sees an error,
    /// and a tuple beside it for `[]` or `['key']`.
    pub(super) fn types(&mut self, node: Node<'t>) -> Vec<TypeId> {
        let mut types = Vec::new();
        let mut children = self.named(node);
        let mut next = children.next();
        while let Some((kind, child)) = next {
            next = children.next();
            let suffix = next.filter(|_| kind == Kind::Error);
            let suffixed = suffix.and_then(|(_, suffix)| self.suffixed_import(child, suffix));
            types.push(match suffixed {
                Some(ty) => {
                    next = children.next();
                    ty
                }
                None => self.ty(child),
            });
        }
        types
    }

    /// `import('x').A[]` where the grammar sees an error and a tuple beside it.
    fn suffixed_import(&mut self, error: Node<'t>, suffix: Node<'t>) -> Option<TypeId> {
        if suffix.start_byte() != error.end_byte() {
            return None;
        }
        let import = self.inner(error)?;
        let kind = self.import_type(import)?;
        let span = self.span(import);
        let import = self.type_at(kind, span);
        self.suffixed(import, suffix)
    }

    /// `base[]`, `base['key']` where the grammar sees a tuple.
    fn suffixed(&mut self, base: TypeId, node: Node<'t>) -> Option<TypeId> {
        let children: Vec<_> = self.named(node).map(|(_, child)| child).collect();
        let kind = match (self.kind(node), children.as_slice()) {
            (Kind::TupleType, []) => TypeKind::Array(base),
            (Kind::TupleType, [index]) => TypeKind::Index {
                object: base,
                index: self.ty(*index),
            },
            (Kind::ArrayType, [element]) => {
                TypeKind::Array(self.deeper(|this| this.suffixed(base, *element))??)
            }
            (Kind::LookupType, [object, index]) => TypeKind::Index {
                object: self.deeper(|this| this.suffixed(base, *object))??,
                index: self.ty(*index),
            },
            _ => return None,
        };
        let span = self.span_of(node.byte_range());
        Some(self.type_at(kind, span))
    }

    fn type_kind(&mut self, node: Node<'t>) -> TypeKind {
        match self.kind(node) {
            Kind::TypeIdentifier | Kind::Identifier if !node.is_missing() => {
                self.named_type(node, Vec::new())
            }
            Kind::NestedTypeIdentifier | Kind::NestedIdentifier => {
                self.named_type(node, Vec::new())
            }
            Kind::GenericType => self.generic(node),
            Kind::PredefinedType => TypeKind::Keyword(self.name(node)),
            Kind::ExistentialType => TypeKind::Keyword(Name::new_static("any")),
            Kind::ThisType | Kind::This => TypeKind::This,
            Kind::LiteralType => self.literal_type(node),
            Kind::UnionType => TypeKind::Union(self.alternatives(node)),
            Kind::IntersectionType => TypeKind::Intersection(self.alternatives(node)),
            Kind::FlowMaybeType => {
                let mut types = self.types(node);
                let span = self.span(node);
                types.push(self.type_at(TypeKind::Keyword(Name::new_static("null")), span));
                TypeKind::Union(types)
            }
            Kind::ArrayType => match self.inner(node) {
                Some(element) => TypeKind::Array(self.ty(element)),
                None => TypeKind::Unknown(Vec::new()),
            },
            Kind::TupleType => self.tuple(node),
            Kind::ObjectType => TypeKind::Object(self.members(node)),
            Kind::FunctionType => TypeKind::Function(self.function(node, Form::Method)),
            _ => self.operator_type(node),
        }
    }

    fn operator_type(&mut self, node: Node<'t>) -> TypeKind {
        match self.kind(node) {
            Kind::LookupType => {
                let mut children = self.named(node);
                match (children.next(), children.next(), children.next()) {
                    (Some((_, object)), Some((_, index)), None) => TypeKind::Index {
                        object: self.ty(object),
                        index: self.ty(index),
                    },
                    _ => TypeKind::Unknown(self.loose_types(node)),
                }
            }
            Kind::IndexTypeQuery => match self.inner(node) {
                Some(inner) => TypeKind::KeyOf(self.ty(inner)),
                None => TypeKind::Unknown(Vec::new()),
            },
            Kind::TypeQuery => match self.inner(node) {
                Some(inner) => self.type_query(inner),
                None => TypeKind::Unknown(Vec::new()),
            },
            // `import('x').A` where a type is expected.
            Kind::Member | Kind::Call => self
                .import_type(node)
                .unwrap_or_else(|| TypeKind::Unknown(Vec::new())),
            Kind::ConditionalType => {
                self.within(ScopeKind::Type, |this| TypeKind::Unknown(this.types(node)))
            }
            Kind::InferType => {
                let mut children = self.named(node);
                if let Some((_, name)) = children.next() {
                    let constraint = children.next().map(|(_, constraint)| self.ty(constraint));
                    let origin = Origin::TypeParam {
                        constraint,
                        default: None,
                    };
                    self.declare(name, origin, true);
                }
                TypeKind::Unknown(Vec::new())
            }
            Kind::TemplateLiteralType => {
                let types = self.loose_types(node);
                if types.is_empty() {
                    return TypeKind::Literal(Literal::String(self.string(node)));
                }
                TypeKind::Unknown(types)
            }
            Kind::ConstructorType => {
                self.function(node, Form::Method);
                TypeKind::Unknown(Vec::new())
            }
            _ => TypeKind::Unknown(self.loose_types(node)),
        }
    }

    /// The types in a node that is not described, however deep they lie.
    fn loose_types(&mut self, node: Node<'t>) -> Vec<TypeId> {
        let mut types = Vec::new();
        self.loose_types_of(node, &mut types);
        types
    }

    fn loose_types_of(&mut self, node: Node<'t>, out: &mut Vec<TypeId>) {
        for (kind, child) in self.named(node) {
            match kind {
                Kind::OtherNamed
                | Kind::FormalParameters
                | Kind::TypeParameters
                | Kind::TypePredicate
                | Kind::Asserts
                | Kind::RestType
                | Kind::TypeAnnotation
                | Kind::Error => {
                    self.deeper(|this| this.loose_types_of(child, out));
                }
                // The name that a predicate is about, not a type.
                Kind::Identifier | Kind::This | Kind::PropertyIdentifier => {}
                _ => out.push(self.ty(child)),
            }
        }
    }

    fn path(&mut self, node: Node<'t>) -> Vec<(Name, Span)> {
        let mut path = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next {
            let (outer, last) = match self.kind(node) {
                Kind::NestedTypeIdentifier => (
                    self.field(node, Field::Module),
                    self.field(node, Field::Name),
                ),
                Kind::NestedIdentifier | Kind::Member => (
                    self.field(node, Field::Object),
                    self.field(node, Field::Property),
                ),
                _ => (None, Some(node)),
            };
            if let Some(last) = last {
                path.push(self.name_at(last));
            }
            next = outer;
        }
        path.reverse();
        path
    }

    fn named_type(&mut self, node: Node<'t>, args: Vec<TypeId>) -> TypeKind {
        let mut path = self.path(node);
        let import = path
            .first()
            .and_then(|(name, _)| self.described_import(name));
        match import {
            Some((specifier, specifier_span)) => TypeKind::Import {
                specifier,
                specifier_span,
                path: path.split_off(1),
                args,
            },
            None => TypeKind::Name { path, args },
        }
    }

    /// The module that a word of a type in documentation stands for.
    pub(super) fn described_import(&self, name: &str) -> Option<(Name, Span)> {
        self.imports.get(import_of(name)?).cloned()
    }

    fn generic(&mut self, node: Node<'t>) -> TypeKind {
        let args = self.type_args(node);
        match self.field(node, Field::Name) {
            Some(name) => self.named_type(name, args),
            None => TypeKind::Unknown(args),
        }
    }

    fn literal_type(&mut self, node: Node<'t>) -> TypeKind {
        let Some(inner) = self.inner(node) else {
            return TypeKind::Unknown(Vec::new());
        };
        TypeKind::Literal(match self.kind(inner) {
            Kind::String => Literal::String(self.string(inner)),
            Kind::Number | Kind::Unary => Literal::Number(self.name(inner)),
            Kind::True => Literal::Bool(true),
            Kind::False => Literal::Bool(false),
            Kind::Null => return TypeKind::Keyword(Name::new_static("null")),
            Kind::Undefined => return TypeKind::Keyword(Name::new_static("undefined")),
            _ => Literal::Other,
        })
    }

    /// The members of a union or intersection, which may be as long as it likes: `a | b | c` nests to the left.
    fn alternatives(&mut self, node: Node<'t>) -> Vec<TypeId> {
        let kind = self.kind(node);
        let mut nodes = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next.take() {
            let children: Vec<_> = self.named(node).collect();
            for (child_kind, child) in children.into_iter().rev() {
                if child_kind != kind || next.is_some() {
                    nodes.push(child);
                } else {
                    next = Some(child);
                }
            }
        }
        nodes.reverse();
        nodes.into_iter().map(|node| self.ty(node)).collect()
    }

    fn tuple(&mut self, node: Node<'t>) -> TypeKind {
        let mut types = Vec::new();
        for (kind, child) in self.named(node) {
            let ty = match kind {
                Kind::RequiredParameter | Kind::OptionalParameter => self.field(child, Field::Type),
                _ => None,
            };
            types.push(match ty {
                Some(annotation) => self.annotation(annotation),
                None => self.ty(child),
            });
        }
        TypeKind::Tuple(types)
    }

    fn type_query(&mut self, node: Node<'t>) -> TypeKind {
        // `typeof import('x')` is the module, and so is `import('x')` where a type is expected.
        if self.kind(node) == Kind::Call
            && let Some(module) = self.import_type(node)
        {
            return module;
        }
        TypeKind::TypeOf(self.query_expr(node))
    }

    /// The expression of a `typeof`; `import('x')` in it is the module, not a promise of it.
    fn query_expr(&mut self, node: Node<'t>) -> ExprId {
        let id = self.expr(node);
        let mut at = Some(id);
        while let Some(expr) = at.and_then(|id| self.item.exprs.get_mut(id.index())) {
            at = match &mut expr.kind {
                ExprKind::Member { object, .. } | ExprKind::Index { object, .. } => Some(*object),
                ExprKind::ImportCall { is_await, .. } => {
                    *is_await = false;
                    None
                }
                _ => None,
            };
        }
        id
    }

    /// `import('x')`, `import('x').A.B`.
    fn import_type(&mut self, node: Node<'t>) -> Option<TypeKind> {
        let mut path = Vec::new();
        let mut node = node;
        while self.kind(node) == Kind::Member {
            let ((_, object), property) = self.member_nodes(node)?;
            path.push(self.name_at(property));
            node = object;
        }
        path.reverse();
        let callee = self.field(node, Field::Function)?;
        let args = self.field(node, Field::Arguments)?;
        if self.kind(callee) != Kind::Import {
            return None;
        }
        match self.import_call(Kind::Import, callee, args)? {
            ExprKind::ImportCall {
                specifier,
                specifier_span,
                ..
            } => Some(TypeKind::Import {
                specifier,
                specifier_span,
                path,
                args: Vec::new(),
            }),
            _ => None,
        }
    }
}
