//! What a condition is about: the same name or member as another expression, or a name taken out of the same value.

use crate::{
    lower::{BindingId, ExprId, ExprKind, Name},
    resolve::scopes::{At, File, Space},
};

/// What conditions may tell of.
#[derive(Clone, Copy)]
pub(super) enum Of<'a> {
    /// A name or a member.
    Place(At, ExprId),
    /// A value out of which names of an item were taken, with the keys they were taken from.
    Taken(usize, &'a [(BindingId, Name)]),
}

impl Of<'_> {
    /// Whether an expression is it.
    pub(super) fn is(self, file: &File, at: At, id: ExprId) -> bool {
        match self {
            Self::Place(place, expr) => same(file, (place, expr), (at, id)),
            Self::Taken(..) => false,
        }
    }

    /// The field of it that an expression is.
    pub(super) fn field(self, file: &File, at: At, id: ExprId) -> Option<Name> {
        let (at, id) = plain(file, (at, id))?;
        let expr = file.item(at.index())?.exprs.get(id.index())?;
        match (self, &expr.kind) {
            (Self::Place(..), ExprKind::Member { object, name, .. }) => {
                self.is(file, at, *object).then(|| name.clone())
            }
            (Self::Taken(there, names), ExprKind::Name(name)) => {
                let declared = file.lookup(at.index(), expr.scope, name, Space::Value);
                let &[(item, binding)] = declared.as_slice() else {
                    return None;
                };
                let taken = names.iter().find(|(taken, _)| *taken == binding);
                taken.filter(|_| item == there).map(|(_, key)| key.clone())
            }
            _ => None,
        }
    }
}

/// Whether two expressions denote the same place: a name, `this`, or members of the same place.
pub(super) fn same(file: &File, a: (At, ExprId), b: (At, ExprId)) -> bool {
    let (mut a, mut b) = (a, b);
    for _ in 0..64 {
        let (Some(left), Some(right)) = (plain(file, a), plain(file, b)) else {
            return false;
        };
        let ((left_at, left), (right_at, right)) = (left, right);
        let (Some(one), Some(other)) = (
            file.item(left_at.index())
                .and_then(|it| it.exprs.get(left.index())),
            file.item(right_at.index())
                .and_then(|it| it.exprs.get(right.index())),
        ) else {
            return false;
        };
        match (&one.kind, &other.kind) {
            (ExprKind::This, ExprKind::This) => return true,
            (ExprKind::Name(x), ExprKind::Name(y)) => {
                return x == y
                    && file.lookup(left_at.index(), one.scope, x, Space::Value)
                        == file.lookup(right_at.index(), other.scope, y, Space::Value);
            }
            (
                ExprKind::Member { object, name, .. },
                ExprKind::Member {
                    object: other,
                    name: other_name,
                    ..
                },
            ) if name == other_name => {
                a = (left_at, *object);
                b = (right_at, *other);
            }
            _ => return false,
        }
    }
    false
}

/// An expression without the casts around it.
fn plain(file: &File, (at, id): (At, ExprId)) -> Option<(At, ExprId)> {
    let item = file.item(at.index())?;
    let mut id = id;
    for _ in 0..16 {
        match &item.exprs.get(id.index())?.kind {
            ExprKind::Cast { value, .. } => id = *value,
            _ => return Some((at, id)),
        }
    }
    None
}
