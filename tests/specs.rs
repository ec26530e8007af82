//! Runs the behaviour specs: Markdown files in `tests/spec/`, read by `tests/spec/README.md`'s rules.
//!
//! `WORKOS_LSP_BLESS=1 cargo test --test specs` rewrites the expected blocks.

#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test reads the repository and may fail"
)]

mod specs {
    pub mod markdown;
    pub mod run;
}

use std::path::{Path, PathBuf};

fn spec_files() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)
        .expect("the folder of specs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension().is_some_and(|ext| ext == "md")
                && path.file_name().is_some_and(|name| name != "README.md")
        })
        .collect();
    files.sort();
    files
}

#[test]
fn specs() {
    let bless = std::env::var_os("WORKOS_LSP_BLESS").is_some();
    let mut failures = Vec::new();
    let mut count = 0;
    for path in spec_files() {
        let source = std::fs::read_to_string(&path).expect("a spec is UTF-8");
        let mut lines: Vec<String> = source.lines().map(str::to_owned).collect();
        let name = path
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        // From the last to the first, so that rewriting one leaves the line numbers of the others.
        for test in specs::markdown::tests(&source).into_iter().rev() {
            count += 1;
            let outcome = specs::run::run(&test);
            if bless {
                specs::run::bless(&test, &outcome, &mut lines);
            } else {
                failures.extend(
                    specs::run::compare(&test, &outcome)
                        .into_iter()
                        .map(|why| format!("{name} § {}\n{why}", test.heading)),
                );
            }
        }
        if bless {
            std::fs::write(&path, lines.join("\n") + "\n").expect("the spec can be written");
        }
    }
    assert!(count > 0, "no spec was found");
    assert!(
        failures.is_empty(),
        "{} of {count} specs fail:\n\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}
