//! Projects with something wrong around the sources: it is said once, and work goes on.

use crate::kit::{Folder, READS_SECRET, lockfile, manifest, project};

#[test]
fn a_broken_manifest_or_lockfile_is_said_once() {
    let folder = project("8.0.0", READS_SECRET);
    folder.put("package.json", "{ \"dependencies\": ");
    let run = folder.run(&["check"]);
    assert_ne!(run.code, 2, "{run:?}");
    assert_eq!(run.err.lines().count(), 1, "{run:?}");
    assert!(run.err.starts_with("package.json: "), "{run:?}");

    let folder = project("8.0.0", READS_SECRET);
    folder.put("package-lock.json", "<<<<<<< HEAD");
    let run = folder.run(&["check", "--format", "json"]);
    assert_eq!(run.err, "");
    let problems = run.json()["problems"].as_array().unwrap().clone();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0]["path"], "package-lock.json");
    assert_eq!(run.json()["findings"][0]["provenance"], "range", "{run:?}");
}

#[test]
fn no_manifest_at_all_is_no_failure() {
    let folder = Folder::with(&[("a.ts", READS_SECRET)]);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.out.lines().count(), 1, "{run:?}");
}

#[test]
fn the_configuration_sets_target_severity_and_what_is_ignored() {
    let folder = project("7.82.0", READS_SECRET);
    folder.put("workos-lsp.json", "{ \"target\": \"8.0.0\" }");
    assert_eq!(folder.run(&["check"]).code, 1);
    folder.put(
        "workos-lsp.json",
        "{ \"target\": \"8.0.0\", \"ignore\": [\"a.ts\"] }",
    );
    assert_eq!(folder.run(&["check"]).code, 0);
    folder.put(
        "workos-lsp.json",
        "{ \"target\": \"8.0.0\", \"severity\": { \"node/vault-read-secret\": \"error\" } }",
    );
    let json = folder.run(&["check", "--format", "json"]).json();
    assert_eq!(json["findings"][0]["severity"], "error");
    folder.put(
        "sub/workos-lsp.json",
        "{ \"severity\": { \"removed\": \"off\" } }",
    );
    folder.put("sub/b.ts", READS_SECRET);
    let run = folder.run(&["check", "sub", "--assume", "@workos-inc/node=8.0.0"]);
    assert_eq!(run.code, 0, "the nearest one counts: {run:?}");
}

#[test]
fn an_error_in_the_configuration_is_a_problem() {
    let folder = project("7.82.0", READS_SECRET);
    for (text, said) in [
        (
            "{ \"severity\": { \"removed\": \"loud\" } }",
            "severity.removed: unknown variant `loud`",
        ),
        (
            "{ \"severity\": { \"node/nonsense\": \"off\" } }",
            "`node/nonsense` is neither a state nor a known change",
        ),
        (
            "{ \"target\": \"banana\" }",
            "target: `banana` is not a version",
        ),
        (
            "{ \"knowledge\": [\"tables\"] }",
            "there is no folder `tables`",
        ),
        ("{ ", "workos-lsp.json: "),
    ] {
        folder.put("workos-lsp.json", text);
        let run = folder.run(&["check"]);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(run.err.lines().count(), 1, "{run:?}");
        assert!(run.err.contains(said), "{run:?}");
    }
    let run = folder.run(&["check", "--config", "workos-lsp.json"]);
    assert_eq!(run.code, 2, "named, it has to be right: {run:?}");
}

#[test]
fn what_is_too_large_or_no_text_is_a_problem() {
    let folder = project("8.0.0", READS_SECRET);
    folder.put("workos-lsp.json", "{ \"maxFileSize\": 40 }");
    let run = folder.run(&["check"]);
    assert!(
        run.err.contains("a.ts: ") && run.err.contains("maxFileSize"),
        "{run:?}"
    );
    assert_eq!(run.code, 0);

    let folder = project("8.0.0", "");
    folder.put("a.ts", [READS_SECRET.as_bytes(), b"// \xff\xfe"].concat());
    let run = folder.run(&["check"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("a.ts: "), "{run:?}");
}

#[cfg(unix)]
#[test]
fn a_link_in_a_circle_and_one_that_leads_out_are_not_followed() {
    let folder = project("8.0.0", "export {};\n");
    let other = Folder::with(&[("secret.ts", READS_SECRET)]);
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    std::os::unix::fs::symlink(other.path(), folder.path().join("out")).unwrap();
    let run = folder.run(&["check"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.starts_with("Checked 2 files"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn a_link_as_an_argument_is_followed() {
    let folder = project("8.0.0", READS_SECRET);
    let other = Folder::new();
    let link = other.path().join("app");
    std::os::unix::fs::symlink(folder.path(), &link).unwrap();
    assert_eq!(crate::kit::run(&link, &["check"]).code, 1);
    assert_eq!(other.run(&["check", "app"]).code, 1);
}

#[test]
fn installed_and_lockfile_disagreeing_is_one_finding() {
    let folder = project("8.13.0", "export {};\n");
    folder.put(
        "node_modules/@workos-inc/node/package.json",
        "{ \"name\": \"@workos-inc/node\", \"version\": \"8.0.0\" }",
    );
    let json = folder.run(&["check", "--format", "json"]).json();
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["change"], "project/lockfile-disagrees");
    assert_eq!(findings[0]["path"], "package.json");
}

#[test]
fn a_version_beyond_the_tables_is_no_failure() {
    let folder = Folder::with(&[
        ("package.json", &manifest("99.0.0")),
        ("package-lock.json", &lockfile("99.0.0")),
        (
            "a.ts",
            "import { WorkOS } from '@workos-inc/node';\nnew WorkOS('k').users.list();\n",
        ),
    ]);
    let json = folder.run(&["check", "--format", "json"]).json();
    for finding in json["findings"].as_array().unwrap() {
        assert_ne!(finding["state"], "not-yet", "{finding}");
    }
}

#[test]
fn what_a_file_declares_for_others_holds_in_files_that_load_nothing() {
    let folder = project("8.0.0", "export {};\n");
    folder.put(
        "types/express.d.ts",
        "import type { WorkOS } from '@workos-inc/node';\ndeclare global {\n  namespace Express {\n    interface Request { workos: WorkOS }\n  }\n}\n",
    );
    folder.put(
        "src/a.ts",
        "import type { Request } from 'express';\nexport const a = (req: Request) => req.workos.vault.readSecret({ id: '1' });\n",
    );
    let found = |args: &[&str]| {
        let json = folder
            .run(&[&["check", "--format", "json"], args].concat())
            .json();
        let findings = json["findings"].as_array().unwrap().iter();
        let places = findings.map(|it| {
            let (start, change) = (&it["start"], &it["change"]);
            format!(
                "{}:{}:{} {change}",
                it["path"], start["line"], start["column"]
            )
        });
        places.collect::<Vec<_>>()
    };
    let read = r#""src/a.ts":2:53 "node/vault-read-secret""#;
    assert_eq!(found(&[]), [read]);
    // What is declared outside of what is looked at counts, and is not reported.
    assert_eq!(found(&["src"]), [read]);
    assert_eq!(found(&["src/a.ts"]), [read]);

    assert_eq!(folder.run(&["fix", "src"]).code, 0);
    assert!(
        folder
            .get("src/a.ts")
            .contains("req.workos.vault.readObject(")
    );
    // Declared without an SDK, it is another one's.
    folder.put(
        "src/a.ts",
        folder.get("src/a.ts").replace("readObject", "readSecret"),
    );
    folder.put(
        "types/express.d.ts",
        "declare namespace Express {\n  interface Request { workos: any }\n}\n",
    );
    assert_eq!(found(&[]), Vec::<String>::new());
}
