//! Patterns: what declarations, parameters and assignments bind.

use tree_sitter::Node;

use super::{
    super::{Origin, PatId, PatKind, PatProp, ScopeId},
    Field, Kind, Lowerer,
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
        let kind = self.deeper(|this| this.pattern_kind(node, id, binder));
        if let (Some(kind), Some(pat)) = (kind, self.item.pats.get_mut(id.index())) {
            pat.kind = kind;
        }
        id
    }

    fn pattern_kind(&mut self, node: Node<'t>, id: PatId, binder: &Binder<'_>) -> PatKind {
        match (self.kind(node), binder) {
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
                let name = self.name(node);
                self.targets.push(name);
                PatKind::Target(self.name_expr(node))
            }
            (Kind::Parenthesized | Kind::NonNull, Binder::Assign) => match self.inner(node) {
                Some(inner) => self
                    .deeper(|this| this.pattern_kind(inner, id, binder))
                    .unwrap_or(PatKind::Unknown),
                None => PatKind::Unknown,
            },
            (_, Binder::Assign) => PatKind::Target(self.expr(node)),
            (_, Binder::Declare { .. }) => PatKind::Unknown,
        }
    }

    fn object_pattern(&mut self, node: Node<'t>, id: PatId, binder: &Binder<'_>) -> PatKind {
        let (mut props, mut rest) = (Vec::new(), None);
        for child in self.named(node) {
            match self.kind(child) {
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
                    let Some(left) = self.field(child, Field::Left) else {
                        continue;
                    };
                    let value = self.pattern(left, binder, Some(id));
                    let default = self.field(child, Field::Right);
                    props.push(PatProp {
                        key: Some(self.name(left)),
                        key_span: self.span(left),
                        span: self.span(child),
                        value,
                        default: default.map(|default| self.expr(default)),
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
        let key = self.field(node, Field::Key)?;
        let value = self.field(node, Field::Value)?;
        let name = self.static_key(key);
        if name.is_none()
            && let Some(computed) = self.inner(key)
        {
            self.expr(computed);
        }
        let (value, default) = self.with_default(value);
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
        for child in self.children(node) {
            match self.kind(child) {
                Kind::CommaToken if is_hole => elements.push(None),
                Kind::CommaToken => is_hole = true,
                Kind::RestPattern => {
                    is_hole = false;
                    if let Some(inner) = self.inner(child) {
                        rest = Some(self.pattern(inner, binder, Some(id)));
                    }
                }
                _ if child.is_named() => {
                    is_hole = false;
                    let (value, default) = self.with_default(child);
                    let pat = self.pattern(value, binder, Some(id));
                    elements.push(Some((pat, default.map(|default| self.expr(default)))));
                }
                _ => {}
            }
        }
        PatKind::Array { elements, rest }
    }

    /// A pattern without its default, and the default.
    fn with_default(&self, node: Node<'t>) -> (Node<'t>, Option<Node<'t>>) {
        if self.kind(node) != Kind::AssignmentPattern {
            return (node, None);
        }
        let left = self.field(node, Field::Left).unwrap_or(node);
        (left, self.field(node, Field::Right))
    }
}
