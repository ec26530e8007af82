//! A symbol, told: in which versions it is, what it takes and gives, what takes its place, and what the tables say of it.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;
use workos_lsp_engine::knowledge::{
    Knowledge, Life, MemberKey, PackageId, Step, SymbolPath, Timeline, VersionIdx,
};

use super::{in_words, indented};
use crate::{cli::failure::Failure, render::plain::plain};

/// What `explain SYMBOL --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Symbol {
    /// The version of this format.
    pub version: u32,
    /// The symbol, with its package.
    pub symbol: String,
    /// The package.
    pub package: String,
    /// In which versions it exists, in words.
    pub lives: String,
    /// The versions in which it is marked deprecated, in words.
    pub deprecated: Option<String>,
    /// What it takes and gives: several where that differs.
    pub signatures: Vec<Signed>,
    /// What takes its place on the way to the newest version, step by step.
    pub lineage: Vec<Hop>,
    /// What tables say of it.
    pub changes: Vec<Entry>,
}

/// A signature, and when it is the one.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Signed {
    /// In which versions, in words.
    pub lives: String,
    /// The signature.
    pub signature: String,
}

/// One change on the way from a symbol to what takes its place.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Hop {
    /// The first version in which it is so.
    pub since: String,
    /// The symbol from then on.
    pub symbol: String,
    /// The change.
    pub change: String,
}

/// An entry about a symbol.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Entry {
    /// The change.
    pub change: String,
    /// One line: why, or what to watch.
    pub note: String,
    /// Our prose on it, in Markdown.
    pub docs: Option<String>,
    /// Public pages.
    pub references: Vec<String>,
}

/// Tells of the symbol that a text names: with its package or without, `workos.x` for `WorkOS.x`.
///
/// # Errors
/// Where there is none, with names that look like it.
pub fn symbol(knowledge: &Knowledge, text: &str) -> Result<Symbol, Failure> {
    let (packages, path) = named(knowledge, text);
    let path: SymbolPath = path
        .parse()
        .map_err(|expected| Failure::new(format!("{text}: {expected}")))?;
    let mut near: (usize, Vec<String>) = (0, Vec::new());
    for package in packages {
        let timeline = knowledge.timeline(package);
        let path = exported(timeline, &path);
        if !timeline.resolve_path(&path).is_empty() {
            return Ok(tell(knowledge, package, &path));
        }
        let (depth, names) = like(timeline, &path);
        // The package that knows the longest part of it is the one that is meant.
        if depth > near.0 {
            near = (depth, names);
        } else if depth == near.0 {
            near.1.extend(names);
        }
    }
    let names: Vec<&str> = near.1.iter().map(String::as_str).collect();
    let wanted = path.to_string();
    let advice = match similar::get_close_matches(wanted.as_str(), &names, 3, 0.0).as_slice() {
        [] => String::new(),
        near => format!("; did you mean {}?", near.join(", ")),
    };
    Err(Failure::new(format!(
        "{text}: no covered package has this symbol{advice}"
    )))
}

/// The packages that a text can be about, and the path as tables write it: `npm:@workos-inc/node/worker#WorkOS`.
fn named(knowledge: &Knowledge, text: &str) -> (Vec<PackageId>, String) {
    let all = || knowledge.packages().collect();
    let Some((package, path)) = text.split_once('#') else {
        return (all(), text.to_owned());
    };
    let name = package
        .split_once(':')
        .map_or(package, |(_, package)| package);
    let found = knowledge.packages().find_map(|id| {
        let entry = name.strip_prefix(knowledge.name(id))?;
        (entry.is_empty() || entry.starts_with('/')).then_some((id, entry))
    });
    match found {
        Some((id, entry)) => (vec![id], format!("{entry}#{path}")),
        None => (all(), text.to_owned()),
    }
}

/// The path with its export as the package writes it.
fn exported(timeline: &Timeline, path: &SymbolPath) -> SymbolPath {
    let names = timeline.export_names(&path.entry);
    let same = names.contains(&&path.root);
    let other = names
        .into_iter()
        .find(|name| !same && name.eq_ignore_ascii_case(&path.root));
    SymbolPath {
        root: other.unwrap_or(&path.root).clone(),
        ..path.clone()
    }
}

/// How many names of a path lead somewhere, and symbols that look like it where it does not.
fn like(timeline: &Timeline, path: &SymbolPath) -> (usize, Vec<String>) {
    let lives = |path: &SymbolPath| !timeline.resolve_path(path).is_empty();
    let depth = (0..path.steps.len())
        .rev()
        .find(|depth| lives(&path.prefix(*depth)));
    let (owner, wanted, names) = match depth {
        None => {
            let names = timeline.export_names(&path.entry);
            let names = names.into_iter().map(ToString::to_string).collect();
            (None, path.root.as_str(), names)
        }
        Some(depth) => {
            let owner = path.prefix(depth);
            let Some(Step::Member(wanted)) = path.steps.get(depth) else {
                return (depth + 1, Vec::new());
            };
            let names = member_names(timeline, &owner);
            (Some(owner), wanted.as_str(), names)
        }
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let near = similar::get_close_matches(wanted, &names, 3, 0.6).into_iter();
    let near = near.map(|name| match &owner {
        Some(owner) => format!("{owner}.{name}"),
        None => SymbolPath::export(&path.entry, name).to_string(),
    });
    (depth.map_or(0, |depth| depth + 1), near.collect())
}

fn member_names(timeline: &Timeline, owner: &SymbolPath) -> Vec<String> {
    let mut names: Vec<String> = timeline
        .indices()
        .flat_map(|at| timeline.walk(owner, at).into_iter().map(move |it| (at, it)))
        .filter_map(|(at, place)| match place.ty.as_ref() {
            workos_lsp_engine::knowledge::Type::Decl(id, _) => Some(timeline.member_names(*id, at)),
            _ => None,
        })
        .flatten()
        .map(|name| name.to_string())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn tell(knowledge: &Knowledge, package: PackageId, path: &SymbolPath) -> Symbol {
    let timeline = knowledge.timeline(package);
    let keys = timeline.resolve_path(path);
    let life = keys
        .iter()
        .fold(Life::default(), |all, (_, life)| all.union(life));
    let marked = keys
        .iter()
        .map(|(key, life)| timeline.deprecated_life(key).intersect(life))
        .fold(Life::default(), |all, life| all.union(&life));
    Symbol {
        version: 1,
        symbol: named_in_full(timeline, path),
        package: knowledge.name(package).to_owned(),
        lives: in_words(&life, timeline),
        deprecated: (!marked.is_empty()).then(|| in_words(&marked, timeline)),
        signatures: signatures(timeline, &keys),
        lineage: lineage(knowledge, package, path, &life),
        changes: entries(knowledge, package, &keys),
    }
}

fn named_in_full(timeline: &Timeline, path: &SymbolPath) -> String {
    let bare = SymbolPath {
        entry: ".".into(),
        ..path.clone()
    };
    let entry = path.entry.trim_start_matches('.');
    format!("{}:{}{entry}#{bare}", timeline.ecosystem, timeline.package)
}

/// Signatures in the order of versions, equal ones in one.
fn signatures(timeline: &Timeline, keys: &[(MemberKey, Life)]) -> Vec<Signed> {
    let mut found: Vec<(String, Vec<VersionIdx>)> = Vec::new();
    for at in timeline.indices() {
        let Some((key, _)) = keys.iter().find(|(_, life)| life.contains(at)) else {
            continue;
        };
        let Some(signature) = timeline.signature(key, at) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == signature) {
            Some((_, versions)) => versions.push(at),
            None => found.push((signature, vec![at])),
        }
    }
    let signed = |(signature, versions)| Signed {
        lives: in_words(&Life::of_versions(versions), timeline),
        signature,
    };
    found.into_iter().map(signed).collect()
}

fn lineage(knowledge: &Knowledge, package: PackageId, path: &SymbolPath, life: &Life) -> Vec<Hop> {
    let timeline = knowledge.timeline(package);
    let (Some(last), newest) = (life.last(), timeline.newest()) else {
        return Vec::new();
    };
    if last >= newest {
        return Vec::new();
    }
    let way = knowledge
        .changes(package)
        .lineage_of_path(timeline, path, last, newest);
    let hops = way.into_iter().flat_map(|way| way.hops);
    let released = |at: VersionIdx| {
        let later = timeline.versions.get(usize::from(at.0)..).unwrap_or(&[]);
        later.iter().find(|version| !version.is_prerelease())
    };
    hops.map(|hop| Hop {
        since: released(hop.at)
            .map(ToString::to_string)
            .unwrap_or_default(),
        symbol: hop.to.to_string(),
        change: hop.change.id.to_string(),
    })
    .collect()
}

fn entries(knowledge: &Knowledge, package: PackageId, keys: &[(MemberKey, Life)]) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for (key, _) in keys {
        for change in knowledge.changes(package).lookup(key) {
            if found.iter().any(|known| known.change == change.id.as_str()) {
                continue;
            }
            found.push(Entry {
                change: change.id.to_string(),
                note: change.note.clone(),
                docs: super::docs(knowledge, package, change),
                references: change.refs.clone(),
            });
        }
    }
    found
}

/// For people.
pub fn full(it: &Symbol) -> String {
    let mut text = format!("{}\n  {}\n", it.symbol, it.lives);
    // Writing to a string cannot fail.
    if let Some(deprecated) = &it.deprecated {
        let _ = writeln!(text, "  deprecated: {deprecated}");
    }
    if it.signatures.len() == 1 {
        for signed in &it.signatures {
            let _ = writeln!(text, "\n{}", indented(&signed.signature));
        }
    } else {
        for signed in &it.signatures {
            let _ = writeln!(text, "\n{}:\n{}", signed.lives, indented(&signed.signature));
        }
    }
    if !it.lineage.is_empty() {
        text.push('\n');
        for hop in &it.lineage {
            let _ = writeln!(text, "since {}: {} ({})", hop.since, hop.symbol, hop.change);
        }
    }
    for entry in &it.changes {
        let _ = writeln!(text, "\n{}: {}", entry.change, entry.note);
        if let Some(docs) = &entry.docs {
            let _ = writeln!(text, "\n{}", plain(docs));
        }
        if !entry.references.is_empty() {
            let _ = writeln!(text, "\nSee:\n{}", indented(&entry.references.join("\n")));
        }
    }
    text
}

/// In one line, and one for each step on.
pub fn concise(it: &Symbol) -> String {
    let mut text = format!("{}: {}\n", it.symbol, it.lives);
    for hop in &it.lineage {
        let _ = writeln!(text, "since {}: {} ({})", hop.since, hop.symbol, hop.change);
    }
    text
}
