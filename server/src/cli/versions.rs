//! `versions`: which versions of covered packages are installed, how that is known, and what there is beyond.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use workos_lsp_engine::project::{Dependency, Provenance};

use super::{
    args::{Format, VersionsArgs},
    check::json,
    failure::Failure,
    known,
    scene::{Purpose, Scene, Set, scene},
    target,
};
use crate::{
    render::{
        observe, out,
        paths::relative,
        report::Problem,
        words::{self, list},
    },
    walk,
};

/// What `versions --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Versions {
    /// The version of this format.
    pub version: u32,
    /// Covered packages, by manifest.
    pub packages: Vec<Row>,
    /// Packages of WorkOS that are not covered: nothing is reported of their API.
    pub uncovered: Vec<Uncovered>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// A covered package as one manifest has it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Row {
    /// Its name.
    pub package: String,
    /// The manifest that names it.
    pub manifest: Option<String>,
    /// The range in it.
    pub range: Option<String>,
    /// The installed version.
    pub installed: Option<String>,
    /// How it is known.
    pub provenance: Provenance,
    /// The file that it was read from.
    pub source: Option<String>,
    /// What the lockfile says, if it disagrees.
    pub lockfile: Option<String>,
    /// The newest known version.
    pub newest: Option<String>,
    /// The target, the newest where none was given.
    pub target: Option<String>,
}

/// A package of WorkOS without tables, as one manifest has it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Uncovered {
    /// Its name.
    pub package: String,
    /// The manifest that names it.
    pub manifest: String,
    /// The range in it.
    pub range: String,
    /// The installed version.
    pub installed: Option<String>,
}

/// Prints the versions.
///
/// # Errors
/// Where the run fails.
pub fn run(args: &VersionsArgs) -> Result<bool, Failure> {
    let scene = scene(
        std::slice::from_ref(&args.path),
        &args.common,
        Purpose::Manifests,
    )?;
    let mut rows: Vec<Row> = scene
        .sets
        .iter()
        .flat_map(|set| rows(set, &scene))
        .collect();
    rows.sort_by(|a, b| (&a.package, &a.manifest).cmp(&(&b.package, &b.manifest)));
    let engine = scene.sets.iter().flat_map(|set| set.snapshot.problems());
    let mut problems: Vec<Problem> = scene
        .problems
        .iter()
        .cloned()
        .chain(engine)
        .map(|problem| observe::problem(&problem, &scene.base))
        .collect();
    problems.sort_unstable();
    problems.dedup();

    let uncovered = uncovered(&scene);
    let output = args.common.output;
    if output.format == Format::Json {
        let versions = Versions {
            version: 1,
            packages: rows,
            uncovered,
            problems,
        };
        out::data(&[json(&versions)?])?;
        return Ok(false);
    }
    for problem in problems {
        out::stderr(
            &format!("{}: {}", problem.path, problem.message),
            output.color,
        );
    }
    let mut text = match (rows.as_slice(), output.format) {
        ([], _) => format!(
            "No covered package is in use here (covered: {}).\n",
            list(&scene.context().covered)
        ),
        (rows, Format::Concise) => rows.iter().map(concise).collect(),
        (rows, _) => rows.iter().map(full).collect::<Vec<_>>().join("\n"),
    };
    for it in &uncovered {
        let version = it.installed.as_deref().unwrap_or(&it.range);
        text.push_str(&format!(
            "{} {version} is not covered: nothing is reported of its API ({}).\n",
            it.package, it.manifest
        ));
    }
    out::stdout(&text, output.color)?;
    Ok(false)
}

fn uncovered(scene: &Scene) -> Vec<Uncovered> {
    let places = scene.sets.iter().flat_map(|set| {
        let manifests = walk::manifests(&set.files);
        manifests.map(move |manifest| (set, manifest))
    });
    let mut found: Vec<Uncovered> = places
        .flat_map(|(set, manifest)| set.snapshot.uncovered(manifest))
        .map(|it| Uncovered {
            package: it.name.to_string(),
            manifest: relative(&it.manifest, &scene.base),
            range: it.range.to_string(),
            installed: it.installed.version.as_ref().map(ToString::to_string),
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

fn rows(set: &Set, scene: &Scene) -> Vec<Row> {
    let mut assumed: BTreeMap<&str, String> = set
        .settings
        .assume
        .iter()
        .map(|(package, version)| (package.as_str(), version.to_string()))
        .collect();
    let mut rows: Vec<Row> = set
        .dependencies
        .iter()
        .map(|it| row(it, set, scene))
        .collect();
    for row in &rows {
        assumed.remove(row.package.as_str());
    }
    rows.extend(assumed.into_iter().map(|(package, version)| Row {
        package: package.to_owned(),
        manifest: None,
        range: None,
        provenance: Provenance::Assumed,
        source: None,
        lockfile: None,
        newest: newest(set, package),
        target: goal(set, package, Some(&version)),
        installed: Some(version),
    }));
    rows
}

fn row(it: &Dependency, set: &Set, scene: &Scene) -> Row {
    let package = it.name.as_str();
    let assumed = set.settings.assume.get(package);
    let installed = assumed
        .or(it.installed.version.as_ref())
        .map(ToString::to_string);
    let source = it.installed.source.as_ref().filter(|_| assumed.is_none());
    Row {
        package: package.to_owned(),
        manifest: Some(relative(&it.manifest, &scene.base)),
        range: Some(it.range.to_string()),
        provenance: match assumed {
            Some(_) => Provenance::Assumed,
            None => it.installed.provenance,
        },
        source: source.map(|path| relative(path, &scene.base)),
        lockfile: it.installed.lockfile.as_ref().map(ToString::to_string),
        newest: newest(set, package),
        target: goal(set, package, installed.as_deref()),
        installed,
    }
}

fn newest(set: &Set, package: &str) -> Option<String> {
    known::newest(&set.knowledge, package).map(|version| version.to_string())
}

fn goal(set: &Set, package: &str, installed: Option<&str>) -> Option<String> {
    let wanted = set.wanted(package).unwrap_or("latest");
    target::meant(wanted, package, installed, &set.knowledge)
}

fn concise(row: &Row) -> String {
    format!(
        "{} {} {}\n",
        row.package,
        row.installed
            .as_deref()
            .or(row.range.as_deref())
            .unwrap_or("unknown"),
        words::provenance(row.provenance)
    )
}

fn full(row: &Row) -> String {
    let mut text = format!("{}\n", row.package);
    let mut line = |name: &str, value: Option<&str>, from: Option<String>| {
        if let Some(value) = value {
            let from = from.map(|from| format!("  ({from})")).unwrap_or_default();
            text.push_str(&format!("  {name:<10} {value}{from}\n"));
        }
    };
    let from = match &row.source {
        Some(source) => format!("{}: {source}", words::provenance(row.provenance)),
        None => words::provenance(row.provenance).to_owned(),
    };
    line(
        "installed",
        Some(row.installed.as_deref().unwrap_or("unknown")),
        Some(from),
    );
    line(
        "lockfile",
        row.lockfile.as_deref(),
        Some("disagrees with what is installed: run install".to_owned()),
    );
    line("range", row.range.as_deref(), row.manifest.clone());
    line("newest", row.newest.as_deref(), None);
    line("target", row.target.as_deref(), None);
    text
}
