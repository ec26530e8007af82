//! Tables: the built-in ones, those laid over them, and errors in them.

use crate::kit::{Folder, READS_SECRET, app, project, run};

const TABLE: &str = "tables/npm/@workos-inc/node/changes/mine.json";

#[test]
fn the_built_in_tables_are_right() {
    let run = run(&app(), &["knowledge", "verify"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.ends_with("nothing is wrong.\n"), "{run:?}");
}

#[test]
fn an_error_in_a_table_names_file_place_and_expectation() {
    let folder = project("8.0.0", READS_SECRET);
    folder.put(
        TABLE,
        "{ \"changes\": [ { \"id\": \"mine/one\", \"kind\": \"renam\", \"from\": \"WorkOS.vault.readSecret\", \"to\": \"WorkOS.vault.readObject\", \"note\": \"n\" } ] }",
    );
    let run = folder.run(&["check", "--knowledge", "tables"]);
    assert_eq!(run.code, 1, "the built-in tables go on working: {run:?}");
    assert_eq!(run.err.lines().count(), 1, "{run:?}");
    assert!(
        run.err.starts_with(&format!("{TABLE}: changes[0]")),
        "{run:?}"
    );
    assert!(run.err.contains("rename"), "{run:?}");
    let verify = folder.run(&["knowledge", "verify", "--knowledge", "tables"]);
    assert_eq!(verify.code, 1, "{verify:?}");
}

#[test]
fn a_table_of_ones_own_replaces_and_removes() {
    let folder = project("8.0.0", READS_SECRET);
    folder.put(
        TABLE,
        "{ \"changes\": [ { \"id\": \"node/vault-read-secret\", \"disabled\": true } ] }",
    );
    let json = folder
        .run(&["check", "--knowledge", "tables", "--format", "json"])
        .json();
    assert_eq!(
        json["findings"][0]["change"],
        serde_json::Value::Null,
        "the timeline still knows"
    );
    assert_eq!(json["problems"], serde_json::json!([]));
    folder.put(
        TABLE,
        "{ \"changes\": [ { \"id\": \"node/vault-read-secret\", \"kind\": \"rename\", \"from\": \"WorkOS.vault.readSecret\", \"to\": \"WorkOS.vault.readObject\", \"note\": \"Ask Ada first.\" } ] }",
    );
    let run = folder.run(&["explain", "node/vault-read-secret", "--knowledge", "tables"]);
    assert!(run.out.contains("Ask Ada first."), "{run:?}");
}

#[test]
fn the_configuration_names_tables_too() {
    let folder = project("8.0.0", READS_SECRET);
    folder.put(
        TABLE,
        "{ \"changes\": [ { \"id\": \"node/vault-read-secret\", \"disabled\": true } ] }",
    );
    folder.put("workos-lsp.json", "{ \"knowledge\": [\"tables\"] }");
    let json = folder.run(&["check", "--format", "json"]).json();
    assert_eq!(json["findings"][0]["change"], serde_json::Value::Null);
}

#[test]
fn what_is_no_table_is_said() {
    let folder = Folder::with(&[("tables/readme.json", "{}")]);
    let run = folder.run(&["knowledge", "verify", "--knowledge", "tables"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("readme.json"), "{run:?}");
}

#[test]
fn gaps_are_listed_and_fail_the_run() {
    let empty = run(
        &app(),
        &[
            "knowledge",
            "gaps",
            "@workos-inc/node",
            "--from",
            "8.0.0",
            "--to",
            "8.0.0",
        ],
    );
    assert_eq!(
        (empty.code, empty.out.as_str()),
        (0, "There are no gaps.\n")
    );
    let all = run(&app(), &["knowledge", "gaps", "--format", "json"]);
    let number = all.json()["gaps"].as_array().unwrap().len();
    assert_eq!(all.code, i32::from(number > 0), "{all:?}");
    for (args, sentence) in [
        (
            ["--to", "8.0.0"],
            "--from and --to are versions of one package: name it, one of @workos-inc/authkit-js, ",
        ),
        (
            ["@workos-inc/node", "--from=banana"],
            "--from: `banana` is not a version",
        ),
        (
            ["@workos-inc/node", "--to=99.0.0"],
            "--to 99.0.0: @workos-inc/node is known from 7.0.0 to 11.0.0",
        ),
        (
            ["left-pad", "--to=8.0.0"],
            "`left-pad` is not a covered package",
        ),
    ] {
        let run = run(&app(), &[&["knowledge", "gaps"][..], &args].concat());
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains(sentence), "{run:?}");
    }
}

#[test]
fn an_option_with_another_name_can_take_its_value_in_another_shape() {
    let exports = |actors: &str| {
        format!(
            "import {{ WorkOS }} from '@workos-inc/node';\nconst workos = new WorkOS('k');\nconst more = ['Ada'];\nexport const run = (organizationId: string, rangeStart: Date, rangeEnd: Date) =>\n  workos.auditLogs.createExport({{ organizationId, rangeStart, rangeEnd, {actors} }});\n"
        )
    };
    let folder = project("8.0.0", &exports("actors: ['Ada']"));
    let table = |template: &str| {
        format!(
            "{{ \"changes\": [ {{ \"id\": \"node/audit-log-export-actors\", \"kind\": \"option-field\", \"from\": \"AuditLogExportOptions.actors\", \"to\": \"AuditLogExportOptions.actorNames\", \"note\": \"n\"{template} }} ] }}"
        )
    };
    folder.put(
        TABLE,
        table(", \"template\": { \"match\": \"[$ACTOR]\", \"rewrite\": \"[$ACTOR.trim()]\" }"),
    );
    let fix = ["fix", "--unsafe", "--knowledge", "tables"];
    assert_eq!(folder.run(&fix).code, 0);
    assert_eq!(folder.get("a.ts"), exports("actorNames: ['Ada'.trim()]"));

    // What does not look like that is left to whoever reads it.
    for other in ["actors: more", "actors: ['Ada', 'Bob']"] {
        folder.put("a.ts", exports(other));
        assert_eq!(folder.run(&fix).code, 1);
        assert_eq!(folder.get("a.ts"), exports(other));
    }
}
