//! Assignments and operators.

use tree_sitter::Node;

use super::{
    super::{CompareOp, ExprId, ExprKind, LogicalOp, PatId},
    Field, Kind, Lowerer,
    patterns::Binder,
};

impl<'t> Lowerer<'_, '_, 't> {
    pub(super) fn assignment(&mut self, node: Node<'t>, is_plain: bool) -> ExprKind {
        let (Some(left), Some(right)) = (
            self.field(node, Field::Left),
            self.field(node, Field::Right),
        ) else {
            return self.unknown(node);
        };
        let plain = is_plain
            || self
                .field(node, Field::Operator)
                .is_some_and(|operator| matches!(operator.kind(), "??=" | "||="));
        let value = self.documented_expr(right);
        let target = self.assigned_pattern(left);
        if is_plain {
            self.common_js_export(target, value);
        }
        ExprKind::Assign {
            target,
            value,
            plain,
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
        let (Some(left), Some(right), Some(operator)) = (
            self.field(node, Field::Left),
            self.field(node, Field::Right),
            self.field(node, Field::Operator),
        ) else {
            return self.unknown(node);
        };
        let Some(wrap) = comparison(operator.kind()) else {
            return ExprKind::Unknown(self.operands(node));
        };
        let (left, right) = (self.expr(left), self.expr(right));
        match wrap {
            Wrap::Logical(op) => ExprKind::Logical { op, left, right },
            Wrap::Compare(op) => ExprKind::Compare { op, left, right },
        }
    }

    /// The operands of a chain such as `a + b + c`, which may be as long as it likes.
    fn operands(&mut self, mut node: Node<'t>) -> Vec<ExprId> {
        let mut operands = Vec::new();
        while let (Some(left), Some(right)) = (
            self.field(node, Field::Left),
            self.field(node, Field::Right),
        ) {
            operands.push(right);
            let goes_on = self.kind(left) == Kind::Binary
                && self
                    .field(left, Field::Operator)
                    .is_some_and(|operator| comparison(operator.kind()).is_none());
            if !goes_on {
                operands.push(left);
                break;
            }
            node = left;
        }
        operands
            .into_iter()
            .rev()
            .map(|operand| self.expr(operand))
            .collect()
    }

    pub(super) fn unary(&mut self, node: Node<'t>) -> ExprKind {
        let (Some(operator), Some(argument)) = (
            self.field(node, Field::Operator),
            self.field(node, Field::Argument),
        ) else {
            return self.unknown(node);
        };
        let value = self.expr(argument);
        match operator.kind() {
            "!" => ExprKind::Not(value),
            "typeof" => ExprKind::TypeOf(value),
            _ => ExprKind::Unknown(vec![value]),
        }
    }

    pub(super) fn ternary(&mut self, node: Node<'t>) -> ExprKind {
        let (Some(test), Some(then), Some(otherwise)) = (
            self.field(node, Field::Condition),
            self.field(node, Field::Consequence),
            self.field(node, Field::Alternative),
        ) else {
            return self.unknown(node);
        };
        ExprKind::Conditional {
            test: self.expr(test),
            then: self.expr(then),
            otherwise: self.expr(otherwise),
        }
    }
}

/// Operators that are told apart.
enum Wrap {
    Logical(LogicalOp),
    Compare(CompareOp),
}

fn comparison(operator: &str) -> Option<Wrap> {
    Some(match operator {
        "||" => Wrap::Logical(LogicalOp::Or),
        "&&" => Wrap::Logical(LogicalOp::And),
        "??" => Wrap::Logical(LogicalOp::Nullish),
        "==" | "===" => Wrap::Compare(CompareOp::Equal),
        "!=" | "!==" => Wrap::Compare(CompareOp::NotEqual),
        "in" => Wrap::Compare(CompareOp::In),
        "instanceof" => Wrap::Compare(CompareOp::InstanceOf),
        _ => return None,
    })
}
