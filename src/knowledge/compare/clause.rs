//! Differences in words, for messages that stand alone.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::{
    assign::{Difference, Mode, What},
    render::literal_text,
    shape::Form,
};
use crate::knowledge::{FunctionType, LiteralType, Timeline, Type, VersionIdx};

/// More names, or kinds of difference, than this are counted.
const MAX_PARTS: usize = 3;

/// About arguments: "`context` is required; `name` is gone".
pub(super) fn of_arguments(
    timeline: &Timeline,
    differences: &[Difference],
    new: &FunctionType,
    old_at: VersionIdx,
    new_at: VersionIdx,
) -> Option<String> {
    let param = new.params.first();
    let whole = differences.iter().find_map(|difference| {
        match (&difference.what, difference.path.as_slice()) {
            (What::Type { given, .. }, [only])
                if param.is_some_and(|param| param.name == *only) =>
            {
                Some(given)
            }
            (What::Type { given, .. }, []) => Some(given),
            _ => None,
        }
    });
    if let (Some(given), Some(param)) = (whole, param) {
        let before = timeline.phrase(given, old_at);
        let named = |ty: &Type, name: &str| match ty {
            Type::Keyword(_) => format!("`{name}`"),
            _ => timeline.phrase(ty, new_at),
        };
        let required = new.params.iter().filter(|param| !param.optional);
        let takes: Vec<String> = required
            .map(|param| named(&param.ty, &param.name))
            .collect();
        let takes = if takes.is_empty() {
            named(&param.ty, &param.name)
        } else {
            takes.join(", ")
        };
        if takes == before {
            return Some(format!("takes another {before}"));
        }
        return Some(format!("takes {takes}, not {before}"));
    }
    let words = Words {
        needed: |names| format!("{names} {} required", is_are(names)),
        gone: |names| format!("{names} {} gone", is_are(names)),
        missing: |names| format!("{names} may be missing"),
        may_be: |names, literal| format!("{names} cannot be `{literal}` any more"),
        is: |name, now, before| format!("{name} is {now}, not {before}"),
    };
    words.say(timeline, differences, Mode::Arguments, old_at, new_at)
}

/// About a result: "returns `{ token }`, not a string".
pub(super) fn of_result(
    timeline: &Timeline,
    differences: &[Difference],
    old: (&Type, VersionIdx),
    new: (&Type, VersionIdx),
) -> Option<String> {
    let promise = differences
        .iter()
        .find_map(|difference| match difference.what {
            What::NowPromise => Some("returns a promise"),
            What::NoLongerPromise => Some("returns the value itself, not a promise"),
            _ => None,
        });
    let whole = |difference: &Difference| {
        difference.path.is_empty()
            && matches!(difference.what, What::Type { .. } | What::Literal(_))
    };
    let mut parts: Vec<String> = promise.map(str::to_owned).into_iter().collect();
    if differences.iter().any(whole) || (!differences.is_empty() && is_another(timeline, old, new))
    {
        let after = timeline.phrase(new.0, new.1);
        let before = timeline.phrase(old.0, old.1);
        let returns = if parts.is_empty() {
            "returns "
        } else {
            "gives "
        };
        parts.push(if after == before {
            format!("{returns}another {}", before.trim_start_matches("a "))
        } else {
            format!("{returns}{after}, not {before}")
        });
        return Some(parts.join(", "));
    }
    let words = Words {
        needed: |names| format!("the result has no {}", names.replace(" and ", " or ")),
        gone: |names| format!("the result has no {}", names.replace(" and ", " or ")),
        missing: |names| format!("{names} of the result may be missing"),
        may_be: |names, literal| format!("{names} of the result may be `{literal}`"),
        is: |name, now, before| format!("{name} of the result is {now}, not {before}"),
    };
    let rest: Vec<Difference> = differences
        .iter()
        .filter(|one| !matches!(one.what, What::NowPromise | What::NoLongerPromise))
        .cloned()
        .collect();
    parts.extend(words.say(timeline, &rest, Mode::Result, old.1, new.1));
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// About one value, written or read.
pub(super) fn of_values(
    timeline: &Timeline,
    differences: &[Difference],
    mode: Mode,
    old_at: VersionIdx,
    new_at: VersionIdx,
) -> Option<String> {
    let words = Words {
        needed: |names| format!("{names} {} required", is_are(names)),
        gone: |names| format!("{names} {} gone", is_are(names)),
        missing: |names| format!("{names} may be missing"),
        may_be: match mode {
            Mode::Arguments => |names, literal| format!("{names} cannot be `{literal}` any more"),
            Mode::Result => |names, literal| format!("{names} may be `{literal}`"),
        },
        is: |name, now, before| format!("{name} is {now}, not {before}"),
    };
    words.say(timeline, differences, mode, old_at, new_at)
}

/// Whether the new result has nothing of what the old one had: then it is another thing, not a list of gaps.
fn is_another(timeline: &Timeline, old: (&Type, VersionIdx), new: (&Type, VersionIdx)) -> bool {
    let (before, after) = (names(timeline, old), names(timeline, new));
    !before.is_empty() && !after.is_empty() && before.is_disjoint(&after)
}

fn names(timeline: &Timeline, (ty, at): (&Type, VersionIdx)) -> BTreeSet<SmolStr> {
    match timeline.form(ty, at) {
        Form::Fields(fields) => fields.into_keys().collect(),
        Form::Other(Type::Union(arms)) => arms
            .iter()
            .flat_map(|arm| names(timeline, (arm, at)))
            .collect(),
        _ => BTreeSet::new(),
    }
}

/// How each kind of difference is said.
struct Words {
    needed: fn(&str) -> String,
    gone: fn(&str) -> String,
    missing: fn(&str) -> String,
    may_be: fn(&str, &str) -> String,
    is: fn(&str, &str, &str) -> String,
}

impl Words {
    /// Differences of one kind in one breath.
    fn say(
        &self,
        timeline: &Timeline,
        differences: &[Difference],
        mode: Mode,
        old_at: VersionIdx,
        new_at: VersionIdx,
    ) -> Option<String> {
        let of = |pick: &dyn Fn(&What) -> bool| -> Option<String> {
            let missing = |one: &Difference| {
                matches!(one.what, What::MayBe(_))
                    && differences
                        .iter()
                        .any(|other| other.what == What::MayBeMissing && other.path == one.path)
            };
            let picked = differences
                .iter()
                .filter(|one| pick(&one.what) && !missing(one));
            list(picked.map(name))
        };
        let mut parts: Vec<String> = Vec::new();
        for difference in differences {
            let quoted = |names: &[SmolStr]| list(names.iter().map(|name| format!("`{name}`")));
            match &difference.what {
                What::OneOf(names) => {
                    parts.extend(quoted(names).map(|names| format!("one of {names} is required")))
                }
                What::Together(names) => parts.extend(
                    quoted(names).map(|names| format!("{names} go together or not at all")),
                ),
                _ => {}
            }
        }
        parts.extend(
            of(&|what| matches!(what, What::Needed | What::Required))
                .map(|names| (self.needed)(&names)),
        );
        parts.extend(of(&|what| *what == What::Gone).map(|names| (self.gone)(&names)));
        parts.extend(of(&|what| *what == What::MayBeMissing).map(|names| (self.missing)(&names)));
        for literal in [LiteralType::Null, LiteralType::Undefined] {
            let names = of(&|what| *what == What::MayBe(literal.clone()));
            parts.extend(names.map(|names| (self.may_be)(&names, &literal_text(&literal))));
        }
        for difference in differences {
            match &difference.what {
                What::Literal(literal) => {
                    parts.push((self.may_be)(&name(difference), &literal_text(literal)));
                }
                What::Type { given, wanted } => {
                    let (old, new) = match mode {
                        Mode::Arguments => (given, wanted),
                        Mode::Result => (wanted, given),
                    };
                    let (now, before) =
                        (timeline.phrase(new, new_at), timeline.phrase(old, old_at));
                    let now = if now == before {
                        format!("another {now}")
                    } else {
                        now
                    };
                    parts.push((self.is)(&name(difference), &now, &before));
                }
                _ => {}
            }
        }
        parts.dedup();
        let more = parts.len().saturating_sub(MAX_PARTS);
        parts.truncate(MAX_PARTS);
        if more > 0 {
            parts.push("and more".to_owned());
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

fn name(difference: &Difference) -> String {
    match difference.path.as_slice() {
        [] => "it".to_owned(),
        path => format!("`{}`", path.join(".")),
    }
}

/// "`a`, `b` and `c`".
fn list(names: impl Iterator<Item = String>) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    if all.len() > MAX_PARTS + 1 {
        let more = all.len() - MAX_PARTS;
        all.truncate(MAX_PARTS);
        all.push(format!("{more} more"));
    }
    let last = all.pop()?;
    if all.is_empty() {
        return Some(last);
    }
    Some(format!("{} and {last}", all.join(", ")))
}

fn is_are(names: &str) -> &'static str {
    if names.contains(" and ") { "are" } else { "is" }
}
