//! What is there at V and T, but differs in a way that the tables describe: other results, nullability, a name that
//! means something else; and arguments that fit only another version.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use super::{
    Compiler, Finding, Likeness, Severity, State,
    copy::Copy,
    meaning_swap,
    message::sentence,
    nullability,
    report::{Input, Seen, compiler, is_bare},
    require_one_of::{Breach, breach},
    reshape,
    shown::subject,
    source::Placed,
    state::works,
};
use crate::{
    knowledge::{Change, Kind, MemberKey, VersionIdx},
    resolve::{Link, Occurrence, Usage},
};

/// Adds findings of that kind, where nothing worse was found.
pub(super) fn add(
    input: &Input<'_>,
    seen: &[Seen<'_>],
    inner: &FxHashSet<(usize, usize)>,
    found: &mut Vec<Finding>,
) {
    let mut new: Vec<Finding> = Vec::new();
    for &Seen {
        copy,
        placed,
        occurrence,
        link,
    } in seen
    {
        // One finding per chain: what is broken on the way goes first.
        let on_chain = |finding: &Finding| {
            occurrence
                .chain
                .iter()
                .any(|link| link.range == finding.range)
        };
        if found.iter().chain(&new).any(on_chain)
            || occurrence.usage == Usage::Literal
            || is_bare(placed, occurrence, link)
        {
            continue;
        }
        let one = Use {
            input,
            copy,
            placed,
            occurrence,
            link,
        };
        if let Some(breach) = breach(copy, placed, occurrence) {
            let inside = |finding: &Finding| {
                breach.literal.start <= finding.range.start
                    && finding.range.end <= breach.literal.end
            };
            if breach.given > 0 || !found.iter().any(inside) {
                new.push(one.of_breach(&breach));
            }
        } else {
            let leads_on = inner.contains(&(link.range.start, link.range.end));
            new.extend(one.of_entries(leads_on));
        }
    }
    found.append(&mut new);
}

/// One use of a symbol.
pub(super) struct Use<'a> {
    pub input: &'a Input<'a>,
    pub copy: &'a Copy<'a>,
    pub placed: Placed<'a>,
    pub occurrence: &'a Occurrence,
    pub link: &'a Link,
}

/// How a use is affected by a change of what lives on.
pub(super) enum Affected {
    /// It works, and means something else; in words, if there are any.
    Differs(String),
    /// What it reads is not there any more.
    Gone,
}

impl Use<'_> {
    fn of_breach(&self, breach: &Breach<'_>) -> Finding {
        let copy = self.copy;
        let subject = subject(copy, self.placed, self.occurrence, self.link);
        let fields = listed(&breach.change.fields);
        let (wants, is_wanted) = match breach.change.fields.as_slice() {
            [_] => (format!("wants {fields}"), format!("{fields} is required")),
            _ => (
                format!("wants exactly one of {fields}"),
                format!("exactly one of {fields} is wanted"),
            ),
        };
        let given = match breach.given {
            0 => "none is given".to_owned(),
            count => format!("{count} are given"),
        };
        let given = if breach.change.fields.len() == 1 {
            "it is not given".to_owned()
        } else {
            given
        };
        let installed = copy.installed_text();
        let when = copy.boundary(breach.since);
        let message = match breach.state {
            State::Upcoming => format!(
                "{subject} works like this in {} {installed}; {is_wanted} {}, and {given}.",
                copy.name,
                if copy.t < copy.v {
                    format!("in {}", copy.target.version)
                } else {
                    format!("from {} on", when.trim_start_matches("in "))
                },
            ),
            State::NotYet => format!(
                "{subject} {wants} in {} {installed}, and {given}: this needs {}.",
                copy.name,
                copy.needed(breach.since)
            ),
            _ => format!(
                "{subject} {wants} in {} {installed} (changed {when}), and {given}.",
                copy.name
            ),
        };
        Finding {
            range: breach.range.clone(),
            arguments: Likeness::Changed,
            ..self.finding(breach.state, breach.change, message)
        }
    }

    /// What the tables say of a symbol that lives on. What only leads on to something else is judged with it, but for
    /// whether it is there at all.
    fn of_entries(&self, leads_on: bool) -> Option<Finding> {
        let copy = self.copy;
        let key = &self.occurrence.symbol;
        if !copy.is_known()
            || copy.v == copy.t
            || !works(copy, key, copy.v)
            || !works(copy, key, copy.t)
        {
            return None;
        }
        let entries = self.entries().into_iter();
        entries
            .filter(|change| !leads_on || change.kind == Kind::Nullability)
            .find_map(|change| self.of_entry(change))
    }

    /// The entries about a symbol, about its result where it is called, about the fields that it is a part of, and about
    /// what it is read from.
    fn entries(&self) -> Vec<&Change> {
        let changes = self.copy.changes;
        let mut entries = Vec::new();
        for (index, link) in self.occurrence.chain.iter().enumerate().rev() {
            entries.extend(changes.lookup_part(&link.symbol));
            let called = index + 1 < self.occurrence.chain.len()
                || matches!(self.occurrence.usage, Usage::Call { .. });
            if let (true, MemberKey::Member { decl, path }) = (called, &link.symbol) {
                let path = SmolStr::new(format!("{path}()"));
                entries.extend(changes.lookup(&MemberKey::Member { decl: *decl, path }));
            }
        }
        entries
    }

    /// Which link of the chain an entry is about: the last that it names.
    pub fn place_of(&self, change: &Change) -> Option<usize> {
        let changes = self.copy.changes;
        self.occurrence.chain.iter().rposition(|link| {
            let about = |key: &MemberKey| changes.lookup(key).iter().any(|it| it.id == change.id);
            about(&link.symbol)
                || matches!(&link.symbol, MemberKey::Member { decl, path }
                    if about(&MemberKey::Member { decl: *decl, path: SmolStr::new(format!("{path}()")) }))
        })
    }

    fn of_entry(&self, change: &Change) -> Option<Finding> {
        let copy = self.copy;
        let affected = |at: VersionIdx| match change.kind {
            Kind::MeaningSwap => {
                meaning_swap::affected(copy, &self.occurrence.symbol, at).map(Affected::Differs)
            }
            Kind::Nullability => nullability::affected(self, at).map(Affected::Differs),
            Kind::ReshapeCall | Kind::ReshapeResult => reshape::affected(self, change, at),
            _ => None,
        };
        let how = affected(copy.t)?;
        let since = if copy.v < copy.t {
            copy.first_on_the_way(|at| affected(at).is_some())?
        } else {
            copy.t
        };
        let subject = subject(copy, self.placed, self.occurrence, self.link);
        let when = if copy.t < copy.v {
            format!("in {}", copy.target.version)
        } else {
            copy.boundary(since)
        };
        let (state, what) = match how {
            Affected::Differs(clause) => {
                let clause = if clause.is_empty() {
                    clause
                } else {
                    format!(": {clause}")
                };
                let what = format!(
                    "is not the same in {} {} and {when}{clause}",
                    copy.name,
                    copy.installed_text()
                );
                (State::Changed, what)
            }
            Affected::Gone => {
                let end = if copy.t < copy.v { "not" } else { "gone" };
                let what = format!(
                    "works in {} {}, {end} {when}",
                    copy.name,
                    copy.installed_text()
                );
                (State::Upcoming, what)
            }
        };
        let message = format!("{subject} {what}. {}", sentence(&change.note));
        let key = &self.occurrence.symbol;
        let it = copy.timeline.compare((key, copy.v), (key, copy.t));
        let swap = meaning_swap::fix(self.input, copy, self.placed, self.occurrence, change);
        Some(Finding {
            arguments: it.arguments,
            result: it.result,
            endpoint: it.endpoint,
            fixes: swap.into_iter().collect(),
            ..self.finding(state, change, message)
        })
    }

    fn finding(&self, state: State, change: &Change, message: String) -> Finding {
        let copy = self.copy;
        Finding {
            path: self.input.path.to_path_buf(),
            range: self.link.range.clone(),
            state,
            severity: Severity::Off,
            change: Some(change.id.clone()),
            lineage: Vec::new(),
            package: SmolStr::new(copy.name),
            symbol: copy
                .timeline
                .display_at(&self.occurrence.symbol, Some(copy.v)),
            installed: copy.installed.version.clone(),
            provenance: copy.installed.provenance,
            target: copy.target.version.clone(),
            compiler: if state == State::Changed {
                Compiler::Blind
            } else {
                compiler(state, self.occurrence.typed)
            },
            certainty: self.occurrence.certainty,
            in_test: self.input.in_test,
            message,
            reference: change.refs.first().cloned(),
            arguments: Likeness::None,
            result: Likeness::None,
            endpoint: Likeness::None,
            fixes: Vec::new(),
        }
    }
}

/// `a`, `b` and `c`.
fn listed(names: &[SmolStr]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
