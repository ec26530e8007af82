//! Assignments and operators.

use tree_sitter::Node;

use super::{
    super::{CompareOp, ExprId, ExprKind, LogicalOp, PatId},
    Field, Kind, Lowerer,
    patterns::Binder,
};

impl<'t> Lowerer<'_, '_, 't> {
    pub(super) fn assignment(&mut self, node: Node<'t>) -> ExprKind {
        let Some([(_, left), (kind, right)]) = self.named_parts(node) else {
            return self.unknown(node);
        };
        let value = self.documented_expr(kind, right);
        let target = self.assigned_pattern(left);
        self.common_js_export(target, value);
        ExprKind::Assign {
            target,
            value,
            plain: true,
        }
    }

    /// `a += b`, `a ??= b`.
    pub(super) fn augmented_assignment(&mut self, node: Node<'t>) -> ExprKind {
        let Some([(_, left), (operator, _), (kind, right)]) = self.parts(node) else {
            return self.unknown(node);
        };
        let value = self.documented_expr(kind, right);
        let target = self.assigned_pattern(left);
        ExprKind::Assign {
            target,
            value,
            plain: matches!(operator, Kind::NullishAssignToken | Kind::OrAssignToken),
        }
    }

    /// The target of the assignment that is the next expression: nothing may be lowered between here and there.
    fn assigned_pattern(&mut self, node: Node<'t>) -> PatId {
        let outer = std::mem::take(&mut self.targets);
        let target = self.pattern(node, &Binder::Assign, None);
        let names = std::mem::replace(&mut self.targets, outer);
        let id = ExprId(super::index(self.item.exprs.len()));
        let assigned = names.into_iter().map(|name| (name, id));
        self.item.assigned.extend(assigned);
        target
    }

    /// `i++`.
    pub(super) fn update(&mut self, node: Node<'t>) -> ExprKind {
        let Some(argument) = self.field(node, Field::Argument) else {
            return self.unknown(node);
        };
        let span = self.span(node);
        let value = self.expr_at(ExprKind::Unknown(Vec::new()), span);
        let target = self.assigned_pattern(argument);
        ExprKind::Assign {
            target,
            value,
            plain: false,
        }
    }

    pub(super) fn binary(&mut self, node: Node<'t>) -> ExprKind {
        let Some([left, (operator, _), right]) = self.parts(node) else {
            return self.unknown(node);
        };
        let Some(wrap) = comparison(operator) else {
            return ExprKind::Unknown(self.operands(left, right));
        };
        let left = self.expr_of(left.0, left.1);
        let right = self.expr_of(right.0, right.1);
        match wrap {
            Wrap::Logical(op) => ExprKind::Logical { op, left, right },
            Wrap::Compare(op) => ExprKind::Compare { op, left, right },
        }
    }

    /// The operands of a chain such as `a + b + c`, which may be as long as it likes.
    fn operands(&mut self, left: (Kind, Node<'t>), right: (Kind, Node<'t>)) -> Vec<ExprId> {
        let mut operands = vec![right];
        let mut first = left;
        while first.0 == Kind::Binary
            && let Some([left, (operator, _), right]) = self.parts(first.1)
            && comparison(operator).is_none()
        {
            operands.push(right);
            first = left;
        }
        operands.push(first);
        operands
            .into_iter()
            .rev()
            .map(|(kind, operand)| self.expr_of(kind, operand))
            .collect()
    }

    pub(super) fn unary(&mut self, node: Node<'t>) -> ExprKind {
        let Some([(operator, _), (kind, argument)]) = self.parts(node) else {
            return self.unknown(node);
        };
        let value = self.expr_of(kind, argument);
        match operator {
            Kind::BangToken => ExprKind::Not(value),
            Kind::TypeOfToken => ExprKind::TypeOf(value),
            _ => ExprKind::Unknown(vec![value]),
        }
    }

    pub(super) fn ternary(&mut self, node: Node<'t>) -> ExprKind {
        let Some([test, then, otherwise]) = self.named_parts(node) else {
            return self.unknown(node);
        };
        ExprKind::Conditional {
            test: self.expr_of(test.0, test.1),
            then: self.expr_of(then.0, then.1),
            otherwise: self.expr_of(otherwise.0, otherwise.1),
        }
    }
}

/// Operators that are told apart.
enum Wrap {
    Logical(LogicalOp),
    Compare(CompareOp),
}

fn comparison(operator: Kind) -> Option<Wrap> {
    Some(match operator {
        Kind::OrToken => Wrap::Logical(LogicalOp::Or),
        Kind::AndToken => Wrap::Logical(LogicalOp::And),
        Kind::NullishToken => Wrap::Logical(LogicalOp::Nullish),
        Kind::EqualToken | Kind::IdenticalToken => Wrap::Compare(CompareOp::Equal),
        Kind::NotEqualToken | Kind::NotIdenticalToken => Wrap::Compare(CompareOp::NotEqual),
        Kind::InToken => Wrap::Compare(CompareOp::In),
        Kind::InstanceOfToken => Wrap::Compare(CompareOp::InstanceOf),
        _ => return None,
    })
}
