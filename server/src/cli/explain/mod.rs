//! `explain`: a change by its id, told - what it was, what it is, in which versions, and how code is rewritten -, or a
//! symbol.

mod page;
mod symbol;

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;
use workos_lsp_engine::knowledge::{
    Change, Knowledge, Life, MemberKey, PackageId, Subject, Timeline, page::about_any,
};

use super::{
    args::{ExplainArgs, Format},
    check::json,
    failure::Failure,
    known,
    scene::folder,
};
use crate::render::{mask::mask, out, plain::plain};

pub use page::page;

/// What `explain --format json` prints: of an id a change, of a symbol what is known of it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Explained {
    /// A change.
    Change(Box<Explanation>),
    /// A symbol.
    Symbol(Box<symbol::Symbol>),
}

/// A change.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Explanation {
    /// The version of this format.
    pub version: u32,
    /// The change.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// The package.
    pub package: String,
    /// What goes.
    pub from: Option<Told>,
    /// What takes its place.
    pub to: Option<Told>,
    /// What stays, but is not what it was.
    pub symbol: Option<Told>,
    /// One line: why, or what to watch.
    pub note: String,
    /// Our prose on it, in Markdown.
    pub docs: Option<String>,
    /// Examples, proven by the compiler.
    pub examples: Vec<Shown>,
    /// Public pages.
    pub references: Vec<String>,
}

/// A symbol and its life.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    /// The symbol, without the package.
    pub symbol: String,
    /// In which versions it exists, in words; null where the timeline does not say.
    pub lives: Option<String>,
    /// The first version in which it is marked deprecated.
    pub deprecated: Option<String>,
}

/// An example.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Shown {
    /// The version that accepts `before`.
    pub old: String,
    /// The version that accepts `after`.
    pub new: String,
    /// The code as it was.
    pub before: String,
    /// The code as it becomes; null where nothing mechanical does.
    pub after: Option<String>,
}

/// Prints the change of an id, or what is known of a symbol.
///
/// # Errors
/// Where there is none of it.
pub fn run(args: &ExplainArgs) -> Result<bool, Failure> {
    let dir = args
        .knowledge
        .as_deref()
        .map(|dir| folder(dir, "--knowledge"))
        .transpose()?;
    let (knowledge, problems) = known::load(dir.as_slice());
    let explained = explain(&knowledge, &args.what)?;
    let tables = knowledge.problems();
    for problem in problems
        .into_iter()
        .chain(tables.iter().map(known::problem))
    {
        let line = format!("{}: {}", problem.path.display(), problem.message);
        out::stderr(&line, args.output.color);
    }
    let text = match (args.output.format, &explained) {
        (Format::Json, it) => json(it)?,
        (Format::Full, Explained::Change(it)) => full(it),
        (Format::Full, Explained::Symbol(it)) => symbol::full(it),
        (Format::Concise, Explained::Change(it)) => concise(it),
        (Format::Concise, Explained::Symbol(it)) => symbol::concise(it),
    };
    out::stdout(&mask(&text), args.output.color)?;
    Ok(false)
}

fn explain(knowledge: &Knowledge, what: &str) -> Result<Explained, Failure> {
    if let Some((package, change)) = knowledge.change(what) {
        let it = explanation(knowledge, package, change);
        return Ok(Explained::Change(Box::new(it)));
    }
    // Only ids hold a slash outside of the name of a package.
    if what.contains('/') && !what.contains('#') {
        known::must_be_id(knowledge, what, "")?;
    }
    symbol::symbol(knowledge, what).map(|it| Explained::Symbol(Box::new(it)))
}

/// What the page of an entry says of what the entry is about.
pub(super) fn docs(knowledge: &Knowledge, package: PackageId, change: &Change) -> Option<String> {
    let page = knowledge.docs(package, change.docs.as_ref()?)?;
    let subjects = [&change.from, &change.symbol, &change.to];
    let subjects = subjects.into_iter().flatten().map(ToString::to_string);
    Some(about_any(page, subjects).to_owned())
}

fn explanation(knowledge: &Knowledge, package: PackageId, change: &Change) -> Explanation {
    let timeline = knowledge.timeline(package);
    let told = |subject: &Option<Subject>| subject.as_ref().map(|it| told(it, timeline));
    Explanation {
        version: 1,
        id: change.id.to_string(),
        kind: change.kind.name().to_owned(),
        package: knowledge.name(package).to_owned(),
        from: told(&change.from),
        to: told(&change.to),
        symbol: told(&change.symbol),
        note: change.note.clone(),
        docs: docs(knowledge, package, change),
        examples: change
            .examples
            .iter()
            .map(|it| Shown {
                old: it.old.to_string(),
                new: it.new.to_string(),
                before: it.before.clone(),
                after: it.after.clone(),
            })
            .collect(),
        references: change.refs.clone(),
    }
}

fn told(subject: &Subject, timeline: &Timeline) -> Told {
    let Subject::Symbol(path) = subject else {
        return Told {
            symbol: subject.to_string(),
            lives: None,
            deprecated: None,
        };
    };
    let keys = timeline.resolve_path(path);
    let life = keys
        .iter()
        .fold(Life::default(), |all, (_, life)| all.union(life));
    let deprecated = keys
        .iter()
        .filter_map(|(key, life)| deprecated_life(key, timeline).map(|it| it.intersect(life)))
        .filter_map(|it| it.first())
        .min();
    Told {
        symbol: path.to_string(),
        lives: (!life.is_empty()).then(|| in_words(&life, timeline)),
        deprecated: deprecated
            .and_then(|index| timeline.version(index))
            .map(ToString::to_string),
    }
}

/// When a member is marked deprecated.
fn deprecated_life(key: &MemberKey, timeline: &Timeline) -> Option<Life> {
    let MemberKey::Member { decl, path } = key else {
        return None;
    };
    let member = timeline.decl(*decl)?.members.get(path)?;
    let marked = member.0.iter().filter(|it| it.deprecated.is_some());
    Some(marked.fold(Life::default(), |all, it| all.union(&it.life)))
}

/// `7.0.0 to 7.82.0, gone in 8.0.0`; `8.0.0 and later`.
fn in_words(life: &Life, timeline: &Timeline) -> String {
    let name = |index: u16| {
        timeline
            .versions
            .get(usize::from(index))
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let spans: Vec<String> = life
        .0
        .iter()
        .map(|&(start, end)| {
            let released = |index: &u16| {
                timeline
                    .versions
                    .get(usize::from(*index))
                    .is_some_and(|version| !version.is_prerelease())
            };
            let first = (start..end).find(released).unwrap_or(start);
            let last = (start..end)
                .rfind(released)
                .unwrap_or(end.saturating_sub(1));
            let known = u16::try_from(timeline.versions.len()).unwrap_or(u16::MAX);
            let gone = (end..known).find(released);
            match gone {
                None => format!("{} and later", name(first)),
                Some(gone) if first == last => {
                    format!("{} only, gone in {}", name(first), name(gone))
                }
                Some(gone) => format!("{} to {}, gone in {}", name(first), name(last), name(gone)),
            }
        })
        .collect();
    spans.join("; ")
}

fn full(it: &Explanation) -> String {
    let mut text = format!("{}\n{} in {}\n", it.id, kind_in_words(&it.kind), it.package);
    text.push('\n');
    for (name, told) in [("was", &it.from), ("is", &it.to), ("what", &it.symbol)] {
        let Some(told) = told else { continue };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {name:<5} {}", told.symbol);
        if let Some(lives) = &told.lives {
            let deprecated = told
                .deprecated
                .as_ref()
                .map(|version| format!(", deprecated since {version}"))
                .unwrap_or_default();
            let _ = writeln!(text, "        {lives}{deprecated}");
        }
    }
    let _ = writeln!(text, "\n{}", it.note);
    if let Some(docs) = &it.docs {
        let _ = writeln!(text, "\n{}", plain(docs));
    }
    for example in &it.examples {
        let _ = writeln!(
            text,
            "\nBefore ({}):\n{}",
            example.old,
            indented(&example.before)
        );
        if let Some(after) = &example.after {
            let _ = writeln!(text, "After ({}):\n{}", example.new, indented(after));
        }
    }
    if !it.references.is_empty() {
        let _ = writeln!(text, "\nSee:\n{}", indented(&it.references.join("\n")));
    }
    text
}

fn concise(it: &Explanation) -> String {
    let symbol = |told: &Option<Told>| told.as_ref().map(|it| it.symbol.clone());
    let way = match (symbol(&it.from).or(symbol(&it.symbol)), symbol(&it.to)) {
        (Some(from), Some(to)) => format!("{from} -> {to}: "),
        (Some(one), None) | (None, Some(one)) => format!("{one}: "),
        (None, None) => String::new(),
    };
    format!("{}: {way}{}\n", it.id, it.note)
}

fn kind_in_words(kind: &str) -> &str {
    match kind {
        "rename" => "a new name",
        "move" => "another place",
        "reshape-call" => "a call with another shape",
        "reshape-result" => "another result",
        "option-field" => "an option with another name",
        "result-field" => "a field of the result elsewhere",
        "event" => "an event with another name",
        "enum-member" => "a member of an enum with another name",
        "type-rename" => "a type with another name",
        "import-path" => "an import from elsewhere",
        "require-one-of" => "exactly one of some fields is needed",
        "meaning-swap" => "the same name with another meaning",
        "nullability" => "may be null or undefined",
        "contract" => "another literal",
        "env-var" => "an environment variable",
        "file" => "a file of the project",
        "engine" => "the runtime's version",
        "peer" => "a peer dependency",
        other => other,
    }
}

fn indented(code: &str) -> String {
    code.lines()
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
