//! Where in a value that is handed over something does not fit.

use std::ops::Range;

use smol_str::SmolStr;

use super::source::Placed;
use crate::{knowledge::Misfit, resolve::Known};

/// A range cut off at the end of its first line.
pub(super) fn first_line(placed: Placed<'_>, range: &Range<usize>) -> Range<usize> {
    let text = placed.source.text;
    let end = text.line_range(text.line_of(range.start)).end;
    range.start..range.end.min(end)
}

/// Whether the object that a path of names leads into is written where it is handed over.
pub(super) fn is_fresh(given: &Known, path: &[SmolStr]) -> bool {
    objects(given).into_iter().any(|object| match path {
        [] | [_] => object.fresh,
        [first, rest @ ..] => object
            .fields
            .iter()
            .any(|field| field.name == *first && is_fresh(&field.value, rest)),
    })
}

/// The objects that a value can be.
fn objects(given: &Known) -> Vec<&crate::resolve::KnownObject> {
    match given {
        Known::Object(object) => vec![object],
        Known::List(of) => objects(of),
        Known::OneOf(values) => values.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

/// What has to change: a field's name, or the object that lacks one.
pub(super) fn range_of(given: &Known, misfit: &Misfit) -> Option<Range<usize>> {
    place_of(given, misfit.path(), misfit.is_missing())
}

fn place_of(given: &Known, path: &[SmolStr], missing: bool) -> Option<Range<usize>> {
    objects(given).into_iter().find_map(|object| {
        let own = || (!object.range.is_empty()).then(|| object.range.clone());
        let [first, rest @ ..] = path else {
            return own();
        };
        let Some(field) = object.fields.iter().find(|field| field.name == *first) else {
            return if missing && rest.is_empty() {
                own()
            } else {
                None
            };
        };
        if missing && rest.is_empty() {
            return None;
        }
        place_of(&field.value, rest, missing)
            .filter(|_| !rest.is_empty())
            .or_else(|| (!field.range.is_empty()).then(|| field.range.clone()))
    })
}
