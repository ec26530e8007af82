use super::*;
use crate::knowledge::{
    Knowledge, MemberKey, Timeline, VersionIdx,
    testkit::{API, at, decl_id, member},
};

const TABLE: &str = r#"{ "changes": [
  { "id": "acme/verify-factor", "kind": "rename", "from": "Acme.mfa.verifyFactor", "to": "Acme.mfa.verifyChallenge", "note": "n" },
  { "id": "acme/mfa", "kind": "move", "from": "Acme.mfa", "to": "Acme.multiFactorAuth", "note": "n" },
  { "id": "acme/get-token", "kind": "rename", "from": "Acme.users.getToken", "to": "Acme.users.createToken", "note": "n" },
  { "id": "acme/role", "kind": "rename", "from": "Acme.users.role", "to": "Acme.users.organizationRole", "note": "n" },
  { "id": "acme/role-back", "kind": "rename", "from": "Acme.users.organizationRole", "to": "Acme.users.role", "note": "n" },
  { "id": "acme/emails", "kind": "result-field", "from": "User.emails", "to": "User.customAttributes.emails", "note": "n" },
  { "id": "acme/domain", "kind": "removed", "from": "Acme.users.signIn(0).domain", "note": "n" },
  { "id": "acme/one-of", "kind": "require-one-of", "symbol": "Acme.users.signIn(0)", "fields": ["connection", "provider"], "note": "n" },
  { "id": "acme/key", "kind": "env-var", "from": "env:ACME_KEY", "to": "env:ACME_API_KEY", "note": "n" } ] }"#;

fn acme() -> Knowledge {
    Knowledge::from_texts(&[("@acme/sdk", API, &[TABLE])])
}

fn known(knowledge: &Knowledge) -> (&Timeline, &Changes) {
    let package = knowledge.package("@acme/sdk").expect("covered");
    (knowledge.timeline(package), knowledge.changes(package))
}

/// `from` in one version to the path in the other, over which changes.
fn way(
    changes: &Changes,
    timeline: &Timeline,
    key: &MemberKey,
    from: &str,
    to: &str,
) -> Option<(String, Vec<String>, bool)> {
    let lineage = changes.lineage(timeline, key, at(timeline, from), at(timeline, to))?;
    let hops = lineage
        .hops
        .iter()
        .map(|hop| hop.change.id.to_string())
        .collect();
    Some((lineage.to.to_string(), hops, lineage.arrives))
}

fn arrives(path: &str, hops: &[&str]) -> Option<(String, Vec<String>, bool)> {
    Some((
        path.to_owned(),
        hops.iter().map(ToString::to_string).collect(),
        true,
    ))
}

#[test]
fn a_chain_is_followed_over_majors_in_their_order() {
    let knowledge = acme();
    let (timeline, changes) = known(&knowledge);
    assert!(knowledge.verify().is_empty(), "{:?}", knowledge.verify());
    let key = member(timeline, "Mfa", "verifyFactor");
    let to = |from, to| way(changes, timeline, &key, from, to);
    assert_eq!(to("7.0.0", "7.0.0"), arrives("Acme.mfa.verifyFactor", &[]));
    assert_eq!(
        to("7.0.0", "7.1.0"),
        arrives("Acme.mfa.verifyChallenge", &["acme/verify-factor"]),
        "deprecated there"
    );
    assert_eq!(
        to("7.0.0", "8.0.0"),
        arrives("Acme.mfa.verifyChallenge", &["acme/verify-factor"])
    );
    assert_eq!(
        to("7.0.0", "9.1.0"),
        arrives(
            "Acme.multiFactorAuth.verifyChallenge",
            &["acme/verify-factor", "acme/mfa"]
        )
    );
    let moved = member(timeline, "Mfa", "enroll");
    assert_eq!(
        way(changes, timeline, &moved, "7.0.0", "9.0.0"),
        arrives("Acme.multiFactorAuth.enroll", &["acme/mfa"]),
        "a moved accessor takes its members along"
    );
}

#[test]
fn names_that_differ_are_told_by_place() {
    let knowledge = acme();
    let (timeline, changes) = known(&knowledge);
    let key = member(timeline, "Mfa", "verifyFactor");
    let lineage = changes
        .lineage(timeline, &key, VersionIdx(0), VersionIdx(5))
        .unwrap();
    assert_eq!(
        lineage.renamed().unwrap(),
        [
            (1, "mfa".into(), "multiFactorAuth".into()),
            (2, "verifyFactor".into(), "verifyChallenge".into())
        ]
    );
    assert_eq!(
        lineage.keys,
        [member(timeline, "MultiFactorAuth", "verifyChallenge")]
    );
    let key = member(timeline, "User", "emails");
    let lineage = changes
        .lineage(timeline, &key, VersionIdx(0), VersionIdx(5))
        .unwrap();
    assert_eq!(lineage.renamed(), None, "it lies deeper now");
}

#[test]
fn a_rename_that_was_undone_leads_back() {
    let knowledge = acme();
    let (timeline, changes) = known(&knowledge);
    let role = member(timeline, "Users", "role");
    let other = member(timeline, "Users", "organizationRole");
    assert_eq!(
        way(changes, timeline, &role, "8.0.0", "9.0.0"),
        arrives("Acme.users.organizationRole", &["acme/role"])
    );
    assert_eq!(
        way(changes, timeline, &role, "8.0.0", "9.1.0"),
        arrives("Acme.users.role", &[]),
        "it came back"
    );
    assert_eq!(
        way(changes, timeline, &other, "9.0.0", "9.1.0"),
        arrives("Acme.users.role", &["acme/role-back"])
    );
    assert_eq!(
        way(changes, timeline, &other, "9.0.0", "8.0.0"),
        arrives("Acme.users.role", &["acme/role"])
    );
}

#[test]
fn newer_code_is_led_back_to_an_older_package() {
    let knowledge = acme();
    let (timeline, changes) = known(&knowledge);
    let key = member(timeline, "MultiFactorAuth", "verifyChallenge");
    assert_eq!(
        way(changes, timeline, &key, "9.1.0", "8.0.0"),
        arrives("Acme.mfa.verifyChallenge", &["acme/mfa"])
    );
    assert_eq!(
        way(changes, timeline, &key, "9.1.0", "7.0.0"),
        arrives("Acme.mfa.verifyFactor", &["acme/mfa", "acme/verify-factor"])
    );
}

#[test]
fn what_nothing_leads_on_from_has_no_way() {
    let knowledge = acme();
    let (timeline, changes) = known(&knowledge);
    let domain = member(timeline, "SignInOptions", "domain");
    assert_eq!(way(changes, timeline, &domain, "7.0.0", "9.0.0"), None);
    assert_eq!(changes.lookup(&domain)[0].id, "acme/domain");
    let created = member(timeline, "Event", "['user.deactivated']");
    assert_eq!(way(changes, timeline, &created, "7.0.0", "9.0.0"), None);
}

#[test]
fn changes_are_found_by_the_symbol_they_are_about() {
    let knowledge = acme();
    let (timeline, changes) = known(&knowledge);
    let ids = |key: &MemberKey| -> Vec<&str> {
        changes
            .lookup(key)
            .iter()
            .map(|change| change.id.as_str())
            .collect()
    };
    assert_eq!(ids(&member(timeline, "Acme", "mfa")), ["acme/mfa"]);
    assert_eq!(
        ids(&member(timeline, "Users", "signIn(0)")),
        ["acme/one-of"]
    );
    assert!(ids(&member(timeline, "Users", "signIn")).is_empty());
    assert_eq!(changes.lookup_fact("env", "ACME_KEY")[0].id, "acme/key");
    assert!(changes.by_id("acme/nothing").is_none());
}

#[test]
fn a_glob_stands_for_all_it_fits() {
    let table = r#"{ "changes": [ { "id": "acme/all", "kind": "removed", "from": "*ser", "note": "n" },
        { "id": "acme/members", "kind": "removed", "from": "User.em*", "note": "n" } ] }"#;
    let knowledge = Knowledge::from_texts(&[("@acme/sdk", API, &[table])]);
    let (timeline, changes) = known(&knowledge);
    assert_eq!(
        changes.lookup(&MemberKey::Decl(decl_id(timeline, "User")))[0].id,
        "acme/all"
    );
    assert_eq!(
        changes.lookup(&member(timeline, "User", "emails"))[0].id,
        "acme/members"
    );
    let of_user = changes.lookup_decl(decl_id(timeline, "User"), timeline);
    assert_eq!(of_user[0].id, "acme/all");
}

#[test]
fn a_use_works_where_an_heir_of_its_owner_has_it() {
    let knowledge = acme();
    let (timeline, changes) = known(&knowledge);
    let presence = |decl: &str, path: &str, from: &str, to: &str| {
        changes.presence(
            timeline,
            &member(timeline, decl, path),
            at(timeline, from),
            at(timeline, to),
        )
    };
    assert_eq!(
        presence("User", "email", "7.0.0", "9.0.0"),
        Presence::Present
    );
    assert_eq!(
        presence("User", "emails", "7.0.0", "9.0.0"),
        Presence::Absent
    );
    assert_eq!(
        presence("Mfa", "enroll", "7.0.0", "9.0.0"),
        Presence::Present,
        "the table says who took over"
    );
    assert_eq!(
        presence("Mfa", "verifyFactor", "7.0.0", "9.0.0"),
        Presence::Absent
    );
    assert_eq!(
        presence("Token", "value", "7.0.0", "9.0.0"),
        Presence::Orphaned,
        "another token is no heir"
    );
    assert_eq!(
        presence("MultiFactorAuth", "enroll", "9.0.0", "8.0.0"),
        Presence::Present,
        "and back"
    );
}

#[test]
fn options_that_became_alternatives_are_their_heirs() {
    let knowledge = acme();
    let (timeline, changes) = known(&knowledge);
    let key = member(timeline, "WithProvider", "provider");
    assert_eq!(
        changes.presence(timeline, &key, at(timeline, "8.0.0"), at(timeline, "7.0.0")),
        Presence::Orphaned
    );
    let key = member(timeline, "SignInOptions", "provider");
    assert_eq!(
        changes.presence(timeline, &key, at(timeline, "7.0.0"), at(timeline, "8.0.0")),
        Presence::Present
    );
    let key = member(timeline, "SignInOptions", "domain");
    assert_eq!(
        changes.presence(timeline, &key, at(timeline, "7.0.0"), at(timeline, "8.0.0")),
        Presence::Absent
    );
}

#[test]
fn checks_name_what_is_wrong_and_where() {
    let table = r#"{ "changes": [
      { "id": "acme/a", "kind": "rename", "from": "Acme.mfa.verifyFactor", "to": "Acme.mfa.verifyChalenge", "note": "n" },
      { "id": "acme/a", "kind": "removed", "from": "User.email", "note": "gone in 8.0.0" },
      { "id": "acme/b", "kind": "removed", "from": "Acme.mfa", "note": "a\nb", "docs": "none.md", "refs": ["http://example.com"],
        "examples": [ { "old": "1.0.0", "new": "9.0.0", "proof": "refused", "before": "x" } ] },
      { "id": "acme/c", "kind": "require-one-of", "symbol": "Acme.users.signIn(0)", "fields": ["connection", "nothing"], "note": "n" },
      { "id": "acme/d", "kind": "rename", "from": "User.id", "to": "User.email", "note": "n" },
      { "id": "acme/e", "kind": "rename", "from": "User.email", "to": "User.id", "note": "n" } ] }"#;
    let knowledge = Knowledge::from_texts(&[("@acme/sdk", API, &[table])]);
    let problems: Vec<String> = knowledge.verify().iter().map(ToString::to_string).collect();
    for (path, expected) in [
        (
            "changes[0].to",
            "`Acme.mfa.verifyChalenge` is in no version",
        ),
        ("changes[1].id", "expected another id"),
        ("changes[1].from", "stays as it is"),
        ("changes[1].note", "expected no version (found `8.0.0`)"),
        ("changes[2].note", "expected one line"),
        ("changes[2].docs", "none named `none.md`"),
        ("changes[2].refs[0]", "https://"),
        ("changes[2].examples[0].old", "found `1.0.0`"),
        ("changes[3].fields[1]", "`Acme.users.signIn(0).nothing`"),
        ("changes[5].to", "`acme/d` leads back"),
    ] {
        let said = |problem: &&String| {
            problem.contains(&format!(": {path}: ")) && problem.contains(expected)
        };
        assert!(
            problems.iter().any(|problem| said(&problem)),
            "{path}: {problems:#?}"
        );
    }
}

/// On the real package.
#[test]
fn the_seed_s_chains_arrive() {
    let knowledge = Knowledge::builtin();
    let package = knowledge.package("@workos-inc/node").expect("covered");
    let (timeline, changes) = (knowledge.timeline(package), knowledge.changes(package));
    for (path, from, to, wanted, hops) in [
        (
            "WorkOS.mfa.verifyFactor",
            "7.82.0",
            "8.0.0",
            "WorkOS.mfa.verifyChallenge",
            1,
        ),
        (
            "WorkOS.mfa.verifyFactor",
            "7.82.0",
            "11.0.0",
            "WorkOS.multiFactorAuth.verifyChallenge",
            2,
        ),
        (
            "WorkOS.mfa.enrollFactor",
            "8.13.0",
            "11.0.0",
            "WorkOS.multiFactorAuth.enrollFactor",
            1,
        ),
        (
            "WorkOS.vault.createSecret",
            "7.82.0",
            "11.0.0",
            "WorkOS.vault.createObject",
            1,
        ),
        (
            "WorkOS.userManagement.sendMagicAuthCode",
            "7.82.0",
            "11.0.0",
            "WorkOS.userManagement.createMagicAuth",
            1,
        ),
        (
            "DirectoryUser.jobTitle",
            "7.82.0",
            "8.0.0",
            "DirectoryUser.customAttributes.job_title",
            1,
        ),
        ("VaultSecret", "7.82.0", "8.0.0", "VaultObject", 1),
        (
            "WorkOS.multiFactorAuth.verifyChallenge",
            "11.0.0",
            "8.13.0",
            "WorkOS.mfa.verifyChallenge",
            1,
        ),
    ] {
        let (at, to) = (at(timeline, from), at(timeline, to));
        let key = timeline.walk(&path.parse().unwrap(), at).remove(0).key;
        let lineage = changes
            .lineage(timeline, &key, at, to)
            .unwrap_or_else(|| panic!("{path}"));
        assert_eq!(lineage.to.to_string(), wanted);
        assert_eq!(lineage.hops.len(), hops, "{path}");
        assert!(lineage.arrives);
    }
}
