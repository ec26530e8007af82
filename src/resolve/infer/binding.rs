//! What a declared name holds, and what a pattern takes apart.

use std::sync::Arc;

use super::{Inference, Query, foreign};
use crate::{
    lower::{BindingId, Expr, ExprId, ExprKind, Item, Origin, PatId, PatKind},
    resolve::{
        places::Source,
        scopes::{At, Space},
        ty::{Env, Kind, Picked, Ref, Ty},
    },
};

/// Patterns nested deeper are not followed.
const MAX_NESTING: usize = 64;

impl Inference<'_> {
    /// The value of a binding.
    pub(super) fn binding(&mut self, at: At, id: BindingId) -> Ty {
        self.query(at, Query::Binding(id), |it| it.new_binding(at, id))
    }

    fn new_binding(&mut self, at: At, id: BindingId) -> Ty {
        let Some(item) = self.item(at) else {
            return Ty::unknown();
        };
        let Some(binding) = item.bindings.get(id.index()) else {
            return Ty::unknown();
        };
        match &binding.origin {
            Origin::Let {
                pat,
                root,
                declared,
                init,
            } => {
                let held = self.pattern(at, *pat);
                if declared.is_some() {
                    return held;
                }
                if pat == root && matches!(&held.kind, Kind::Tuple(types) if types.is_empty()) {
                    return self.with_elements(at, id, &binding.name, held);
                }
                if binding.constant {
                    return held;
                }
                let start = (init.is_some() || pat != root).then_some(held);
                self.with_assignments(at, id, &binding.name, start)
            }
            Origin::Param { pat, .. } | Origin::ForOf { pat, .. } => self.pattern(at, *pat),
            Origin::Function(function) => Kind::Function(Arc::new(Ref {
                at,
                id: *function,
                env: Env::default(),
            }))
            .into(),
            Origin::Class(class) => Kind::Class(Arc::new(Ref {
                at,
                id: *class,
                env: Env::default(),
            }))
            .into(),
            Origin::Import { import, name } => {
                let Some(import) = item.imports.get(*import as usize) else {
                    return Ty::unknown();
                };
                let Some(name) = import.names.get(*name as usize) else {
                    return Ty::unknown();
                };
                let imported = &name.imported;
                match self.imported(at.file, &import.specifier, imported, Space::Value) {
                    Some(target) => self.target_value(&target),
                    None => {
                        foreign::imported(&import.specifier, imported).unwrap_or_else(Ty::unknown)
                    }
                }
            }
            Origin::Enum => Ty::primitive("enum"),
            Origin::Opaque
            | Origin::TypeAlias(_)
            | Origin::TypeParam { .. }
            | Origin::Namespace(_) => Ty::unknown(),
        }
    }

    /// A variable without annotation holds what it starts with and whatever is assigned to it.
    fn with_assignments(&mut self, at: At, id: BindingId, name: &str, start: Option<Ty>) -> Ty {
        let Some(file) = self.file(at.file) else {
            return Ty::unknown();
        };
        let mut values: Vec<Ty> = start.into_iter().collect();
        for &(item, assignment) in file.assignments(at.index(), name) {
            let there = at.sibling(item);
            let Some(facts) = file.item(item) else {
                continue;
            };
            let Some(expr) = facts.exprs.get(assignment.index()) else {
                continue;
            };
            if is_put(facts, expr, name) || is_use(expr, name) {
                continue;
            }
            let means = file.lookup(item, expr.scope, name, Space::Value);
            if !means.contains(&(at.index(), id)) {
                continue;
            }
            values.push(self.assigned(there, facts, assignment, name));
        }
        self.one_of_assigned(values)
    }

    /// One of the values that are assigned one after the other. Where an SDK's thing and the app's own are, which of
    /// them it is at a place is not known; an empty object is only where one begins.
    pub(crate) fn one_of_assigned(&mut self, mut values: Vec<Ty>) -> Ty {
        if values.len() < 2 {
            return Ty::one_of(values);
        }
        values.retain(|ty| !self.is_empty_literal(ty));
        let is_own = |ty: &Ty| {
            matches!(
                ty.kind,
                Kind::Object(_) | Kind::ObjectType(_) | Kind::ObjectLiteral(_)
            )
        };
        let is_sdk = |ty: &Ty| matches!(ty.kind, Kind::Instance(_) | Kind::SdkObject(_));
        if values.iter().any(is_own) && values.iter().any(is_sdk) {
            return Ty::unknown();
        }
        Ty::one_of(values)
    }

    fn is_empty_literal(&mut self, ty: &Ty) -> bool {
        let Kind::ObjectLiteral(it) = &ty.kind else {
            return false;
        };
        let Some(item) = self.item(it.at) else {
            return false;
        };
        let expr = item.exprs.get(it.id.index());
        expr.is_some_and(|expr| matches!(&expr.kind, ExprKind::Object(props) if props.is_empty()))
    }

    /// A list that starts empty holds what is put into it.
    fn with_elements(&mut self, at: At, id: BindingId, name: &str, empty: Ty) -> Ty {
        let Some(file) = self.file(at.file) else {
            return Ty::unknown();
        };
        let (mut elements, mut others) = (Vec::new(), Vec::new());
        for &(item, put) in file.assignments(at.index(), name) {
            let there = at.sibling(item);
            let Some(facts) = file.item(item) else {
                continue;
            };
            let Some(expr) = facts.exprs.get(put.index()) else {
                continue;
            };
            let means = file.lookup(item, expr.scope, name, Space::Value);
            if !means.contains(&(at.index(), id)) {
                continue;
            }
            if is_use(expr, name) {
                continue;
            }
            let args = match &expr.kind {
                ExprKind::Call { args, .. } if is_put(facts, expr, name) => args,
                _ => {
                    others.push(self.assigned(there, facts, put, name));
                    continue;
                }
            };
            for arg in args {
                let value = self.expr(there, arg.value);
                elements.push(if arg.spread { value.element() } else { value });
            }
        }
        others.push(match elements.is_empty() {
            true => empty,
            false => Ty::list(Ty::one_of(elements)),
        });
        Ty::one_of(others)
    }

    /// What an assignment gives to a name.
    fn assigned(&mut self, at: At, item: &Item, assignment: ExprId, name: &str) -> Ty {
        let Some(ExprKind::Assign {
            target,
            value,
            plain,
        }) = item.exprs.get(assignment.index()).map(|expr| &expr.kind)
        else {
            return Ty::unknown();
        };
        if !plain {
            return Ty::primitive("number");
        }
        if let Some(PatKind::Target(_)) = item.pats.get(target.index()).map(|pat| &pat.kind) {
            return self.expr(at, *value);
        }
        // `({ client } = …)`: the part of the pattern that assigns the name.
        for (index, pat) in (0u32..).zip(&item.pats) {
            if let PatKind::Target(expr) = pat.kind
                && let Some(ExprKind::Name(it)) = item.exprs.get(expr.index()).map(|it| &it.kind)
                && it == name
                && root(item, PatId(index)) == *target
            {
                return self.pattern(at, PatId(index));
            }
        }
        Ty::unknown()
    }

    /// The value that a pattern, or a part of one, takes apart.
    pub(crate) fn pattern(&mut self, at: At, id: PatId) -> Ty {
        let Some(item) = self.item(at) else {
            return Ty::unknown();
        };
        match item.pats.get(id.index()) {
            Some(pat) if pat.parent.is_none() => self.source(at, id),
            _ => self.query(at, Query::Pattern(id), |it| it.new_part(at, &item, id)),
        }
    }

    fn new_part(&mut self, at: At, item: &Item, id: PatId) -> Ty {
        let mut path = vec![id];
        let mut outermost = id;
        while let Some(parent) = item.pats.get(outermost.index()).and_then(|pat| pat.parent) {
            if path.len() > MAX_NESTING {
                return Ty::unknown();
            }
            path.push(parent);
            outermost = parent;
        }
        let mut ty = self.source(at, outermost);
        for pair in path.windows(2).rev() {
            let &[part, whole] = pair else { continue };
            ty = self.part(at, item, whole, part, &ty);
        }
        ty
    }

    fn source(&mut self, at: At, root: PatId) -> Ty {
        let source = self
            .file(at.file)
            .and_then(|file| Some(file.places(at.index())?.source(root)));
        match source {
            Some(Source::Let { declared, init }) => match (declared, init) {
                (Some(declared), _) => self.annotation(at, declared),
                (None, Some(init)) => self.expr(at, init),
                (None, None) => Ty::nullish(),
            },
            Some(Source::Param { function, index }) => self.parameter(at, function, index),
            Some(Source::ForOf { iterated, is_await }) => {
                let iterated = self.expr(at, iterated);
                let element = iterated.awaited().element();
                if is_await { element.awaited() } else { element }
            }
            Some(Source::Assign { value, plain: true }) => self.expr(at, value),
            Some(Source::Assign { plain: false, .. } | Source::Opaque) | None => Ty::unknown(),
        }
    }

    /// What a part of a pattern gets of the value of the whole.
    fn part(&mut self, at: At, item: &Item, whole: PatId, part: PatId, ty: &Ty) -> Ty {
        match item.pats.get(whole.index()).map(|pat| &pat.kind) {
            Some(PatKind::Object { props, rest }) => {
                if *rest == Some(part) {
                    let keys = props.iter().filter_map(|prop| prop.key.clone()).collect();
                    let base = ty.clone();
                    return Ty::from(Kind::Picked(Arc::new(Picked {
                        base,
                        keys,
                        omit: true,
                    })))
                    .with(ty.flags);
                }
                let Some(prop) = props.iter().find(|prop| prop.value == part) else {
                    return Ty::unknown();
                };
                let Some(key) = &prop.key else {
                    return Ty::unknown();
                };
                let found = self.member(ty, key).map(|found| found.ty);
                self.or_default(at, found, prop.default)
            }
            Some(PatKind::Array { elements, rest }) => {
                if *rest == Some(part) {
                    return Ty::list(ty.element());
                }
                let place = elements
                    .iter()
                    .position(|element| element.as_ref().is_some_and(|(pat, _)| *pat == part));
                let Some(place) = place else {
                    return Ty::unknown();
                };
                let default = elements.get(place).and_then(|it| it.as_ref()?.1);
                let found = nth(ty, place);
                self.or_default(at, Some(found), default)
            }
            _ => Ty::unknown(),
        }
    }

    fn or_default(&mut self, at: At, found: Option<Ty>, default: Option<ExprId>) -> Ty {
        match (found, default) {
            (Some(found), Some(default)) => {
                let default = self.expr(at, default);
                if default.is_unknown() {
                    return found.guessed();
                }
                Ty::one_of([found, default])
            }
            (Some(found), None) => found,
            (None, _) => Ty::unknown(),
        }
    }
}

/// Whether an expression puts something into a name: `users.push(user)`.
fn is_put(item: &Item, expr: &Expr, name: &str) -> bool {
    let ExprKind::Call { callee, .. } = &expr.kind else {
        return false;
    };
    let Some(ExprKind::Member { object, .. }) = item.exprs.get(callee.index()).map(|it| &it.kind)
    else {
        return false;
    };
    item.exprs
        .get(object.index())
        .is_some_and(|object| is_use(object, name))
}

/// Whether an expression is a use of a name.
fn is_use(expr: &Expr, name: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name(used) if used == name)
}

/// The element of a list at a place.
pub(super) fn nth(ty: &Ty, place: usize) -> Ty {
    ty.map(|ty| match &ty.kind {
        Kind::Tuple(types) => types
            .get(place)
            .map_or_else(Ty::unknown, |element| ty.inner(element)),
        _ => ty.element(),
    })
}

fn root(item: &Item, pat: PatId) -> PatId {
    let mut pat = pat;
    for _ in 0..MAX_NESTING {
        match item.pats.get(pat.index()).and_then(|it| it.parent) {
            Some(parent) => pat = parent,
            None => break,
        }
    }
    pat
}
