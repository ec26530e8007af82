//! What a scan of many files costs, beside a bare read of the same files.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use crate::{
    client::{binary, field, status},
    floor,
    measure::{Series, line},
    project::Folder,
};

const FILES: usize = 20_000;

/// `check` over 20,000 files: most know nothing of the SDK, or all of them load a file that does.
pub fn scan(scale: f64) {
    let bound = 600.0 * scale;
    measured(
        "scan of 20,000 files, 5 % with the SDK",
        false,
        Some(bound),
        5,
    );
    measured("  where all load one that has the SDK", true, None, 2);
}

fn measured(what: &str, chained: bool, bound: Option<f64>, rounds: usize) {
    let folder = Folder::new();
    let (all, with) = folder.fill(FILES, chained);
    let parsed_bare = if chained { &all } else { &with };
    let (mut read, mut parsed, mut scanned) =
        (Series::default(), Series::default(), Series::default());
    let (mut peak, mut findings): (f64, usize) = (0.0, 0);
    // The first round warms the cache, and is the one whose memory is looked at: that takes time.
    for round in 0..=rounds {
        let bare = floor::read_all(&all);
        let parse = floor::parse_all(parsed_bare);
        let (time, memory, found) = check(&folder, round == 0);
        if round > 0 {
            read.add(bare);
            parsed.add(parse);
            scanned.add(time);
        }
        peak = peak.max(memory);
        findings = found;
    }
    line(
        what,
        scanned.median(),
        "ms",
        bound,
        &format!(
            "bare read {:.0}; bare parse of {} files {:.0}; {findings} findings",
            read.median(),
            parsed_bare.len(),
            parsed.median()
        ),
    );
    line("peak memory there", peak, "MB", Some(80.0), "");
}

fn check(folder: &Folder, watched: bool) -> (Duration, f64, usize) {
    let began = Instant::now();
    let mut child = binary()
        .args([
            "check",
            "--format",
            "json",
            "--fail-on",
            "never",
            "--to",
            "11.0.0",
        ])
        .arg(folder.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut output = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        std::io::Read::read_to_string(&mut output, &mut text).unwrap();
        text
    });
    let mut peak: f64 = 0.0;
    // The peak cannot be asked for afterwards; a look every few milliseconds comes close.
    while watched && child.try_wait().unwrap().is_none() {
        peak = peak.max(field(&status(child.id()), "VmHWM"));
        std::thread::sleep(Duration::from_millis(2));
    }
    child.wait().unwrap();
    let took = began.elapsed();
    let text = reader.join().unwrap();
    (took, peak, text.matches("\"state\": ").count())
}
