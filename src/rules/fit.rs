//! Values that fit what one version takes and not what another does: an argument, a value held against a type of the
//! SDK, a result handed on to where the app declares what it takes, a member of what has become something else. Whether
//! they fit is computed from the timeline; where a type does not tell, nothing is said.

use std::{
    ops::{Range, RangeInclusive},
    sync::Arc,
};

use smol_str::SmolStr;

use super::{
    Finding, Likeness, Severity, State,
    copy::Copy,
    given::{first_line, is_fresh, range_of},
    message::sentence,
    report::{Input, Seen, compiler},
    rewritten::rewritten,
    shown::subject,
    source::Placed,
};
use crate::{
    knowledge::{Change, FunctionType, Kind, MemberKey, Misfit, Type, VersionIdx, or_missing},
    resolve::{Argument, Handed, Known, Link, Occurrence, Usage},
};

/// Adds findings of that kind, where nothing was found of the same value.
pub(super) fn add(input: &Input<'_>, seen: &[Seen<'_>], found: &mut Vec<Finding>) {
    let mut new: Vec<Finding> = Vec::new();
    for &Seen {
        copy,
        placed,
        occurrence,
        link,
    } in seen
    {
        let uses = [behind(copy, occurrence), handed(occurrence)];
        let judged = uses.into_iter().flatten().find_map(|of| {
            let fit = Fit {
                copy,
                occurrence,
                of,
                checks_null: input.checks_null,
            };
            let verdict = fit.verdict()?;
            Some((fit, verdict))
        });
        let Some((fit, verdict)) = judged else {
            continue;
        };
        let around = fit.around(&verdict.at.range);
        let is_said = |finding: &Finding| {
            finding.state != State::Changed
                && around.start <= finding.range.start
                && finding.range.end <= around.end
        };
        if found.iter().chain(&new).any(is_said) {
            continue;
        }
        // One finding per chain: that something on it is not the same is said with it.
        let on_chain = |finding: &Finding| {
            let mut links = occurrence.chain.iter();
            links.any(|link| link.range == finding.range)
        };
        found.retain(|finding| finding.state != State::Changed || !on_chain(finding));
        new.push(fit.finding(input, placed, link, &verdict));
    }
    found.append(&mut new);
}

/// What a use hands over, as far as it is all of one copy.
fn handed(occurrence: &Occurrence) -> Option<Use<'_>> {
    match occurrence.handed.as_deref()? {
        Handed::Across { .. } => None,
        handed => Some(Use::Handed(handed)),
    }
}

struct Fit<'a> {
    copy: &'a Copy<'a>,
    occurrence: &'a Occurrence,
    of: Use<'a>,
    checks_null: &'a dyn Fn() -> bool,
}

/// What is judged of a use.
enum Use<'a> {
    /// What it hands over.
    Handed(&'a Handed),
    /// A member of what another member holds or gives: which may be something else in another version.
    Behind {
        /// That other member.
        owner: MemberKey,
        /// The way to the member through it.
        way: MemberKey,
        name: SmolStr,
    },
}

/// A member that is read right behind another one.
fn behind<'a>(copy: &Copy<'_>, occurrence: &Occurrence) -> Option<Use<'a>> {
    let [.., before, last] = occurrence.chain.as_slice() else {
        return None;
    };
    let (MemberKey::Member { .. }, MemberKey::Member { path: member, .. }) =
        (&before.symbol, &last.symbol)
    else {
        return None;
    };
    let name = member.rsplit('.').next().filter(|name| {
        name.chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '$'))
    })?;
    // Inference took the member from somewhere: this is the way only if it leads there in some version.
    Some(Use::Behind {
        owner: before.symbol.clone(),
        way: copy.timeline.way_through(&before.symbol, &last.symbol)?,
        name: name.into(),
    })
}

/// A place that does not fit, and why, in words.
struct Place {
    range: Range<usize>,
    clause: String,
    /// Fields or parameters that are wanted and not given.
    missing: Vec<SmolStr>,
}

impl Place {
    fn new(range: Range<usize>, clause: String) -> Self {
        Self {
            range,
            clause,
            missing: Vec::new(),
        }
    }
}

struct Verdict {
    state: State,
    since: VersionIdx,
    at: Place,
}

impl Fit<'_> {
    fn verdict(&self) -> Option<Verdict> {
        let copy = self.copy;
        if !copy.is_known() {
            return None;
        }
        let fits = |at: VersionIdx| self.misfit(at).is_none();
        let lives = |at: VersionIdx| self.is_there(at);
        let verdict = |state: State, since: VersionIdx, at: VersionIdx| {
            let at = self.misfit(at)?;
            Some(Verdict { state, since, at })
        };
        if copy.candidates.iter().all(|at| !fits(*at)) {
            let all = || copy.timeline.indices();
            let works = |at: &VersionIdx| lives(*at) && fits(*at);
            if let Some(last) = all().rev().filter(|at| *at < copy.v).find(works) {
                return verdict(State::Removed, VersionIdx(last.0 + 1), copy.v);
            }
            let later = all()
                .filter(|at| Some(at) > copy.candidates.last())
                .find(works)?;
            return (!copy.beyond())
                .then(|| verdict(State::NotYet, later, copy.v))
                .flatten();
        }
        if !lives(copy.v) || !fits(copy.v) || fits(copy.t) {
            return None;
        }
        let since = if copy.v < copy.t {
            copy.timeline
                .indices()
                .filter(|at| (copy.v..=copy.t).contains(at))
                .find(|at| !fits(*at))?
        } else {
            copy.t
        };
        verdict(State::Upcoming, since, copy.t)
    }

    /// Whether what takes the value is there at all.
    fn is_there(&self, at: VersionIdx) -> bool {
        match &self.of {
            Use::Behind { way, .. } => self.copy.timeline.is_there(way, at),
            Use::Handed(Handed::Arguments(_)) => !self.signatures(at).is_empty(),
            Use::Handed(Handed::TypeArguments(_)) => self.takes(at).is_some(),
            Use::Handed(Handed::Across { .. }) => false,
            Use::Handed(Handed::Value { given, wanted }) => {
                given.at(self.copy.timeline, at) != Type::Unknown
                    && wanted.at(self.copy.timeline, at) != Type::Unknown
            }
        }
    }

    /// Whether what a member holds or gives is an object of which all fields are known.
    fn is_record(&self, key: &MemberKey, at: VersionIdx) -> bool {
        let timeline = self.copy.timeline;
        let places = timeline.places(key, at);
        let is_known = |ty: &Type| match ty {
            Type::Object(_) => true,
            Type::Decl(id, _) => timeline.decl(*id).is_some_and(|decl| {
                let mut bases = decl.extends.iter().filter(|base| base.life.contains(at));
                decl.ty.at(at).is_none()
                    && decl.life.contains(at)
                    && bases.all(|base| matches!(timeline.ty(base.ty), Type::Decl(..)))
            }),
            _ => false,
        };
        !places.is_empty()
            && places.iter().all(|place| {
                let functions = place.ty.functions();
                match functions.as_slice() {
                    [] => is_known(&place.ty),
                    [function] => is_known(function.result.awaited()),
                    _ => false,
                }
            })
    }

    fn signatures(&self, at: VersionIdx) -> Arc<[FunctionType]> {
        let construct = matches!(self.occurrence.usage, Usage::New { .. });
        let key = &self.occurrence.symbol;
        self.copy.timeline.signatures(key, construct, at)
    }

    /// How many type arguments it takes, where it is a type.
    fn takes(&self, at: VersionIdx) -> Option<RangeInclusive<usize>> {
        let MemberKey::Export { entry, name } = &self.occurrence.symbol else {
            return None;
        };
        let timeline = self.copy.timeline;
        let decl = timeline.decl(timeline.export(entry, name, at)?)?;
        Some(decl.takes(at))
    }

    /// The first place that does not fit in a version.
    fn misfit(&self, at: VersionIdx) -> Option<Place> {
        let timeline = self.copy.timeline;
        match &self.of {
            Use::Behind { owner, way, name } => {
                let is_gone = !timeline.is_there(way, at) && self.is_record(owner, at);
                is_gone.then(|| {
                    let clause = format!("there is no `{name}` in it");
                    Place::new(self.occurrence.range.clone(), clause)
                })
            }
            Use::Handed(Handed::Arguments(arguments)) => {
                let mut first = None;
                // An overload that fits is enough.
                for signature in self.signatures(at).iter() {
                    let place = self.against(arguments, signature, at)?;
                    first.get_or_insert(place);
                }
                first
            }
            Use::Handed(Handed::TypeArguments(count)) => {
                let takes = self.takes(at)?;
                (!takes.contains(count)).then(|| {
                    let clause = match (*takes.start(), *takes.end()) {
                        (_, 0) => "it takes no type arguments".to_owned(),
                        (1, 1) => "it wants a type argument".to_owned(),
                        (least, most) if least == most => {
                            format!("it wants {least} type arguments")
                        }
                        (least, most) => format!("it wants {least} to {most} type arguments"),
                    };
                    Place::new(self.occurrence.range.clone(), clause)
                })
            }
            Use::Handed(Handed::Across { .. }) => None,
            Use::Handed(Handed::Value { given, wanted }) => {
                let misfits =
                    timeline.misfits(&given.at(timeline, at), &wanted.at(timeline, at), at);
                self.place(given, misfits, &self.occurrence.range, self.last_name(), at)
            }
        }
    }

    fn against(
        &self,
        arguments: &[Argument],
        signature: &FunctionType,
        at: VersionIdx,
    ) -> Option<Place> {
        let timeline = self.copy.timeline;
        let rest = signature.params.last().filter(|param| param.rest);
        let missing = signature
            .params
            .get(arguments.len()..)
            .unwrap_or_default()
            .iter()
            .find(|param| !param.optional && !param.rest);
        if let Some(param) = missing {
            return Some(Place {
                range: self.occurrence.range.clone(),
                clause: format!("`{}` is required", param.name),
                missing: vec![param.name.clone()],
            });
        }
        for (index, argument) in arguments.iter().enumerate() {
            let Some(param) = signature.params.get(index).filter(|param| !param.rest) else {
                if rest.is_some() {
                    break;
                }
                let count = signature.params.len();
                let clause = match count {
                    0 => "it takes no argument".to_owned(),
                    1 => "it takes one argument".to_owned(),
                    count => format!("it takes {count} arguments"),
                };
                return Some(Place::new(argument.range.clone(), clause));
            };
            let wanted = if param.optional {
                or_missing(&param.ty)
            } else {
                param.ty.clone()
            };
            let given = argument.value.at(timeline, at);
            let misfits = timeline.misfits(&given, &wanted, at);
            let place = self.place(&argument.value, misfits, &argument.range, &param.name, at);
            if place.is_some() {
                return place;
            }
        }
        None
    }

    /// Where the first misfit has to be mended. `None` where a compiler would not mind it.
    fn place(
        &self,
        given: &Known,
        misfits: Vec<Misfit>,
        whole: &Range<usize>,
        name: &str,
        at: VersionIdx,
    ) -> Option<Place> {
        // What was written elsewhere may hold more than is wanted.
        if misfits
            .iter()
            .any(|it| it.is_surplus() && !is_fresh(given, it.path()))
        {
            return None;
        }
        let is_minded = |it: &&Misfit| !it.is_of_nothing() || (self.checks_null)();
        let misfit = misfits.iter().find(is_minded)?;
        let is_sdk = matches!(given, Known::Symbol(_));
        Some(Place {
            range: range_of(given, misfit).unwrap_or_else(|| whole.clone()),
            clause: self.copy.timeline.misfit_clause(misfit, name, is_sdk, at)?,
            missing: misfit.missing(),
        })
    }

    fn last_name(&self) -> &str {
        match &self.occurrence.symbol {
            MemberKey::Export { name, .. } => name,
            MemberKey::Member { path, .. } => path.rsplit('.').next().unwrap_or(path),
            MemberKey::Decl(_) => "it",
        }
    }

    /// The value as a whole that a place belongs to.
    fn around(&self, place: &Range<usize>) -> Range<usize> {
        let holds = |range: &Range<usize>| range.start <= place.start && place.end <= range.end;
        let whole = match &self.of {
            Use::Handed(Handed::Arguments(arguments)) => arguments
                .iter()
                .map(|argument| argument.range.clone())
                .find(holds),
            Use::Handed(Handed::Value {
                given: Known::Object(object),
                ..
            }) => Some(object.range.clone()),
            _ => None,
        };
        whole.unwrap_or_else(|| place.clone())
    }

    /// The entry about what takes the value, or about the type that describes it.
    fn entry(&self, missing: &[SmolStr]) -> Option<&Change> {
        let (timeline, changes) = (self.copy.timeline, self.copy.changes);
        if let Use::Behind { owner, .. } = &self.of {
            let mut entries = changes.lookup_part(owner).into_iter();
            return entries.find(|change| change.kind == Kind::ReshapeResult);
        }
        let mut entries = changes.lookup_part(&self.occurrence.symbol);
        if matches!(self.of, Use::Handed(Handed::Arguments(_))) {
            for at in [self.copy.v, self.copy.t] {
                for param in self.signatures(at).iter().flat_map(|it| &it.params) {
                    param
                        .ty
                        .each_decl(&mut |id| entries.extend(changes.lookup_decl(id, timeline)));
                }
            }
        }
        entries.into_iter().find(|change| match change.kind {
            Kind::ReshapeCall | Kind::Nullability => true,
            Kind::RequireOneOf => change.fields.iter().any(|field| missing.contains(field)),
            _ => false,
        })
    }

    fn finding(
        &self,
        input: &Input<'_>,
        placed: Placed<'_>,
        link: &Link,
        verdict: &Verdict,
    ) -> Finding {
        let copy = self.copy;
        let subject = match &self.occurrence.usage {
            Usage::Literal => format!("`{}`", self.last_name()),
            _ => subject(copy, placed, self.occurrence, link),
        };
        let (does, does_not) = match &self.of {
            Use::Behind { .. } => ("works", "does not work"),
            Use::Handed(Handed::Value {
                given: Known::Symbol(_),
                ..
            }) => ("fits here", "does not fit here"),
            Use::Handed(Handed::TypeArguments(_)) => {
                ("can be named like this", "cannot be named like this")
            }
            _ => ("takes this", "does not take this"),
        };
        let clause = &verdict.at.clause;
        let installed = copy.installed_text();
        let since = copy.needed(verdict.since);
        let message = match verdict.state {
            State::Upcoming => format!(
                "{subject} {does} in {} {installed}, not {}: {clause}.",
                copy.name,
                if copy.t < copy.v {
                    format!("in {}", copy.target.version)
                } else {
                    format!("from {since} on")
                },
            ),
            State::NotYet => format!(
                "{subject} {does_not} in {} {installed}: {clause}. This needs {since}.",
                copy.name,
            ),
            _ => format!(
                "{subject} {does_not} in {} {installed} (changed in {since}): {clause}.",
                copy.name
            ),
        };
        let change = self.entry(&verdict.at.missing);
        let note = change.map(|change| format!(" {}", sentence(&change.note)));
        let message = format!("{message}{}", note.unwrap_or_default());
        Finding {
            path: input.path.to_path_buf(),
            range: first_line(placed, &verdict.at.range),
            state: verdict.state,
            severity: Severity::Off,
            change: change.map(|change| change.id.clone()),
            lineage: Vec::new(),
            package: SmolStr::new(copy.name),
            symbol: copy
                .timeline
                .display_at(&self.occurrence.symbol, Some(copy.v)),
            installed: copy.installed.version.clone(),
            provenance: copy.installed.provenance,
            target: copy.target.version.clone(),
            compiler: compiler(verdict.state, self.occurrence.typed),
            certainty: self.occurrence.certainty,
            in_test: input.in_test,
            message,
            reference: change.and_then(|change| change.refs.first().cloned()),
            arguments: Likeness::Changed,
            result: Likeness::None,
            endpoint: Likeness::None,
            fixes: change
                .and_then(|change| rewritten(placed, self.occurrence, change))
                .into_iter()
                .collect(),
        }
    }
}
