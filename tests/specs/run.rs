//! Runs one test against the engine, in memory, and compares or rewrites what it expects.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use serde::Deserialize;
use workos_lsp_engine::{
    analysis::{
        Compiler, Config, Finding, FixFilter, Settings, Severity, Snapshot, Surface, Workspace,
    },
    knowledge::Knowledge,
    project::MemoryFiles,
};

use super::markdown::{Block, Kind, Test, mark_of};

const ROOT: &str = "/w";

/// The tables; each is parsed once for all tests.
static KNOWLEDGE: LazyLock<Arc<Knowledge>> = LazyLock::new(|| Arc::new(Knowledge::builtin()));

/// The block `json settings`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SpecSettings {
    to: BTreeMap<String, String>,
    assume: BTreeMap<String, String>,
    /// With it the surface is an editor where these checkers run.
    checkers: Option<Vec<String>>,
}

/// A finding as a spec writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Line in the text without marks, from 0.
    line: usize,
    /// Columns in characters.
    start: usize,
    end: usize,
    /// `state[change] message`.
    text: String,
}

/// What the engine said.
pub struct Outcome {
    marks: BTreeMap<String, Vec<Mark>>,
    hover: Option<String>,
    fixed: Vec<(Kind, String)>,
}

/// The text of a file block without marks and cursor, the marks, and the cursor's byte offset.
fn content(block: &Block) -> (String, Vec<Mark>, Option<usize>) {
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut cursor = None;
    let mut lines = 0;
    for line in &block.lines {
        if let Some((start, end, expected)) = mark_of(line) {
            marks.push(Mark {
                line: lines - 1,
                start,
                end,
                text: expected.trim().to_owned(),
            });
            continue;
        }
        let line = match line.find("$0") {
            Some(at) if cursor.is_none() => {
                cursor = Some(text.len() + at);
                format!("{}{}", &line[..at], &line[at + 2..])
            }
            _ => line.clone(),
        };
        text.push_str(&line);
        text.push('\n');
        lines += 1;
    }
    (text, marks, cursor)
}

fn mark(finding: &Finding, text: &str) -> Mark {
    let before = &text[..finding.range.start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let start = text[line_start..finding.range.start].chars().count();
    let width = text[finding.range.clone()].chars().count().max(1);
    let state = serde_json::to_value(finding.state)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default();
    let change = finding
        .change
        .as_deref()
        .map(|id| format!("[{id}]"))
        .unwrap_or_default();
    Mark {
        line: before.matches('\n').count(),
        start,
        end: start + width,
        text: format!("{state}{change} {}", finding.message.replace('\n', " ")),
    }
}

fn path_of(name: &str) -> PathBuf {
    Path::new(ROOT).join(name)
}

fn settings(test: &Test) -> Settings {
    let mut spec = SpecSettings::default();
    let mut config = Config::default();
    for block in &test.blocks {
        match &block.kind {
            Kind::Settings => {
                spec = serde_json::from_str(&block.text()).expect("the block settings")
            }
            Kind::File(name) if name == "workos-lsp.json" => {
                config = serde_json::from_str(&block.text()).expect("workos-lsp.json")
            }
            _ => {}
        }
    }
    let surface = spec
        .checkers
        .map_or(Surface::CommandLine, |checkers| Surface::Editor {
            checkers,
        });
    let mut settings = Settings::new(surface);
    // A spec shows what is found, not how loud it is: nothing is off unless the test says so.
    for state in [
        "removed",
        "not-yet",
        "deprecated",
        "upcoming",
        "changed",
        "misuse",
    ] {
        config
            .severity
            .entry(state.to_owned())
            .or_insert(Severity::Warning);
    }
    settings.config = config;
    settings.config_dir = Some(PathBuf::from(ROOT));
    settings.to = spec.to;
    settings.assume = spec
        .assume
        .iter()
        .map(|(name, version)| (name.clone(), version.parse().expect("a version")))
        .collect();
    settings
}

fn snapshot(test: &Test, settings: Settings) -> Snapshot {
    let files = test.blocks.iter().filter_map(|block| match &block.kind {
        Kind::File(name) => Some((path_of(name), content(block).0)),
        _ => None,
    });
    let files: Vec<(PathBuf, String)> = files.collect();
    let declaring =
        |(path, text): &(PathBuf, String)| text.contains("declare ").then(|| path.clone());
    let ambient: Vec<PathBuf> = files.iter().filter_map(declaring).collect();
    let disk = Arc::new(MemoryFiles::new(files));
    let mut workspace = Workspace::new(
        vec![PathBuf::from(ROOT)],
        disk,
        Arc::clone(&KNOWLEDGE),
        settings,
    );
    workspace.set_ambient(ambient);
    workspace.snapshot()
}

/// Runs a test.
pub fn run(test: &Test) -> Outcome {
    let snapshot = snapshot(test, settings(test));
    let mut outcome = Outcome {
        marks: BTreeMap::new(),
        hover: None,
        fixed: Vec::new(),
    };
    for block in &test.blocks {
        match &block.kind {
            Kind::File(name) => {
                let (text, _, cursor) = content(block);
                let report = snapshot.check(&path_of(name));
                outcome.marks.insert(
                    name.clone(),
                    report
                        .findings
                        .iter()
                        .map(|finding| mark(finding, &text))
                        .collect(),
                );
                if let Some(cursor) = cursor {
                    outcome.hover = snapshot
                        .hover(&path_of(name), cursor)
                        .map(|hover| hover.markdown);
                }
            }
            Kind::Fixed { path, allow_unsafe } => {
                let filter = FixFilter {
                    only: Vec::new(),
                    allow_unsafe: *allow_unsafe,
                };
                let fixed = snapshot.fix_all(&path_of(path), &filter);
                outcome.fixed.push((
                    block.kind.clone(),
                    fixed.map(|fixed| fixed.text).unwrap_or_default(),
                ));
            }
            Kind::Renames(path) => {
                let filter = FixFilter {
                    only: Vec::new(),
                    allow_unsafe: true,
                };
                let fixed = snapshot.fix_all(&path_of(path), &filter);
                let renames = fixed.into_iter().flat_map(|fixed| fixed.renames);
                let shown = renames.map(|rename| {
                    let to = rename.to.strip_prefix(ROOT).unwrap_or(&rename.to);
                    format!("{}\n", to.display())
                });
                outcome.fixed.push((block.kind.clone(), shown.collect()));
            }
            Kind::Hover | Kind::Settings => {}
        }
    }
    outcome
}

/// What is said of a test's sources if this version is installed.
pub fn said_at(test: &Test, package: &str, version: &str) -> Vec<String> {
    let mut settings = settings(test);
    let version = version.parse().expect("a version");
    settings.assume.insert(package.to_owned(), version);
    let snapshot = snapshot(test, settings);
    let files = test.blocks.iter().filter_map(|block| match &block.kind {
        Kind::File(name) => Some((name, content(block).0)),
        _ => None,
    });
    let said = files.flat_map(|(name, text)| {
        let report = snapshot.check(&path_of(name));
        let lines = report.findings.iter().map(|finding| {
            let mark = mark(finding, &text);
            format!("{name}:{}: {}", mark.line + 1, mark.text)
        });
        lines.collect::<Vec<_>>()
    });
    said.collect()
}

/// What is above a hint in an editor whose TypeScript checker reports the same place, and how many places it reports.
pub fn said_twice(test: &Test) -> (usize, Vec<String>) {
    let mut settings = settings(test);
    let checkers = vec!["typescript".to_owned()];
    settings.surface = Surface::Editor { checkers };
    settings.config.severity.clear();
    let snapshot = snapshot(test, settings);
    let mut seen = 0;
    let mut loud = Vec::new();
    for block in &test.blocks {
        let Kind::File(name) = &block.kind else {
            continue;
        };
        let (text, _, _) = content(block);
        let findings = snapshot.check(&path_of(name)).findings;
        for finding in findings.iter().filter(|it| it.compiler == Compiler::Sees) {
            seen += 1;
            if !matches!(finding.severity, Severity::Hint | Severity::Off) {
                let mark = mark(finding, &text);
                loud.push(format!("{name}:{}: {}", mark.line + 1, mark.text));
            }
        }
    }
    (seen, loud)
}

fn same(expected: &Mark, found: &Mark) -> bool {
    let text = match expected.text.strip_suffix('…') {
        Some(start) => found.text.starts_with(start.trim_end()),
        None => expected.text == found.text,
    };
    text && (expected.line, expected.start, expected.end) == (found.line, found.start, found.end)
}

/// What differs from what the test expects.
pub fn compare(test: &Test, outcome: &Outcome) -> Vec<String> {
    let mut failures = Vec::new();
    for block in &test.blocks {
        match &block.kind {
            Kind::File(name) => {
                let expected = content(block).1;
                let found = outcome.marks.get(name).map_or(&[][..], Vec::as_slice);
                for mark in found
                    .iter()
                    .filter(|mark| !expected.iter().any(|wanted| same(wanted, mark)))
                {
                    failures.push(format!("  {name}: not expected: {mark:?}"));
                }
                for mark in expected
                    .iter()
                    .filter(|wanted| !found.iter().any(|mark| same(wanted, mark)))
                {
                    failures.push(format!("  {name}: missing: {mark:?}"));
                }
            }
            Kind::Hover => {
                let found = outcome.hover.as_deref().unwrap_or("");
                if found.trim() != block.text().trim() {
                    failures.push(format!("  hover:\n{found}\n  expected:\n{}", block.text()));
                }
            }
            Kind::Fixed { path, .. } | Kind::Renames(path) => {
                let found = outcome
                    .fixed
                    .iter()
                    .find(|(kind, _)| *kind == block.kind)
                    .map_or("", |(_, text)| text);
                if found != block.text() {
                    failures.push(format!(
                        "  {path} fixed:\n{found}  expected:\n{}",
                        block.text()
                    ));
                }
            }
            Kind::Settings => {}
        }
    }
    failures
}

/// Rewrites the expected parts of a test's blocks.
pub fn bless(test: &Test, outcome: &Outcome, lines: &mut Vec<String>) {
    let mut blocks: Vec<&Block> = test
        .blocks
        .iter()
        .filter(|block| block.first_line != usize::MAX)
        .collect();
    blocks.sort_by_key(|block| std::cmp::Reverse(block.first_line));
    for block in blocks {
        let new: Vec<String> = match &block.kind {
            Kind::File(name) => {
                let found = outcome.marks.get(name).map_or(&[][..], Vec::as_slice);
                blessed_file(block, found)
            }
            Kind::Hover => outcome
                .hover
                .as_deref()
                .unwrap_or("")
                .trim()
                .lines()
                .map(str::to_owned)
                .collect(),
            Kind::Fixed { .. } | Kind::Renames(_) => outcome
                .fixed
                .iter()
                .find(|(kind, _)| *kind == block.kind)
                .map(|(_, text)| text.lines().map(str::to_owned).collect())
                .unwrap_or_default(),
            Kind::Settings => continue,
        };
        lines.splice(block.first_line..block.first_line + block.lines.len(), new);
    }
}

fn blessed_file(block: &Block, marks: &[Mark]) -> Vec<String> {
    let mut new = Vec::new();
    let expected = content(block).1;
    for (number, line) in block
        .lines
        .iter()
        .filter(|line| mark_of(line).is_none())
        .enumerate()
    {
        new.push(line.clone());
        for mark in marks.iter().filter(|mark| mark.line == number) {
            // What was cut off stays cut off.
            let mark = expected
                .iter()
                .find(|wanted| same(wanted, mark))
                .unwrap_or(mark);
            let sign = if mark.start >= 2 { "//" } else { "" };
            let blanks = " ".repeat(mark.start - sign.len());
            new.push(format!(
                "{sign}{blanks}{} {}",
                "^".repeat(mark.end - mark.start),
                mark.text
            ));
        }
    }
    new
}
