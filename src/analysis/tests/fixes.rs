//! Fixes: what is written, and how far it is trusted.

use super::*;

fn fixed(version: &str, text: &str, settings: Settings, allow_unsafe: bool) -> String {
    let filter = FixFilter {
        only: Vec::new(),
        allow_unsafe,
    };
    let snapshot = snapshot(version, text, settings);
    snapshot.fix_all(&at("a.ts"), &filter).expect("a file").text
}

fn safe(version: &str, code: &str) -> String {
    let text = fixed(version, &with_client(code), command_line(), false);
    text.strip_prefix(&with_client(""))
        .expect("the client stays")
        .to_owned()
}

fn all(version: &str, code: &str) -> String {
    let text = fixed(version, &with_client(code), command_line(), true);
    text.strip_prefix(&with_client(""))
        .expect("the client stays")
        .to_owned()
}

#[test]
fn segments_of_one_chain_are_renamed_together() {
    assert_eq!(
        safe(
            "9.0.0",
            "await workos\n  .mfa // why\n  .verifyFactor({ authenticationChallengeId: '1', code: '2' });"
        ),
        "await workos\n  .multiFactorAuth // why\n  .verifyChallenge({ authenticationChallengeId: '1', code: '2' });"
    );
}

#[test]
fn destructuring_keeps_local_names() {
    assert_eq!(
        safe(
            "9.0.0",
            "const { verifyFactor, enrollFactor: e } = workos.mfa;"
        ),
        "const { verifyChallenge: verifyFactor, enrollFactor: e } = workos.multiFactorAuth;"
    );
    assert_eq!(
        safe("9.0.0", "const { mfa: { verifyFactor: v } } = workos;"),
        "const { multiFactorAuth: { verifyChallenge: v } } = workos;"
    );
}

#[test]
fn names_in_quotes_stay_in_quotes() {
    assert_eq!(
        safe("9.0.0", "workos['mfa'][\"verifyFactor\"];"),
        "workos['multiFactorAuth'][\"verifyChallenge\"];"
    );
}

#[test]
fn a_field_becomes_two() {
    let user = "const user = await workos.directorySync.getUser('u');\n";
    let of = |code: &str| {
        all("8.0.0", &format!("{user}{code}"))
            .strip_prefix(user)
            .map(str::to_owned)
    };
    assert_eq!(
        of("user.jobTitle;").as_deref(),
        Some("user.customAttributes.job_title;")
    );
    assert_eq!(
        of("user?.jobTitle;").as_deref(),
        Some("user?.customAttributes.job_title;")
    );
    assert_eq!(
        of("const { jobTitle, emails = [], username: name } = user;").as_deref(),
        Some(
            "const { customAttributes: { job_title: jobTitle }, customAttributes: { emails = [] }, customAttributes: { username: name } } = user;"
        )
    );
    // Never without being asked.
    let code = format!("{user}user.jobTitle;");
    assert_eq!(safe("8.0.0", &code), code);
}

#[test]
fn imports_are_renamed_with_their_uses_or_aliased() {
    let of = |text: &str| fixed("8.0.0", text, command_line(), true);
    assert_eq!(
        of(
            "import type { SecretMetadata } from '@workos-inc/node';\nexport const f = (a: SecretMetadata[]): SecretMetadata => a[0];\nexport { SecretMetadata };\n"
        ),
        "import type { ObjectMetadata } from '@workos-inc/node';\nexport const f = (a: ObjectMetadata[]): ObjectMetadata => a[0];\nexport { ObjectMetadata as SecretMetadata };\n"
    );
    assert_eq!(
        of(
            "import type { SecretMetadata } from '@workos-inc/node';\ntype ObjectMetadata = SecretMetadata;\n"
        ),
        "import type { ObjectMetadata as SecretMetadata } from '@workos-inc/node';\ntype ObjectMetadata = SecretMetadata;\n"
    );
    assert_eq!(
        of("import type { SecretMetadata as M } from '@workos-inc/node';\nlet m: M;\n"),
        "import type { ObjectMetadata as M } from '@workos-inc/node';\nlet m: M;\n"
    );
    assert_eq!(
        of("export type { SecretMetadata } from '@workos-inc/node';\n"),
        "export type { ObjectMetadata as SecretMetadata } from '@workos-inc/node';\n"
    );
}

#[test]
fn templates_are_spliced_from_the_source() {
    let call = |arguments: &str| {
        format!("await workos.userManagement.refreshAndSealSessionData({arguments});")
    };
    assert_eq!(
        all(
            "8.0.0",
            &call("{ cookiePassword: `a${1}b`, sessionData: f(  1 ) }")
        ),
        "await workos.userManagement.loadSealedSession({ sessionData: f(  1 ), cookiePassword: `a${1}b` }).refresh();"
    );
    for kept in [
        "{ sessionData: 's', cookiePassword: 'p', organizationId: 'o' }",
        "{ sessionData: 's' /* keep */, cookiePassword: 'p' }",
        "{ sessionData: 's', ...rest }",
        "options",
    ] {
        assert_eq!(all("8.0.0", &call(kept)), call(kept));
    }
}

#[test]
fn comments_inside_what_is_carried_over_stay() {
    assert_eq!(
        all(
            "8.0.0",
            "await workos.userManagement.refreshAndSealSessionData({ sessionData: f(/* a */ 1), cookiePassword: 'p' });"
        ),
        "await workos.userManagement.loadSealedSession({ sessionData: f(/* a */ 1), cookiePassword: 'p' }).refresh();"
    );
}

#[test]
fn another_endpoint_is_never_safe() {
    let code = "await workos.userManagement.sendMagicAuthCode({ email: 'a' });";
    assert_eq!(safe("8.0.0", code), code);
    assert_eq!(
        all("8.0.0", code),
        "await workos.userManagement.createMagicAuth({ email: 'a' });"
    );
}

#[test]
fn fixes_are_idempotent_and_the_result_is_clean() {
    let code = "const { vault } = workos;\nawait vault.readSecret({ id: '1' });\nawait workos.mfa.verifyFactor({ authenticationChallengeId: '1', code: '2' });\n";
    let once = fixed("9.0.0", &with_client(code), command_line(), false);
    let snapshot = snapshot("9.0.0", &once, command_line());
    assert!(said(&snapshot, "a.ts").is_empty());
    assert_eq!(fixed("9.0.0", &once, command_line(), false), once);
}

#[test]
fn nothing_is_fixed_in_a_broken_item() {
    let code = "export function a() {\n  workos.vault.readSecret({ id: '1' });\n}\nexport function b() {\n  workos.vault.readSecret({ id: );\n}\n";
    let snapshot = snapshot("8.0.0", &with_client(code), command_line());
    let fixed = snapshot
        .fix_all(&at("a.ts"), &FixFilter::default())
        .expect("a file");
    assert_eq!(
        fixed.text,
        with_client(&code.replacen("readSecret", "readObject", 1))
    );
    assert_eq!((fixed.applied, fixed.skipped.len()), (1, 1));
}

#[test]
fn what_is_upcoming_is_left_alone_on_the_command_line_until_it_is_asked_for() {
    let code = "await workos.vault.readSecret({ id: '1' });";
    assert_eq!(safe("7.82.0", code), code);
    let mut to = command_line();
    to.to.insert(String::new(), "8.0.0".to_owned());
    let text = fixed("7.82.0", &with_client(code), to, false);
    assert_eq!(
        text,
        with_client("await workos.vault.readObject({ id: '1' });")
    );
}

#[test]
fn an_editor_writes_for_what_is_installed() {
    // `readObject` is there in 7.82.0 already; `multiFactorAuth` needs the upgrade.
    let code = "await workos.vault.readSecret({ id: '1' });\nawait workos.mfa.verifyChallenge({ authenticationChallengeId: '1', code: '2' });";
    let text = fixed("7.82.0", &with_client(code), editor(), false);
    assert_eq!(text, with_client(&code.replace("readSecret", "readObject")));
    let snapshot = snapshot("8.13.0", &with_client("workos.mfa;"), editor());
    let length = with_client("workos.mfa;").len();
    let actions = snapshot.actions(&at("a.ts"), 0..length);
    assert_eq!(actions.len(), 1);
    let fix = &actions[0].fix;
    assert!(fix.title.starts_with("Prepare for 11."), "{}", fix.title);
    assert!(fix.title.contains("(needs the upgrade)"), "{}", fix.title);
    assert_eq!(
        (fix.applicability, fix.preferred),
        (Applicability::Unsafe, false)
    );
}

#[test]
fn only_what_is_selected_is_fixed() {
    let code = "workos.vault.readSecret({ id: '1' });\nworkos.vault.deleteSecret({ id: '1' });\n";
    let snapshot = snapshot("8.0.0", &with_client(code), command_line());
    let filter = FixFilter {
        only: vec!["node/vault-delete-secret".to_owned()],
        allow_unsafe: false,
    };
    let fixed = snapshot.fix_all(&at("a.ts"), &filter).expect("a file");
    assert_eq!(
        fixed.text,
        with_client(&code.replace("deleteSecret", "deleteObject"))
    );
    assert_eq!(fixed.applied, 1);
}
