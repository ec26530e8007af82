//! Which of several sources of a version counts, and what odd lockfiles tell.

use super::{
    lockfiles::{BUN, NPM_3, PNPM_9, YARN_BERRY, YARN_CLASSIC, locked},
    *,
};

#[test]
fn installed_and_lockfile_disagree() {
    let installed = |version: &str| {
        project(
            files([("/w/package.json", "{}"), ("/w/package-lock.json", NPM_3)]).file(
                "/w/node_modules/@workos-inc/node/package.json",
                format!(r#"{{ "name": "@workos-inc/node", "version": "{version}" }}"#),
            ),
        )
        .installed(Path::new("/w/a.ts"), NODE)
    };
    assert_eq!(installed("8.13.0").lockfile, Some(version("9.3.1")));
    assert_eq!(installed("8.13.0").version, Some(version("8.13.0")));
    assert_eq!(installed("9.3.1").lockfile, None);
}

#[test]
fn of_two_lockfiles_that_of_the_manager_in_use_counts() {
    let npm = r#"{ "packages": { "node_modules/@workos-inc/node": { "version": "8.0.0" } } }"#;
    let disk = files([
        ("/w/package-lock.json", npm),
        ("/w/pnpm-lock.yaml", PNPM_9),
        ("/w/package.json", "{}"),
    ]);
    let asked = |manager: &str| {
        let manifest = format!(r#"{{ "packageManager": "{manager}" }}"#);
        project(disk.clone().file("/w/package.json", manifest))
    };
    assert_eq!(sees(&asked("npm@11.0.0"), "/w/a.ts"), "8.0.0 lockfile");
    assert_eq!(
        sees(&asked("pnpm@10.1.0+sha512.x"), "/w/a.ts"),
        "9.3.1 lockfile"
    );
    let marked = project(
        disk.clone()
            .file("/w/node_modules/.package-lock.json", "{}"),
    );
    assert_eq!(sees(&marked, "/w/a.ts"), "8.0.0 lockfile");
    let marked = project(disk.clone().file("/w/node_modules/.modules.yaml", ""));
    assert_eq!(sees(&marked, "/w/a.ts"), "9.3.1 lockfile");
    assert_eq!(sees(&project(disk), "/w/a.ts"), "9.3.1 lockfile");
}

#[test]
fn a_lockfile_further_up_counts_where_the_nearer_one_is_silent() {
    let project = project(files([
        ("/w/package-lock.json", NPM_3),
        (
            "/w/tools/package-lock.json",
            r#"{ "packages": { "": {} } }"#,
        ),
        ("/w/package.json", "{}"),
    ]));
    assert_eq!(sees(&project, "/w/tools/a.ts"), "9.3.1 lockfile");
}

#[test]
fn odd_shapes_are_read_over() {
    for lockfile in [
        r#"{ "packages": [], "dependencies": 3 }"#,
        r#"{ "packages": { "node_modules/@workos-inc/node": [1], "node_modules/x": null, "node_modules/y": "s" } }"#,
        r#"{ "packages": { "node_modules/@workos-inc/node": { "version": 9, "name": {}, "link": 1 } } }"#,
        r#"{ "packages": { "node_modules/@workos-inc/node": { "version": "not a version" } } }"#,
        r#"{ "packages": null }"#,
        r#"{ "dependencies": { "@workos-inc/node": "9.0.0", "x": [], "y": null, "z": { "dependencies": [] } } }"#,
        "{}",
    ] {
        let project = locked("package-lock.json", lockfile);
        assert_eq!(sees(&project, "/w/a.ts"), "range", "{lockfile}");
        assert_eq!(messages(&project), [""; 0], "{lockfile}");
    }
    for lockfile in [
        "{}",
        r#"{ "workspaces": [], "packages": 3 }"#,
        r#"{ "workspaces": { "": 1, "a": { "name": 2 } }, "packages": { "@workos-inc/node": [], "a": [1], "b": {}, "c": null, "": ["@workos-inc/node@9.0.0"], "/": ["x"], "@": ["@@@", 1] } }"#,
        r#"{ "packages": { "@workos-inc/node": ["@workos-inc/node@github:x/y"], "@workos-inc/node/": ["@workos-inc/node@"] } }"#,
    ] {
        let project = locked("bun.lock", lockfile);
        assert_eq!(sees(&project, "/w/a.ts"), "range", "{lockfile}");
        assert_eq!(messages(&project), [""; 0], "{lockfile}");
    }
    for lockfile in [
        "",
        "# yarn lockfile v1\n",
        "\"@workos-inc/node@^9.1.0\":\n",
        "\"@workos-inc/node@^9.1.0\":\n  version \"nine\"\n",
        "\"@workos-inc/node@^9.1.0\":\n    version \"9.3.1\"\n",
        "\"@workos-inc/node@^9.1.0\":\n  versions \"9.3.1\"\n",
        "\"@workos-inc/node@^9.1.0\n  version \"9.3.1\"\n:\n,:\n@:\n? \n\"\":\n",
        "é@npm:é:\n  version é\n",
    ] {
        let project = locked("yarn.lock", lockfile);
        assert_eq!(sees(&project, "/w/a.ts"), "range", "{lockfile}");
        assert!(messages(&project).len() <= 1, "{lockfile}");
    }
    for lockfile in [
        "lockfileVersion: '9.0'\n",
        "lockfileVersion: '9.0'\nimporters: {}\n",
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      '@workos-inc/node': [1, 2]\n",
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies: {}\n  x:\n",
    ] {
        let project = locked("pnpm-lock.yaml", lockfile);
        assert_eq!(sees(&project, "/w/a.ts"), "range", "{lockfile}");
        assert_eq!(messages(&project), [""; 0], "{lockfile}");
    }
}

#[test]
fn of_half_a_lockfile_what_stands_there_is_used() {
    for (name, lockfile) in [("yarn.lock", YARN_CLASSIC), ("yarn.lock", YARN_BERRY)] {
        let start = lockfile.find("\"workos-old").unwrap();
        let project = locked(name, &lockfile[..start + 40]);
        assert_eq!(sees(&project, "/w/a.ts"), "9.3.1 lockfile");
    }
    for (name, lockfile) in [
        ("package-lock.json", NPM_3),
        ("bun.lock", BUN),
        ("pnpm-lock.yaml", PNPM_9),
        ("yarn.lock", YARN_CLASSIC),
        ("yarn.lock", YARN_BERRY),
    ] {
        let places = (0..lockfile.len()).step_by(7);
        for end in places.filter(|end| lockfile.is_char_boundary(*end)) {
            let project = locked(name, &lockfile[..end]);
            let seen = sees(&project, "/w/a.ts");
            assert!(
                ["range", "9.3.1 lockfile"].contains(&seen.as_str()),
                "{name} cut at {end}: {seen}"
            );
        }
    }
}
