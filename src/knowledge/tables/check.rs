//! Checks of tables against their timeline and their prose (DESIGN §3.10). The examples are judged elsewhere.

use nodejs_semver::Version;

use super::{
    Change, Changes, Kind, TableProblem,
    changes::{expand, keys_of},
};
use crate::knowledge::{
    Gap, Life, MemberKey, Step, Subject, SymbolPath, Timeline, VersionIdx, gaps,
};

/// Checks all entries. `docs` are the names of the pages beside them.
pub(crate) fn check(changes: &Changes, timeline: &Timeline, docs: &[&str]) -> Vec<TableProblem> {
    let mut problems = Vec::new();
    for (index, change) in changes.all().iter().enumerate() {
        let mut problem = |field: &str, expected: String| {
            problems.push(TableProblem {
                file: change.file.clone(),
                path: format!("{}{field}", change.at),
                expected,
            });
        };
        if let Some(first) = changes
            .all()
            .iter()
            .take(index)
            .find(|other| other.id == change.id)
        {
            problem(
                ".id",
                format!(
                    "expected another id: `{}` stands in {} too",
                    change.id, first.file
                ),
            );
        }
        check_texts(change, docs, &mut problem);
        check_examples(change, timeline, &mut problem);
        check_symbols(change, timeline, &mut problem);
    }
    problems.extend(check_cycles(changes));
    problems.extend(check_globs(changes, timeline));
    problems
}

/// What users write themselves needs an entry of its own: a glob does not speak of it.
fn check_globs(changes: &Changes, timeline: &Timeline) -> Vec<TableProblem> {
    if !changes.all().iter().any(Change::is_glob) {
        return Vec::new();
    }
    let gaps = gaps::find(timeline, changes, VersionIdx(0), timeline.newest());
    let problem = |gap: Gap| {
        let change = changes.by_id(gap.matched_by.as_deref()?)?;
        Some(TableProblem {
            file: change.file.clone(),
            path: format!("{}.{}", change.at, change.subject_field()),
            expected: format!(
                "expected an entry of its own for `{}`, which differs in {}: users write it",
                gap.symbol, gap.to
            ),
        })
    };
    gaps.into_iter().filter_map(problem).collect()
}

fn check_texts(change: &Change, docs: &[&str], problem: &mut dyn FnMut(&str, String)) {
    if change.note.contains(['\n', '\r']) {
        problem(".note", "expected one line".to_owned());
    }
    if let Some(version) = version_in(&change.note) {
        problem(
            ".note",
            format!("expected no version (found `{version}`): spans come from the timeline"),
        );
    }
    if let Some(page) = &change.docs
        && !docs.contains(&page.as_str())
    {
        problem(
            ".docs",
            format!("expected a page in docs/, found none named `{page}`"),
        );
    }
    for (index, page) in change.refs.iter().enumerate() {
        if !page.starts_with("https://") {
            problem(
                &format!(".refs[{index}]"),
                "expected a link that starts with https://".to_owned(),
            );
        }
    }
}

/// A version number in a text: two dots between numbers, or `v8`.
fn version_in(text: &str) -> Option<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '(' | ')' | '`'))
        .find(|word| {
            let word = word.trim_end_matches('.');
            let number = word.strip_prefix('v').unwrap_or(word);
            let parts: Vec<&str> = number.split('.').collect();
            let numeric = parts
                .iter()
                .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
            numeric && (parts.len() == 3 || word.starts_with('v'))
        })
}

fn check_examples(change: &Change, timeline: &Timeline, problem: &mut dyn FnMut(&str, String)) {
    for (index, example) in change.examples.iter().enumerate() {
        for (field, text) in [("old", &example.old), ("new", &example.new)] {
            let known =
                Version::parse(text).is_ok_and(|version| timeline.versions.contains(&version));
            if !known {
                let field = format!(".examples[{index}].{field}");
                problem(
                    &field,
                    format!("expected a version that the timeline knows, found `{text}`"),
                );
            }
        }
    }
}

fn check_symbols(change: &Change, timeline: &Timeline, problem: &mut dyn FnMut(&str, String)) {
    let life = |path: &SymbolPath| {
        let keys = expand(path, timeline)
            .into_iter()
            .flat_map(|path| keys_of(&path, timeline));
        keys.fold(Life::default(), |all, (_, life)| all.union(&life))
    };
    if let Some(Subject::Symbol(from)) = &change.from {
        let lives = life(from);
        if lives.is_empty() {
            problem(".from", missing(from, timeline));
        } else if !goes(change, from, &lives, timeline) {
            let expected = format!(
                "expected a symbol that goes, is deprecated or differs in a later version; `{from}` stays as it is"
            );
            problem(".from", expected);
        }
    }
    for (field, subject) in [
        (".from", &change.from),
        (".to", &change.to),
        (".symbol", &change.symbol),
    ] {
        if let Some(Subject::Fact { kind, name }) = subject
            && let Some(expected) = missing_fact(change.kind, kind, name, timeline)
        {
            problem(field, expected);
        }
    }
    if let Some(Subject::Symbol(symbol)) = &change.symbol {
        let lives = life(symbol);
        if lives.is_empty() {
            problem(".symbol", missing(symbol, timeline));
        } else if matches!(change.kind, Kind::Nullability | Kind::MeaningSwap)
            && !goes(change, symbol, &lives, timeline)
        {
            problem(
                ".symbol",
                format!("expected a symbol that is not the same in all versions; `{symbol}` is"),
            );
        } else if change.kind == Kind::RequireOneOf {
            for (index, field) in change.fields.iter().enumerate() {
                let path = symbol.join(&[Step::Member(field.clone())]);
                if life(&path).is_empty() {
                    problem(&format!(".fields[{index}]"), missing(&path, timeline));
                }
            }
        }
    }
    if let Some(Subject::Symbol(to)) = &change.to {
        if to.is_glob() {
            problem(".to", "expected one symbol, without `*`".to_owned());
        } else if life(to).is_empty() {
            problem(".to", missing(to, timeline));
        }
    }
}

/// Whether a symbol, or of a glob one of those that it matches, goes, is deprecated or differs at some later time.
fn goes(change: &Change, from: &SymbolPath, lives: &Life, timeline: &Timeline) -> bool {
    let end = timeline.always().last();
    if lives.last() < end || lives.0.len() > 1 || change.kind == Kind::ResultField {
        return true;
    }
    let keys: Vec<(MemberKey, Life)> = expand(from, timeline)
        .iter()
        .flat_map(|path| keys_of(path, timeline))
        .collect();
    let plainly = |(key, life): &(MemberKey, Life)| {
        life.last() < end || !timeline.deprecated_life(key).is_empty() || differs(key, timeline)
    };
    keys.iter().any(plainly)
        || keys
            .iter()
            .any(|(key, life)| differs_within(key, life, timeline))
}

/// Whether what lies inside of a symbol's types is not the same in all versions.
fn differs_within(key: &MemberKey, life: &Life, timeline: &Timeline) -> bool {
    let versions: Vec<VersionIdx> = life.versions().collect();
    versions.windows(2).any(|pair| match pair {
        &[a, b] => timeline.differs(key, a, b),
        _ => false,
    })
}

/// Whether a symbol, what its name stands for, or a member of it is not the same in all versions.
fn differs(key: &MemberKey, timeline: &Timeline) -> bool {
    if let MemberKey::Decl(decl) = key
        && let Some(decl) = timeline.decl(*decl)
    {
        let mut members = decl.members.values();
        return decl.ty.0.len() > 1
            || members.any(|member| member.0.len() > 1 || member.life() != decl.life);
    }
    let mut last = None;
    timeline.life(key).versions().any(|version| {
        let places = timeline.places(key, version);
        let now = places
            .first()
            .map(|place| (place.ty.clone().into_owned(), place.optional));
        let differs = last.is_some() && last != now;
        last = now;
        differs
    })
}

/// What is wrong with a fact of a project that an entry names.
fn missing_fact(of: Kind, kind: &str, name: &str, timeline: &Timeline) -> Option<String> {
    let is_known = match of {
        Kind::Contract | Kind::EnvVar => timeline.contract(kind, name).is_some(),
        Kind::Peer => timeline.peers.iter().any(|peer| peer.of == name),
        Kind::Engine => !timeline.engines.is_empty(),
        _ => true,
    };
    (!is_known).then(|| {
        format!(
            "expected something that {} shows or wants in some version; `{kind}:{name}` is in none",
            timeline.package
        )
    })
}

fn missing(path: &SymbolPath, timeline: &Timeline) -> String {
    // The shortest part that leads nowhere is what is misspelt.
    let lives = |depth: usize| {
        let part = path.prefix(depth);
        timeline
            .indices()
            .any(|version| !timeline.walk(&part, version).is_empty())
    };
    let depth = (0..=path.steps.len())
        .find(|depth| !lives(*depth))
        .unwrap_or(path.steps.len());
    let part = path.prefix(depth);
    format!(
        "expected a symbol of {}; `{part}` is in no version",
        timeline.package
    )
}

/// Renames may lead back to where they started, but not at the same time.
fn check_cycles(changes: &Changes) -> Vec<TableProblem> {
    let mut problems = Vec::new();
    for edge in &changes.index.edges {
        let back = changes
            .index
            .edges
            .iter()
            .filter(|other| other.from == edge.to && other.to == edge.from);
        for other in back {
            let overlap = edge.from_life.intersect(&edge.to_life);
            let (Some(change), Some(first)) = (
                changes.all().get(edge.change),
                changes.all().get(other.change),
            ) else {
                continue;
            };
            if !overlap.is_empty() && edge.change > other.change {
                problems.push(TableProblem {
                    file: change.file.clone(),
                    path: format!("{}.to", change.at),
                    expected: format!(
                        "expected symbols that never live at the same time: `{}` leads back",
                        first.id
                    ),
                });
            }
        }
    }
    problems
}
