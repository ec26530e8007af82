//! `reshape-call` and `reshape-result` of what keeps its name: a call that answers with something else, a value of
//! another type. What is passed to a call is judged where the values are known.

use super::{
    Likeness,
    changed::{Affected, Use},
};
use crate::{
    knowledge::{
        Change, Kind, MemberKey, Step, VersionIdx,
        path::{parse_steps, steps_text},
    },
    resolve::Usage,
};

/// How a use is affected in a version by what an entry says of it, or of what it is read from.
pub(super) fn affected(read: &Use<'_>, change: &Change, at: VersionIdx) -> Option<Affected> {
    let place = read.place_of(change)?;
    if place + 1 < read.occurrence.chain.len() {
        return is_lost(read, place, at).then_some(Affected::Gone);
    }
    let (copy, key) = (read.copy, &read.occurrence.symbol);
    let timeline = copy.timeline;
    let (old, new) = ((key, copy.v), (key, at));
    match read.occurrence.usage {
        Usage::Call { .. } => {
            let it = timeline.compare(old, new);
            let changed = |of: Likeness| of == Likeness::Changed;
            let gives = change.kind == Kind::ReshapeResult || change.template.is_some();
            let less = (gives && changed(it.result)) || changed(it.endpoint);
            let is_fixed = change.template.is_some() && changed(it.arguments);
            // An answer that holds more, too, can be answered to in another way.
            let more = || {
                let back = timeline.compare(new, old);
                gives && it.arguments != Likeness::Changed && changed(back.result)
            };
            if less || is_fixed {
                Some(Affected::Differs(it.clause().unwrap_or_default()))
            } else {
                more().then(|| Affected::Differs(String::new()))
            }
        }
        Usage::Member if timeline.compare(old, new).arguments == Likeness::None => {
            let (like, clause) = timeline.compare_read(old, new);
            (like == Likeness::Changed).then(|| Affected::Differs(clause.unwrap_or_default()))
        }
        _ => None,
    }
}

/// Whether what is read behind the changed place is not there any more.
fn is_lost(read: &Use<'_>, place: usize, at: VersionIdx) -> bool {
    let chain = &read.occurrence.chain;
    let Some((link, rest)) = chain.get(place..).and_then(<[_]>::split_first) else {
        return false;
    };
    let MemberKey::Member { decl, path } = &link.symbol else {
        return false;
    };
    let timeline = read.copy.timeline;
    let mut steps = parse_steps(path).unwrap_or_default();
    let callable = timeline
        .places(&link.symbol, read.copy.v)
        .first()
        .is_some_and(|place| !place.ty.functions().is_empty());
    if callable {
        steps.push(Step::Result);
    }
    steps.extend(rest.iter().map(|link| {
        let name = read.placed.source.slice(link.range.clone());
        Step::Member(name.trim_matches(['\'', '"', '`']).into())
    }));
    let key = MemberKey::Member {
        decl: *decl,
        path: steps_text(&steps),
    };
    let lives = |at: VersionIdx| !timeline.places(&key, at).is_empty();
    lives(read.copy.v) && !lives(at)
}
