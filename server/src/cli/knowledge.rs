//! `knowledge verify` and `knowledge gaps`: looking after the tables.

use std::{path::Path, sync::Arc};

use schemars::JsonSchema;
use serde::Serialize;
use workos_lsp_engine::knowledge::{Gap, Knowledge, TableProblem, VersionIdx, render_gaps};

use super::{
    args::{Format, GapsArgs, Output, VerifyArgs},
    check::json,
    examples,
    failure::Failure,
    guard, known,
    scene::folder,
    target,
};
use crate::render::{
    out,
    words::{count, list},
};

/// A table entry, or a file, and what is wrong with it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Wrong {
    /// The file, below the folder of the tables.
    pub file: String,
    /// The place in it.
    pub path: String,
    /// What was expected.
    pub expected: String,
}

/// What `knowledge verify --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Verified {
    /// The version of this format.
    pub version: u32,
    /// How many changes were checked.
    pub changes: usize,
    /// How many examples were tried.
    pub examples: usize,
    /// What is wrong.
    pub wrong: Vec<Wrong>,
}

/// Checks the tables, and says whether something is wrong with them.
///
/// # Errors
/// Where they cannot be read.
pub fn verify(args: &VerifyArgs) -> Result<bool, Failure> {
    let knowledge = loaded(args.knowledge.as_deref(), args.output)?;
    let mut verified = Verified {
        version: 1,
        changes: 0,
        examples: 0,
        wrong: knowledge.verify().into_iter().map(wrong).collect(),
    };
    for package in knowledge.packages() {
        for change in knowledge.changes(package).all() {
            verified.changes += 1;
            for (index, example) in change.examples.iter().enumerate() {
                verified.examples += 1;
                let judged =
                    guard::guarded(|| examples::judge(&knowledge, package, change, example));
                let said =
                    judged.unwrap_or_else(|why| Some(format!("the engine broke off: {why}")));
                verified.wrong.extend(said.map(|expected| Wrong {
                    file: change.file.to_string(),
                    path: format!("{}.examples[{index}] ({})", change.at, change.id),
                    expected,
                }));
            }
        }
    }
    let text = match args.output.format {
        Format::Json => json(&verified)?,
        Format::Full | Format::Concise => said(&verified, &knowledge),
    };
    out::stdout(&text, args.output.color)?;
    Ok(!verified.wrong.is_empty())
}

fn said(verified: &Verified, knowledge: &Knowledge) -> String {
    let mut text: String = verified
        .wrong
        .iter()
        .map(|it| format!("{}: {}: {}\n", it.file, it.path, it.expected))
        .collect();
    let found = match verified.wrong.len() {
        0 => "nothing is wrong".to_owned(),
        1 => "1 thing is wrong".to_owned(),
        more => format!("{more} things are wrong"),
    };
    text.push_str(&format!(
        "Checked {} with {} of {}: {found}.\n",
        count(verified.changes, "change"),
        count(verified.examples, "example"),
        list(&known::packages(knowledge)),
    ));
    text
}

/// What `knowledge gaps --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Gaps {
    /// The version of this format.
    pub version: u32,
    /// What no table speaks of.
    pub gaps: Vec<Missing>,
    /// What is wrong with the tables.
    pub problems: Vec<Wrong>,
}

/// Something that disappears or changes, and no table speaks of.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Missing {
    /// The package.
    pub package: String,
    /// The last version in which it was as before.
    pub from: String,
    /// The version in which it is not.
    pub to: String,
    /// What kind of thing, in words.
    pub kind: String,
    /// The symbol, as tables would write it.
    pub symbol: String,
    /// What differs; empty where it is gone.
    pub detail: String,
}

/// Lists what no table speaks of, and says whether there is any.
///
/// # Errors
/// Where the tables cannot be read, or an argument cannot be meant.
pub fn gaps(args: &GapsArgs) -> Result<bool, Failure> {
    let knowledge = loaded(args.knowledge.as_deref(), args.output)?;
    let only = args
        .package
        .as_deref()
        .map(|typed| target::covered(typed, "gaps", &knowledge))
        .transpose()?;
    if only.is_none() && (args.from.is_some() || args.to.is_some()) {
        let names = known::packages(&knowledge).join(", ");
        return Err(Failure::new(format!(
            "--from and --to are versions of one package: name it, one of {names}"
        )));
    }
    let mut found: Vec<(String, Vec<Gap>)> = Vec::new();
    for package in knowledge.packages() {
        let name = knowledge.name(package);
        if only.as_deref().is_some_and(|only| only != name) {
            continue;
        }
        let timeline = knowledge.timeline(package);
        let at = |given: &Option<String>, option, default| match given {
            Some(text) => target::known_version(text, option, name, &knowledge)
                .map(|version| timeline.index(&version)),
            None => Ok(default),
        };
        let from = at(&args.from, "--from", VersionIdx(0))?;
        let to = at(&args.to, "--to", timeline.newest())?;
        if from > to {
            return Err(Failure::new("--from lies behind --to"));
        }
        found.push((name.to_owned(), knowledge.gaps(package, from, to)));
    }
    let number = found.iter().map(|(_, gaps)| gaps.len()).sum::<usize>();
    let problems: Vec<Wrong> = knowledge.problems().into_iter().map(wrong).collect();
    let text = match args.output.format {
        Format::Json => json(&Gaps {
            version: 1,
            gaps: found
                .iter()
                .flat_map(|(name, gaps)| missing(name, gaps))
                .collect(),
            problems,
        })?,
        format => {
            for it in &problems {
                let line = format!("{}: {}: {}", it.file, it.path, it.expected);
                out::stderr(&line, args.output.color);
            }
            listed(&found, number, format)
        }
    };
    out::stdout(&text, args.output.color)?;
    Ok(number > 0)
}

fn missing<'a>(package: &'a str, gaps: &'a [Gap]) -> impl Iterator<Item = Missing> + 'a {
    gaps.iter().map(move |gap| Missing {
        package: package.to_owned(),
        from: gap.from.to_string(),
        to: gap.to.to_string(),
        kind: gap.kind.title().to_owned(),
        symbol: gap.symbol.clone(),
        detail: gap.detail.clone(),
    })
}

fn listed(found: &[(String, Vec<Gap>)], number: usize, format: Format) -> String {
    let mut text = String::new();
    for (package, gaps) in found.iter().filter(|(_, gaps)| !gaps.is_empty()) {
        if format == Format::Concise {
            for it in missing(package, gaps) {
                let detail = match it.detail.as_str() {
                    "" => String::new(),
                    detail => format!(": {detail}"),
                };
                text.push_str(&format!("{} {} {}{detail}\n", it.package, it.to, it.symbol));
            }
        } else {
            text.push_str(&format!("{package}\n{}\n", render_gaps(gaps)));
        }
    }
    text.push_str(&match number {
        0 => "There are no gaps.\n".to_owned(),
        more => format!("{}.\n", count(more, "gap")),
    });
    text
}

fn wrong(it: TableProblem) -> Wrong {
    Wrong {
        file: it.file.to_string(),
        path: it.path,
        expected: it.expected,
    }
}

/// The tables, files that cannot be read said.
fn loaded(dir: Option<&Path>, output: Output) -> Result<Arc<Knowledge>, Failure> {
    let dir = dir.map(|dir| folder(dir, "--knowledge")).transpose()?;
    let (knowledge, problems) = known::load(dir.as_slice());
    for problem in problems {
        let line = format!("{}: {}", problem.path.display(), problem.message);
        out::stderr(&line, output.color);
    }
    Ok(Arc::new(knowledge))
}
