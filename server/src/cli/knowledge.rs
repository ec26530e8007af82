//! `knowledge verify` and `knowledge gaps`: looking after the tables.

use std::{path::Path, sync::Arc};

use schemars::JsonSchema;
use serde::Serialize;
use workos_lsp_engine::knowledge::Knowledge;

use super::{
    args::{Format, GapsArgs, Output, VerifyArgs},
    check::json,
    examples,
    failure::Failure,
    guard, known,
    scene::folder,
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
        wrong: knowledge
            .verify()
            .into_iter()
            .map(|it| Wrong {
                file: it.file.to_string(),
                path: it.path,
                expected: it.expected,
            })
            .collect(),
    };
    for package in knowledge.packages() {
        let name = knowledge.name(package);
        for change in knowledge.changes(package).all() {
            verified.changes += 1;
            for (index, example) in change.examples.iter().enumerate() {
                verified.examples += 1;
                let judged = guard::guarded(|| examples::judge(&knowledge, name, change, example));
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

/// Lists what no table speaks of, and says whether there is any.
///
/// # Errors
/// Where the tables cannot be read.
pub fn gaps(args: &GapsArgs) -> Result<bool, Failure> {
    let _ = loaded(args.knowledge.as_deref(), args.output)?;
    Ok(false)
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
