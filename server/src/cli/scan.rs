//! Checks all files of a scene in parallel. A file on which the analysis breaks is a problem, not the end.

use std::{
    fs,
    path::{Path, PathBuf},
};

use workos_lsp_engine::{
    analysis::{Sifted, Snapshot},
    project::{Problem, Sheet},
};

use super::{
    guard,
    progress::Progress,
    scene::{Scene, Set},
};
use crate::{
    disk::Disk,
    parallel::each,
    render::{observe, report},
    walk,
};

/// What was found, file by file.
#[derive(Debug, Default)]
pub struct Found {
    /// Findings.
    pub findings: Vec<report::Finding>,
    /// Problems, those of the scene and of the engine included.
    pub problems: Vec<report::Problem>,
}

/// Checks every file. `pictured` says whether somebody wants to see the source lines.
#[must_use]
pub fn scan(scene: &mut Scene, pictured: bool) -> Found {
    let mut found = Found::default();
    let progress = Progress::start("checked", scene.files());
    for set in &mut scene.sets {
        let worth = worth_it(set, &progress);
        let (set, base) = (&*set, &scene.base);
        let parts = each(&worth, |path| {
            progress.step();
            check(set, path, base, pictured)
        });
        for part in parts {
            found.findings.extend(part.findings);
            found.problems.extend(part.problems);
        }
    }
    drop(progress);
    let said = scene.problems.iter().cloned();
    let engine = scene.sets.iter().flat_map(|set| set.snapshot.problems());
    let problems = said.chain(engine);
    found
        .problems
        .extend(problems.map(|problem| observe::problem(&problem, &scene.base)));
    found
}

/// Runs the engine on a file; what breaks inside becomes a problem of the file.
///
/// # Errors
/// The problem.
pub fn guarded<T>(path: &Path, work: impl FnOnce() -> T) -> Result<T, Problem> {
    guard::guarded(work).map_err(|why| Problem {
        path: path.to_owned(),
        message: format!("the analysis of this file broke off ({why}); please report it"),
    })
}

/// The files of a set that can hold something to report at all: told by their words and by what they load, which costs
/// far less than parsing them. What files declare for others is made known to the set.
#[must_use]
pub fn worth_it(set: &mut Set, progress: &Progress) -> Vec<PathBuf> {
    let sifted = each(&set.files, |path| {
        let sifted = sift(set, path);
        if !sifted.may_report {
            progress.step();
        }
        sifted
    });
    let looked_at = || set.files.iter().zip(&sifted);
    let may_declare = looked_at().filter(|(_, sifted)| sifted.declares);
    let mut declaring: Vec<PathBuf> = may_declare.map(|(path, _)| path.clone()).collect();
    declaring.extend(elsewhere(set));
    let declaring = each(&declaring, |path| {
        let declares = guard::guarded(|| set.snapshot.declares_for_others(path));
        declares.unwrap_or(false).then(|| path.clone())
    });
    let declaring: Vec<PathBuf> = declaring.into_iter().flatten().collect();
    // What is declared for all files is seen by those that load nothing, too.
    let declared = !declaring.is_empty();
    set.workspace.set_ambient(declaring);
    set.snapshot = set.workspace.snapshot();
    let set = &*set;
    // In the order of the files: neighbours share what they import.
    let worth: Vec<(&PathBuf, bool)> = set
        .files
        .iter()
        .zip(&sifted)
        .filter(|(_, sifted)| sifted.may_report)
        .map(|(path, sifted)| (path, sifted.names || declared))
        .collect();
    let seeing = each(&worth, |&(path, sees)| {
        let sees = sees || guard::guarded(|| set.snapshot.reaches(path)).unwrap_or(true);
        if !sees {
            progress.step();
        }
        sees
    });
    let seeing = worth.into_iter().zip(seeing).filter(|(_, sees)| *sees);
    seeing.map(|((path, _), _)| path.clone()).collect()
}

/// Files of the repository that are not looked at themselves but may declare something for those that are.
fn elsewhere(set: &Set) -> Vec<PathBuf> {
    if set.paths.contains(&set.root) || set.packages().next().is_none() {
        return Vec::new();
    }
    let others = walk::walk(std::slice::from_ref(&set.root), |path| {
        set.snapshot.is_relevant(path) && !walk::holds(&set.files, path)
    });
    let declaring = each(&others.files, |path| {
        sift(set, path).declares.then(|| path.clone())
    });
    declaring.into_iter().flatten().collect()
}

fn sift(set: &Set, path: &Path) -> Sifted {
    // What cannot be read, or is no source, is for whoever looks at it.
    let always = Sifted {
        may_report: true,
        names: true,
        declares: false,
    };
    if Sheet::of_path(path).is_some() {
        return always;
    }
    let sifted = Disk.with_walked(path, set.max_file_size, |bytes| {
        guard::guarded(|| set.snapshot.sift(path, bytes)).unwrap_or(always)
    });
    sifted.unwrap_or(always)
}

fn check(set: &Set, path: &Path, base: &Path, pictured: bool) -> Found {
    if let Some(problem) = too_large(path, set.max_file_size) {
        return Found {
            findings: Vec::new(),
            problems: vec![observe::problem(&problem, base)],
        };
    }
    match guarded(path, || observed(&set.snapshot, path, base, pictured)) {
        Ok(found) => found,
        Err(problem) => Found {
            findings: Vec::new(),
            problems: vec![observe::problem(&problem, base)],
        },
    }
}

fn observed(snapshot: &Snapshot, path: &Path, base: &Path, pictured: bool) -> Found {
    let report = snapshot.check(path);
    let problems = report
        .problems
        .iter()
        .map(|problem| observe::problem(problem, base))
        .collect();
    let text = report.text.unwrap_or_default();
    let findings = report
        .findings
        .iter()
        .map(|it| {
            let mut finding = observe::finding(it, &text, snapshot, base);
            if pictured {
                observe::picture(&mut finding, it, &text);
            }
            finding
        })
        .collect();
    Found { findings, problems }
}

fn too_large(path: &Path, most: u64) -> Option<Problem> {
    let size = fs::metadata(path).ok()?.len();
    (size > most).then(|| Problem {
        path: path.to_owned(),
        message: format!(
            "{:.1} MiB, above maxFileSize ({:.1} MiB); it is not analysed",
            mebibytes(size),
            mebibytes(most)
        ),
    })
}

#[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
fn mebibytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
