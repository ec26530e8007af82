//! Hovers.

use super::*;

fn hover(version: &str, text: &str, word: &str) -> Option<String> {
    let offset = text.find(word).expect("the word") + 1;
    snapshot(version, text, editor())
        .hover(&at("a.ts"), offset)
        .map(|hover| hover.markdown)
}

#[test]
fn it_leads_with_the_versions() {
    let text = with_client("workos.mfa.verifyFactor;");
    let found = hover("7.82.0", &text, "verifyFactor").expect("news");
    assert!(
        found.starts_with("`WorkOS.mfa.verifyFactor` · up to 7.82.0 · you have 7.82.0"),
        "{found}"
    );
    assert!(
        found.contains("verifyChallenge") && found.contains("[Reference](https://"),
        "{found}"
    );
}

#[test]
fn no_news_is_no_hover() {
    let text = with_client("workos.organizations.getOrganization('org_1');\nconst other = 1;");
    assert_eq!(hover("11.0.0", &text, "getOrganization"), None);
    assert_eq!(hover("11.0.0", &text, "other"), None);
}

#[test]
fn a_dependency_tells_what_is_installed() {
    let snapshot = over(disk("8.13.0", &[]), editor()).snapshot();
    let offset = MANIFEST.find("\"*\"").expect("the range") + 1;
    let found = snapshot
        .hover(&at("package.json"), offset)
        .expect("a dependency")
        .markdown;
    assert!(
        found.contains("8.13.0 (installed: `node_modules/@workos-inc/node/package.json`)")
            && found.contains("Newest known: 11."),
        "{found}"
    );
    assert!(found.contains("wants Node"), "{found}");
}
