//! From the occurrences of a file to its findings: one per broken chain, at the first segment that fails.

use std::{borrow::Cow, ops::Range};

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::{
    Applicability, Compiler, Finding, Fix, Likeness, Severity, State,
    copy::{Copy, Target},
    fix::{For, Way, fix},
    meaning_swap,
    message::{Replacement, compose},
    shown::subject,
    source::{Placed, Source, Spot},
    state::{Also, Verdict, state},
};
use crate::{
    knowledge::{Change, Kind, Knowledge, MemberKey, PackageId},
    lower::{ExprKind, FileFacts, TypeKind},
    project::Installed,
    resolve::{Link, Occurrence, Site, Usage},
    text::Text,
};

/// What the findings of a file are made of.
pub struct Input<'a> {
    /// The file.
    pub path: &'a std::path::Path,
    /// Its text.
    pub text: &'a Text,
    /// Its facts.
    pub facts: &'a FileFacts,
    /// What its names denote.
    pub occurrences: &'a [Occurrence],
    /// The tables.
    pub knowledge: &'a Knowledge,
    /// The target of a package, for a copy of it.
    pub target: &'a dyn Fn(PackageId, &Installed) -> Target,
    /// Whether fixes are made for the target where it was named, rather than for what is installed.
    pub to_target: bool,
    /// Whether the file belongs to tests.
    pub in_test: bool,
    /// Whether a type checker tells `null` and `undefined` from everything else in the file.
    pub checks_null: &'a dyn Fn() -> bool,
}

/// The findings of a file, ascending by range. Their severity is not decided yet.
#[must_use]
pub fn findings(input: &Input<'_>) -> Vec<Finding> {
    let source = Source {
        path: input.path,
        text: input.text,
        facts: input.facts,
    };
    let mut targets: Vec<(&Occurrence, Target)> = Vec::new();
    for occurrence in input.occurrences {
        if !targets
            .iter()
            .any(|(known, _)| is_same_copy(known, occurrence))
        {
            let target = (input.target)(occurrence.package, &occurrence.installed);
            targets.push((occurrence, target));
        }
    }
    let copies: Vec<(&Occurrence, Copy<'_>)> = targets
        .iter()
        .map(|(first, target)| {
            let (package, installed) = (first.package, &first.installed);
            (
                *first,
                Copy::new(input.knowledge, package, installed, target),
            )
        })
        .collect();
    let see = |occurrence| {
        let mut copies = copies.iter();
        let (_, copy) = copies.find(|(known, _)| is_same_copy(known, occurrence))?;
        Some(Seen {
            copy,
            placed: source.item(occurrence.item)?,
            occurrence,
            link: occurrence.chain.last()?,
        })
    };
    let real = |occurrence: &&Occurrence| occurrence.usage != Usage::Mock;
    let seen: Vec<Seen<'_>> = input
        .occurrences
        .iter()
        .filter(real)
        .filter_map(see)
        .collect();
    let inner: FxHashSet<(usize, usize)> = input
        .occurrences
        .iter()
        .filter_map(|occurrence| occurrence.chain.split_last())
        .flat_map(|(_, inner)| inner.iter().map(|link| (link.range.start, link.range.end)))
        .collect();
    // A literal names nothing: what is in it does.
    let named: Vec<&Seen<'_>> = seen
        .iter()
        .filter(|seen| seen.occurrence.usage != Usage::Literal)
        .collect();
    let mut judged: Vec<Judged<'_>> = Vec::new();
    for same in named.chunk_by(|a, b| a.occurrence.range == b.occurrence.range) {
        let Some(first) = same.first() else { continue };
        let range = &first.occurrence.range;
        if inner.contains(&(range.start, range.end)) {
            continue;
        }
        // Where a name can be one of several symbols, it is broken only if it is with each.
        let each: Option<Vec<Judged<'_>>> =
            same.iter().map(|seen| Judged::of(input, seen)).collect();
        let loudest = each.and_then(|each| each.into_iter().max_by_key(|it| it.verdict.state));
        judged.extend(loudest);
    }
    let calls: Vec<(Range<usize>, State)> = judged
        .iter()
        .flat_map(|it| it.calls().map(|call| (call, it.verdict.state)))
        .collect();
    let mut found: Vec<Finding> = Vec::new();
    for it in judged.iter().filter(|it| !it.follows_from(&calls)) {
        join(&mut found, it.finding());
    }
    super::changed::add(input, &seen, &inner, &mut found);
    super::fit::add(input, &seen, &mut found);
    super::callback::add(input, &seen, &mut found);
    super::copies::add(input, &seen, &mut found);
    found.sort_by(|a, b| {
        (a.range.start, a.range.end, a.state, &a.change).cmp(&(
            b.range.start,
            b.range.end,
            b.state,
            &b.change,
        ))
    });
    found
}

/// Whether two occurrences are of the same copy of a package.
fn is_same_copy(a: &Occurrence, b: &Occurrence) -> bool {
    a.package == b.package && a.installed == b.installed
}

/// An occurrence with what it is judged by.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub copy: &'a Copy<'a>,
    pub placed: Placed<'a>,
    pub occurrence: &'a Occurrence,
    /// The end of its chain.
    pub link: &'a Link,
}

/// An occurrence whose chain is broken somewhere.
struct Judged<'a> {
    input: &'a Input<'a>,
    copy: &'a Copy<'a>,
    placed: Placed<'a>,
    occurrence: &'a Occurrence,
    /// Which link fails.
    link: &'a Link,
    verdict: Verdict,
}

impl<'a> Judged<'a> {
    fn of(input: &'a Input<'a>, seen: &Seen<'a>) -> Option<Self> {
        let Seen {
            copy,
            placed,
            occurrence,
            ..
        } = *seen;
        let order = |state: State| match state {
            State::Upcoming if copy.target.explicit => (State::Deprecated, 0),
            other => (other, 1),
        };
        let verdicts: Vec<(&Link, Verdict)> = occurrence
            .chain
            .iter()
            .filter_map(|link| Some((link, state(copy, &link.symbol)?)))
            // A type checker strikes every use of a name through that is marked; of one that is gone it reports the import.
            .filter(|(link, verdict)| verdict.is_mark() || !is_bare(placed, occurrence, link))
            .collect();
        let first = verdicts
            .iter()
            .min_by_key(|(_, verdict)| order(verdict.state))?;
        let (link, mut verdict) = first.clone();
        // What is marked may be gone later because something on the way to it is.
        if verdict.state == State::Deprecated && verdict.also == Also::Nothing {
            let later = verdicts
                .iter()
                .filter(|(_, it)| it.state == State::Upcoming);
            if let Some(at) = later.filter_map(|(_, it)| it.since).min() {
                verdict.also = Also::Gone(at);
            }
        }
        Some(Self {
            input,
            copy,
            placed,
            occurrence,
            link,
            verdict,
        })
    }

    /// The calls whose callee is broken: of what fails, and of what is reached through it.
    fn calls(&self) -> impl Iterator<Item = Range<usize>> {
        self.parts().filter_map(|part| {
            let Usage::Call { call } = part.usage else {
                return None;
            };
            Some(self.placed.range(self.placed.expr(call)?.span))
        })
    }

    /// What is reached through the link that fails, and that link itself: the whole first.
    fn parts(&self) -> impl Iterator<Item = Cow<'a, Occurrence>> {
        let chain = &self.occurrence.chain;
        let first = chain.iter().position(|link| link == self.link).unwrap_or(0);
        let shorter = chain.iter().enumerate().skip(first).rev().skip(1);
        let (placed, whole) = (self.placed, self.occurrence);
        std::iter::once(Cow::Borrowed(whole)).chain(shorter.map(move |(index, link)| {
            let called = placed.called(&link.range);
            Cow::Owned(Occurrence {
                range: link.range.clone(),
                symbol: link.symbol.clone(),
                chain: whole.chain.iter().take(index + 1).cloned().collect(),
                usage: called.map_or(Usage::Member, |call| Usage::Call { call }),
                ..whole.clone()
            })
        }))
    }

    /// Whether it is an option of a call that is reported itself: one cause, one finding.
    fn follows_from(&self, calls: &[(Range<usize>, State)]) -> bool {
        if self.occurrence.usage != Usage::Written || calls.is_empty() {
            return false;
        }
        let Some(call) = self.placed.call_around(&self.occurrence.range) else {
            return false;
        };
        calls
            .iter()
            .any(|(other, state)| *other == call && *state <= self.verdict.state)
    }

    fn finding(&self) -> Finding {
        let copy = self.copy;
        let (part, ways) = self.ways(self.to_target());
        let mut fixes = self.fixes(&part, &ways);
        // What is wrong at V is said the same whatever is written instead.
        let said = match self.verdict.state {
            State::Upcoming => None,
            _ => self.to_target().then(|| self.ways(false).1),
        };
        let way = said.as_ref().unwrap_or(&ways).first();
        let (change, lineage) = self.changes(way);
        let subject = subject(copy, self.placed, self.occurrence, self.link);
        let replacement = way.map(|way| Replacement {
            spelled: way.spelled(),
            likeness: &way.likeness,
            from: match way.made_for {
                For::Later(at) if self.verdict.state != State::Upcoming => Some(at),
                _ => None,
            },
        });
        if let Some(change) = change.filter(|_| way.is_none()) {
            let swap = meaning_swap::fix(self.input, copy, self.placed, self.occurrence, change);
            fixes.extend(swap);
        }
        let note = change
            .filter(|change| {
                change.applicability == Applicability::Manual
                    || way.is_none_or(|way| way.likeness.clause.is_none() && way.is_outlined())
            })
            .map(|change| change.note.as_str());
        let unknown = super::likeness::Likenesses::unknown();
        let likeness = way.map_or(&unknown, |way| &way.likeness);
        let has_way = way.is_some();
        Finding {
            path: self.input.path.to_path_buf(),
            range: self.link.range.clone(),
            state: self.verdict.state,
            severity: Severity::Off,
            change: change.map(|change| change.id.clone()),
            lineage,
            package: SmolStr::new(copy.name),
            symbol: copy
                .timeline
                .display_at(&self.occurrence.symbol, Some(self.verdict.lives)),
            installed: copy.installed.version.clone(),
            provenance: copy.installed.provenance,
            target: copy.target.version.clone(),
            compiler: compiler(self.verdict.state, self.occurrence.typed),
            certainty: self.occurrence.certainty,
            in_test: self.input.in_test,
            message: compose(copy, &subject, &self.verdict, replacement.as_ref(), note),
            reference: change.and_then(|change| change.refs.first().cloned()),
            arguments: if has_way {
                likeness.arguments
            } else {
                Likeness::None
            },
            result: if has_way {
                likeness.result
            } else {
                Likeness::None
            },
            endpoint: if has_way {
                likeness.endpoint
            } else {
                Likeness::None
            },
            fixes,
        }
    }

    /// Whether what is written is for the target.
    fn to_target(&self) -> bool {
        self.input.to_target && self.copy.target.explicit
    }

    /// The ways on, the one to go first: of the whole chain, or of the longest part of it that has any.
    fn ways(&self, to_target: bool) -> (Cow<'a, Occurrence>, Vec<Way<'a>>) {
        let mut parts = self.parts().map(|part| {
            let ways = self.ways_of(&part, to_target);
            (part, ways)
        });
        parts
            .find(|(_, ways)| !ways.is_empty())
            .unwrap_or((Cow::Borrowed(self.occurrence), Vec::new()))
    }

    fn ways_of(&self, part: &Occurrence, to_target: bool) -> Vec<Way<'a>> {
        let copy = self.copy;
        let lives = copy
            .timeline
            .life(&part.symbol)
            .nearest(self.verdict.lives)
            .unwrap_or(self.verdict.lives);
        let find = |made_for: For| {
            Way::find(copy, &part.symbol, lives, &part.usage, made_for)
                .filter(|way| !way.is_written_alike(&part.usage))
        };
        if to_target {
            return find(For::Now(copy.t)).into_iter().collect();
        }
        let mut ways: Vec<Way<'a>> = Vec::new();
        if self.verdict.state != State::Upcoming {
            ways.extend(find(For::Now(copy.v)));
        }
        if let Some(later) = find(For::Later(copy.t))
            .filter(|_| copy.t != copy.v && self.verdict.state != State::NotYet)
            && ways.iter().all(|way| way.lineage.to != later.lineage.to)
        {
            ways.push(later);
        }
        ways
    }

    fn fixes(&self, part: &Occurrence, ways: &[Way<'_>]) -> Vec<Fix> {
        let mut fixes: Vec<Fix> = ways
            .iter()
            .filter_map(|way| fix(self.copy, self.placed, part, way))
            .collect();
        for (index, fix) in fixes.iter_mut().enumerate() {
            fix.preferred &= index == 0;
        }
        fixes
    }

    /// The entry about the link that fails, and the further ones on the way.
    fn changes(&self, way: Option<&Way<'a>>) -> (Option<&'a Change>, Vec<SmolStr>) {
        let copy = self.copy;
        let Some(way) = way else {
            let parts = self.parts().map(|part| own_entry(copy, &part.symbol));
            return (parts.flatten().next(), Vec::new());
        };
        let hops = &way.lineage.hops;
        let depth = (0..=way.lineage.from.steps.len()).find(|depth| {
            let prefix = way.lineage.from.prefix(*depth);
            copy.timeline
                .walk(&prefix, way.lives)
                .iter()
                .any(|place| place.key == self.link.symbol)
        });
        let main = hops
            .iter()
            .position(|hop| Some(hop.depth) == depth)
            .unwrap_or(0);
        let lineage = hops
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != main)
            .map(|(_, hop)| hop.change.id.clone())
            .collect();
        (hops.get(main).map(|hop| hop.change), lineage)
    }
}

/// An entry about a symbol that nothing takes the place of: about itself, or a glob that its type fits.
fn own_entry<'a>(copy: &Copy<'a>, key: &MemberKey) -> Option<&'a Change> {
    let changes = copy.changes.lookup(key);
    // One about another shape of what keeps its name says nothing of whether it is there.
    let is_of_shape = |change: &Change| {
        change.to.is_none() && matches!(change.kind, Kind::ReshapeCall | Kind::ReshapeResult)
    };
    let about = changes.iter().filter(|change| !is_of_shape(change));
    let of = |kind: fn(Kind) -> bool| {
        let mut about = about.clone();
        about.find(|change| kind(change.kind)).copied()
    };
    let by_glob = || {
        let MemberKey::Member { decl, .. } = key else {
            return None;
        };
        let of_type = copy.changes.lookup_decl(*decl, copy.timeline);
        of_type.into_iter().find(|change| change.is_glob())
    };
    of(|kind| kind == Kind::Removed)
        .or_else(|| of(|kind| kind.is_edge() || kind == Kind::MeaningSwap))
        .or_else(by_glob)
}

/// Whether a link is a plain name that the file binds: what binds it is reported.
pub(super) fn is_bare(placed: Placed<'_>, occurrence: &Occurrence, link: &Link) -> bool {
    if link.range == occurrence.range {
        return match occurrence.at {
            Site::Expr(expr) => {
                matches!(
                    placed.expr(expr).map(|expr| &expr.kind),
                    Some(ExprKind::Name(_))
                )
            }
            Site::Type(ty, 0) => matches!(
                placed.item.types.get(ty.index()).map(|ty| &ty.kind),
                Some(TypeKind::Name { .. })
            ),
            _ => false,
        };
    }
    let is_name = matches!(link.symbol, MemberKey::Export { .. } | MemberKey::Decl(_));
    is_name && placed.spot(&link.range) == Some(Spot::Bare)
}

/// Whether a type checker says so, too.
pub(super) fn compiler(state: State, typed: bool) -> Compiler {
    match state {
        State::Removed | State::NotYet | State::Deprecated if typed => Compiler::Sees,
        _ => Compiler::Blind,
    }
}

/// Adds a finding; one about the same range and state is made one with it.
fn join(found: &mut Vec<Finding>, new: Finding) {
    let same = |known: &&mut Finding| range_state(known) == range_state(&new);
    let Some(known) = found.iter_mut().rev().find(same) else {
        found.push(new);
        return;
    };
    for id in new.change.iter().chain(&new.lineage) {
        if known.change.as_ref() != Some(id) && !known.lineage.contains(id) {
            known.lineage.push(id.clone());
        }
    }
    for (fix, other) in known.fixes.iter_mut().zip(new.fixes) {
        if fix.applicability != Applicability::Manual
            && fix.change.merge(&other.change)
            && other.applicability < fix.applicability
        {
            fix.applicability = other.applicability;
            fix.reason = other.reason;
            fix.preferred = other.preferred;
        }
    }
}

fn range_state(finding: &Finding) -> (Range<usize>, State) {
    (finding.range.clone(), finding.state)
}
