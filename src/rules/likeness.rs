//! Whether arguments, result and endpoint are the same before and after.

use super::{Likeness, copy::Copy};
use crate::knowledge::{MemberKey, Type, VersionIdx};

/// What is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Likenesses {
    pub arguments: Likeness,
    pub result: Likeness,
    pub endpoint: Likeness,
    /// What it returns now and what it returned, in few words.
    pub results: Option<(String, String)>,
}

impl Likenesses {
    pub fn unknown() -> Self {
        Self {
            arguments: Likeness::Unknown,
            result: Likeness::Unknown,
            endpoint: Likeness::Unknown,
            results: None,
        }
    }
}

/// Compares a symbol in a version with another in another.
pub(crate) fn compare(
    copy: &Copy<'_>,
    (old, old_at): (&MemberKey, VersionIdx),
    (new, new_at): (&MemberKey, VersionIdx),
) -> Likenesses {
    let timeline = copy.timeline;
    let (Some(a), Some(b)) = (timeline.variant(old, old_at), timeline.variant(new, new_at)) else {
        return Likenesses::unknown();
    };
    let endpoint = match (&a.http, &b.http) {
        (None, None) => Likeness::None,
        (Some(a), Some(b)) if a == b => Likeness::Same,
        (Some(_), Some(_)) => Likeness::Changed,
        _ => Likeness::Unknown,
    };
    let like = |same: bool| {
        if same {
            Likeness::Same
        } else {
            Likeness::Changed
        }
    };
    let (arguments, result) = match (timeline.ty(a.ty), timeline.ty(b.ty)) {
        (Type::Function(a), Type::Function(b)) => {
            (like(a.params == b.params), like(a.result == b.result))
        }
        (a, b) => (Likeness::None, like(a == b)),
    };
    Likenesses {
        arguments,
        result,
        endpoint,
        results: None,
    }
}
