//! What is expected of a literal that a constant holds: as no type checker does, it is looked for where the constant goes.

use super::{Inference, Query, expr::says_nothing};
use crate::{
    lower::{BindingId, ExprId, ExprKind, Item, PatId, PatKind, PropKey, StmtKind},
    resolve::{
        places::{FunctionSite, Parent},
        scopes::{At, Space},
        ty::Ty,
    },
};

/// Functions around a literal that are called where they stand, at most.
const MAX_HOISTED: usize = 4;

/// Whether a parent casts to a type.
fn is_cast(item: &Item, parent: Parent) -> bool {
    let Parent::Expr(parent) = parent else {
        return false;
    };
    let kind = item.exprs.get(parent.index()).map(|expr| &expr.kind);
    matches!(kind, Some(ExprKind::Cast { ty: Some(_), .. }))
}

impl Inference<'_> {
    /// The type that is expected of an expression: where it stands, or where the constant goes that holds it.
    pub(crate) fn expected_in_the_end(&mut self, at: At, id: ExprId) -> Ty {
        let expected = self.expected(at, id);
        if !expected.is_unknown() {
            return expected;
        }
        self.query(at, Query::Held(id), |it| it.new_held(at, id))
    }

    /// The same of a literal: no one asks again what is expected of one.
    pub(crate) fn expected_of_literal(&mut self, at: At, id: ExprId) -> Ty {
        let expected = self.new_expected(at, id);
        match expected.is_unknown() {
            true => self.new_held(at, id),
            false => expected,
        }
    }

    fn new_held(&mut self, at: At, id: ExprId) -> Ty {
        let Some(file) = self.file(at.file) else {
            return Ty::unknown();
        };
        let (Some(item), Some(places)) = (file.item(at.index()), file.places(at.index())) else {
            return Ty::unknown();
        };
        let parent = match places.parent(id) {
            Parent::Expr(parent) => parent,
            Parent::Field(_) => return self.mocked_field(at, id),
            _ => return self.held_by(at, id, None),
        };
        match item.exprs.get(parent.index()).map(|expr| &expr.kind) {
            Some(ExprKind::Object(props)) => {
                let prop = props.iter().find(|prop| prop.value == Some(id));
                match prop.map(|prop| &prop.key) {
                    Some(PropKey::Static(name)) => {
                        let whole = self.expected_in_the_end(at, parent);
                        if whole.is_unknown() {
                            return self.held_by(at, parent, Some(name));
                        }
                        let fitting = self.fitting(at, parent, &whole);
                        self.member(&fitting, name)
                            .map_or_else(Ty::unknown, |found| found.ty)
                    }
                    Some(PropKey::Spread) => self.expected_in_the_end(at, parent),
                    _ => Ty::unknown(),
                }
            }
            Some(ExprKind::Array(_)) => self.expected_in_the_end(at, parent).element(),
            Some(ExprKind::Cast { ty: None, .. }) => self.expected_in_the_end(at, parent),
            Some(ExprKind::Cast { ty: Some(ty), .. }) if says_nothing(item, *ty) => {
                let expected = self.expected_in_the_end(at, parent);
                match is_cast(item, places.parent(parent)) {
                    // It passes for something that it is not.
                    true => expected.mocked(),
                    false => expected.unseen(),
                }
            }
            _ => Ty::unknown(),
        }
    }

    /// What is expected where the constant goes that holds a value, or that takes a field of it.
    fn held_by(&mut self, at: At, id: ExprId, field: Option<&str>) -> Ty {
        let Some((there, pat)) = self.constant_of(at, id) else {
            return Ty::unknown();
        };
        let Some(item) = self.item(there) else {
            return Ty::unknown();
        };
        let kind = |pat: PatId| item.pats.get(pat.index()).map(|pat| &pat.kind);
        let binding = match (kind(pat), field) {
            (Some(PatKind::Binding(binding)), None) => Some(*binding),
            (Some(PatKind::Object { props, .. }), Some(field)) => {
                let taken = props.iter().find(|prop| prop.key.as_deref() == Some(field));
                match taken.and_then(|prop| kind(prop.value)) {
                    Some(PatKind::Binding(binding)) => Some(*binding),
                    _ => None,
                }
            }
            _ => None,
        };
        match binding {
            Some(binding) => self.expected_of_uses(there, binding).unseen(),
            None => Ty::unknown(),
        }
    }

    /// The pattern of the constant without an annotation that a value is given to, if need be by a function that a test
    /// calls before all else.
    fn constant_of(&mut self, at: At, id: ExprId) -> Option<(At, PatId)> {
        let (mut at, mut id) = (at, id);
        for _ in 0..MAX_HOISTED {
            let file = self.file(at.file)?;
            let item = file.item(at.index())?;
            let (there, function) = match file.places(at.index())?.parent(id) {
                Parent::Body(function) => (at.index(), function),
                Parent::Stmt(stmt) => {
                    let stmt = item.stmts.get(stmt.index())?;
                    match &stmt.kind {
                        StmtKind::Let {
                            pat,
                            declared: None,
                            constant: true,
                            ..
                        } => return Some((at, *pat)),
                        StmtKind::Return(_) => file.function_at(at.index(), stmt.scope)?,
                        _ => return None,
                    }
                }
                _ => return None,
            };
            at = at.sibling(there);
            let FunctionSite::Expr(site) = file.places(there)?.site(function) else {
                return None;
            };
            id = self.hoisted(at, site)?;
        }
        None
    }

    /// What is expected where a name is handed on, at the first place that expects something.
    pub(super) fn expected_of_uses(&mut self, at: At, binding: BindingId) -> Ty {
        let Some(file) = self.file(at.file) else {
            return Ty::unknown();
        };
        let declared = file
            .item(at.index())
            .and_then(|item| item.bindings.get(binding.index()));
        let Some(name) = declared.map(|it| &it.name) else {
            return Ty::unknown();
        };
        for &(there, used) in file.assignments(at.index(), name) {
            let Some(expr) = file.item(there).and_then(|it| it.exprs.get(used.index())) else {
                continue;
            };
            let means = |scope| file.lookup(there, scope, name, Space::Value);
            if !matches!(expr.kind, ExprKind::Name(_))
                || !means(expr.scope).contains(&(at.index(), binding))
            {
                continue;
            }
            let expected = self.expected_in_the_end(at.sibling(there), used);
            if !expected.is_unknown() {
                return expected;
            }
        }
        Ty::unknown()
    }
}
