//! Files of variables that cannot be read, are far too large, or hold something odd: named, and the rest is looked at.

use std::fs;

use crate::kit::{Folder, Run};

const MANIFEST: &str =
    "{ \"dependencies\": { \"@workos-inc/authkit-nextjs\": \"4.3.2\", \"next\": \"16.1.0\" } }\n";
const PAGE: &str = "export default function Page() { return null; }\n";
const WRONG: &str = "WORKOS_COOKIE_PASSWORD=much-too-short\n";

/// An app with one mistake in `.env.local`, and something odd at `.env`.
fn checked(odd: impl FnOnce(&std::path::Path)) -> Run {
    let folder = Folder::with(&[
        ("package.json", MANIFEST),
        ("app/page.tsx", PAGE),
        (".gitignore", ".env*\n"),
        (".env.local", WRONG),
    ]);
    odd(&folder.path().join(".env"));
    folder.run(&["check", "--format", "json"])
}

fn problems(run: &Run) -> Vec<String> {
    let report = run.json();
    let problems = report["problems"].as_array().unwrap().iter();
    problems
        .map(|it| {
            format!(
                "{}: {}",
                it["path"].as_str().unwrap(),
                it["message"].as_str().unwrap()
            )
        })
        .collect()
}

fn changes(run: &Run) -> Vec<String> {
    let report = run.json();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|it| {
            format!(
                "{} {}",
                it["path"].as_str().unwrap(),
                it["change"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn the_rest_is_looked_at_and_the_file_is_named() {
    let fill = |text: &'static [u8]| move |path: &std::path::Path| fs::write(path, text).unwrap();
    let large = |path: &std::path::Path| {
        fs::write(path, "WORKOS_CLIENT_ID=client_01\n".repeat(50_000)).unwrap();
    };
    let huge = |path: &std::path::Path| {
        fs::write(path, "WORKOS_CLIENT_ID=client_01\n".repeat(200_000)).unwrap();
    };
    let runs = [
        checked(fill(b"WORKOS_API_KEY=\xff\xfe\x00\n")),
        checked(large),
        checked(huge),
        checked(|path| fs::create_dir(path).unwrap()),
    ];
    for (index, run) in runs.iter().enumerate() {
        assert_eq!(run.code, 1, "{index}: {run:?}");
        let found = changes(run);
        assert_eq!(found, [".env.local misuse/cookie-password"], "{index}");
    }
    let [text, large, huge, folder] = runs.map(|run| problems(&run));
    for (of, why) in [
        (text, "not UTF-8 text; its variables are not used"),
        (large, "its variables are not used"),
        (huge, "its variables are not used"),
    ] {
        assert!(of.iter().all(|it| it.starts_with(".env: ")), "{of:?}");
        assert!(of.iter().any(|it| it.contains(why)), "{of:?}");
    }
    assert_eq!(folder, [""; 0], "a folder is no file of variables");
}

#[test]
fn of_a_name_that_stands_twice_the_last_counts() {
    let twice = |first: &'static str, last: &'static str| {
        let run = checked(move |path| {
            fs::remove_file(path.with_file_name(".env.local")).unwrap();
            fs::write(
                path,
                format!("WORKOS_COOKIE_PASSWORD={first}\nWORKOS_COOKIE_PASSWORD={last}\n"),
            )
            .unwrap();
        });
        (run.code, changes(&run))
    };
    let long = "0123456789abcdef0123456789abcdef-and-more";
    assert_eq!(twice("short-one", long), (0, Vec::new()));
    assert_eq!(
        twice(long, "short-one"),
        (1, vec![".env misuse/cookie-password".to_owned()])
    );
}
