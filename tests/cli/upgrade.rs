//! Upgrades over several majors, what is said before one, and fixes that reach into several files.

use std::fs;

use crate::kit::{Folder, READS_SECRET, expect, lockfile, manifest, project};

const CLIENT: &str = "\
import { WorkOS } from '@workos-inc/node';
export const workos = new WorkOS('sk_test_your_key_0');
";

/// Code of 7.82.0 that every major after it breaks.
const OLD: &str = "\
import { workos } from './client';
export async function check(code: string, id: string) {
  const { challenge } = await workos.mfa.verifyFactor({ authenticationChallengeId: id, code });
  return challenge.id;
}
export const secret = (id: string) => workos.vault.readSecret({ id });
export const list = () => workos.vault.listSecrets();
";

fn old_project() -> Folder {
    let folder = project("7.82.0", OLD);
    folder.put("client.ts", CLIENT);
    folder
}

#[test]
fn several_majors_in_one_go() {
    let folder = old_project();
    let check = folder
        .run(&["check", "--to", "latest", "--format", "json"])
        .json();
    let findings = check["findings"].as_array().unwrap();
    let mfa = findings.iter().find(|it| it["start"]["line"] == 3).unwrap();
    let mut way = vec![mfa["change"].clone()];
    way.extend(mfa["lineage"].as_array().unwrap().iter().cloned());
    way.sort_by_key(ToString::to_string);
    assert_eq!(
        way,
        ["node/mfa-verify-factor", "node/multi-factor-auth-accessor"],
        "one finding for the whole way: {mfa:#}"
    );
    assert_eq!(mfa["state"], "upcoming");
    assert_eq!(mfa["installed"], "7.82.0");
    assert_eq!(mfa["target"], "11.0.0");

    let fixed = folder.run(&["fix", "--to", "latest", "--unsafe"]);
    assert_ne!(fixed.code, 2, "{fixed:?}");
    let text = folder.get("a.ts");
    assert!(
        text.contains("workos.multiFactorAuth.verifyChallenge({"),
        "{text}"
    );
    assert!(text.contains("workos.vault.readObject({ id })"), "{text}");
    assert!(!text.contains("Secret("), "{text}");
    let again = folder.run(&["fix", "--to", "latest", "--unsafe", "--diff"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""), "{again:?}");
    // What is written now is for 11.0.0: nothing of it is gone there.
    let there = folder.run(&[
        "check",
        "--assume",
        "@workos-inc/node=11.0.0",
        "--format",
        "json",
    ]);
    let by_state = &there.json()["summary"]["by_state"];
    assert_eq!(by_state["removed"].as_u64().unwrap_or(0), 0, "{there:?}");
    assert_eq!(by_state["not-yet"].as_u64().unwrap_or(0), 0, "{there:?}");
}

#[test]
fn step_by_step_ends_where_one_go_does() {
    let (one, steps) = (old_project(), old_project());
    one.run(&["fix", "--to", "11.0.0", "--unsafe"]);
    for (from, to) in [("7.82.0", "8.0.0"), ("8.0.0", "9.0.0"), ("9.0.0", "11.0.0")] {
        steps.put("package.json", manifest(from));
        steps.put("package-lock.json", lockfile(from));
        steps.run(&["fix", "--to", to, "--unsafe"]);
    }
    assert_eq!(one.get("a.ts"), steps.get("a.ts"));
}

#[test]
fn the_example_app_over_all_majors() {
    let folder = Folder::app();
    let diff = folder.run(&["fix", "--to", "latest", "--diff"]);
    assert_eq!(diff.code, 1, "{diff:?}");
    expect("fix-to-latest.diff", &diff.out);
    let fixed = folder.run(&["fix", "--to", "latest", "--format", "concise"]);
    assert_ne!(fixed.code, 2, "{fixed:?}");
    let again = folder.run(&["fix", "--to", "latest", "--diff"]);
    assert_eq!((again.code, again.out.as_str()), (0, ""), "{again:?}");
    // What was written is what the difference showed.
    let mut patched = Folder::app();
    patched = apply(patched, &diff.out);
    for file in ["src/routes/mfa.ts", "src/services/secret-store.ts"] {
        assert_eq!(patched.get(file), folder.get(file), "{file}");
    }
}

/// Applies a unified difference with `git apply`, which judges its form, too.
fn apply(folder: Folder, diff: &str) -> Folder {
    folder.put("all.diff", diff);
    let done = std::process::Command::new("git")
        .args(["apply", "--unidiff-zero", "all.diff"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    folder
}

#[test]
fn an_id_on_the_way_selects_its_finding() {
    for id in ["node/mfa-verify-factor", "node/multi-factor-auth-accessor"] {
        let folder = old_project();
        let run = folder.run(&["fix", "--to", "latest", "--unsafe", "--only", id]);
        assert_ne!(run.code, 2, "{run:?}");
        let text = folder.get("a.ts");
        assert!(
            text.contains("multiFactorAuth.verifyChallenge"),
            "{id}: {text}"
        );
        assert!(
            text.contains("readSecret") && text.contains("listSecrets"),
            "{id}: {text}"
        );
    }
}

#[test]
fn unsafe_fixes_are_applied_only_if_asked_for() {
    let source = "\
import { workos } from './client';
export const send = (email: string) => workos.userManagement.sendMagicAuthCode({ email });
";
    let folder = project("7.82.0", source);
    folder.put("client.ts", CLIENT);
    let safe = folder.run(&["fix", "--to", "8.0.0"]);
    assert_eq!(safe.code, 1, "{safe:?}");
    assert_eq!(folder.get("a.ts"), source, "another endpoint is never safe");
    assert!(
        safe.out
            .contains("`workos-lsp fix --to 8.0.0 --unsafe` can fix 1"),
        "{safe:?}"
    );
    folder.run(&["fix", "--to", "8.0.0", "--unsafe"]);
    assert!(folder.get("a.ts").contains("createMagicAuth({ email })"));
}

#[test]
fn targets_as_they_are_given() {
    let at = |args: &[&str]| {
        let folder = old_project();
        let run = folder.run(&[&["check", "--format", "json"], args].concat());
        assert_ne!(run.code, 2, "{args:?}: {run:?}");
        let json = run.json();
        let mut findings = json["findings"].as_array().unwrap().iter();
        let nothing = serde_json::Value::Null;
        let first = findings
            .find(|it| it["start"]["line"] == 6)
            .unwrap_or(&nothing);
        format!(
            "{} {}",
            first["state"].as_str().unwrap_or("-"),
            first["target"].as_str().unwrap_or("-")
        )
    };
    assert_eq!(at(&["--to", "9.0.0"]), "upcoming 9.0.0");
    assert_eq!(
        at(&["--to", "npm:@workos-inc/node=9.0.0"]),
        "upcoming 9.0.0"
    );
    assert_eq!(at(&["--to", "latest"]), "upcoming 11.0.0");
    assert_eq!(
        at(&["--to", "9.0.0", "--to", "@workos-inc/node=9.0.0"]),
        "upcoming 9.0.0"
    );
    // There is no upgrade to the version that one has; a downgrade is answered.
    assert_eq!(at(&["--to", "7.0.0"]), "upcoming 7.0.0");
    let installed = at(&["--to", "installed"]);
    assert!(
        installed == "deprecated 7.82.0" || installed == "- -",
        "{installed}"
    );

    let folder = old_project();
    for target in [
        "\"9.0.0\"",
        "{ \"@workos-inc/node\": \"9.0.0\" }",
        "{ \"npm:@workos-inc/node\": \"9.0.0\" }",
    ] {
        folder.put("workos-lsp.json", format!("{{ \"target\": {target} }}"));
        let run = folder.run(&["check", "--format", "json"]);
        assert_eq!(
            run.json()["findings"][0]["target"],
            "9.0.0",
            "{target}: {run:?}"
        );
    }
    // What is typed goes over it.
    let run = folder.run(&["check", "--to", "8.0.0", "--format", "json"]);
    assert_eq!(run.json()["findings"][0]["target"], "8.0.0", "{run:?}");
    // For `fix` it is a target like one that is typed.
    folder.run(&["fix", "--unsafe"]);
    assert!(folder.get("a.ts").contains("multiFactorAuth"));
}

#[test]
fn what_breaks_later_is_one_line() {
    let call = "workos.vault.readSecret({ id: 'a' });\n";
    let source = |calls: usize| {
        format!(
            "import {{ workos }} from './client';\n{}",
            call.repeat(calls)
        )
    };
    let last_line = |calls: usize| {
        let folder = project("7.82.0", &source(calls));
        folder.put("client.ts", CLIENT);
        let run = folder.run(&["check"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
        run.out
    };
    assert_eq!(
        last_line(12),
        "Checked 3 files: nothing to report on @workos-inc/node 7.82.0. 12 places break on the way to 11.0.0; --to latest lists them.\n"
    );
    assert_eq!(
        last_line(1),
        "Checked 3 files: nothing to report on @workos-inc/node 7.82.0. 1 place breaks on the way to 11.0.0; --to latest lists it.\n"
    );
    assert_eq!(
        last_line(0),
        "Checked 3 files: nothing to report on @workos-inc/node 7.82.0.\n"
    );
}

#[test]
fn a_range_and_other_sources_of_versions() {
    let folder = Folder::with(&[
        ("package.json", &manifest("^8.0.0")),
        ("a.ts", READS_SECRET),
    ]);
    let first =
        |folder: &Folder| folder.run(&["check", "--format", "json"]).json()["findings"][0].clone();
    let finding = first(&folder);
    assert_eq!(finding["provenance"], "range", "{finding}");
    assert_eq!(
        finding["state"], "removed",
        "gone in every version of the range: {finding}"
    );
    folder.put("package.json", manifest(">=7.0.0"));
    assert_eq!(first(&folder)["state"], "upcoming", "there in one of them");
    folder.put("package.json", manifest("^8.0.0"));
    folder.put(
        "yarn.lock",
        "# yarn lockfile v1\n\n\"@workos-inc/node@^8.0.0\":\n  version \"8.13.0\"\n",
    );
    let finding = first(&folder);
    assert_eq!(
        (
            finding["installed"].as_str(),
            finding["provenance"].as_str()
        ),
        (Some("8.13.0"), Some("lockfile"))
    );
    let versions = folder.run(&["versions"]);
    assert!(
        versions
            .out
            .contains("installed  8.13.0  (lockfile: yarn.lock)"),
        "{versions:?}"
    );
    folder.put(
        "node_modules/@workos-inc/node/package.json",
        "{ \"name\": \"@workos-inc/node\", \"version\": \"8.2.0\" }",
    );
    let run = folder.run(&["check", "--format", "json"]).json();
    let said: Vec<_> = run["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["change"] == "project/lockfile-disagrees")
        .collect();
    assert_eq!(said.len(), 1, "{run:#}");
    assert_eq!(said[0]["path"], "package.json");
    assert_eq!(said[0]["severity"], "warning");
}

#[test]
fn a_name_that_a_barrel_hands_on_keeps_its_users_whole() {
    let barrel = "export { GeneratePortalLinkIntent as Intent, WorkOS } from '@workos-inc/node';\nexport { GeneratePortalLinkIntent } from '@workos-inc/node';\n";
    let user = "import { Intent, GeneratePortalLinkIntent } from './barrel';\nexport const intents = [Intent.SSO, GeneratePortalLinkIntent.DSync];\n";
    let folder = project("8.13.0", "export {};\n");
    folder.put("barrel.ts", barrel);
    folder.put("user.ts", user);
    let run = folder.run(&["fix", "--to", "9.0.0"]);
    assert_ne!(run.code, 2, "{run:?}");
    let (barrel, after) = (folder.get("barrel.ts"), folder.get("user.ts"));
    assert!(barrel.contains("GenerateLinkIntent as Intent"), "{barrel}");
    // Whatever the users import is still given.
    for name in ["Intent", "GeneratePortalLinkIntent"] {
        if after.contains(name) {
            let is_given = barrel.contains(&format!("as {name} "))
                || barrel.contains(&format!("as {name},"))
                || barrel.contains(&format!(" {name} }}"));
            assert!(is_given, "{name} in\n{barrel}\n{after}\n{run:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn modes_and_line_ends_of_every_file_stay() {
    use std::os::unix::fs::PermissionsExt;
    let folder = old_project();
    let crlf = OLD.replace('\n', "\r\n");
    let mixed = format!(
        "\u{feff}{}{}",
        READS_SECRET, "// \u{1f389} last line, no end"
    );
    folder.put("a.ts", &crlf);
    folder.put("b.ts", &mixed);
    for (name, mode) in [("a.ts", 0o640), ("b.ts", 0o755)] {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    let run = folder.run(&["fix", "--to", "8.0.0"]);
    assert_ne!(run.code, 2, "{run:?}");
    let (a, b) = (folder.get("a.ts"), folder.get("b.ts"));
    assert!(
        a.contains("readObject")
            && a.matches("\r\n").count() == crlf.matches("\r\n").count()
            && a.matches('\n').count() == a.matches("\r\n").count(),
        "{a:?}"
    );
    assert_eq!(b, mixed.replace("readSecret", "readObject"));
    for (name, mode) in [("a.ts", 0o640), ("b.ts", 0o755)] {
        let known = fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!(known.permissions().mode() & 0o777, mode, "{name}");
    }
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .filter(|it| it.to_string_lossy().starts_with(".workos"))
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn columns_after_marks_line_ends_and_wide_characters() {
    let call = "workos.vault.readSecret({ id: '1' });";
    let head = "import { WorkOS } from '@workos-inc/node'; const workos = new WorkOS('k'); ";
    let place = |source: &str| {
        let folder = project("8.0.0", source);
        let run = folder.run(&["check", "--format", "json"]);
        let finding = run.json()["findings"][0].clone();
        let number = |end: &str, key: &str| finding[end][key].as_u64().unwrap_or_default();
        [
            number("start", "line"),
            number("start", "column"),
            number("end", "line"),
            number("end", "column"),
        ]
    };
    let column = |before: &str| u64::try_from(before.encode_utf16().count()).unwrap() + 14;
    let start = column(head);
    assert_eq!(place(&format!("{head}{call}")), [1, start, 1, start + 10]);
    // A mark at the start is no column.
    assert_eq!(
        place(&format!("\u{feff}{head}{call}")),
        [1, start, 1, start + 10]
    );
    let wide = format!("{head}/* \u{1f389}\u{65e5}e\u{301} */ ");
    let start = column(&wide);
    assert_eq!(place(&format!("{wide}{call}")), [1, start, 1, start + 10]);
    for (end, line) in [("\n", 3), ("\r\n", 3), ("\r", 3), ("\u{2028}", 1)] {
        let source = format!("{head}{end}/* \u{1f389} */{end}  {call}");
        let [found, column, last, _] = place(&source);
        assert_eq!((found, last), (line, line), "{end:?}");
        if line == 3 {
            assert_eq!(column, 16, "{end:?}");
        }
    }
}
