//! Comparing two signatures, for messages and for how far a fix can be trusted. Everything is computed from the
//! timelines, so a message cannot say "same" where they differ.

mod alternatives;
mod assign;
mod clause;
mod fit;
mod render;
mod shape;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use smol_str::SmolStr;

use super::{FunctionType, MemberKey, Place, Timeline, Type, VersionIdx};
use assign::{Assign, Difference, Mode, What};
pub use fit::{Misfit, or_missing};

/// Whether something is the same before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Likeness {
    /// It is the same.
    Same,
    /// It differs.
    Changed,
    /// Neither side has it.
    None,
    /// The timeline does not tell.
    Unknown,
}

/// How two symbols differ, each as it is in a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Whether what was passed is still accepted.
    pub arguments: Likeness,
    /// Whether what comes back can be used as before.
    pub result: Likeness,
    /// Whether the same is called: verb and path.
    pub endpoint: Likeness,
    /// What differs about the arguments: "`context` is required".
    pub arguments_clause: Option<String>,
    /// What differs about the result: "returns `{ token }`, not a string".
    pub result_clause: Option<String>,
    /// What differs about the endpoint: "calls `POST /a`, not `POST /b`".
    pub endpoint_clause: Option<String>,
}

impl Comparison {
    /// For a message: "same arguments; returns `{ token }`, not a string". Nothing where the timeline does not tell.
    #[must_use]
    pub fn clause(&self) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        match self.arguments {
            Likeness::Same if self.result == Likeness::Same => {
                parts.push("same arguments and result".to_owned());
            }
            Likeness::Same => parts.push("same arguments".to_owned()),
            _ => parts.extend(self.arguments_clause.clone()),
        }
        match self.result {
            Likeness::Same if self.arguments != Likeness::Same => {
                parts.push("same result".to_owned())
            }
            Likeness::Same => {}
            _ => parts.extend(self.result_clause.clone()),
        }
        parts.extend(self.endpoint_clause.clone());
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// Functions as they are in a version.
type Functions<'a> = (&'a [FunctionType], VersionIdx);

/// Which named types of the old version are held to be the same as which of the new one.
type Same<'a> = dyn Fn(super::DeclId, super::DeclId) -> bool + 'a;

/// A symbol as it is in a version.
pub type At<'a> = (&'a MemberKey, VersionIdx);

impl Timeline {
    /// How a use of `old` differs from the same use of `new`.
    #[must_use]
    pub fn compare(&self, old: At, new: At) -> Arc<Comparison> {
        let rest = (old.1, new.0.clone(), new.1);
        let compare = || Arc::new(self.compare_now(old, new));
        self.asked.compared.of(old.0, rest, compare)
    }

    fn compare_now(&self, old: At, new: At) -> Comparison {
        let (before, after) = (self.callable(old), self.callable(new));
        let (arguments, arguments_clause) =
            self.compare_arguments((&before, old.1), (&after, new.1), None);
        let (result, result_clause) = self.compare_results((&before, old.1), (&after, new.1), None);
        let (endpoint, endpoint_clause) = self.compare_endpoints(old, new);
        Comparison {
            arguments,
            result,
            endpoint,
            arguments_clause,
            result_clause,
            endpoint_clause,
        }
    }

    /// How `new old(…)` differs from `new new(…)`: what the constructors take.
    #[must_use]
    pub fn compare_constructed(&self, old: At, new: At) -> (Likeness, Option<String>) {
        let construct = |(key, version): At| -> Vec<FunctionType> {
            let decl = match key {
                MemberKey::Export { entry, name } => self.export(entry, name, version),
                MemberKey::Decl(decl) => Some(*decl),
                MemberKey::Member { .. } => None,
            };
            let found = decl.and_then(|decl| self.construct(decl, version));
            let variant = found.and_then(|(_, member)| member.at(version));
            let functions = variant.map(|variant| self.ty(variant.ty).functions());
            functions.into_iter().flatten().cloned().collect()
        };
        self.compare_arguments((&construct(old), old.1), (&construct(new), new.1), None)
    }

    /// Whether anything at all is not the same about a symbol in two versions: what a call takes or gives, what a value
    /// is - also where there is only more of it.
    #[must_use]
    pub fn differs(&self, key: &MemberKey, old: VersionIdx, new: VersionIdx) -> bool {
        let changed = |a: VersionIdx, b: VersionIdx| {
            let it = self.compare((key, a), (key, b));
            let called = [it.arguments, it.result, it.endpoint];
            let values = [
                self.compare_constructed((key, a), (key, b)).0,
                self.compare_read((key, a), (key, b)).0,
            ];
            called
                .iter()
                .chain(&values)
                .any(|it| *it == Likeness::Changed)
        };
        changed(old, new) || changed(new, old)
    }

    /// Whether a value written for the option `old` may be written for `new`, and what differs.
    #[must_use]
    pub fn compare_written(&self, old: At, new: At) -> (Likeness, Option<String>) {
        self.compare_values(old, new, Mode::Arguments)
    }

    /// Whether a value read from `new` can be used as one read from `old`, and what differs.
    #[must_use]
    pub fn compare_read(&self, old: At, new: At) -> (Likeness, Option<String>) {
        self.compare_values(old, new, Mode::Result)
    }

    fn compare_values(&self, old: At, new: At, mode: Mode) -> (Likeness, Option<String>) {
        let (Some(before), Some(after)) = (self.place(old), self.place(new)) else {
            return (Likeness::Unknown, None);
        };
        let mut assign = Assign::new(self, mode);
        let name = SmolStr::new(last_name(new.0));
        match mode {
            Mode::Arguments => {
                assign.within(&name, |assign| {
                    assign.assign((&before.ty, old.1), (&after.ty, new.1))
                });
                if before.optional && !after.optional {
                    assign.differ(What::Required);
                }
            }
            Mode::Result => {
                assign.within(&name, |assign| {
                    assign.assign((&after.ty, new.1), (&before.ty, old.1))
                });
                if after.optional && !before.optional {
                    assign.differ(What::MayBeMissing);
                }
            }
        }
        let differences = assign.differences();
        let clause = clause::of_values(self, &differences, mode, old.1, new.1);
        (assign.likeness(), clause)
    }

    /// The function that a symbol is: a method, or a declared function.
    fn callable(&self, at: At) -> Vec<FunctionType> {
        let Some(place) = self.place(at) else {
            return Vec::new();
        };
        let mut ty = place.ty.into_owned();
        for _ in 0..4 {
            let Type::Decl(id, _) = &ty else { break };
            let Some(inside) = self.decl(*id).and_then(|decl| decl.ty.at(at.1)) else {
                return Vec::new();
            };
            ty = self.ty(inside.ty).clone();
        }
        ty.functions().into_iter().cloned().collect()
    }

    fn place(&self, (key, version): At) -> Option<Place<'_>> {
        self.places(key, version).into_iter().next()
    }

    fn compare_arguments(
        &self,
        (old, old_at): Functions,
        (new, new_at): Functions,
        same: Option<&Same>,
    ) -> (Likeness, Option<String>) {
        if old.is_empty() && new.is_empty() {
            return (Likeness::None, None);
        }
        let (Some(_), Some(first)) = (old.first(), new.first()) else {
            return (Likeness::Unknown, None);
        };
        // Each way to call the old one must be a way to call the new one.
        let mut worst: Option<(Likeness, Vec<Difference>)> = None;
        for before in old {
            let best = new
                .iter()
                .map(|after| {
                    let mut assign = Assign::new(self, Mode::Arguments).holding(same);
                    assign.arguments((before, old_at), (after, new_at));
                    (assign.likeness(), assign.differences())
                })
                .min_by_key(|(likeness, differences)| (order(*likeness), differences.len()));
            let Some(best) = best else { continue };
            if worst
                .as_ref()
                .is_none_or(|worst| order(best.0) > order(worst.0))
            {
                worst = Some(best);
            }
        }
        let Some((likeness, differences)) = worst else {
            return (Likeness::Unknown, None);
        };
        let clause = clause::of_arguments(self, &differences, first, old_at, new_at);
        (likeness, clause)
    }

    fn compare_results(
        &self,
        (old, old_at): Functions,
        (new, new_at): Functions,
        same: Option<&Same>,
    ) -> (Likeness, Option<String>) {
        if old.is_empty() && new.is_empty() {
            return (Likeness::None, None);
        }
        let (Some(before), Some(after)) = (old.first(), new.first()) else {
            return (Likeness::Unknown, None);
        };
        let mut assign = Assign::new(self, Mode::Result).holding(same);
        let is_promise = |ty: &Type| matches!(ty, Type::Builtin(name, _) if name == "Promise");
        if is_promise(&before.result) != is_promise(&after.result) {
            assign.differ(if is_promise(&after.result) {
                What::NowPromise
            } else {
                What::NoLongerPromise
            });
        }
        assign.assign(
            (after.result.awaited(), new_at),
            (before.result.awaited(), old_at),
        );
        let differences = assign.differences();
        let clause = clause::of_result(
            self,
            &differences,
            (before.result.awaited(), old_at),
            (after.result.awaited(), new_at),
        );
        (assign.likeness(), clause)
    }

    fn compare_endpoints(&self, old: At, new: At) -> (Likeness, Option<String>) {
        let http = |at: At| {
            self.variant(at.0, at.1)
                .and_then(|variant| variant.http.clone())
        };
        match (http(old), http(new)) {
            (None, None) => (Likeness::None, None),
            (Some(before), Some(after)) if before == after => (Likeness::Same, None),
            (Some(before), Some(after)) => {
                let clause = format!("calls `{after}`, not `{before}`");
                (Likeness::Changed, Some(clause))
            }
            _ => (Likeness::Unknown, None),
        }
    }
}

/// In which way two types are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// As what users read.
    Read,
    /// As what users write.
    Written,
    /// As functions: what they take.
    Arguments,
    /// As functions: what they give.
    Result,
}

/// Compares two types without looking into pairs of named ones that `same` holds to be the same.
pub(super) fn changed_in(
    timeline: &Timeline,
    old: (&Type, VersionIdx),
    new: (&Type, VersionIdx),
    direction: Direction,
    same: &Same,
) -> (Likeness, Option<String>) {
    let mode = match direction {
        Direction::Read => Mode::Result,
        Direction::Written => Mode::Arguments,
        Direction::Arguments | Direction::Result => {
            let functions =
                |ty: &Type| -> Vec<FunctionType> { ty.functions().into_iter().cloned().collect() };
            let (before, after) = (functions(old.0), functions(new.0));
            let (before, after) = ((&before[..], old.1), (&after[..], new.1));
            return if direction == Direction::Arguments {
                timeline.compare_arguments(before, after, Some(same))
            } else {
                timeline.compare_results(before, after, Some(same))
            };
        }
    };
    let mut assign = Assign::new(timeline, mode).holding(Some(same));
    match mode {
        Mode::Result => assign.assign(new, old),
        Mode::Arguments => assign.assign(old, new),
    }
    let differences = assign.differences();
    let clause = clause::of_values(timeline, &differences, mode, old.1, new.1);
    (assign.likeness(), clause)
}

/// The worse, the greater.
fn order(likeness: Likeness) -> u8 {
    match likeness {
        Likeness::Same | Likeness::None => 0,
        Likeness::Unknown => 1,
        Likeness::Changed => 2,
    }
}

fn last_name(key: &MemberKey) -> &str {
    match key {
        MemberKey::Export { name, .. } => name,
        MemberKey::Decl(_) => "",
        MemberKey::Member { path, .. } => path.rsplit(['.', ']']).next().unwrap_or(path),
    }
}

#[cfg(test)]
mod tests;
