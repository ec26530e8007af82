//! JSX elements.

use tree_sitter::Node;

use super::{
    super::{ExprId, ExprKind, Literal, Name, Prop, PropKey},
    Field, Kind, Lowerer,
};

impl<'t> Lowerer<'_, '_, 't> {
    /// An element or a fragment.
    pub(super) fn jsx(&mut self, node: Node<'t>) -> ExprKind {
        let open = match self.kind(node) {
            Kind::JsxElement => self.field(node, Field::OpenTag).unwrap_or(node),
            _ => node,
        };
        let tag = self.jsx_tag(open);
        let mut attributes = Vec::new();
        for (kind, child) in self.named(open) {
            match kind {
                Kind::JsxAttribute => attributes.extend(self.jsx_attribute(child)),
                Kind::JsxExpression => attributes.extend(self.jsx_spread(child)),
                Kind::TypeArguments => {
                    self.types(child);
                }
                _ => {}
            }
        }
        let mut children = Vec::new();
        if open != node {
            for (kind, child) in self.named(node) {
                match kind {
                    Kind::JsxElement | Kind::JsxSelfClosing => {
                        children.push(self.expr_of(kind, child));
                    }
                    Kind::JsxExpression => children.extend(self.jsx_expression(child)),
                    Kind::Error => self.loose(child, &mut children),
                    _ => {}
                }
            }
        }
        ExprKind::Jsx {
            tag,
            attributes,
            children,
        }
    }

    /// The expression of a tag; none for `div`.
    fn jsx_tag(&mut self, open: Node<'t>) -> Option<ExprId> {
        let name = self.field(open, Field::Name)?;
        match self.kind(name) {
            Kind::Identifier => {
                let first = self.name(name).chars().next()?;
                let is_component = first.is_uppercase() || first == '_' || first == '$';
                is_component.then(|| self.name_expr(name))
            }
            Kind::Member | Kind::NestedIdentifier => Some(self.expr(name)),
            _ => None,
        }
    }

    fn jsx_attribute(&mut self, node: Node<'t>) -> Option<Prop> {
        let mut children = self.named(node);
        let (_, key) = children.next()?;
        let value = match children.next() {
            None => None,
            Some((Kind::JsxExpression, value)) => self.jsx_expression(value),
            Some((Kind::String, value)) => {
                // No escapes in an attribute.
                let text = self.context.source.get(self.inside_quotes(value));
                let literal = Literal::String(Name::new(text));
                let span = self.span(value);
                Some(self.expr_at(ExprKind::Literal(literal), span))
            }
            Some((kind, value)) => Some(self.expr_of(kind, value)),
        };
        Some(Prop {
            key: PropKey::Static(self.name(key)),
            key_span: self.span(key),
            span: self.span(node),
            value,
            shorthand: false,
        })
    }

    fn jsx_spread(&mut self, node: Node<'t>) -> Option<Prop> {
        let inner = self.inner(node)?;
        let value = match self.kind(inner) {
            Kind::Spread => self.inner(inner)?,
            _ => inner,
        };
        Some(Prop {
            key: PropKey::Spread,
            key_span: self.span(value),
            span: self.span(node),
            value: Some(self.expr(value)),
            shorthand: false,
        })
    }

    /// `{value}`; nothing for `{}` and `{/* comment */}`.
    fn jsx_expression(&mut self, node: Node<'t>) -> Option<ExprId> {
        let inner = self.inner(node)?;
        match self.kind(inner) {
            Kind::Spread => {
                let inner = self.inner(inner);
                self.opt_expr(inner)
            }
            _ => Some(self.expr(inner)),
        }
    }
}
