//! `fix`: applies what can be trusted, and says what remains.

use std::{
    fs,
    path::{Path, PathBuf},
};

use similar::TextDiff;
use workos_lsp_engine::{
    analysis::{FixFilter, Fixed, Settings},
    project::Problem,
    text::FileRename,
};

use super::{
    args::FixArgs,
    check,
    failure::Failure,
    known,
    progress::Progress,
    scan::{guarded, scan, worth_it},
    scene::{Purpose, Scene, Set, scene},
    target, write,
};
use crate::{
    parallel::each,
    render::{
        mask::mask,
        observe, out,
        paths::relative,
        report::{self, FixedFile, Report},
        summary,
    },
    walk,
};

/// A byte order mark, which texts inside the engine may go without.
const BOM: &str = "\u{feff}";

/// A file with what becomes of it.
struct Planned {
    path: PathBuf,
    before: Vec<u8>,
    after: Vec<u8>,
    applied: usize,
    renames: Vec<FileRename>,
}

/// Fixes, prints, and says whether something loud remains (with `--diff`: whether something would change).
///
/// # Errors
/// Where the run fails itself, or a file could not be written.
pub fn run(args: &FixArgs) -> Result<bool, Failure> {
    let mut scene = scene(&args.paths, &args.common, Purpose::Scan)?;
    known_ids(args, &scene)?;
    let filter = FixFilter {
        only: args.only.clone(),
        allow_unsafe: args.allow_unsafe,
    };
    let (planned, problems) = plan(&mut scene, &filter);
    scene.problems.extend(problems);
    if args.diff {
        return diff(&planned, &scene, args);
    }

    let mut refused = Vec::new();
    let mut written = Vec::new();
    let mut fixed = Vec::new();
    for plan in &planned {
        match apply(plan, &mut written) {
            Ok(renamed) => fixed.push(FixedFile {
                path: relative(&plan.path, &scene.base),
                findings: plan.applied,
                renamed: renamed.map(|to| relative(&to, &scene.base)),
            }),
            Err(why) => refused.push(format!(
                "{}: not fixed: {why}",
                relative(&plan.path, &scene.base)
            )),
        }
    }

    settle(&mut scene, &written);
    let found = scan(&mut scene, args.common.output.is_pictured());
    let mut report = Report::new(scene.files(), found.findings, found.problems);
    report.fixed = Some(fixed);
    let context = scene.context();
    check::print(
        &report,
        &context,
        args.fail_on,
        args.common.output,
        summary::fix,
    )?;
    if refused.is_empty() {
        return Ok(check::fails(&report, args.fail_on));
    }
    Err(Failure::new(refused.join("\n")))
}

/// Every `--only` must name a change.
fn known_ids(args: &FixArgs, scene: &Scene) -> Result<(), Failure> {
    let Some(set) = scene.sets.first() else {
        return Ok(());
    };
    for id in &args.only {
        known::must_be_id(&set.knowledge, id, "--only ")?;
    }
    Ok(())
}

/// What would become of every file, and the problems of those that cannot be fixed. Nothing is written.
fn plan(scene: &mut Scene, filter: &FixFilter) -> (Vec<Planned>, Vec<Problem>) {
    let progress = Progress::start("fixed", scene.files());
    let mut planned = Vec::new();
    let mut problems = Vec::new();
    for set in &mut scene.sets {
        let worth = worth_it(set, &progress);
        let set = &*set;
        let plans = each(&worth, |path| {
            progress.step();
            plan_file(set, path, filter)
        });
        for (plan, said) in plans {
            planned.extend(plan);
            problems.extend(said);
        }
    }
    planned.sort_by(|a, b| a.path.cmp(&b.path));
    (planned, problems)
}

fn plan_file(set: &Set, path: &Path, filter: &FixFilter) -> (Option<Planned>, Vec<Problem>) {
    let size = fs::metadata(path).map_or(0, |known| known.len());
    // What is too large is said by the check that follows.
    if size > set.max_file_size {
        return (None, Vec::new());
    }
    let fixed = match guarded(path, || set.snapshot.fix_all(path, filter)) {
        Ok(Some(fixed)) => fixed,
        Ok(None) => return (None, Vec::new()),
        Err(problem) => return (None, vec![problem]),
    };
    let skipped = fixed.skipped.iter().map(|it| Problem {
        path: path.to_owned(),
        message: format!(
            "a syntax error stands beside `{}`; its fix was left out",
            it.symbol
        ),
    });
    let mut problems: Vec<Problem> = skipped.collect();
    problems.dedup();
    if fixed.applied == 0 && fixed.renames.is_empty() {
        return (None, problems);
    }
    match fs::read(path) {
        Ok(before) => (Some(planned(path, before, fixed)), problems),
        Err(error) => {
            problems.push(Problem {
                path: path.to_owned(),
                message: format!("cannot be read: {error}; it is not fixed"),
            });
            (None, problems)
        }
    }
}

fn planned(path: &Path, before: Vec<u8>, fixed: Fixed) -> Planned {
    let mut after = fixed.text.into_bytes();
    if before.starts_with(BOM.as_bytes()) && !after.starts_with(BOM.as_bytes()) {
        after.splice(0..0, BOM.bytes());
    }
    Planned {
        path: path.to_owned(),
        before,
        after,
        applied: fixed.applied,
        renames: fixed.renames,
    }
}

/// Writes one file and gives it its new name; the new name, if it got one.
fn apply(plan: &Planned, written: &mut Vec<PathBuf>) -> Result<Option<PathBuf>, String> {
    if plan.before != plan.after {
        write::replace(&plan.path, &plan.before, &plan.after)?;
        written.push(plan.path.clone());
    }
    let mut renamed = None;
    for rename in &plan.renames {
        write::rename(&rename.from, &rename.to)?;
        written.extend([rename.from.clone(), rename.to.clone()]);
        renamed = Some(rename.to.clone());
    }
    Ok(renamed)
}

/// Looks at the files as they are now. With a target the code is meant for that version from now on, whatever is
/// installed: what remains is judged there.
fn settle(scene: &mut Scene, written: &[PathBuf]) {
    for set in &mut scene.sets {
        let settings = at_target(set);
        set.workspace.disk_changed(written);
        set.workspace.configure(settings.clone());
        set.settings = settings;
        set.snapshot = set.workspace.snapshot();
        for (from, to) in moved(&set.files, written) {
            set.files.retain(|path| *path != from);
            set.files.push(to);
        }
        walk::sort(&mut set.files);
    }
}

/// Files that got another name. Written paths hold old and new name one after the other.
fn moved(files: &[PathBuf], written: &[PathBuf]) -> Vec<(PathBuf, PathBuf)> {
    written
        .windows(2)
        .filter_map(|pair| match pair {
            [from, to] if files.contains(from) && !from.exists() && to.exists() => {
                Some((from.clone(), to.clone()))
            }
            _ => None,
        })
        .collect()
}

fn at_target(set: &Set) -> Settings {
    let mut settings = set.settings.clone();
    let packages: Vec<String> = set.packages().collect();
    for package in packages {
        let installed = set
            .dependencies
            .iter()
            .find(|it| it.name == package.as_str())
            .and_then(|it| it.installed.version.as_ref())
            .map(ToString::to_string);
        let meant = set
            .wanted(&package)
            .filter(|wanted| *wanted != "installed")
            .and_then(|wanted| {
                target::meant(wanted, &package, installed.as_deref(), &set.knowledge)
            })
            .and_then(|version| nodejs_semver::Version::parse(version).ok());
        if let Some(version) = meant {
            settings.assume.insert(package, version);
        }
    }
    settings
}

/// Prints what would change.
fn diff(planned: &[Planned], scene: &Scene, args: &FixArgs) -> Result<bool, Failure> {
    let mut text = String::new();
    for plan in planned {
        let name = relative(&plan.path, &scene.base);
        let renamed = plan.renames.last().map(|it| relative(&it.to, &scene.base));
        if let Some(to) = &renamed {
            text.push_str(&format!("rename from {name}\nrename to {to}\n"));
        }
        let (before, after) = (
            String::from_utf8_lossy(&plan.before),
            String::from_utf8_lossy(&plan.after),
        );
        let lines = TextDiff::from_lines(before.as_ref(), after.as_ref());
        let to = renamed.as_deref().unwrap_or(&name);
        let unified = lines
            .unified_diff()
            .context_radius(3)
            .header(&format!("a/{name}"), &format!("b/{to}"))
            .to_string();
        text.push_str(&mask(&unified));
    }
    let mut problems: Vec<report::Problem> = scene
        .problems
        .iter()
        .chain(
            &scene
                .sets
                .iter()
                .flat_map(|set| set.snapshot.problems())
                .collect::<Vec<_>>(),
        )
        .map(|problem| observe::problem(problem, &scene.base))
        .collect();
    problems.sort_unstable();
    problems.dedup();
    for problem in problems {
        out::stderr(
            &format!("{}: {}", problem.path, problem.message),
            args.common.output.color,
        );
    }
    out::stdout(&text, args.common.output.color)?;
    Ok(!text.is_empty())
}
