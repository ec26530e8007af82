//! A call that stays what it is and has to be written another way: its entry has a template and no successor.

use super::{
    Applicability, Fix,
    source::Placed,
    template::{Spelling, rewrite},
};
use crate::{
    knowledge::Change,
    resolve::{Occurrence, Usage},
    text::SourceChange,
};

/// The fix that its template makes. Never safe: which versions take what it writes is not computed.
pub(crate) fn rewritten(
    placed: Placed<'_>,
    occurrence: &Occurrence,
    change: &Change,
) -> Option<Fix> {
    let template = change.template.as_ref().filter(|_| change.to.is_none())?;
    let Usage::Call { call } = &occurrence.usage else {
        return None;
    };
    if placed.item.has_error || change.applicability == Applicability::Manual {
        return None;
    }
    let edit = rewrite(placed, *call, template, &Spelling::default()).ok()?;
    Some(Fix {
        title: format!("Write `{}`", edit.text),
        applicability: Applicability::Unsafe,
        reason: Some(change.note.clone()),
        change: SourceChange::of_file(placed.source.path, vec![edit])?,
        preferred: false,
    })
}
