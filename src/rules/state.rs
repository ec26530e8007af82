//! The state of a symbol at V and T (CONTRACT §3), and when it came to be so.

use super::{State, copy::Copy};
use crate::knowledge::{Life, MemberKey, Presence, VersionIdx};

/// What is wrong with a symbol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub state: State,
    /// Where it still is (or is for the first time): the version nearest to V in which a use of it works.
    pub lives: VersionIdx,
    /// Removed: since which version. Not yet: in which it comes. Deprecated: since which. Upcoming: in which it is
    /// gone, or marked.
    pub since: Option<VersionIdx>,
    /// Removed: in which later version it is there again.
    pub back: Option<VersionIdx>,
    /// Upcoming: it is only marked deprecated at T. Deprecated: it is also gone at T, since this version.
    pub also: Also,
}

impl Verdict {
    /// Whether the symbol works and is only marked.
    pub fn is_mark(&self) -> bool {
        self.state == State::Deprecated || self.also == Also::OnlyMarked
    }
}

/// What else is true of a symbol in that state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Also {
    Nothing,
    /// Works at T still, deprecated.
    OnlyMarked,
    /// Gone on the way to T, from this version on.
    Gone(VersionIdx),
    /// Marked deprecated at V already.
    Marked,
}

/// The state of a symbol; `None` where it is well, or where what it belongs to is what has to be reported.
pub(crate) fn state(copy: &Copy<'_>, key: &MemberKey) -> Option<Verdict> {
    let life = copy.timeline.life(key);
    if life.is_empty() {
        return None;
    }
    if !copy.is_known() {
        return unknown_installed(copy, key);
    }
    let absent = |at: VersionIdx| presence(copy, key, at) == Presence::Absent;
    if copy.candidates.iter().all(|at| absent(*at)) {
        return gone(copy, key);
    }
    // Of a range, versions in which it is not there are no reason to speak while there are others.
    let v = copy
        .candidates
        .iter()
        .copied()
        .find(|at| works(copy, key, *at))?;
    let marked = |at: VersionIdx| copy.timeline.is_deprecated(key, at);
    let is_deprecated = copy.candidates.iter().all(|at| marked(*at) || absent(*at));
    let leaves = (presence(copy, key, copy.t) == Presence::Absent)
        .then(|| first(copy, v, copy.t, absent))
        .flatten();
    let upcoming = |since: Option<VersionIdx>, also: Also| Verdict {
        state: State::Upcoming,
        lives: v,
        since,
        back: None,
        also,
    };
    if is_deprecated {
        if let (Some(at), true) = (leaves, copy.target.explicit) {
            return Some(upcoming(Some(at), Also::Marked));
        }
        return Some(Verdict {
            state: State::Deprecated,
            lives: v,
            since: since(copy, v, marked),
            back: None,
            also: leaves.map_or(Also::Nothing, Also::Gone),
        });
    }
    if let Some(at) = leaves {
        return Some(upcoming(Some(at), Also::Nothing));
    }
    if marked(copy.t) && works(copy, key, copy.t) {
        let at = first(copy, v, copy.t, marked);
        return Some(upcoming(at, Also::OnlyMarked));
    }
    None
}

/// Whether a use of a symbol works in a version.
pub(crate) fn works(copy: &Copy<'_>, key: &MemberKey, at: VersionIdx) -> bool {
    presence(copy, key, at) == Presence::Present
}

fn presence(copy: &Copy<'_>, key: &MemberKey, at: VersionIdx) -> Presence {
    copy.changes.presence(copy.timeline, key, copy.v, at)
}

/// Not there at V: it was, or it will be.
fn gone(copy: &Copy<'_>, key: &MemberKey) -> Option<Verdict> {
    let v = copy.v;
    let life = copy.timeline.life(key);
    let works = |at: &VersionIdx| works(copy, key, *at);
    let before = copy
        .timeline
        .indices()
        .rev()
        .filter(|at| *at < v)
        .find(works);
    let later = copy
        .timeline
        .indices()
        .filter(|at| Some(at) > copy.candidates.last())
        .find(works);
    // A member of something that itself came later than V has lived only after it.
    let before = before.or_else(|| life.at_or_before(v).filter(|at| *at < v));
    match (before, later) {
        (Some(last), back) => Some(Verdict {
            state: State::Removed,
            lives: last,
            since: Some(VersionIdx(last.0 + 1)),
            back,
            also: Also::Nothing,
        }),
        // Of a package newer than everything known, nothing is only to come.
        (None, Some(_)) if copy.beyond() => None,
        (None, Some(first)) => Some(Verdict {
            state: State::NotYet,
            lives: first,
            since: Some(first),
            back: None,
            also: Also::Nothing,
        }),
        (None, None) => None,
    }
}

/// Nothing tells what is installed: only the question after an upgrade to a named version has an answer.
fn unknown_installed(copy: &Copy<'_>, key: &MemberKey) -> Option<Verdict> {
    if !copy.target.explicit || presence(copy, key, copy.t) != Presence::Absent {
        return None;
    }
    let last = copy.timeline.life(key).at_or_before(copy.t)?;
    Some(Verdict {
        state: State::Upcoming,
        lives: last,
        since: Some(VersionIdx(last.0 + 1)),
        back: None,
        also: Also::Nothing,
    })
}

/// The state of what is there in some versions and not in others, and has no members of its own.
pub(crate) fn of_life(copy: &Copy<'_>, life: &Life) -> Option<Verdict> {
    let absent = |at: VersionIdx| !life.contains(at);
    let verdict = |state: State, lives: VersionIdx, since: Option<VersionIdx>| Verdict {
        state,
        lives,
        since,
        back: None,
        also: Also::Nothing,
    };
    if !copy.is_known() {
        return None;
    }
    if let Some(v) = copy.candidates.iter().copied().find(|at| !absent(*at)) {
        return absent(copy.t).then(|| verdict(State::Upcoming, v, first(copy, v, copy.t, absent)));
    }
    let later = copy
        .timeline
        .indices()
        .find(|at| Some(at) > copy.candidates.last() && !absent(*at));
    match (life.at_or_before(copy.v), later) {
        (Some(last), back) => Some(Verdict {
            back,
            ..verdict(State::Removed, last, Some(VersionIdx(last.0 + 1)))
        }),
        (None, Some(_)) if copy.beyond() => None,
        (None, Some(first)) => Some(verdict(State::NotYet, first, Some(first))),
        (None, None) => None,
    }
}

/// The first version on the way from one to another of which something is true; the target may be below.
fn first(
    copy: &Copy<'_>,
    from: VersionIdx,
    to: VersionIdx,
    is: impl Fn(VersionIdx) -> bool,
) -> Option<VersionIdx> {
    if from <= to {
        copy.timeline
            .indices()
            .filter(|at| (from..=to).contains(at))
            .find(|at| is(*at))
    } else {
        let down = copy.timeline.indices().rev();
        down.filter(|at| (to..=from).contains(at))
            .find(|at| is(*at))
    }
}

/// The first of the versions up to `at`, without a gap, of which something is true.
fn since(copy: &Copy<'_>, at: VersionIdx, is: impl Fn(VersionIdx) -> bool) -> Option<VersionIdx> {
    let down = copy.timeline.indices().rev().filter(|index| *index <= at);
    down.take_while(|index| is(*index)).last()
}
