//! States, ranges and messages.

use super::*;

fn one(version: &str, code: &str, to: Option<&str>) -> Finding {
    let mut settings = command_line();
    settings
        .to
        .extend(to.map(|to| (String::new(), to.to_owned())));
    let mut findings = snapshot(version, &with_client(code), settings)
        .check(&at("a.ts"))
        .findings;
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.remove(0)
}

#[test]
fn a_string_is_not_an_object_with_a_token() {
    let finding = one(
        "9.1.1",
        "await workos.widgets.getToken({ organizationId: 'o', userId: 'u' });",
        None,
    );
    assert_eq!(finding.state, State::Removed);
    assert!(
        finding.message.starts_with(
            "`workos.widgets.getToken` does not exist in @workos-inc/node 9.1.1 (removed in 9.0.0)."
        ),
        "{}",
        finding.message
    );
}

#[test]
fn a_chain_is_reported_once_at_the_first_that_fails() {
    let finding = one(
        "9.0.0",
        "await workos.mfa.verifyFactor({ authenticationChallengeId: '1', code: '2' });",
        None,
    );
    assert_eq!(
        finding.change.as_deref(),
        Some("node/multi-factor-auth-accessor")
    );
    assert_eq!(finding.lineage, ["node/mfa-verify-factor"]);
    assert_eq!(
        finding.symbol,
        "npm:@workos-inc/node#WorkOS.mfa.verifyFactor"
    );
    assert_eq!(
        (finding.arguments, finding.result),
        (Likeness::Same, Likeness::Same)
    );
    assert_eq!(finding.compiler, Compiler::Sees);
}

#[test]
fn each_state_has_its_words() {
    let verify = "await workos.mfa.verifyChallenge({ authenticationChallengeId: '1', code: '2' });";
    let told = |version: &str, code: &str, to| {
        let finding = one(version, code, to);
        (finding.state, finding.message)
    };
    assert_eq!(
        told("8.13.0", verify, None),
        (
            State::Upcoming,
            "`workos.mfa` works in @workos-inc/node 8.13.0, gone in 9.0.0. Use `multiFactorAuth.verifyChallenge`: same arguments and result.".to_owned()
        )
    );
    let newer = verify.replace("mfa", "multiFactorAuth");
    assert_eq!(
        told("8.13.0", &newer, None),
        (
            State::NotYet,
            "`workos.multiFactorAuth` needs @workos-inc/node 9.0.0, you have 8.13.0. In 8.13.0 it is `mfa.verifyChallenge`: same arguments and result.".to_owned()
        )
    );
    assert_eq!(
        told("9.0.0", &newer, Some("8.13.0")),
        (
            State::Upcoming,
            "`workos.multiFactorAuth` works in @workos-inc/node 9.0.0, not in 8.13.0. Use `mfa.verifyChallenge`: same arguments and result.".to_owned()
        )
    );
}

#[test]
fn deprecated_goes_before_upcoming_unless_a_target_is_named() {
    let code = "await workos.mfa.verifyFactor({ authenticationChallengeId: '1', code: '2' });";
    assert_eq!(one("7.82.0", code, None).state, State::Deprecated);
    let named = one("7.82.0", code, Some("8.0.0"));
    assert_eq!(named.state, State::Upcoming);
    assert!(
        named.message.contains("7.82.0, deprecated, gone in 8.0.0."),
        "{}",
        named.message
    );
}

#[test]
fn what_came_back_is_said() {
    let finding = one(
        "9.0.0",
        "workos.authorization.setOrganizationRolePermissions;",
        None,
    );
    assert_eq!(finding.state, State::Removed);
    assert!(
        finding
            .message
            .contains("(removed in 9.0.0, back in 9.1.1)"),
        "{}",
        finding.message
    );
}

#[test]
fn newer_than_everything_known_is_never_not_yet() {
    let snapshot = snapshot(
        "99.0.0",
        &with_client("workos.mfa; workos.vault;"),
        command_line(),
    );
    let findings = snapshot.check(&at("a.ts")).findings;
    assert_eq!(findings.len(), 1);
    assert!(
        findings[0].message.contains("99.0.0 (known to 11."),
        "{}",
        findings[0].message
    );
}

#[test]
fn a_range_is_broken_only_where_every_version_in_it_is() {
    let check = |range: &str| {
        let files = MemoryFiles::default()
            .file(
                "/w/package.json",
                format!(r#"{{ "dependencies": {{ "@workos-inc/node": "{range}" }} }}"#),
            )
            .file("/w/a.ts", with_client("workos.mfa;"));
        let snapshot = over(files, command_line()).snapshot();
        said(&snapshot, "a.ts")
            .into_iter()
            .map(|(_, state, _)| state)
            .collect::<Vec<_>>()
    };
    assert_eq!(check("^9.0.0"), [State::Removed]);
    assert_eq!(check(">=8.0.0"), [State::Upcoming]);
    assert_eq!(check("^7.0.0"), [State::Upcoming]);
}

#[test]
fn without_a_version_only_the_upgrade_is_answered() {
    let files = || {
        MemoryFiles::default()
            .file("/w/package.json", "{}")
            .file("/w/a.ts", with_client("workos.mfa;"))
    };
    assert!(said(&over(files(), command_line()).snapshot(), "a.ts").is_empty());
    let mut settings = command_line();
    settings
        .to
        .insert("@workos-inc/node".to_owned(), "9.0.0".to_owned());
    let snapshot = over(files(), settings).snapshot();
    assert_eq!(said(&snapshot, "a.ts")[0].1, State::Upcoming);
}

#[test]
fn an_option_of_a_call_that_is_gone_is_not_said_beside_it() {
    let code = "await workos.userManagement.sendPasswordResetEmail({ email: 'a', passwordResetUrl: 'b' });";
    assert_eq!(
        one("8.0.0", code, None).change.as_deref(),
        Some("node/send-password-reset-email")
    );
}

#[test]
fn exactly_one_field_is_wanted() {
    let call = |fields: &str| {
        format!("workos.sso.getAuthorizationUrl({{ clientId: 'c', redirectUri: 'r', {fields} }});")
    };
    let two = one("8.0.0", &call("connection: 'c', provider: 'p'"), None);
    assert_eq!(two.state, State::Removed);
    assert!(
        two.message
            .contains("exactly one of `connection`, `organization` and `provider`"),
        "{}",
        two.message
    );
    let later = one("7.82.0", &call("connection: 'c', provider: 'p'"), None);
    assert_eq!(later.state, State::Upcoming);
    assert_eq!(one("8.0.0", &call(""), None).state, State::Removed);
    let fine = ["provider: 'p'", "...rest"];
    for fields in fine {
        let text = with_client(&format!("declare const rest: any;\n{}", call(fields)));
        assert!(said(&snapshot("8.0.0", &text, command_line()), "a.ts").is_empty());
    }
}

#[test]
fn imports_are_reported_where_they_are_written() {
    let text = "import type { SecretMetadata, SecretDigest as D } from '@workos-inc/node';\n\
                export type A = SecretMetadata | D;\nexport { SecretVersion } from '@workos-inc/node';\n";
    let said = said(&snapshot("8.0.0", text, command_line()), "a.ts");
    let names: Vec<&str> = said.iter().map(|(name, _, _)| name.as_str()).collect();
    assert_eq!(names, ["SecretMetadata", "SecretDigest", "SecretVersion"]);
}

#[test]
fn the_lockfile_disagrees_once_on_the_manifest() {
    let lock = r#"{ "lockfileVersion": 3, "packages": { "node_modules/@workos-inc/node": { "version": "9.1.1" } } }"#;
    let files = disk("8.13.0", &[("a.ts", &with_client("workos.vault;"))])
        .file("/w/package-lock.json", lock);
    let snapshot = over(files, command_line()).snapshot();
    assert_eq!(
        said(&snapshot, "package.json"),
        [(
            "*".to_owned(),
            State::Misuse,
            Some("project/lockfile-disagrees".to_owned())
        )]
    );
    assert!(
        snapshot.check(&at("package.json")).findings[0]
            .message
            .contains("run install")
    );
}

#[test]
fn tests_are_known_by_their_place() {
    let text = with_client("workos.mfa;");
    let files = disk(
        "9.0.0",
        &[
            ("src/a.spec.ts", &text),
            ("tests/a.ts", &text),
            ("src/contest.ts", &text),
        ],
    );
    let snapshot = over(files, command_line()).snapshot();
    let in_test = |name: &str| snapshot.check(&at(name)).findings[0].in_test;
    assert!(in_test("src/a.spec.ts") && in_test("tests/a.ts"));
    assert!(!in_test("src/contest.ts"));
}
