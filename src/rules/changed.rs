//! What is there at V and T, but differs in a way that the tables describe: other results, nullability, a name that
//! means something else; and arguments that fit only another version.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{
    Applicability, Compiler, Finding, Fix, Likeness, Severity, State,
    copy::{Copy, Target},
    finding::PREPARE,
    names::{Renamed, rename_export},
    report::{Input, compiler, is_bare, target_key},
    require_one_of::{Breach, breach},
    shown::subject,
    source::{Placed, Source},
    state::works,
};
use crate::{
    knowledge::{Change, Kind, MemberKey, PackageId, Subject, VersionIdx},
    resolve::{Link, Occurrence, Usage},
    text::SourceChange,
};

/// Adds findings of that kind, where nothing worse was found.
pub(super) fn add(
    input: &Input<'_>,
    source: Source<'_>,
    targets: &FxHashMap<(PackageId, Option<String>), Target>,
    found: &mut Vec<Finding>,
) {
    let mut new: Vec<Finding> = Vec::new();
    for occurrence in input.occurrences {
        let (Some(target), Some(placed), Some(link)) = (
            targets.get(&target_key(occurrence)),
            source.item(occurrence.item),
            occurrence.chain.last(),
        ) else {
            continue;
        };
        let copy = Copy::new(
            input.knowledge,
            occurrence.package,
            &occurrence.installed,
            target,
        );
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
        let one = One {
            input,
            copy: &copy,
            placed,
            occurrence,
            link,
        };
        if let Some(breach) = breach(&copy, placed, occurrence) {
            let inside = |finding: &Finding| {
                breach.literal.start <= finding.range.start
                    && finding.range.end <= breach.literal.end
            };
            if breach.given > 0 || !found.iter().any(inside) {
                new.push(one.of_breach(&breach));
            }
        } else if let Some(finding) = one.of_entries() {
            new.push(finding);
        }
    }
    found.append(&mut new);
}

struct One<'a> {
    input: &'a Input<'a>,
    copy: &'a Copy<'a>,
    placed: Placed<'a>,
    occurrence: &'a Occurrence,
    link: &'a Link,
}

impl One<'_> {
    fn of_breach(&self, breach: &Breach<'_>) -> Finding {
        let copy = self.copy;
        let subject = subject(copy, self.placed, self.occurrence, self.link);
        let fields = listed(&breach.change.fields);
        let given = match breach.given {
            0 => "none is given".to_owned(),
            count => format!("{count} are given"),
        };
        let installed = copy.installed_text();
        let when = copy.boundary(breach.since);
        let message = match breach.state {
            State::Upcoming => format!(
                "{subject} works like this in {} {installed}; exactly one of {fields} is wanted {}, and {given}.",
                copy.name,
                if copy.t < copy.v {
                    format!("in {}", copy.target.version)
                } else {
                    format!("from {} on", when.trim_start_matches("in "))
                },
            ),
            State::NotYet => format!(
                "{subject} wants exactly one of {fields} in {} {installed}, and {given}: this needs {}.",
                copy.name,
                copy.needed(breach.since)
            ),
            _ => format!(
                "{subject} wants exactly one of {fields} in {} {installed} (changed {when}), and {given}.",
                copy.name
            ),
        };
        Finding {
            range: breach.range.clone(),
            arguments: Likeness::Changed,
            ..self.finding(breach.state, breach.change, message)
        }
    }

    /// What the tables say of a symbol that lives on.
    fn of_entries(&self) -> Option<Finding> {
        let copy = self.copy;
        let key = &self.occurrence.symbol;
        if !copy.is_known()
            || copy.v == copy.t
            || !works(copy, key, copy.v)
            || !works(copy, key, copy.t)
        {
            return None;
        }
        let mut entries = copy.changes.lookup(key);
        if let (Usage::Call { .. }, MemberKey::Member { decl, path }) =
            (&self.occurrence.usage, key)
        {
            let path = SmolStr::new(format!("{path}()"));
            entries.extend(
                copy.changes
                    .lookup(&MemberKey::Member { decl: *decl, path }),
            );
        }
        entries.into_iter().find_map(|change| self.of_entry(change))
    }

    fn of_entry(&self, change: &Change) -> Option<Finding> {
        let copy = self.copy;
        let key = &self.occurrence.symbol;
        let differs: Box<dyn Fn(VersionIdx) -> Option<String>> = match change.kind {
            Kind::MeaningSwap => Box::new(|at| self.means_else(key, at)),
            Kind::Nullability => Box::new(|at| {
                let (like, clause) = copy.timeline.compare_read((key, copy.v), (key, at));
                (like == Likeness::Changed).then(|| clause.unwrap_or_default())
            }),
            Kind::ReshapeCall | Kind::ReshapeResult
                if matches!(self.occurrence.usage, Usage::Call { .. }) =>
            {
                Box::new(|at| {
                    let it = copy.timeline.compare((key, copy.v), (key, at));
                    let changed =
                        [it.arguments, it.result, it.endpoint].contains(&Likeness::Changed);
                    changed.then(|| it.clause().unwrap_or_default())
                })
            }
            _ => return None,
        };
        let clause = differs(copy.t)?;
        let since = if copy.v < copy.t {
            let on_the_way = copy
                .timeline
                .indices()
                .filter(|at| (copy.v..=copy.t).contains(at));
            on_the_way.into_iter().find(|at| differs(*at).is_some())?
        } else {
            copy.t
        };
        let subject = subject(copy, self.placed, self.occurrence, self.link);
        let when = if copy.t < copy.v {
            format!("in {}", copy.target.version)
        } else {
            copy.boundary(since)
        };
        let clause = if clause.is_empty() {
            String::new()
        } else {
            format!(": {clause}")
        };
        let stop = if change.note.ends_with(['.', '!', '?']) {
            ""
        } else {
            "."
        };
        let message = format!(
            "{subject} is not the same in {} {} and {when}{clause}. {}{stop}",
            copy.name,
            copy.installed_text(),
            change.note
        );
        let it = copy.timeline.compare((key, copy.v), (key, copy.t));
        Some(Finding {
            arguments: it.arguments,
            result: it.result,
            endpoint: it.endpoint,
            fixes: self.swap_fix(change).into_iter().collect(),
            ..self.finding(State::Changed, change, message)
        })
    }

    /// Whether an export names another declaration in a version.
    fn means_else(&self, key: &MemberKey, at: VersionIdx) -> Option<String> {
        let MemberKey::Export { entry, name } = key else {
            return None;
        };
        let timeline = self.copy.timeline;
        let (now, then) = (
            timeline.export(entry, name, self.copy.v)?,
            timeline.export(entry, name, at)?,
        );
        (now != then).then(|| "another thing bears the name".to_owned())
    }

    /// The name that what was meant has from then on.
    fn swap_fix(&self, change: &Change) -> Option<Fix> {
        let copy = self.copy;
        let Some(Subject::Symbol(to)) = &change.to else {
            return None;
        };
        if change.kind != Kind::MeaningSwap || !to.steps.is_empty() || self.placed.item.has_error {
            return None;
        }
        copy.timeline.export(&to.entry, &to.root, copy.t)?;
        let for_target = self.input.to_target && copy.target.explicit;
        let there = for_target || copy.timeline.export(&to.entry, &to.root, copy.v).is_some();
        let title = if there {
            format!("Use `{}`", to.root)
        } else {
            format!(
                "{PREPARE}{} (needs the upgrade): use `{}`",
                copy.target.version, to.root
            )
        };
        let renamed = Renamed {
            new: &to.root,
            is_enum: false,
        };
        let edits = rename_export(self.placed, &self.occurrence.range, renamed);
        let (change, applicability, reason) = match edits {
            Ok(edits) if change.applicability > Applicability::Manual => (
                SourceChange::of_file(self.input.path, edits)?,
                Applicability::Unsafe,
                change.note.clone(),
            ),
            Ok(_) => (
                SourceChange::default(),
                Applicability::Manual,
                change.note.clone(),
            ),
            Err(why) => (
                SourceChange::default(),
                Applicability::Manual,
                why.to_owned(),
            ),
        };
        Some(Fix {
            title,
            applicability,
            reason: Some(reason),
            change,
            preferred: false,
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
