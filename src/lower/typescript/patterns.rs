//! Patterns: what declarations, parameters and assignments bind.

use tree_sitter::Node;

use super::{
    super::{ExprKind, Origin, PatId, PatKind, PatProp, ScopeId},
    Kind, Lowerer,
};

/// What the names of a pattern are.
pub(super) enum Binder<'b> {
    /// They are declared, in a scope; the origin of each follows from its pattern.
    Declare {
        scope: ScopeId,
        constant: bool,
        origin: &'b dyn Fn(PatId) -> Origin,
    },
    /// They exist and are assigned.
    Assign,
}

impl<'t> Lowerer<'_, '_, 't> {
    /// Lowers a pattern. Its number is the next one, so that origins can refer to it beforehand.
    pub(super) fn pattern(
        &mut self,
        node: Node<'t>,
        binder: &Binder<'_>,
        parent: Option<PatId>,
    ) -> PatId {
        let span = self.span(node);
        let id = self.pat_at(PatKind::Unknown, span, parent);
        let kind = self.kind(node);
        let kind = self.deeper(|this| this.pattern_kind(kind, node, id, binder));
        if let (Some(kind), Some(pat)) = (kind, self.item.pats.get_mut(id.index())) {
            pat.kind = kind;
        }
        id
    }

    fn pattern_kind(
        &mut self,
        kind: Kind,
        node: Node<'t>,
        id: PatId,
        binder: &Binder<'_>,
    ) -> PatKind {
        match (kind, binder) {
            (Kind::ObjectPattern, _) => self.object_pattern(node, id, binder),
            (Kind::ArrayPattern, _) => self.array_pattern(node, id, binder),
            (
                Kind::Identifier | Kind::ShorthandPropertyPattern | Kind::Undefined,
                Binder::Declare {
                    scope,
                    constant,
                    origin,
                },
            ) if !node.is_missing() => {
                PatKind::Binding(self.declare_in(*scope, node, origin(id), *constant))
            }
            (Kind::Identifier | Kind::ShorthandPropertyPattern, Binder::Assign)
                if !node.is_missing() =>
            {
                let (name, span) = self.name_at(node);
                self.targets.push(name.clone());
                PatKind::Target(self.expr_at(ExprKind::Name(name), span))
            }
            (Kind::Parenthesized | Kind::NonNull, Binder::Assign) => match self.inner(node) {
                Some(inner) => self
                    .deeper(|this| this.pattern_kind(this.kind(inner), inner, id, binder))
                    .unwrap_or(PatKind::Unknown),
                None => PatKind::Unknown,
            },
            (_, Binder::Assign) => PatKind::Target(self.expr_of(kind, node)),
            (_, Binder::Declare { .. }) => PatKind::Unknown,
        }
    }

    fn object_pattern(&mut self, node: Node<'t>, id: PatId, binder: &Binder<'_>) -> PatKind {
        let (mut props, mut rest) = (Vec::new(), None);
        for (kind, child) in self.named(node) {
            match kind {
                Kind::RestPattern => {
                    if let Some(inner) = self.inner(child) {
                        rest = Some(self.pattern(inner, binder, Some(id)));
                    }
                }
                Kind::ShorthandPropertyPattern => {
                    let value = self.pattern(child, binder, Some(id));
                    let span = self.span(child);
                    props.push(PatProp {
                        key: Some(self.name(child)),
                        key_span: span,
                        span,
                        value,
                        default: None,
                        shorthand: true,
                    });
                }
                Kind::ObjectAssignmentPattern => {
                    let Some([(_, left), (_, default)]) = self.named_parts(child) else {
                        continue;
                    };
                    let value = self.pattern(left, binder, Some(id));
                    props.push(PatProp {
                        key: Some(self.name(left)),
                        key_span: self.span(left),
                        span: self.span(child),
                        value,
                        default: Some(self.expr(default)),
                        shorthand: true,
                    });
                }
                Kind::PairPattern => {
                    if let Some(prop) = self.pair_pattern(child, id, binder) {
                        props.push(prop);
                    }
                }
                _ => {}
            }
        }
        PatKind::Object { props, rest }
    }

    fn pair_pattern(&mut self, node: Node<'t>, id: PatId, binder: &Binder<'_>) -> Option<PatProp> {
        let [(_, key), (value_kind, value)] = self.named_parts(node)?;
        let name = self.static_key(key);
        if name.is_none()
            && let Some(computed) = self.inner(key)
        {
            self.expr(computed);
        }
        let (value, default) = self.with_default(value_kind, value);
        let value = self.pattern(value, binder, Some(id));
        Some(PatProp {
            key: name,
            key_span: self.span(key),
            span: self.span(node),
            value,
            default: default.map(|default| self.expr(default)),
            shorthand: false,
        })
    }

    fn array_pattern(&mut self, node: Node<'t>, id: PatId, binder: &Binder<'_>) -> PatKind {
        let (mut elements, mut rest) = (Vec::new(), None);
        let mut is_hole = true;
        for (kind, child) in self.children(node).inside() {
            match kind {
                Kind::CommaToken if is_hole => elements.push(None),
                Kind::CommaToken => is_hole = true,
                Kind::RestPattern => {
                    is_hole = false;
                    if let Some(inner) = self.inner(child) {
                        rest = Some(self.pattern(inner, binder, Some(id)));
                    }
                }
                _ if kind.is_named() => {
                    is_hole = false;
                    let (value, default) = self.with_default(kind, child);
                    let pat = self.pattern(value, binder, Some(id));
                    elements.push(Some((pat, default.map(|default| self.expr(default)))));
                }
                _ => {}
            }
        }
        PatKind::Array { elements, rest }
    }

    /// A pattern without its default, and the default.
    fn with_default(&self, kind: Kind, node: Node<'t>) -> (Node<'t>, Option<Node<'t>>) {
        if kind != Kind::AssignmentPattern {
            return (node, None);
        }
        match self.named_parts(node) {
            Some([(_, left), (_, right)]) => (left, Some(right)),
            None => (node, None),
        }
    }
}
