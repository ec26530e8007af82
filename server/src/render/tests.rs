//! The formats on findings made by hand.

use workos_lsp_engine::{
    analysis::{Applicability, Compiler, Likeness, Severity, State},
    project::Provenance,
    resolve::Certainty,
};

use super::{
    concise, full, json,
    report::{Finding, Fix, Position, Report},
    source::{Excerpt, Suggestion},
    summary::{self, Context, InUse},
};

fn finding() -> Finding {
    let text = "  await workos.mfa.verifyFactor({ key: 'sk_live_abc', code });";
    Finding {
        path: "src/mfa.ts".to_owned(),
        start: Position {
            line: 3,
            column: 20,
        },
        end: Position {
            line: 3,
            column: 32,
        },
        state: State::Removed,
        severity: Severity::Error,
        change: Some("node/mfa-verify-factor".to_owned()),
        lineage: Vec::new(),
        package: "@workos-inc/node".to_owned(),
        symbol: "npm:@workos-inc/node#WorkOS.mfa.verifyFactor".to_owned(),
        installed: Some("8.0.0".to_owned()),
        provenance: Provenance::Lockfile,
        target: "11.0.0".to_owned(),
        compiler: Compiler::Sees,
        certainty: Certainty::Certain,
        in_test: false,
        message: "`workos.mfa.verifyFactor` does not exist.".to_owned(),
        reference: Some("https://example.com/mfa".to_owned()),
        arguments: Likeness::Same,
        result: Likeness::Same,
        endpoint: Likeness::Same,
        fixes: vec![Fix {
            title: "Rename to `verifyChallenge`".to_owned(),
            applicability: Applicability::Safe,
            reason: None,
            edits: Vec::new(),
            renames: Vec::new(),
        }],
        excerpt: Some(Excerpt {
            text: text.to_owned(),
            span: 19..31,
        }),
        suggestion: Some(Suggestion {
            text: text.to_owned(),
            line: 3,
            patches: vec![(19..31, "verifyChallenge".to_owned())],
        }),
    }
}

fn upcoming(line: u32) -> Finding {
    Finding {
        state: State::Upcoming,
        severity: Severity::Hint,
        start: Position { line, column: 1 },
        installed: Some("7.82.0".to_owned()),
        ..finding()
    }
}

fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

fn context() -> Context {
    Context {
        in_use: vec![InUse {
            package: "@workos-inc/node".to_owned(),
            installed: Some("7.82.0".to_owned()),
            target: None,
        }],
        covered: vec!["@workos-inc/node".to_owned()],
        targeted: false,
        flags: String::new(),
    }
}

#[test]
fn full_shows_the_line_the_fix_and_the_page() {
    let text = full::finding(&finding());
    assert!(text.contains('\u{1b}'), "styled until a writer strips it");
    let expected = "\
error[node/mfa-verify-factor]: `workos.mfa.verifyFactor` does not exist.
 --> src/mfa.ts:3:20
  |
3 |   await workos.mfa.verifyFactor({ key: 'sk_live_***', code });
  |                    ^^^^^^^^^^^^
  |
  = see https://example.com/mfa
help: Rename to `verifyChallenge` (safe fix)
  |
3 -   await workos.mfa.verifyFactor({ key: 'sk_live_***', code });
3 +   await workos.mfa.verifyChallenge({ key: 'sk_live_***', code });
  |
";
    assert_eq!(plain(&text), expected);
}

#[test]
fn columns_are_the_same_in_every_format() {
    let text = "/* \u{1f389} */ workos.mfa.verifyFactor()";
    let it = Finding {
        start: Position {
            line: 3,
            column: 21,
        },
        excerpt: Some(Excerpt {
            text: text.to_owned(),
            span: 22..34,
        }),
        suggestion: None,
        ..finding()
    };
    let full = plain(&full::finding(&it));
    assert!(full.contains("--> src/mfa.ts:3:21\n"), "{full}");
    assert!(concise::finding(&it).starts_with("src/mfa.ts:3:21: "));
}

#[test]
fn concise_is_one_line() {
    assert_eq!(
        concise::finding(&finding()),
        "src/mfa.ts:3:20: error[node/mfa-verify-factor] `workos.mfa.verifyFactor` does not exist.\n"
    );
    let nameless = Finding {
        change: None,
        message: "a\nb".to_owned(),
        ..finding()
    };
    assert_eq!(
        concise::finding(&nameless),
        "src/mfa.ts:3:20: error[removed] a b\n"
    );
}

#[test]
fn a_healthy_project_is_one_line() {
    let report = Report::new(9, Vec::new(), Vec::new());
    assert_eq!(
        summary::check(&report, &[], &context()),
        "Checked 9 files: nothing to report on @workos-inc/node 7.82.0.\n"
    );
    let report = Report::new(9, vec![upcoming(1), upcoming(2)], Vec::new());
    assert!(!summary::is_listed(&report.findings[0], false, false));
    assert_eq!(
        summary::check(&report, &[], &context()),
        "Checked 9 files: nothing to report on @workos-inc/node 7.82.0. \
         2 places break on the way to 11.0.0; --to latest lists them.\n"
    );
}

#[test]
fn what_was_found_is_counted() {
    let report = Report::new(9, vec![upcoming(1), finding()], Vec::new());
    let listed: Vec<_> = report
        .findings
        .iter()
        .filter(|it| summary::is_listed(it, false, false))
        .collect();
    assert_eq!(
        summary::check(&report, &listed, &context()),
        "Found 1 error in 1 of 9 files. `workos-lsp fix` can fix 1. \
         1 more place breaks on the way to 11.0.0; --to latest lists it.\n"
    );
    assert_eq!(report.summary.by_state[&State::Removed], 1);
    assert_eq!(report.summary.by_state[&State::Misuse], 0);
}

#[test]
fn no_covered_package_is_one_line() {
    let report = Report::new(3, Vec::new(), Vec::new());
    let context = Context {
        in_use: Vec::new(),
        ..context()
    };
    assert_eq!(
        summary::check(&report, &[], &context),
        "No covered package is in use here (covered: @workos-inc/node).\n"
    );
}

#[test]
fn the_json_has_the_shape_of_the_contract() {
    let report = Report::new(1, vec![finding()], Vec::new());
    let json = serde_json::to_value(&report).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["version", "tool", "findings", "summary", "problems"]);
    let one = &json["findings"][0];
    let keys: Vec<&String> = one.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "path",
            "start",
            "end",
            "state",
            "severity",
            "change",
            "lineage",
            "package",
            "symbol",
            "installed",
            "provenance",
            "target",
            "compiler",
            "certainty",
            "in_test",
            "message",
            "reference",
            "arguments",
            "result",
            "endpoint",
            "fixes"
        ]
    );
    assert_eq!(one["start"]["column"], 20);
    assert_eq!(json["summary"]["by_state"]["removed"], 1);
}

#[test]
fn a_report_in_pieces_is_the_report() {
    for many in [0, 1, 64, 65, 300] {
        let findings = (0..many).map(|line| {
            let mut finding = finding();
            finding.start.line = line + 1;
            finding.message = "\"findings\": []".to_owned();
            finding
        });
        let report = Report::new(many as usize, findings.collect(), Vec::new());
        let whole = serde_json::to_string_pretty(&report).unwrap();
        assert_eq!(json::report(&report).unwrap().concat(), whole + "\n");
    }
}
