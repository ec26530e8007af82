use rustc_hash::FxHashMap;

use super::*;
use crate::knowledge::{
    FunctionType, LiteralType, MemberKey,
    path::SymbolPath,
    testkit::{API, at, decl_id, member, timeline},
};

fn parsed(text: &str) -> Result<Type, String> {
    let decls = FxHashMap::from_iter([
        ("User".into(), DeclId(0)),
        ("Token@vault".into(), DeclId(1)),
    ]);
    parse::parse(text, &decls)
}

fn function(text: &str) -> FunctionType {
    match parsed(text).expect(text) {
        Type::Function(function) => *function,
        other => panic!("{text} is {other:?}"),
    }
}

#[test]
fn types_read_as_they_are_written() {
    assert_eq!(parsed("string").unwrap(), Type::Keyword("string".into()));
    assert_eq!(
        parsed("User[]").unwrap(),
        Type::List(Box::new(Type::Decl(DeclId(0), vec![])))
    );
    assert_eq!(
        parsed("Token@vault").unwrap(),
        Type::Decl(DeclId(1), vec![])
    );
    assert_eq!(parsed("typeof User").unwrap(), Type::ClassOf(DeclId(0)));
    assert_eq!(parsed("T").unwrap(), Type::Param("T".into()));
    assert_eq!(
        parsed(r"'it\'s \u0041'").unwrap(),
        Type::Literal(LiteralType::String("it's A".into()))
    );
    assert!(matches!(parsed("'a' | null | -1").unwrap(), Type::Union(arms) if arms.len() == 3));
    assert!(matches!(
        parsed("import('next/server').NextRequest<User>").unwrap(),
        Type::Foreign { package, .. } if package == "next/server"
    ));
    assert!(
        matches!(parsed("Record<string, User | 'x'>").unwrap(), Type::Builtin(name, args) if name == "Record" && args.len() == 2)
    );
    let Type::Object(fields) =
        parsed("{ readonly a?: string; 'b-c': number; readonly: boolean }").unwrap()
    else {
        panic!("an object")
    };
    let names: Vec<_> = fields
        .iter()
        .map(|field| (field.name.as_str(), field.optional))
        .collect();
    assert_eq!(names, [("a", true), ("b-c", false), ("readonly", false)]);
}

#[test]
fn functions_overloads_and_parentheses_are_told_apart() {
    let it = function("<T>(a: T, b?: (x: string) => void, ...rest: User[]) => Promise<T>");
    assert_eq!(it.type_params, ["T"]);
    assert_eq!(it.params.len(), 3);
    assert!(it.params[1].optional && it.params[2].rest);
    assert!(
        matches!(parsed("((a: string) => User) & ((b: number) => User)").unwrap(), Type::Intersection(parts) if parts.len() == 2)
    );
    assert!(matches!(
        parsed("(string | User)[]").unwrap(),
        Type::List(_)
    ));
    assert!(matches!(
        parsed("({ a: ')' }) | null").unwrap(),
        Type::Union(_)
    ));
    assert!(function("() => void").params.is_empty());
}

#[test]
fn a_type_parameter_hides_a_declaration_of_its_name() {
    assert_eq!(
        function("<User>(a: User) => void").params[0].ty,
        Type::Param("User".into())
    );
}

#[test]
fn malformed_types_are_errors_and_deep_ones_do_not_overflow() {
    for text in [
        "", "|", "{ a: }", "(a) => ", "User[", "'x", "Record<", "a b", "=>",
    ] {
        assert!(parsed(text).is_err(), "{text}");
    }
    assert!(parsed(&"(".repeat(100_000)).is_err());
    assert!(
        parsed(&format!(
            "{}string{}",
            "Promise<".repeat(5000),
            ">".repeat(5000)
        ))
        .is_err()
    );
}

#[test]
fn a_version_between_two_is_the_lower_and_latest_is_no_candidate() {
    let timeline = timeline();
    assert_eq!(at(&timeline, "7.5.0"), VersionIdx(1));
    assert_eq!(at(&timeline, "1.0.0"), VersionIdx(0));
    assert_eq!(at(&timeline, "99.0.0"), VersionIdx(5));
    assert_eq!(timeline.newest(), VersionIdx(5));
    let candidates = Timeline::read(&API.replace("\"9.1.0\"]", "\"10.0.0-rc.1\"]")).unwrap();
    assert_eq!(candidates.newest(), VersionIdx(4));
    assert_eq!(timeline.engine(at(&timeline, "9.0.0")).unwrap(), ">=20");
}

#[test]
fn members_are_found_in_bases_and_in_the_nearest_version() {
    let timeline = timeline();
    let user = decl_id(&timeline, "User");
    let (owner, _) = timeline.member(user, "id", VersionIdx(0)).unwrap();
    assert_eq!(owner, decl_id(&timeline, "Base"));
    let (_, emails) = timeline.member(user, "emails", VersionIdx(5)).unwrap();
    assert!(emails.at(VersionIdx(5)).is_none());
    assert_eq!(emails.nearest(VersionIdx(5)).unwrap().0, VersionIdx(2));
    assert!(timeline.member(user, "nothing", VersionIdx(0)).is_none());
    assert_eq!(
        timeline.member_names(user, VersionIdx(4)),
        ["customAttributes", "email", "id", "nickname"]
    );
    let acme = decl_id(&timeline, "Acme");
    assert!(
        timeline
            .static_member(acme, "version", VersionIdx(0))
            .is_some()
    );
    assert!(timeline.construct(acme, VersionIdx(0)).is_some());
}

#[test]
fn a_member_lives_only_while_its_declaration_does() {
    let timeline = timeline();
    let life = timeline.life(&member(&timeline, "Mfa", "enroll"));
    assert_eq!(life, Life::span(0, 4));
    let life = timeline.life(&member(&timeline, "User", "id"));
    assert_eq!(life, timeline.always(), "inherited all the time");
    let life = timeline.life(&member(&timeline, "Users", "role"));
    assert_eq!(life.0.as_ref(), [(0, 4), (5, 6)]);
}

#[test]
fn paths_lead_to_canonical_keys() {
    let timeline = timeline();
    let keys = |text: &str| timeline.resolve_path(&text.parse().unwrap());
    assert_eq!(
        keys("Acme.mfa.verifyFactor"),
        [(member(&timeline, "Mfa", "verifyFactor"), Life::span(0, 3))]
    );
    assert_eq!(
        keys("Acme.mfa"),
        [(member(&timeline, "Acme", "mfa"), Life::span(0, 4))]
    );
    assert_eq!(
        keys("Acme.users.getToken()"),
        [(member(&timeline, "Users", "getToken()"), Life::span(0, 4))]
    );
    assert_eq!(
        keys("Acme.users.createToken().token"),
        [(
            member(&timeline, "Users", "createToken().token"),
            Life::span(3, 6)
        )]
    );
    assert_eq!(
        keys("Acme.users.signIn(0).domain"),
        [(
            member(&timeline, "SignInOptions", "domain"),
            Life::span(0, 3)
        )]
    );
    assert_eq!(
        keys("Acme.users.list().data[].email"),
        [(member(&timeline, "User", "email"), timeline.always())]
    );
    assert_eq!(
        keys("User.customAttributes.emails"),
        [(
            member(&timeline, "User", "customAttributes.emails"),
            timeline.always()
        )]
    );
    assert_eq!(
        keys("Event['user.deactivated']"),
        [(
            member(&timeline, "Event", "['user.deactivated']"),
            Life::span(0, 3)
        )]
    );
    assert_eq!(
        keys("Kind.Logs"),
        [(member(&timeline, "Kind", "Logs"), Life::span(0, 4))]
    );
    assert_eq!(
        keys("Kind['sso']"),
        [(member(&timeline, "Kind", "SSO"), timeline.always())]
    );
    assert_eq!(
        keys("Acme(1).apiKey"),
        [(member(&timeline, "Acme", "(1).apiKey"), timeline.always())]
    );
    assert_eq!(keys("/worker#Acme")[0].1, Life::span(3, 6));
    assert!(keys("Nothing.here").is_empty());
}

#[test]
fn every_key_a_path_leads_to_lives_when_the_path_does() {
    let timeline = timeline();
    for text in [
        "Acme.users.createToken().token",
        "Acme.users.signIn(0)",
        "Event['user.created']",
        "Acme(1).apiKey",
        "Acme.version",
        "createAcme(0).apiKey",
        "Acme.users.signIn(0).provider",
    ] {
        let path: SymbolPath = text.parse().unwrap();
        let keys = timeline.resolve_path(&path);
        assert!(!keys.is_empty(), "{text}");
        for (key, life) in keys {
            assert_eq!(timeline.life(&key), life, "{text} {key:?}");
        }
    }
}

#[test]
fn a_union_of_options_gives_each_arm_its_own_field() {
    let timeline = timeline();
    let path = "Acme.users.signIn(0).provider".parse().unwrap();
    let keys: Vec<_> = timeline
        .resolve_path(&path)
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    assert_eq!(
        keys,
        [
            member(&timeline, "SignInOptions", "provider"),
            member(&timeline, "WithConnection", "provider"),
            member(&timeline, "WithProvider", "provider")
        ]
    );
}

#[test]
fn symbols_are_shown_by_the_way_people_reach_them() {
    let timeline = timeline();
    let show = |decl, path| timeline.display(&member(&timeline, decl, path));
    assert_eq!(
        show("Mfa", "verifyFactor"),
        "npm:@acme/sdk#Acme.mfa.verifyFactor"
    );
    assert_eq!(show("User", "emails"), "npm:@acme/sdk#User.emails");
    assert_eq!(
        show("Users", "getToken()"),
        "npm:@acme/sdk#Acme.users.getToken()"
    );
    assert_eq!(
        show("Event", "['user.created']"),
        "npm:@acme/sdk#Event['user.created']"
    );
    assert_eq!(show("List", "data"), "npm:@acme/sdk#Acme.users.list().data");
    let export = MemberKey::Export {
        entry: "./worker".into(),
        name: "Acme".into(),
    };
    assert_eq!(timeline.display(&export), "npm:@acme/sdk/worker#Acme");
    assert_eq!(
        timeline.display(&MemberKey::Decl(decl_id(&timeline, "Token"))),
        "npm:@acme/sdk#Token"
    );
}

#[test]
fn deprecations_have_a_life() {
    let timeline = timeline();
    let key = member(&timeline, "Mfa", "verifyFactor");
    assert_eq!(timeline.deprecated_life(&key), Life::span(1, 3));
    assert_eq!(
        timeline.deprecated(&key, VersionIdx(1)).unwrap(),
        "Use `verifyChallenge`."
    );
    assert!(timeline.deprecated(&key, VersionIdx(0)).is_none());
    assert_eq!(
        timeline
            .variant(&key, VersionIdx(0))
            .unwrap()
            .http
            .as_deref(),
        Some("POST /verify/{}")
    );
}

#[test]
fn an_export_may_change_its_meaning() {
    let timeline = timeline();
    assert_eq!(
        timeline.export(".", "Token", VersionIdx(3)),
        timeline.decl_by_key("Token")
    );
    assert_eq!(
        timeline.export(".", "Token", VersionIdx(4)),
        timeline.decl_by_key("Token@vault")
    );
    assert_eq!(timeline.export(".", "createAcme", VersionIdx(0)), None);
    assert_eq!(
        timeline
            .export_nearest(".", "createAcme", VersionIdx(0))
            .unwrap()
            .0,
        VersionIdx(3)
    );
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_place() {
    let wrong = |from: &str, to: &str| Timeline::read(&API.replacen(from, to, 1)).unwrap_err();
    assert_eq!(wrong("\"format\":1", "\"format\":2").path, "format");
    assert_eq!(
        wrong("{\"d\":\"User\"}", "{\"d\":\"Usr\"}").path,
        "entries[\".\"].exports.User.d"
    );
    assert_eq!(
        wrong("\"t\":5}", "\"t\":999}").path,
        "decls.Mfa.members.enroll[0].t"
    );
    assert_eq!(
        wrong("\"in\":[0,4],\"t\":0", "\"in\":[4,0],\"t\":0").path,
        "decls.Acme.members.mfa[0].in"
    );
    assert_eq!(wrong("7.1.0", "6.1.0").path, "versions[1]");
    assert_eq!(
        wrong("\"kind\":\"class\"", "\"kind\":\"klass\"").path,
        "decls.Acme.kind"
    );
    assert!(Timeline::read("").is_err());
    assert!(
        Timeline::read("{}")
            .unwrap_err()
            .expected
            .contains("format")
    );
}

#[test]
fn a_difference_at_a_hole_lies_between_two_releases() {
    let timeline = timeline();
    let said = |at: u16| {
        timeline
            .boundary(VersionIdx(at))
            .map(|boundary| boundary.to_string())
    };
    assert_eq!(said(1).as_deref(), Some("in 7.1.0"));
    assert_eq!(
        said(2).as_deref(),
        Some("in 8.0.0"),
        "candidates are no releases"
    );
    assert_eq!(said(3).as_deref(), Some("in 8.0.0"));
    assert_eq!(said(6), None);
    let holes = Timeline::read(&API.replace("\"7.1.0\"", "\"7.3.0\"")).unwrap();
    let said = holes
        .boundary(VersionIdx(1))
        .map(|boundary| boundary.to_string());
    assert_eq!(said.as_deref(), Some("between 7.0.0 and 7.3.0"));
}
