//! `check`: what is found, how it is written, and the exit status.

use crate::kit::{Folder, READS_SECRET, app, expect, lockfile, manifest, project, run, run_with};

#[test]
fn the_example_app_in_every_format() {
    for (name, args) in [
        ("check.txt", &["check"][..]),
        ("check-to-8.txt", &["check", "--to", "8.0.0"]),
        (
            "check-to-8.concise.txt",
            &["check", "--to", "8.0.0", "--format", "concise"],
        ),
        (
            "check-to-8.json",
            &["check", "--to", "8.0.0", "--format", "json"],
        ),
        (
            "check-to-latest.concise.txt",
            &["check", "--to", "latest", "--format", "concise"],
        ),
    ] {
        let run = run(&app(), args);
        assert_eq!(run.err, "", "{args:?}");
        expect(name, &run.out);
    }
}

#[test]
fn nothing_is_said_of_lookalikes_and_of_what_is_unaffected() {
    let report = run(&app(), &["check", "--to", "latest", "--format", "json"]).json();
    for finding in report["findings"].as_array().unwrap() {
        let path = finding["path"].as_str().unwrap();
        assert!(
            path != "src/lookalikes.ts" && path != "src/services/audit.ts",
            "{finding}"
        );
    }
}

#[test]
fn the_status_follows_fail_on() {
    let folder = project("7.82.0", READS_SECRET);
    for (args, code) in [
        (&["check"][..], 0),
        (&["check", "--fail-on", "hint"], 1),
        (&["check", "--to", "8.0.0"], 1),
        (&["check", "--to", "8.0.0", "--fail-on", "error"], 0),
        (&["check", "--to", "8.0.0", "--fail-on", "never"], 0),
        (
            &[
                "check",
                "--assume",
                "@workos-inc/node=8.0.0",
                "--fail-on",
                "error",
            ],
            1,
        ),
        (&["check", "--to", "7.82.0"], 0),
    ] {
        let run = folder.run(args);
        assert_eq!(run.code, code, "{args:?}: {run:?}");
    }
}

#[test]
fn a_healthy_project_is_one_line() {
    let folder = project("7.82.0", READS_SECRET);
    let run = folder.run(&["check"]);
    assert_eq!(
        run.out,
        "Checked 2 files: nothing to report on @workos-inc/node 7.82.0. \
         1 place breaks on the way to 11.0.0; --to latest lists it.\n"
    );
    assert_eq!(run.err, "");
}

#[test]
fn findings_lie_inside_the_paths_and_sources_are_read_around_them() {
    let folder = Folder::with(&[
        ("package.json", &manifest("8.0.0")),
        ("package-lock.json", &lockfile("8.0.0")),
        (
            "lib/client.ts",
            "import { WorkOS } from '@workos-inc/node';\nexport const workos = new WorkOS('k');\nworkos.vault.readSecret({ id: '1' });\n",
        ),
        (
            "app/a.ts",
            "import { workos } from '../lib/client';\nworkos.vault.readSecret({ id: '1' });\n",
        ),
    ]);
    let paths = |args: &[&str]| -> Vec<String> {
        let run = folder.run(&[&["check", "--format", "json"], args].concat());
        run.json()["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["path"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(paths(&["app"]), ["app/a.ts"]);
    assert_eq!(paths(&["lib/client.ts"]), ["lib/client.ts"]);
    assert_eq!(paths(&["."]), ["app/a.ts", "lib/client.ts"]);
    let inner = run(
        &folder.path().join("app"),
        &["check", "--format", "concise", "../lib"],
    );
    assert!(
        inner.out.starts_with("../lib/client.ts:3:14: error["),
        "{inner:?}"
    );
}

#[test]
fn secrets_are_masked_in_every_format() {
    let source = "import { WorkOS } from '@workos-inc/node';\nnew WorkOS('sk_live_0123456789').vault.readSecret({ id: 'sk_test_abcdef' });\n";
    let folder = project("8.0.0", source);
    for format in ["full", "concise", "json"] {
        let run = folder.run(&["check", "--format", format]);
        assert_eq!(run.code, 1);
        assert!(
            !run.out.contains("0123456789") && !run.out.contains("abcdef"),
            "{run:?}"
        );
    }
    let diff = folder.run(&["fix", "--diff"]);
    assert!(diff.out.contains("sk_live_**********"), "{diff:?}");
    assert!(!diff.out.contains("0123456789"), "{diff:?}");
}

#[test]
fn columns_are_utf16_units() {
    let source = "import { WorkOS } from '@workos-inc/node';\nconst w = new WorkOS('k'); /* \u{1f389}é */ w.vault.readSecret({ id: '1' });\n";
    let folder = project("8.0.0", source);
    let finding = &folder.run(&["check", "--format", "json"]).json()["findings"][0];
    assert_eq!(finding["start"]["line"], 2);
    // 30 units before the comment's text, 3 in it, 12 behind it.
    assert_eq!(finding["start"]["column"], 46, "{finding}");
    assert_eq!(finding["end"]["column"], 56);
    let full = folder.run(&["check"]);
    assert!(full.out.contains("--> a.ts:2:46\n"), "{full:?}");
}

#[test]
fn colours_are_where_they_are_wanted() {
    let folder = project("8.0.0", READS_SECRET);
    let escape = '\u{1b}';
    assert!(!folder.run(&["check"]).out.contains(escape), "no terminal");
    assert!(
        folder
            .run(&["check", "--color", "always"])
            .out
            .contains(escape)
    );
    let quiet = run_with(
        folder.path(),
        &["check"],
        &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")],
    );
    assert!(!quiet.out.contains(escape));
}

#[test]
fn two_runs_say_the_same() {
    let args = ["check", "--to", "latest", "--format", "json"];
    assert_eq!(run(&app(), &args).out, run(&app(), &args).out);
}
