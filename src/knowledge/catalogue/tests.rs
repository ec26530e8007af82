use std::{
    fmt::Write,
    path::{Path, PathBuf},
};

use super::*;
use crate::knowledge::{DeclKind, Step, Subject, SymbolPath, Type, VersionIdx, page, testkit::API};

const TABLE: &str = r#"{ "changes": [
  { "id": "acme/verify-factor", "kind": "rename", "from": "Acme.mfa.verifyFactor", "to": "Acme.mfa.verifyChallenge", "note": "Another word." },
  { "id": "acme/mfa", "kind": "move", "from": "Acme.mfa", "to": "Acme.multiFactorAuth", "note": "Another accessor." } ] }"#;

fn acme() -> Knowledge {
    Knowledge::from_texts(&[("@acme/sdk", API, &[TABLE])])
}

fn overlay(path: &str, text: &str) -> OverlayFile {
    OverlayFile {
        path: path.to_owned(),
        shown: format!("mine/{path}"),
        bytes: text.as_bytes().to_vec(),
    }
}

fn ids(knowledge: &Knowledge) -> Vec<String> {
    let package = knowledge.package("@acme/sdk").expect("covered");
    let changes = knowledge.changes(package).all();
    changes.iter().map(|change| change.id.to_string()).collect()
}

#[test]
fn nothing_is_read_before_it_is_asked_for() {
    let knowledge = acme();
    let package = knowledge.package("@acme/sdk").expect("covered");
    assert!(knowledge.packages[0].timeline.get().is_none());
    assert_eq!(knowledge.name(package), "@acme/sdk");
    assert_eq!(knowledge.timeline(package).versions.len(), 6);
    assert!(knowledge.packages[0].changes.get().is_none());
    assert_eq!(knowledge.changes(package).all().len(), 2);
    assert!(knowledge.package("@other/sdk").is_none());
    assert!(knowledge.problems().is_empty());
}

#[test]
fn user_tables_replace_add_and_remove() {
    let mine = r#"{ "changes": [
      { "id": "acme/verify-factor", "disabled": true },
      { "id": "acme/mfa", "kind": "removed", "from": "Acme.mfa", "note": "Mine." },
      { "id": "mine/nickname", "kind": "nullability", "symbol": "User.nickname", "note": "May be null." } ] }"#;
    let knowledge = acme().with_overlay(&[overlay("npm/@acme/sdk/changes/mine.json", mine)]);
    assert_eq!(ids(&knowledge), ["acme/mfa", "mine/nickname"]);
    let (_, change) = knowledge.change("acme/mfa").expect("replaced");
    assert_eq!(change.note, "Mine.");
    assert!(
        knowledge.problems().is_empty(),
        "{:?}",
        knowledge.problems()
    );
}

#[test]
fn what_is_wrong_with_user_tables_is_said_and_the_rest_works_on() {
    let mine = r#"{ "changes": [
      { "id": "mine/good", "kind": "nullability", "symbol": "User.nickname", "note": "n" },
      { "id": "mine/kind", "kind": "renam", "from": "Acme.mfa", "note": "n" },
      { "id": "mine/symbol", "kind": "removed", "from": "Acme.mfaa", "note": "n" },
      { "id": "mine/to", "kind": "rename", "from": "Acme.mfa", "note": "n" },
      { "id": "Mine", "kind": "removed", "from": "Acme.mfa", "note": "n" } ] }"#;
    let knowledge = acme().with_overlay(&[
        overlay("npm/@acme/sdk/changes/mine.json", mine),
        overlay("npm/@acme/sdk/changes/broken.json", "{ \"changes\": [ }"),
        overlay("npm/@acme/sdk/api.json", "{ \"format\": 1 }"),
        overlay("npm/@nobody/sdk/changes/x.json", "{ \"changes\": [] }"),
        overlay("changes.json", "{}"),
    ]);
    assert_eq!(
        ids(&knowledge),
        ["acme/verify-factor", "acme/mfa", "mine/good", "mine/symbol"]
    );
    let problems: Vec<String> = knowledge
        .problems()
        .iter()
        .map(ToString::to_string)
        .collect();
    let said = |file: &str, path: &str, expected: &str| {
        let one = |problem: &&String| {
            problem.starts_with(&format!("mine/{file}: {path}: ")) && problem.contains(expected)
        };
        assert!(
            problems.iter().any(|problem| one(&problem)),
            "{file} {path}: {problems:#?}"
        );
    };
    let table = "npm/@acme/sdk/changes/mine.json";
    said(table, "changes[1].kind", "unknown variant `renam`");
    said(table, "changes[2].from", "`Acme.mfaa` is in no version");
    said(table, "changes[3]", "expected `to`");
    said(table, "changes[4].id", "area/kebab-case");
    said("npm/@acme/sdk/changes/broken.json", "changes[0]", "");
    said("npm/@acme/sdk/api.json", ".", "missing field");
    said("npm/@nobody/sdk/changes/x.json", ".", "no api.json");
    said("changes.json", ".", "expected <ecosystem>/<package>");
    assert_eq!(problems.len(), 8, "{problems:#?}");
}

#[test]
fn surface_words_are_what_comes_goes_or_is_spoken_of() {
    let knowledge = acme();
    let package = knowledge.package("@acme/sdk").expect("covered");
    let words = knowledge.surface_words(package);
    for word in [
        "mfa",
        "verifyFactor",
        "verifyChallenge",
        "emails",
        "user.deactivated",
        "createAcme",
        "@acme/sdk/worker",
        "token",
    ] {
        assert!(words.iter().any(|known| known == word), "{word}");
    }
    for word in ["email", "users", "list", "Acme"] {
        assert!(!words.iter().any(|known| known == word), "{word}");
    }
}

#[test]
fn built_in_tables_have_no_problem() {
    let problems = Knowledge::builtin().verify();
    let text: String = problems.iter().fold(String::new(), |mut text, problem| {
        let _ = writeln!(text, "{problem}");
        text
    });
    assert!(problems.is_empty(), "{text}");
}

/// The list of what is built in, and the schema, are made from the files beside them.
#[test]
fn derived_files_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
    let schema = serde_json::to_string_pretty(&tables::changes_schema()).expect("a schema");
    update(
        &root.join("schema/changes.schema.json"),
        &format!("{schema}\n"),
    );
    update(&root.join("builtin.rs"), &builtin_list(&root));
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test that writes derived files"
)]
fn update(path: &Path, wanted: &str) {
    let found = std::fs::read_to_string(path).unwrap_or_default();
    if found != wanted {
        std::fs::write(path, wanted).expect("a file that can be written");
        panic!(
            "{} was out of date and has been made anew: commit it",
            path.display()
        );
    }
}

fn builtin_list(root: &Path) -> String {
    let mut text = String::from(
        "// What is built in. Made by the test `derived_files_are_up_to_date`; do not edit.\n&[\n",
    );
    for ecosystem in entries(root).iter().filter(|path| path.is_dir()) {
        for dir in packages(ecosystem) {
            let name = relative(ecosystem, &dir);
            let at = relative(root, &dir);
            let _ = writeln!(text, "    Builtin {{");
            let _ = writeln!(text, "        ecosystem: {:?},", relative(root, ecosystem));
            let _ = writeln!(text, "        name: {name:?},");
            let _ = writeln!(text, "        api: include_str!(\"{at}/api.json\"),");
            for (field, folder, ext) in [("changes", "changes", "json"), ("docs", "docs", "md")] {
                let _ = writeln!(text, "        {field}: &[");
                for file in entries(&dir.join(folder)) {
                    if file.extension().is_some_and(|found| found == ext) {
                        let file = relative(&dir.join(folder), &file);
                        let _ = writeln!(
                            text,
                            "            ({file:?}, include_str!(\"{at}/{folder}/{file}\")),"
                        );
                    }
                }
                let _ = writeln!(text, "        ],");
            }
            let _ = writeln!(text, "    }},");
        }
    }
    text.push_str("]\n");
    text
}

/// Folders below an ecosystem's that hold an `api.json`.
fn packages(dir: &Path) -> Vec<PathBuf> {
    if dir.join("api.json").is_file() {
        return vec![dir.to_owned()];
    }
    let skipped = |path: &PathBuf| path.ends_with("node_modules");
    let dirs = entries(dir)
        .into_iter()
        .filter(|path| path.is_dir() && !skipped(path));
    dirs.flat_map(|path| packages(&path)).collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test that reads the tables' folders"
)]
fn entries(dir: &Path) -> Vec<PathBuf> {
    let Ok(list) = std::fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = list.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}

fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).expect("a path below");
    path.to_string_lossy().replace('\\', "/")
}

/// What may be reported has a word by which a scan finds it.
#[test]
fn every_member_that_is_absent_somewhere_has_its_surface_word() {
    let knowledge = Knowledge::builtin();
    let package = knowledge.package("@workos-inc/node").expect("covered");
    let timeline = knowledge.timeline(package);
    let words = knowledge.surface_words(package);
    // The default export went: a file names it as it likes.
    assert!(words.iter().any(|word| word == "@workos-inc/node"));
    let versions = [
        "7.0.0", "7.82.0", "8.0.0", "9.0.0", "9.1.1", "10.0.0", "11.0.0",
    ];
    let versions = versions.map(|version| timeline.index(&version.parse().expect("a version")));
    for (decl, record) in timeline.decls() {
        for name in record.members.keys() {
            let key = MemberKey::Member {
                decl,
                path: name.clone(),
            };
            for at in versions.iter().filter(|at| record.life.contains(**at)) {
                let absent = |wanted: &VersionIdx| {
                    knowledge.presence(package, &key, *at, *wanted) == Presence::Absent
                };
                if versions.iter().any(absent) {
                    let known = words.binary_search(name).is_ok();
                    assert!(known, "{}", timeline.display(&key));
                }
            }
        }
    }
}

/// What the pages of a package are about, with the page.
fn named_by_pages(knowledge: &Knowledge, package: PackageId) -> Vec<(String, &str)> {
    let pages = knowledge.pages(package).into_iter();
    pages
        .flat_map(|name| {
            let text = knowledge.docs(package, name).expect("a page");
            let symbols = page::symbols(text);
            let of_entry = |change: &Change| change.docs.as_deref() == Some(name);
            let is_shown =
                !symbols.is_empty() || knowledge.changes(package).all().iter().any(of_entry);
            assert!(is_shown, "{name} is shown nowhere");
            symbols.into_iter().map(move |symbol| (symbol, name))
        })
        .collect()
}

#[test]
fn pages_are_about_symbols_that_are_or_were() {
    let knowledge = Knowledge::builtin();
    for package in knowledge.packages() {
        let mut seen: Vec<(String, &str)> = Vec::new();
        for (symbol, page) in named_by_pages(&knowledge, package) {
            let lived = match symbol.parse::<Subject>().expect("a symbol or a fact") {
                Subject::Symbol(path) => !knowledge.resolve_path(package, &path).is_empty(),
                Subject::Fact { kind, name } => {
                    knowledge.timeline(package).contract(&kind, &name).is_some()
                }
            };
            assert!(lived, "{page}: `{symbol}` is in no version");
            let first = seen.iter().find(|(other, _)| *other == symbol);
            assert_eq!(first, None, "{page} names `{symbol}`, too");
            seen.push((symbol, page));
        }
    }
}

/// What an app may hold as a literal, a variable or a parameter.
#[test]
fn every_contract_has_a_page() {
    let knowledge = Knowledge::builtin();
    let (mut count, mut missing) = (0, Vec::new());
    for package in knowledge.packages() {
        let named = named_by_pages(&knowledge, package);
        for contract in &knowledge.timeline(package).contracts {
            let kind = contract.kind.as_str();
            if !["env", "cookie", "header", "error", "query"].contains(&kind) {
                continue;
            }
            let subject = format!("{kind}:{}", contract.name);
            let has_page = named.iter().any(|(symbol, _)| *symbol == subject);
            missing.extend((!has_page).then_some(subject));
            count += 1;
        }
    }
    assert!(missing.is_empty(), "no page is about {missing:?}");
    assert!(count > 80, "{count}");
}

/// An accessor is a member of the client that is another client; what the client itself requests has a page, too.
#[test]
fn every_accessor_of_every_version_has_a_page() {
    let knowledge = Knowledge::builtin();
    let package = knowledge.package("@workos-inc/node").expect("covered");
    let timeline = knowledge.timeline(package);
    let named = named_by_pages(&knowledge, package);
    let mut accessors = 0;
    for version in timeline.indices() {
        let client = timeline.export(".", "WorkOS", version).expect("a client");
        for name in timeline.member_names(client, version) {
            let (_, member) = timeline.member(client, &name, version).expect("a member");
            let Some(variant) = member.at(version) else {
                continue;
            };
            let is_client = matches!(timeline.ty(variant.ty), Type::Decl(id, _)
                if timeline.decl(*id).is_some_and(|decl| decl.kind == DeclKind::Class));
            let is_request = timeline.ty(variant.ty).functions().iter().any(
                |function| matches!(&function.result, Type::Builtin(name, _) if name == "Promise"),
            );
            if !is_client && !is_request {
                continue;
            }
            accessors += 1;
            let path = format!("WorkOS.{name}");
            let has_page = named.iter().any(|(symbol, _)| *symbol == path);
            assert!(has_page, "no page is about `{path}`");
        }
    }
    assert!(accessors > 1000, "{accessors}");
}

#[test]
fn what_a_path_leads_to_is_the_same_asked_version_by_version() {
    let knowledge = Knowledge::builtin();
    let mut asked = 0;
    for package in knowledge.packages() {
        let timeline = knowledge.timeline(package);
        let (mut keys, mut paths) = (Vec::new(), Vec::new());
        for (id, decl) in timeline.decls() {
            let names = decl.members.keys().chain(decl.statics.keys());
            let inherited = timeline.indices().step_by(40);
            let inherited = inherited.flat_map(|at| timeline.member_names(id, at));
            for name in names.cloned().chain(inherited) {
                keys.push(MemberKey::Member {
                    decl: id,
                    path: name,
                });
            }
        }
        keys.sort_unstable();
        keys.dedup();
        for key in keys.iter().step_by(23) {
            let path = timeline.path_of(key, None);
            for deeper in [&[][..], &[Step::Param(0)], &[Step::Result]] {
                paths.extend(path.as_ref().map(|path| path.join(deeper)));
            }
            let MemberKey::Member { decl, .. } = key else {
                continue;
            };
            // Of others it is written down.
            let Some(decl) = timeline.decl(*decl).filter(|it| !it.extends.is_empty()) else {
                continue;
            };
            let lives = |at: &VersionIdx| !timeline.places(key, *at).is_empty();
            let naive = Life::of_versions(decl.life.versions().filter(lives));
            assert_eq!(timeline.life(key), naive, "{key:?}");
        }
        for change in knowledge.changes(package).all() {
            for end in [&change.from, &change.to, &change.symbol] {
                if let Some(Subject::Symbol(path)) = end {
                    paths.push(path.clone());
                }
            }
        }
        for path in paths {
            let mut naive: Vec<(MemberKey, Vec<VersionIdx>)> = Vec::new();
            for at in timeline.indices() {
                for place in timeline.walk(&path, at) {
                    match naive.iter_mut().find(|(key, _)| *key == place.key) {
                        Some((_, versions)) => versions.push(at),
                        None => naive.push((place.key, vec![at])),
                    }
                }
            }
            let mut resolved = timeline.resolve_path(&path);
            let life = |(key, mut versions): (MemberKey, Vec<VersionIdx>)| {
                versions.dedup();
                (key, Life::of_versions(versions))
            };
            let mut naive: Vec<_> = naive.into_iter().map(life).collect();
            resolved.sort_by(|a, b| a.0.cmp(&b.0));
            naive.sort_by(|a, b| a.0.cmp(&b.0));
            assert_eq!(resolved, naive, "{path}");
            asked += 1;
        }
    }
    assert!(asked > 500, "{asked}");
}

/// Every export of the packages that people write in their apps, every option that a function of theirs takes, and
/// what their hooks give.
#[test]
fn every_export_and_option_of_authkit_has_a_page() {
    let knowledge = Knowledge::builtin();
    let (mut count, mut missing) = (0, Vec::new());
    for package in ["@workos-inc/authkit-nextjs", "@workos-inc/authkit-react"] {
        let package = knowledge.package(package).expect("covered");
        let timeline = knowledge.timeline(package);
        let at = timeline.newest();
        let named: Vec<String> = named_by_pages(&knowledge, package)
            .into_iter()
            .map(|(symbol, _)| symbol)
            .collect();
        for path in exports_and_options(timeline, at) {
            let places = timeline.walk(&path, at);
            let place = places.first().expect("it lives");
            let canonical = timeline.path_of(&place.key, Some(at));
            let has_page = [Some(path.clone()), canonical]
                .into_iter()
                .flatten()
                .any(|path| named.contains(&path.to_string()));
            missing.extend((!has_page).then(|| path.to_string()));
            count += 1;
        }
    }
    assert!(missing.is_empty(), "no page is about {missing:?}");
    assert!(count > 110, "{count}");
}

/// What people of AuthKit ask for by name, and names that went.
const ASKED_FOR: [(&str, &[&str]); 2] = [
    (
        "@workos-inc/authkit-nextjs",
        &[
            "authkitProxy",
            "authkitMiddleware",
            "AuthkitMiddlewareOptions.debug",
            "AuthkitMiddlewareOptions.eagerAuth",
            "AuthkitMiddlewareOptions.middlewareAuth",
            "AuthkitMiddlewareOptions.redirectUri",
            "AuthkitMiddlewareOptions.signUpPaths",
            "AuthkitMiddlewareAuth.enabled",
            "AuthkitMiddlewareAuth.unauthenticatedPaths",
            "authkit",
            "handleAuthkitProxy",
            "handleAuthkitHeaders",
            "partitionAuthkitHeaders",
            "applyResponseHeaders",
            "handleAuth",
            "HandleAuthOptions.onSuccess",
            "HandleAuthOptions.onError",
            "HandleAuthSuccessData.state",
            "GetAuthURLOptions.state",
            "withAuth",
            "withAuth(0).ensureSignedIn",
            "getSignInUrl",
            "getSignUpUrl",
            "signOut",
            "refreshSession",
            "saveSession",
            "validateApiKey",
            "switchToOrganization",
            "AuthkitOptions.onSessionRefreshSuccess",
            "AuthkitOptions.onSessionRefreshError",
            "/components#AuthKitProvider",
            "/components#Impersonation",
            "/components#useAuth",
            "/components#useAccessToken",
            "/components#useTokenClaims",
            "/components#useRecentAuth",
            "/components#useAuth().accessToken",
            "getUser",
            "getSession",
            "getWorkOS",
        ],
    ),
    (
        "@workos-inc/authkit-react",
        &[
            "AuthKitProvider",
            "AuthKitProvider(0).clientId",
            "AuthKitProvider(0).apiHostname",
            "AuthKitProvider(0).devMode",
            "AuthKitProvider(0).redirectUri",
            "AuthKitProvider(0).onRedirectCallback",
            "AuthKitProvider(0).onBeforeAutoRefresh",
            "AuthKitProvider(0).onRefresh",
            "AuthKitProvider(0).onRefreshFailure",
            "AuthKitProvider(0).refreshBufferInterval",
            "useAuth",
            "useAuth().roles",
            "useAuth().permissions",
            "useAuth().featureFlags",
            "useAuth().switchToOrganization",
            "useAuth().signIn",
            "useAuth().getAccessToken",
            "getClaims",
            "clientReady",
            "LoginRequiredError",
        ],
    ),
];

#[test]
fn what_is_asked_for_by_name_has_a_page_that_comes_to_the_point() {
    let knowledge = Knowledge::builtin();
    for (name, symbols) in ASKED_FOR {
        let package = knowledge.package(name).expect("covered");
        let pages = knowledge.pages(package);
        let texts: Vec<&str> = pages
            .iter()
            .filter_map(|page| knowledge.docs(package, page))
            .collect();
        for symbol in symbols {
            let about = texts.iter().find_map(|text| page::about(text, symbol));
            let about = about.unwrap_or_else(|| panic!("{name}: no page is about `{symbol}`"));
            let first = about.lines().next().unwrap_or_default();
            let is_prose =
                first.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '*' | '`'));
            assert!(is_prose && first.len() > 20, "{name}: {symbol}: {first:?}");
        }
        // What is read first is what goes wrong.
        for (page, text) in pages.iter().zip(&texts) {
            assert!(page::body(text).starts_with("**"), "{name}: {page}");
        }
    }
}

fn exports_and_options(timeline: &Timeline, at: VersionIdx) -> Vec<SymbolPath> {
    let mut paths = Vec::new();
    for entry in timeline.entries.keys() {
        let names = timeline.export_names(entry).into_iter();
        for name in names.filter(|name| timeline.export(entry, name, at).is_some()) {
            let export = SymbolPath::export(entry, name);
            let decl = timeline.export(entry, name, at);
            let made = decl.and_then(|decl| timeline.decl(decl)?.ty.at(at));
            let functions = made.map_or(Vec::new(), |made| timeline.ty(made.ty).functions());
            for function in functions {
                for (index, param) in (0..).zip(&function.params) {
                    let fields = fields(timeline, &param.ty, at).into_iter();
                    let option = |field| export.join(&[Step::Param(index), Step::Member(field)]);
                    paths.extend(fields.map(option));
                }
                if name.starts_with("use") {
                    let fields = fields(timeline, &function.result, at).into_iter();
                    let given = |field| export.join(&[Step::Result, Step::Member(field)]);
                    paths.extend(fields.map(given));
                }
            }
            paths.push(export);
        }
    }
    paths
}

/// Names of the fields of a type that the package itself writes out.
fn fields(timeline: &Timeline, ty: &Type, at: VersionIdx) -> Vec<SmolStr> {
    match ty {
        Type::Object(fields) => fields.iter().map(|field| field.name.clone()).collect(),
        Type::Decl(id, _) => {
            let mut names: Vec<SmolStr> = timeline.member_names(*id, at).into_iter().collect();
            if let Some(alias) = timeline.decl(*id).and_then(|decl| decl.ty.at(at)) {
                names.extend(fields(timeline, timeline.ty(alias.ty), at));
            }
            names
        }
        Type::Intersection(parts) => parts
            .iter()
            .flat_map(|part| fields(timeline, part, at))
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn what_the_build_packed_is_what_the_tables_say() {
    let packed = Knowledge::builtin();
    let mut read = Knowledge::builtin();
    for package in &mut read.packages {
        assert!(package.packed.take().is_some(), "{}", package.name);
    }
    for id in packed.packages() {
        let (a, b) = (packed.timeline(id), read.timeline(id));
        let heads = |it: &Timeline| {
            (
                (it.ecosystem.clone(), it.package.clone()),
                (it.versions.clone(), it.entries.clone()),
                (it.engines.clone(), it.peers.clone()),
                it.contracts.clone(),
            )
        };
        assert_eq!(heads(a), heads(b));
        assert_eq!(a.decls().count(), b.decls().count());
        for ((decl, a_decl), (_, b_decl)) in a.decls().zip(b.decls()) {
            assert_eq!(a_decl, b_decl);
            assert_eq!(a.decl_by_key(&a_decl.key), Some(decl));
            assert_eq!(a.canonical_path(decl), b.canonical_path(decl));
            for version in a.indices() {
                let path = |it: &Timeline| it.canonical_path_at(decl, version);
                assert_eq!(path(a), path(b));
            }
            let members = a_decl.members.values().chain(a_decl.statics.values());
            for variant in members.flat_map(|member| &member.0) {
                assert_eq!(a.ty(variant.ty), b.ty(variant.ty));
            }
        }
        let (a, b) = (packed.changes(id), read.changes(id));
        let steps = packed.packages[usize::from(id.0)].packed.map(|it| it.heirs);
        let steps = steps.and_then(|bytes| postcard::from_bytes(bytes).ok());
        assert_eq!(steps, Some(b.all_steps(read.timeline(id))));
        assert_eq!(a.all(), b.all());
        assert_eq!(a.index(), b.index());
        assert_eq!(packed.surface_words(id), read.surface_words(id));
    }
}
