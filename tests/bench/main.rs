//! The bench: drives the real binary and prints CONTRACT §9's measures, each beside what bounds it on this machine in
//! this run. It judges nothing; bounds that a bare parse carries are scaled by the one measured here.
//!
//! `cargo bench` runs all; `cargo bench -- NAME…` some (keystrokes, burst, start, answers, importers, scan, drift);
//! `--minutes N` sets how long memory is watched (a quarter of a minute without); `--write DIR` only writes the files.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a broken bench may stop, and it runs the binary"
)]

mod client;
mod editing;
mod floor;
mod generate;
mod measure;
mod project;
mod scan;

use std::time::Duration;

fn main() {
    let mut names = Vec::new();
    let mut watched = Duration::from_secs(15);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--minutes" => {
                let minutes: f64 = arguments
                    .next()
                    .and_then(|it| it.parse().ok())
                    .unwrap_or(10.0);
                watched = Duration::from_secs_f64(minutes * 60.0);
            }
            // For other tools, profilers among them, to look at the same files.
            "--write" => return project::write(&arguments.next().unwrap_or_default()),
            // Cargo's own.
            "--bench" | "--test" => {}
            name => names.push(name.to_owned()),
        }
    }
    let wanted = |name: &str| names.is_empty() || names.iter().any(|it| it == name);
    let folder = project::Folder::new();
    let scale = floor::scale();
    println!(
        "this machine, now: {scale:.2} times the quoted bare parse; bounds in ms are scaled by it"
    );
    if wanted("start") {
        editing::start(&folder, scale);
    }
    if wanted("keystrokes") {
        editing::keystrokes(&folder);
    }
    if wanted("burst") {
        editing::burst(&folder, scale);
    }
    if wanted("answers") {
        editing::answers(&folder, scale);
    }
    if wanted("importers") {
        editing::importers(&folder, scale);
    }
    if wanted("scan") {
        scan::scan(scale);
    }
    if wanted("drift") {
        editing::drift(&folder, watched);
    }
}
