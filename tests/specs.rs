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

/// Versions at which look-alikes are looked at, besides those of their manifests.
const VERSIONS: [(&str, &str); 14] = [
    ("@workos-inc/node", "7.0.0"),
    ("@workos-inc/node", "7.82.0"),
    ("@workos-inc/node", "8.13.0"),
    ("@workos-inc/node", "9.0.0"),
    ("@workos-inc/node", "9.3.1"),
    ("@workos-inc/node", "11.0.0"),
    ("@workos-inc/authkit-nextjs", "0.4.0"),
    ("@workos-inc/authkit-nextjs", "0.17.2"),
    ("@workos-inc/authkit-nextjs", "2.17.0"),
    ("@workos-inc/authkit-nextjs", "4.3.2"),
    ("@workos-inc/authkit-react", "0.5.1"),
    ("@workos-inc/authkit-react", "0.16.2"),
    ("@workos-inc/authkit-js", "0.5.1"),
    ("@workos-inc/authkit-js", "0.20.3"),
];

/// What other libraries and the apps' own code call like the SDK is left alone, whatever version is installed.
#[test]
fn lookalikes_are_silent_at_every_version() {
    let mut said = Vec::new();
    let mut count = 0;
    for path in spec_files() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if !name.starts_with("lookalikes") {
            continue;
        }
        let source = std::fs::read_to_string(&path).expect("a spec is UTF-8");
        for test in specs::markdown::tests(&source) {
            count += 1;
            for (package, version) in VERSIONS {
                let found = specs::run::said_at(&test, package, version);
                said.extend(
                    found
                        .into_iter()
                        .map(|what| format!("{name} § {} at {version}: {what}", test.heading)),
                );
            }
        }
    }
    assert!(count >= 50, "only {count} look-alikes");
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// Where a type checker runs that reports the same place, nothing is louder than a hint.
#[test]
fn what_a_checker_sees_is_a_hint() {
    let mut seen = 0;
    let mut said = Vec::new();
    for path in spec_files() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let source = std::fs::read_to_string(&path).expect("a spec is UTF-8");
        for test in specs::markdown::tests(&source) {
            let (places, loud) = specs::run::said_twice(&test);
            seen += places;
            said.extend(
                loud.into_iter()
                    .map(|what| format!("{name} § {}: {what}", test.heading)),
            );
        }
    }
    assert!(seen > 300, "a checker sees only {seen} places");
    assert!(said.is_empty(), "{}", said.join("\n"));
}
