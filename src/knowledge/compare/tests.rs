use super::*;
use crate::knowledge::{Knowledge, SymbolPath};

/// Compares two paths of the Node package, each as it is in a version.
fn node(old: &str, old_at: &str, new: &str, new_at: &str) -> std::sync::Arc<Comparison> {
    let knowledge = Knowledge::builtin();
    let timeline = knowledge.timeline(knowledge.package("@workos-inc/node").expect("covered"));
    let key = |path: &str, at: &str| {
        let at = timeline.index(&at.parse().expect("a version"));
        let path: SymbolPath = path.parse().expect("a path");
        let place = timeline.walk(&path, at).into_iter().next();
        (place.unwrap_or_else(|| panic!("{path} lives")).key, at)
    };
    let (old, new) = (key(old, old_at), key(new, new_at));
    timeline.compare((&old.0, old.1), (&new.0, new.1))
}

#[test]
fn a_token_in_an_object_is_not_a_token() {
    let it = node(
        "WorkOS.widgets.getToken",
        "8.13.0",
        "WorkOS.widgets.createToken",
        "11.0.0",
    );
    assert_eq!(it.result, Likeness::Changed);
    assert_eq!(
        it.clause().as_deref(),
        Some("same arguments; returns `{ token }`, not a string")
    );
}

#[test]
fn a_pure_rename_is_the_same_in_all_respects() {
    for (old, new, to) in [
        (
            "WorkOS.mfa.verifyFactor",
            "WorkOS.mfa.verifyChallenge",
            "8.0.0",
        ),
        (
            "WorkOS.mfa.verifyFactor",
            "WorkOS.multiFactorAuth.verifyChallenge",
            "11.0.0",
        ),
        (
            "WorkOS.vault.createSecret",
            "WorkOS.vault.createObject",
            "8.0.0",
        ),
        (
            "WorkOS.vault.readSecret",
            "WorkOS.vault.readObject",
            "8.0.0",
        ),
    ] {
        let it = node(old, "7.82.0", new, to);
        assert_eq!(
            (it.arguments, it.result),
            (Likeness::Same, Likeness::Same),
            "{old}: {it:?}"
        );
        assert_eq!(it.clause().as_deref(), Some("same arguments and result"));
    }
}

#[test]
fn another_endpoint_is_said() {
    let it = node(
        "WorkOS.userManagement.sendPasswordResetEmail",
        "7.82.0",
        "WorkOS.userManagement.createPasswordReset",
        "8.13.0",
    );
    assert_eq!(
        (it.arguments, it.result, it.endpoint),
        (Likeness::Changed, Likeness::Changed, Likeness::Changed)
    );
    assert_eq!(
        it.clause().as_deref(),
        Some(
            "`passwordResetUrl` is gone; returns `PasswordReset`, not nothing; \
             calls `POST /user_management/password_reset`, not `POST /user_management/password_reset/send`"
        )
    );
}

#[test]
fn an_object_that_became_a_parameter_is_another_shape() {
    let it = node(
        "WorkOS.organizations.listOrganizationRoles",
        "8.13.0",
        "WorkOS.authorization.listOrganizationRoles",
        "9.1.1",
    );
    assert_eq!(
        it.arguments_clause.as_deref(),
        Some("takes `organizationId`, not `{ organizationId }`")
    );
}

#[test]
fn alternatives_are_named_as_such() {
    let it = node(
        "WorkOS.sso.getAuthorizationUrl",
        "7.82.0",
        "WorkOS.sso.getAuthorizationUrl",
        "8.13.0",
    );
    assert_eq!(
        it.arguments_clause.as_deref(),
        Some("one of `connection`, `organization` and `provider` is required; `domain` is gone")
    );
    assert_eq!(it.result, Likeness::Same);
}

#[test]
fn fields_that_leave_a_result_or_may_be_null_are_said_in_one_breath() {
    let it = node(
        "WorkOS.directorySync.getUser",
        "7.82.0",
        "WorkOS.directorySync.getUser",
        "8.13.0",
    );
    assert_eq!(
        it.result_clause.as_deref(),
        Some("the result has no `emails`, `jobTitle` or `username`")
    );
    let it = node(
        "WorkOS.vault.listSecrets",
        "7.82.0",
        "WorkOS.vault.listObjects",
        "8.13.0",
    );
    assert_eq!(
        it.result_clause.as_deref(),
        Some("`listMetadata.after` and `listMetadata.before` of the result may be `null`")
    );
}

#[test]
fn what_only_gained_options_is_the_same() {
    let it = node(
        "WorkOS.userManagement.createUser",
        "7.0.0",
        "WorkOS.userManagement.createUser",
        "11.0.0",
    );
    assert_eq!(it.arguments, Likeness::Same, "{it:?}");
}

#[test]
fn one_value_is_compared_as_it_is_used() {
    let knowledge = Knowledge::builtin();
    let timeline = knowledge.timeline(knowledge.package("@workos-inc/node").expect("covered"));
    let at = |version: &str| timeline.index(&version.parse().expect("a version"));
    let key = |path: &str, version: &str| {
        let path: SymbolPath = path.parse().expect("a path");
        timeline.walk(&path, at(version)).remove(0).key
    };
    let (old, new) = ("8.0.0", "8.13.0");
    let path = "WorkOS.userManagement.listUsers().listMetadata";
    let (before, after) = (key(path, old), key(path, new));
    let (likeness, clause) = timeline.compare_read((&before, at(old)), (&after, at(new)));
    assert_eq!(likeness, Likeness::Changed);
    assert_eq!(
        clause.as_deref(),
        Some("`listMetadata.after` and `listMetadata.before` may be `null`")
    );
    let key = key("WorkOS.userManagement.createUser(0).email", "8.0.0");
    assert_eq!(
        timeline.compare_written((&key, at(old)), (&key, at(new))).0,
        Likeness::Same
    );
}

#[test]
fn signatures_are_written_for_people() {
    let knowledge = Knowledge::builtin();
    let timeline = knowledge.timeline(knowledge.package("@workos-inc/node").expect("covered"));
    let at = timeline.index(&"7.82.0".parse().expect("a version"));
    let path: SymbolPath = "WorkOS.mfa.verifyFactor".parse().expect("a path");
    let key = timeline.walk(&path, at).remove(0).key;
    assert_eq!(
        timeline.signature(&key, at).as_deref(),
        Some("verifyFactor(options: VerifyFactorOptions): Promise<VerifyResponse>")
    );
}

/// Every method of the newest version, compared with itself over all majors: it must neither fail nor take long.
#[test]
fn everything_can_be_compared_with_itself() {
    let knowledge = Knowledge::builtin();
    let timeline = knowledge.timeline(knowledge.package("@workos-inc/node").expect("covered"));
    let newest = timeline.newest();
    let mut compared = 0;
    for (decl, record) in timeline.decls() {
        for name in record.members.keys() {
            let key = MemberKey::Member {
                decl,
                path: name.clone(),
            };
            let Some(first) = timeline.life(&key).first() else {
                continue;
            };
            if timeline.life(&key).contains(newest) {
                let same = timeline.compare((&key, newest), (&key, newest));
                assert_ne!(same.arguments, Likeness::Changed, "{name}: {same:?}");
                assert_ne!(same.result, Likeness::Changed, "{name}: {same:?}");
                let _ = timeline.compare((&key, first), (&key, newest)).clause();
                compared += 1;
            }
        }
    }
    assert!(compared > 1000, "{compared}");
}
