//! Whether arguments, result and endpoint are the same before and after: of a call, of what is read, of what is written.

use super::{Likeness, copy::Copy};
use crate::{
    knowledge::{MemberKey, VersionIdx},
    resolve::Usage,
};

/// What is the same, with words for what is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Likenesses {
    pub arguments: Likeness,
    pub result: Likeness,
    pub endpoint: Likeness,
    pub clause: Option<String>,
}

impl Likenesses {
    pub fn unknown() -> Self {
        Self {
            arguments: Likeness::Unknown,
            result: Likeness::Unknown,
            endpoint: Likeness::Unknown,
            clause: None,
        }
    }

    pub fn none() -> Self {
        Self {
            arguments: Likeness::None,
            result: Likeness::None,
            endpoint: Likeness::None,
            clause: None,
        }
    }
}

/// Compares a symbol in a version with another in another, as it is used.
pub(crate) fn compare(
    copy: &Copy<'_>,
    usage: &Usage,
    old: (&MemberKey, VersionIdx),
    new: (&MemberKey, VersionIdx),
) -> Likenesses {
    let timeline = copy.timeline;
    let called = timeline.compare(old, new);
    if (called.arguments, called.result) != (Likeness::None, Likeness::None) {
        return Likenesses {
            clause: called.clause(),
            arguments: called.arguments,
            result: called.result,
            endpoint: called.endpoint,
        };
    }
    let none = Likenesses::none();
    match usage {
        Usage::Written => {
            let (arguments, clause) = timeline.compare_written(old, new);
            Likenesses {
                arguments,
                clause,
                ..none
            }
        }
        // A name and a literal of a closed set are what they are.
        Usage::Value | Usage::Literal | Usage::Mock => none,
        Usage::Import | Usage::Type => {
            let (read, read_clause) = timeline.compare_read(old, new);
            let (written, written_clause) = timeline.compare_written(old, new);
            let clause = read_clause
                .or(written_clause)
                .filter(|_| (read, written) != (Likeness::Same, Likeness::Same));
            let result = if read == Likeness::Same {
                written
            } else {
                read
            };
            Likenesses {
                result,
                clause,
                ..none
            }
        }
        Usage::Member | Usage::Call { .. } | Usage::New { .. } => {
            let (result, clause) = timeline.compare_read(old, new);
            Likenesses {
                result,
                clause,
                ..none
            }
        }
    }
}
