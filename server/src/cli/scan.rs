//! Checks all files of a scene in parallel. A file on which the analysis breaks is a problem, not the end.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use workos_lsp_engine::{
    analysis::{Sifted, Snapshot},
    project::{Files, Problem},
};

use super::{
    guard,
    progress::Progress,
    scene::{Scene, Set},
};
use crate::{
    disk::Disk,
    render::{observe, report},
};

/// What was found, in no particular order.
#[derive(Debug, Default)]
pub struct Found {
    /// Findings.
    pub findings: Vec<report::Finding>,
    /// Problems, those of the scene and of the engine included.
    pub problems: Vec<report::Problem>,
}

/// Checks every file.
#[must_use]
pub fn scan(scene: &Scene) -> Found {
    let mut found = Found::default();
    let progress = Progress::start("checked", scene.files());
    for set in &scene.sets {
        let parts = each(&worth_it(set, &progress), |path| {
            progress.step();
            check(set, path, &scene.base)
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

/// Calls `work` for everything, on all processors; the results come in no particular order.
pub fn each<'a, I: Sync, T: Send>(all: &'a [I], work: impl Fn(&'a I) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads.min(all.len()) {
            scope.spawn(|| {
                let mut own = Vec::new();
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    own.push(work(one));
                }
                results
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .append(&mut own);
            });
        }
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
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
/// far less than parsing them.
#[must_use]
pub fn worth_it(set: &Set, progress: &Progress) -> Vec<PathBuf> {
    let sifted = each(&set.files, |path| {
        let sifted = sift(set, path);
        if !sifted.may_report {
            progress.step();
        }
        (path, sifted)
    });
    // What is declared for all files is seen by those that load nothing, too.
    let declared = sifted.iter().any(|(_, sifted)| sifted.declares);
    let mut worth: Vec<_> = sifted
        .into_iter()
        .filter(|(_, sifted)| sifted.may_report)
        .map(|(path, sifted)| (path, sifted.names || declared))
        .collect();
    // Neighbours share what they import.
    worth.sort_unstable();
    let seeing = each(&worth, |(path, sees)| {
        let sees = *sees || guard::guarded(|| set.snapshot.reaches(path)).unwrap_or(true);
        if !sees {
            progress.step();
        }
        sees.then(|| path.to_path_buf())
    });
    let mut seeing: Vec<PathBuf> = seeing.into_iter().flatten().collect();
    seeing.sort_unstable();
    seeing
}

fn sift(set: &Set, path: &Path) -> Sifted {
    // What cannot be read, or is no source, is for whoever looks at it.
    let always = Sifted {
        may_report: true,
        names: true,
        declares: false,
    };
    let size = fs::metadata(path).map_or(u64::MAX, |known| known.len());
    if size > set.max_file_size || path.ends_with("package.json") {
        return always;
    }
    let Ok(bytes) = Disk.read(path) else {
        return always;
    };
    guard::guarded(|| set.snapshot.sift(&bytes)).unwrap_or(always)
}

fn check(set: &Set, path: &Path, base: &Path) -> Found {
    if let Some(problem) = too_large(path, set.max_file_size) {
        return Found {
            findings: Vec::new(),
            problems: vec![observe::problem(&problem, base)],
        };
    }
    match guarded(path, || observed(&set.snapshot, path, base)) {
        Ok(found) => found,
        Err(problem) => Found {
            findings: Vec::new(),
            problems: vec![observe::problem(&problem, base)],
        },
    }
}

fn observed(snapshot: &Snapshot, path: &Path, base: &Path) -> Found {
    let report = snapshot.check(path);
    let problems = report
        .problems
        .iter()
        .map(|problem| observe::problem(problem, base))
        .collect();
    let findings = if report.findings.is_empty() {
        Vec::new()
    } else {
        let text = snapshot
            .text(path)
            .map(|(text, _)| text)
            .unwrap_or_default();
        report
            .findings
            .iter()
            .map(|it| observe::finding(it, &text, snapshot, base))
            .collect()
    };
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
