//! Every member of the client, as the timeline knows it, used in one file: what is gone is reported, what lives on is not.

use std::collections::BTreeMap;

use workos_lsp_engine::knowledge::{
    DeclKind, Knowledge, Step, SymbolPath, Timeline, Type, VersionIdx,
};

use crate::kit::{Folder, Run};

const PACKAGE: &str = "@workos-inc/node";

/// A member, and whether it is called.
struct Member {
    path: SymbolPath,
    called: bool,
}

/// The members of the client and of what it leads to in a version.
fn members(timeline: &Timeline, at: VersionIdx) -> Vec<Member> {
    let mut found = Vec::new();
    let mut waiting = vec![SymbolPath::export(".", "WorkOS")];
    while let Some(owner) = waiting.pop() {
        let place = timeline.walk(&owner, at).into_iter().next().unwrap();
        let Type::Decl(decl, _) = place.ty.as_ref() else {
            panic!("{owner} is no instance");
        };
        for name in timeline.member_names(*decl, at) {
            let path = owner.join(&[Step::Member(name)]);
            let place = timeline.walk(&path, at).into_iter().next().unwrap();
            let is_client = |ty: &Type| {
                matches!(ty, Type::Decl(id, _)
                    if timeline.decl(*id).is_some_and(|decl| decl.kind == DeclKind::Class))
            };
            if is_client(place.ty.as_ref()) {
                waiting.push(path.clone());
            }
            let called = !place.ty.functions().is_empty();
            found.push(Member { path, called });
        }
    }
    found
}

/// What is said of each line.
fn states(run: &Run) -> BTreeMap<u64, Vec<String>> {
    let mut said: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for finding in run.json()["findings"].as_array().unwrap() {
        let line = finding["start"]["line"].as_u64().unwrap();
        let state = finding["state"].as_str().unwrap().to_owned();
        said.entry(line).or_default().push(state);
    }
    said
}

/// Uses every member of `from` in a file and asks for the way to `to`, and with `to` assumed as installed.
fn judge(from: &str, to: &str) {
    let knowledge = Knowledge::builtin();
    let timeline = knowledge.timeline(knowledge.package(PACKAGE).unwrap());
    let at = |version: &str| timeline.index(&version.parse().unwrap());
    let (before, after) = (at(from), at(to));
    let members = members(timeline, before);
    assert!(members.len() > 100, "{}", members.len());
    // Arguments are not what this is about: what is spread may be any.
    let mut text = format!(
        "import {{ WorkOS }} from '{PACKAGE}';\ndeclare const workos: WorkOS;\ndeclare const args: never[];\n"
    );
    let first = 4u64;
    for member in &members {
        let written = member.path.to_string();
        let written = written.strip_prefix("WorkOS").unwrap();
        let call = if member.called { "(...args)" } else { "" };
        text.push_str(&format!("void workos{written}{call};\n"));
    }
    let folder = Folder::with(&[("package.json", "{}"), ("all.ts", &text)]);
    let check = |args: &[&str]| {
        let mut all = vec!["check", "--format", "json", "--fail-on", "never"];
        all.extend(args);
        states(&folder.run(&all))
    };
    let assume = |version: &str| format!("{PACKAGE}={version}");
    let on_the_way = check(&["--assume", &assume(from), "--to", &assume(to)]);
    let arrived = check(&["--assume", &assume(to), "--to", &assume(to)]);
    let mut gone = 0;
    for (line, member) in (first..).zip(&members) {
        let said = |of: &BTreeMap<u64, Vec<String>>, states: &[&str]| {
            let of_line = of.get(&line).into_iter().flatten();
            of_line.into_iter().any(|it| states.contains(&it.as_str()))
        };
        let places = timeline.walk(&member.path, after);
        let path = &member.path;
        if places.is_empty() {
            gone += 1;
            assert!(
                said(&on_the_way, &["upcoming"]),
                "{path} goes, {from} -> {to}"
            );
            assert!(said(&arrived, &["removed"]), "{path} is gone in {to}");
        } else {
            // What is only marked by then is said, too.
            let marked = (0..=path.steps.len()).any(|depth| {
                let places = timeline.walk(&path.prefix(depth), after);
                let mut keys = places.iter().map(|place| &place.key);
                keys.any(|key| timeline.deprecated(key, after).is_some())
            });
            let wrong = ["removed", "not-yet", "upcoming"];
            let wrong = if marked { &wrong[..2] } else { &wrong[..] };
            assert!(!said(&on_the_way, wrong), "{path} lives on, {from} -> {to}");
            assert!(
                !said(&arrived, &["removed", "not-yet", "upcoming"]),
                "{path} lives in {to}"
            );
        }
    }
    assert!(gone > 0, "{from} -> {to} takes nothing away");
}

#[test]
fn every_member_of_7_on_the_way_to_11() {
    judge("7.82.0", "11.0.0");
}

#[test]
fn every_member_of_8_on_the_way_to_11() {
    judge("8.13.0", "11.0.0");
}

#[test]
fn every_member_whose_rename_is_undone() {
    judge("9.0.0", "9.1.1");
}
