//! CONTRACT §3's table.

use super::*;

/// How loud what is removed, deprecated and upcoming is, for a file with one of each.
fn loud(settings: Settings, version: &str, name: &str) -> Vec<Severity> {
    let code = "workos.vault.readSecret({ id: '1' });\nworkos.mfa.verifyFactor({ authenticationChallengeId: '1', code: '2' });\n";
    let files = disk(version, &[(name, &with_client(code))]);
    let findings = over(files, settings).snapshot().check(&at(name)).findings;
    findings
        .into_iter()
        .map(|finding| finding.severity)
        .collect()
}

#[test]
fn the_command_line() {
    use Severity::{Error, Hint, Information, Warning};
    assert_eq!(loud(command_line(), "7.82.0", "a.ts"), [Hint, Information]);
    assert_eq!(loud(command_line(), "9.0.0", "a.ts"), [Error, Error]);
    let mut settings = command_line();
    settings
        .to
        .insert("npm:@workos-inc/node".to_owned(), "latest".to_owned());
    assert_eq!(loud(settings, "7.82.0", "a.ts"), [Warning, Warning]);
}

#[test]
fn an_editor_with_and_without_a_checker() {
    use Severity::{Error, Hint, Information, Warning};
    assert_eq!(loud(editor(), "7.82.0", "a.ts"), [Hint, Information]);
    assert_eq!(loud(editor(), "9.0.0", "a.ts"), [Error, Error]);
    assert_eq!(loud(editor(), "9.0.0", "a.test.ts"), [Warning, Warning]);
    let mut checked = Settings::new(Surface::Editor {
        checkers: vec!["typescript".to_owned()],
    });
    assert_eq!(loud(checked.clone(), "9.0.0", "a.ts"), [Hint, Hint]);
    assert_eq!(loud(checked.clone(), "9.0.0", "a.js"), [Error, Error]);
    checked.config.duplicates = Duplicates::Show;
    assert_eq!(loud(checked.clone(), "9.0.0", "a.ts"), [Error, Error]);
    checked.config.duplicates = Duplicates::Hide;
    assert_eq!(loud(checked.clone(), "9.0.0", "a.ts"), []);
    checked.config.target = Some(TargetConfig::One("8.0.0".to_owned()));
    assert_eq!(loud(checked, "7.82.0", "a.ts"), [Information, Information]);
}

#[test]
fn what_the_user_set_goes_over_the_table() {
    let mut settings = command_line();
    settings
        .config
        .severity
        .insert("removed".to_owned(), Severity::Warning);
    settings
        .config
        .severity
        .insert("node/vault-read-secret".to_owned(), Severity::Off);
    assert_eq!(loud(settings, "9.0.0", "a.ts"), [Severity::Warning]);
}
