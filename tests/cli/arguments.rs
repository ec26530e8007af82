//! What can be typed, and what is said of what cannot.

use crate::kit::{Folder, READS_SECRET, app, manifest, project, run};

#[test]
fn help_has_examples_and_is_no_failure() {
    for args in [&["--help"][..], &["check", "--help"], &["fix", "--help"]] {
        let help = run(&app(), args);
        assert_eq!(help.code, 0, "{help:?}");
        assert!(help.out.contains("Examples:"), "{help:?}");
    }
    let version = run(&app(), &["--version"]);
    assert_eq!(
        version.out,
        concat!("workos-lsp ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn what_cannot_be_meant_is_a_failed_run_with_a_sentence() {
    let folder = project("7.82.0", READS_SECRET);
    let cases: [(&[&str], &str); 12] = [
        (&["chekc"], "unrecognized subcommand"),
        (
            &["check", "nope"],
            "workos-lsp: nope: no such file or folder\n",
        ),
        (&["check", "--to", "banana"], "`banana` is not a version"),
        (&["check", "--to", "8"], "write 8.0.0"),
        (
            &["check", "--to", "99.0.0"],
            "@workos-inc/node is known from 7.0.0 to 11.0.0",
        ),
        (
            &["check", "--to", "left-pad=1.0.0"],
            "`left-pad` is not a covered package; covered: @workos-inc/authkit-js, ",
        ),
        (
            &["check", "--to", "8.0.0", "--to", "9.0.0"],
            "says both 8.0.0 and 9.0.0",
        ),
        (&["check", "--assume", "7.82.0"], "takes PACKAGE=VERSION"),
        (
            &["check", "--fail-on", "sometimes"],
            "possible values: error, warning, information, hint, never",
        ),
        (&["check", "--knowledge", "nope"], "--knowledge nope: "),
        (&["check", "--config", "nope.json"], "--config nope.json: "),
        (
            &["fix", "--only", "node/vault-read"],
            "did you mean node/vault-read-secret",
        ),
    ];
    for (args, sentence) in cases {
        let run = folder.run(args);
        assert_eq!(run.code, 2, "{args:?}: {run:?}");
        assert!(run.err.contains(sentence), "{args:?}: {run:?}");
        assert_eq!(run.out, "", "{args:?}");
    }
}

#[test]
fn without_a_covered_package_there_is_one_line() {
    let folder = Folder::with(&[
        (
            "package.json",
            "{ \"dependencies\": { \"left-pad\": \"1.0.0\" } }",
        ),
        ("a.ts", "export const verifyFactor = 1;"),
    ]);
    for args in [
        &["check"][..],
        &["check", "--to", "8.0.0"],
        &["fix"],
        &["versions"],
    ] {
        let run = folder.run(args);
        assert_eq!(run.code, 0, "{args:?}: {run:?}");
        assert_eq!(
            run.out,
            "No covered package is in use here (covered: @workos-inc/authkit-js, @workos-inc/authkit-nextjs, @workos-inc/authkit-react and @workos-inc/node).\n",
            "{args:?}"
        );
        assert_eq!(run.err, "", "{args:?}");
    }
}

#[test]
fn versions_are_said_with_their_source() {
    let run = run(&app(), &["versions"]);
    assert_eq!(
        run.out,
        "\
@workos-inc/node
  installed  7.82.0  (lockfile: package-lock.json)
  range      ^7.82.0  (package.json)
  newest     11.0.0
  target     11.0.0
"
    );
    let folder = Folder::with(&[("package.json", &manifest("^8.0.0"))]);
    let run = folder.run(&["versions", "--to", "9.0.0", "--format", "json"]);
    let row = &run.json()["packages"][0];
    assert_eq!(row["range"], "^8.0.0");
    assert_eq!(row["provenance"], "range");
    assert_eq!(row["target"], "9.0.0");
    let run = folder.run(&["versions", "--assume", "@workos-inc/node=8.1.0"]);
    assert!(run.out.contains("installed  8.1.0  (assumed)"), "{run:?}");
}

#[test]
fn a_change_is_explained() {
    let run = run(&app(), &["explain", "node/vault-read-secret"]);
    assert_eq!(run.code, 0, "{run:?}");
    for part in [
        "WorkOS.vault.readSecret",
        "gone in 8.0.0",
        "Before (",
        "After (",
        "See:",
    ] {
        assert!(run.out.contains(part), "{part}: {run:?}");
    }
    let unknown = crate::kit::run(&app(), &["explain", "node/nonsense"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("node/nonsense: no change has this id"),
        "{unknown:?}"
    );
}

#[test]
fn a_symbol_is_explained() {
    for name in [
        "npm:@workos-inc/node#WorkOS.mfa.verifyFactor",
        "@workos-inc/node#WorkOS.mfa.verifyFactor",
        "WorkOS.mfa.verifyFactor",
        "workos.mfa.verifyFactor",
    ] {
        let run = run(&app(), &["explain", name]);
        assert_eq!(run.code, 0, "{run:?}");
        for part in [
            "npm:@workos-inc/node#WorkOS.mfa.verifyFactor\n  7.0.0 to 7.82.0, gone in 8.0.0\n",
            "    verifyFactor(options: VerifyFactorOptions): Promise<VerifyResponse>",
            "since 8.0.0: WorkOS.mfa.verifyChallenge (node/mfa-verify-factor)\n",
            "since 9.0.0: WorkOS.multiFactorAuth.verifyChallenge (node/multi-factor-auth-accessor)\n",
            "node/mfa-verify-factor: ",
        ] {
            assert!(run.out.contains(part), "{part}: {run:?}");
        }
    }
    let run = run(
        &app(),
        &["explain", "WorkOS.vault.listObjects", "--format", "json"],
    );
    let told = run.json();
    assert!(told["signatures"].as_array().unwrap().len() > 1, "{told:#}");
    let concise = ["explain", "/worker#Factor", "--format", "concise"];
    let run = crate::kit::run(&app(), &concise);
    assert_eq!(
        run.out,
        "npm:@workos-inc/node/worker#Factor: 8.0.0 to 9.3.1, gone in 10.0.0\n"
    );
}

#[test]
fn an_unknown_symbol_is_answered_with_names_that_look_like_it() {
    for (name, said) in [
        (
            "WorkOS.mfa.verifyFactr",
            "no covered package has this symbol; did you mean WorkOS.mfa.verifyFactor",
        ),
        (
            "WorkOS.multiFactorAth.verifyChallenge",
            "did you mean WorkOS.multiFactorAuth",
        ),
        ("Organizaton", "did you mean Organization"),
        ("npm:@workos-inc/node#Zzz", "has this symbol"),
        ("WorkOS..x", "expected a name after `.`"),
    ] {
        let run = run(&app(), &["explain", name]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains(said), "{said}: {run:?}");
    }
}
