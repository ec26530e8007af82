//! `meaning-swap`: an export's name that stands for another thing, and the name that what was meant has now.

use super::{
    Applicability, Fix,
    copy::Copy,
    finding::PREPARE,
    names::{Renamed, rename_export},
    report::Input,
    source::Placed,
};
use crate::{
    knowledge::{Change, Kind, MemberKey, Subject, VersionIdx},
    resolve::Occurrence,
    text::SourceChange,
};

/// What is said where an export names another declaration in a version than at V.
pub(super) fn affected(copy: &Copy<'_>, key: &MemberKey, at: VersionIdx) -> Option<String> {
    let MemberKey::Export { entry, name } = key else {
        return None;
    };
    let timeline = copy.timeline;
    let now = timeline.export(entry, name, copy.v)?;
    let then = timeline.export(entry, name, at)?;
    (now != then).then(|| "another thing bears the name".to_owned())
}

/// Writes the name that what was meant has from then on, at the same entry.
pub(super) fn fix(
    input: &Input<'_>,
    copy: &Copy<'_>,
    placed: Placed<'_>,
    occurrence: &Occurrence,
    change: &Change,
) -> Option<Fix> {
    let (Some(Subject::Symbol(to)), MemberKey::Export { entry, .. }) =
        (&change.to, &occurrence.symbol)
    else {
        return None;
    };
    if change.kind != Kind::MeaningSwap || !to.steps.is_empty() || placed.item.has_error {
        return None;
    }
    let lives = |at: VersionIdx| copy.timeline.export(entry, &to.root, at).is_some();
    if !lives(copy.t) {
        return None;
    }
    let title = if (input.to_target && copy.target.explicit) || lives(copy.v) {
        format!("Use `{}`", to.root)
    } else {
        let target = &copy.target.version;
        format!("{PREPARE}{target} (needs the upgrade): use `{}`", to.root)
    };
    let renamed = Renamed {
        new: &to.root,
        is_enum: false,
    };
    let manual = (SourceChange::default(), Applicability::Manual);
    let ((change, applicability), reason) = match rename_export(placed, &occurrence.range, renamed)
    {
        Ok(edits) if change.applicability > Applicability::Manual => (
            (
                SourceChange::of_file(input.path, edits)?,
                Applicability::Unsafe,
            ),
            change.note.clone(),
        ),
        Ok(_) => (manual, change.note.clone()),
        Err(why) => (manual, why.to_owned()),
    };
    Some(Fix {
        title,
        applicability,
        reason: Some(reason),
        change,
        preferred: false,
    })
}
