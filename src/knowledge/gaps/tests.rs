use crate::knowledge::{Knowledge, VersionIdx, render_gaps, testkit::API};

fn of_acme(table: &str) -> String {
    let table = format!("{{ \"changes\": [{table}] }}");
    let knowledge = Knowledge::from_texts(&[("@acme/sdk", API, &[&table])]);
    let package = knowledge.package("@acme/sdk").expect("covered");
    let newest = knowledge.timeline(package).newest();
    render_gaps(&knowledge.gaps(package, VersionIdx(0), newest))
}

#[test]
fn what_goes_or_changes_is_listed_by_step_and_kind() {
    assert_eq!(
        of_acme(""),
        "\
7.1.0 -> 8.0.0
  members of clients and classes that are gone
    Acme.mfa.verifyFactor
  fields and enum members that are gone
    SignInOptions.domain
    User.emails
  fields whose value differs
    SignInOptions: one of `connection` and `provider` is required; `domain` is gone
  literals that are gone
    Event['user.deactivated']

8.0.0 -> 9.0.0
  exports that are gone
    SerializedMfa
  exports that mean something else
    Token
  members of clients and classes that are gone
    Acme.mfa
    Acme.users.getToken
    Acme.users.role
  fields and enum members that are gone
    Kind.Logs
    SerializedUser.nick_name
  fields whose value differs
    User.nickname: it may be `null`

9.0.0 -> 9.1.0
  members of clients and classes that are gone
    Acme.users.organizationRole
"
    );
}

#[test]
fn what_a_table_speaks_of_is_no_gap() {
    let left = of_acme(
        r#"{ "id": "a/1", "kind": "rename", "from": "Acme.mfa.verifyFactor", "to": "Acme.mfa.verifyChallenge", "note": "n" },
           { "id": "a/2", "kind": "move", "from": "Acme.mfa", "to": "Acme.multiFactorAuth", "note": "n" },
           { "id": "a/3", "kind": "removed", "from": "SignInOptions.domain", "note": "n" },
           { "id": "a/4", "kind": "require-one-of", "symbol": "SignInOptions", "fields": ["connection", "provider"], "note": "n" },
           { "id": "a/5", "kind": "removed", "from": "User.emails", "note": "n" },
           { "id": "a/12", "kind": "nullability", "symbol": "User.nickname", "note": "n" },
           { "id": "a/13", "kind": "removed", "from": "Serialized*", "note": "n" },
           { "id": "a/6", "kind": "meaning-swap", "symbol": "Token", "note": "n" },
           { "id": "a/7", "kind": "event", "from": "Event['user.deactivated']", "to": "Event['user.created']", "note": "n" },
           { "id": "a/8", "kind": "reshape-result", "from": "Acme.users.getToken()", "to": "Acme.users.createToken()", "note": "n" },
           { "id": "a/9", "kind": "rename", "from": "Acme.users.role", "to": "Acme.users.organizationRole", "note": "n" },
           { "id": "a/10", "kind": "rename", "from": "Acme.users.organizationRole", "to": "Acme.users.role", "note": "n" },
           { "id": "a/11", "kind": "removed", "from": "Kind.Logs", "note": "n" }"#,
    );
    assert_eq!(left, "");
}

#[test]
fn a_glob_does_not_speak_of_what_users_write() {
    let glob = r#"{ "id": "a/all", "kind": "removed", "from": "*User", "note": "n" }"#;
    let left = of_acme(glob);
    assert!(!left.contains("SerializedUser"), "{left}");
    assert!(left.contains("    User.nickname"), "{left}");
    let table = format!("{{ \"changes\": [{glob}] }}");
    let knowledge = Knowledge::from_texts(&[("@acme/sdk", API, &[&table])]);
    let problems: Vec<String> = knowledge.verify().iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "npm/@acme/sdk/changes/0.json: changes[0].from: expected an entry of its own for `User.emails`, which differs in 8.0.0: users write it",
            "npm/@acme/sdk/changes/0.json: changes[0].from: expected an entry of its own for `User.nickname`, which differs in 9.0.0: users write it",
        ]
    );
}

#[test]
fn an_entry_speaks_only_of_what_its_kind_is_about() {
    let left = of_acme(
        r#"{ "id": "a/1", "kind": "type-rename", "from": "SignInOptions", "to": "User", "note": "n" },
           { "id": "a/2", "kind": "type-rename", "from": "Token", "to": "User", "note": "n" }"#,
    );
    assert!(left.contains("    SignInOptions.domain\n"), "{left}");
    assert!(
        left.contains("    Token\n"),
        "another meaning of a name that lives on: {left}"
    );
}

/// What FACTS says of the Node package, found by the machine.
#[test]
fn the_known_breaks_of_the_node_package_are_all_gaps_or_covered() {
    let knowledge = Knowledge::builtin();
    let package = knowledge.package("@workos-inc/node").expect("covered");
    let timeline = knowledge.timeline(package);
    let api = Knowledge::from_texts(&[(
        "@workos-inc/node",
        include_str!("../../../knowledge/npm/@workos-inc/node/api.json"),
        &[],
    )]);
    let bare = api.package("@workos-inc/node").expect("covered");
    let all = render_gaps(&api.gaps(bare, VersionIdx(0), timeline.newest()));
    let left = render_gaps(&knowledge.gaps(package, VersionIdx(0), timeline.newest()));
    for symbol in [
        "WorkOS.mfa.verifyFactor\n",
        "WorkOS.vault.createSecret\n",
        "WorkOS.userManagement.sendMagicAuthCode\n",
        "DirectoryUser.emails\n",
    ] {
        assert!(all.contains(symbol), "{symbol}");
        assert!(!left.contains(symbol), "{symbol}");
    }
    for symbol in [
        "WorkOS.widgets.getToken\n",
        "Event['api_key.deleted']\n",
        "Connection.connectionType\n",
        "AuditLogExportOptions.actors\n",
        "List.listMetadata: `after` and `before` may be `null`\n",
        "    AccessToken\n",
    ] {
        assert!(all.contains(symbol), "{symbol}");
    }
}
