//! Loops.

use tree_sitter::Node;

use super::{
    super::{Body, Origin, PatId, StmtKind},
    Field, Kind, Lowerer,
    patterns::Binder,
};

impl<'t> Lowerer<'_, '_, 't> {
    pub(super) fn for_statement(&mut self, node: Node<'t>) -> StmtKind {
        let part = |this: &Self, field| {
            this.field(node, field)
                .filter(|part| this.kind(*part) != Kind::Empty)
        };
        let init = part(self, Field::Initializer).map(|init| {
            if self.kind(init).is_expression() {
                let expr = self.expr(init);
                return self.stmt(StmtKind::Expr(expr), init);
            }
            self.single(init)
        });
        let test = part(self, Field::Condition);
        let test = self.opt_expr(test);
        let step = self.field(node, Field::Increment);
        let step = self.opt_expr(step);
        match self.field(node, Field::Body) {
            Some(body) => StmtKind::Loop {
                init,
                test,
                step,
                body: self.single(body),
            },
            None => StmtKind::Block(Body::Inline(init.into_iter().collect())),
        }
    }

    pub(super) fn for_in(&mut self, node: Node<'t>) -> StmtKind {
        let (Some(left), Some(right), Some(operator), Some(body)) = (
            self.field(node, Field::Left),
            self.field(node, Field::Right),
            self.field(node, Field::Operator),
            self.field(node, Field::Body),
        ) else {
            return self.unknown_statement(node);
        };
        let is_in = self.kind(operator) == Kind::InToken;
        let is_await = self.has_before(node, left, Kind::AwaitToken);
        let iterated = self.expr(right);
        let root = self.next_pat();
        let origin = |pat: PatId| {
            if is_in {
                return Origin::Opaque;
            }
            Origin::ForOf {
                pat,
                root,
                iterated,
                is_await,
            }
        };
        let pat = match self.field(node, Field::Keyword) {
            Some(kind) => {
                let scope = match self.kind(kind) {
                    Kind::VarToken => self.hoisting_scope(),
                    _ => self.scope,
                };
                let constant = !matches!(self.kind(kind), Kind::VarToken | Kind::LetToken);
                let binder = Binder::Declare {
                    scope,
                    constant,
                    origin: &origin,
                };
                self.pattern(left, &binder, None)
            }
            None => {
                let outer = std::mem::take(&mut self.targets);
                let pat = self.pattern(left, &Binder::Assign, None);
                let names = std::mem::replace(&mut self.targets, outer);
                let assigned = names.into_iter().map(|name| (name, iterated));
                self.item.assigned.extend(assigned);
                pat
            }
        };
        let body = self.single(body);
        if is_in {
            return StmtKind::ForIn {
                pat,
                object: iterated,
                body,
            };
        }
        StmtKind::ForOf {
            pat,
            iterated,
            is_await,
            body,
        }
    }

    /// Whether `for await`: the token stands before the parenthesis, that of `await using` behind it.
    fn has_before(&mut self, node: Node<'t>, left: Node<'t>, kind: Kind) -> bool {
        self.children(node)
            .take_while(|(_, child)| child.kind() != "(" && *child != left)
            .any(|(child, _)| child == kind)
    }

    pub(super) fn while_statement(&mut self, node: Node<'t>) -> StmtKind {
        let test = match self.kind(node) {
            Kind::With => self.field(node, Field::Object),
            _ => self.field(node, Field::Condition),
        };
        let test = self.opt_expr(test);
        match self.field(node, Field::Body) {
            Some(body) => StmtKind::Loop {
                init: None,
                test,
                step: None,
                body: self.single(body),
            },
            None => StmtKind::Unknown(test.into_iter().collect()),
        }
    }
}
