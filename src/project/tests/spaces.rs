//! Workspaces: catalogs, overrides, and packages that are not installed.

use super::*;

/// What a manifest's range comes to, beside other files.
fn range_of<const N: usize>(others: [(&str, &str); N]) -> String {
    let project = project(files(others));
    let installed = project.installed(Path::new("/w/packages/app/a.ts"), NODE);
    let range = installed.range.clone().unwrap_or_default();
    format!("{range} {}", said(&installed)).trim().to_owned()
}

const APP: (&str, &str) = (
    "/w/packages/app/package.json",
    r#"{ "name": "@app/web", "dependencies": { "@workos-inc/node": "catalog:" } }"#,
);
const APP_NAMED: (&str, &str) = (
    "/w/packages/app/package.json",
    r#"{ "name": "@app/web", "dependencies": { "@workos-inc/node": "catalog:old" } }"#,
);

#[test]
fn catalogs_of_pnpm() {
    let space = "packages:\n  - 'packages/*'\n\ncatalog:\n  '@workos-inc/node': ^9.1.0\n\ncatalogs:\n  old:\n    '@workos-inc/node': ~7.82.0\n";
    let space = ("/w/pnpm-workspace.yaml", space);
    assert_eq!(range_of([APP, space]), "^9.1.0 range");
    assert_eq!(range_of([APP_NAMED, space]), "~7.82.0 range");
    let named = (
        "/w/pnpm-workspace.yaml",
        "packages: ['packages/*']\ncatalogs:\n  default:\n    '@workos-inc/node': 8.0.0\n",
    );
    assert_eq!(range_of([APP, named]), "8.0.0 range");
    assert_eq!(range_of([APP_NAMED, named]), "catalog:old range");
    // Not a package of that workspace.
    let elsewhere = (
        "/w/pnpm-workspace.yaml",
        "packages: ['libs/*']\ncatalog:\n  '@workos-inc/node': ^9.1.0\n",
    );
    assert_eq!(range_of([APP, elsewhere]), "catalog: range");
}

#[test]
fn catalogs_in_a_manifest_and_of_berry() {
    for root in [
        r#"{ "workspaces": { "packages": ["packages/*"], "catalog": { "@workos-inc/node": "^9.1.0" } } }"#,
        r#"{ "workspaces": ["packages/*"], "catalog": { "@workos-inc/node": "^9.1.0" } }"#,
        r#"{ "workspaces": ["./packages/app/"], "catalogs": { "default": { "@workos-inc/node": "^9.1.0" } } }"#,
    ] {
        assert_eq!(
            range_of([APP, ("/w/package.json", root)]),
            "^9.1.0 range",
            "{root}"
        );
    }
    let berry = (
        "/w/.yarnrc.yml",
        "nodeLinker: pnp\ncatalog:\n  '@workos-inc/node': npm:^9.1.0\n",
    );
    let root = ("/w/package.json", r#"{ "workspaces": ["packages/**"] }"#);
    let lockfile = "__metadata:\n  version: 8\n\n\"@workos-inc/node@npm:^9.1.0\":\n  version: 9.3.1\n\n\"@workos-inc/node@npm:^9.2.0\":\n  version: 9.2.0\n";
    assert_eq!(range_of([APP, berry, root]), "^9.1.0 range");
    assert_eq!(
        range_of([APP, berry, root, ("/w/yarn.lock", lockfile)]),
        "^9.1.0 9.3.1 lockfile"
    );
}

#[test]
fn an_alias_in_a_catalog() {
    let project = project(files([(
        "/w/package.json",
        r#"{ "catalog": { "workos": "npm:@workos-inc/node@^8.0.0", "other": "npm:left-pad@1" }, "dependencies": { "workos": "catalog:", "other": "catalog:" } }"#,
    )]));
    assert_eq!(
        means(&project, "/w/a.ts", "workos/worker"),
        "@workos-inc/node ./worker range"
    );
    assert_eq!(means(&project, "/w/a.ts", "other"), "other");
    let found = project.dependencies(Path::new("/w"));
    let [dependency] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(dependency.name, NODE);
    assert_eq!(dependency.range, "catalog:");
    assert_eq!(dependency.installed.range.as_deref(), Some("^8.0.0"));
}

#[test]
fn overrides_go_over_ranges() {
    let app = (
        "/w/packages/app/package.json",
        r#"{ "dependencies": { "@workos-inc/node": "^7.0.0" } }"#,
    );
    for (root, expected) in [
        (
            r#""overrides": { "@workos-inc/node": "8.0.0" }"#,
            "8.0.0 range",
        ),
        (
            r#""overrides": { "@workos-inc/node": { ".": "8.0.0", "x": "1" } }"#,
            "8.0.0 range",
        ),
        (
            r#""overrides": { "@workos-inc/node": "$@workos-inc/node" }, "dependencies": { "@workos-inc/node": "^9.0.0" }"#,
            "^9.0.0 range",
        ),
        (
            r#""overrides": { "@workos-inc/node": "$gone" }"#,
            "^7.0.0 range",
        ),
        (
            r#""overrides": { "parent": { "@workos-inc/node": "8.0.0" } }"#,
            "^7.0.0 range",
        ),
        (
            r#""resolutions": { "**/@workos-inc/node": "8.1.0" }"#,
            "8.1.0 range",
        ),
        (
            r#""resolutions": { "@workos-inc/node@npm:^7.0.0": "8.1.0" }"#,
            "8.1.0 range",
        ),
        (
            r#""resolutions": { "@workos-inc/node@^6.0.0": "8.1.0" }"#,
            "^7.0.0 range",
        ),
        (
            r#""resolutions": { "parent/@workos-inc/node": "8.1.0" }"#,
            "^7.0.0 range",
        ),
        (
            r#""pnpm": { "overrides": { "@workos-inc/node": "npm:@workos-inc/node@8.2.0" } }"#,
            "8.2.0 range",
        ),
        (
            r#""pnpm": { "overrides": { "other>@workos-inc/node": "8.2.0" } }"#,
            "^7.0.0 range",
        ),
        // Another package takes its place.
        (
            r#""overrides": { "@workos-inc/node": "npm:@acme/fork@1.0.0" }"#,
            "unknown",
        ),
        (
            r#""overrides": [1], "resolutions": "x", "pnpm": 3"#,
            "^7.0.0 range",
        ),
    ] {
        let root = format!(r#"{{ "workspaces": ["packages/*"], {root} }}"#);
        assert_eq!(
            range_of([app, ("/w/package.json", &root)]),
            expected,
            "{root}"
        );
    }
    // A package that does not belong to the workspace goes by its own manifest.
    let alone = r#"{ "workspaces": ["libs/*"], "overrides": { "@workos-inc/node": "8.0.0" } }"#;
    assert_eq!(range_of([app, ("/w/package.json", alone)]), "^7.0.0 range");
    let pnpm = "packages: ['packages/*']\noverrides:\n  '@workos-inc/node': 8.0.0\n";
    assert_eq!(
        range_of([app, ("/w/pnpm-workspace.yaml", pnpm)]),
        "8.0.0 range"
    );
}

#[test]
fn folders_have_the_version_of_their_manifest() {
    let sdk = r#"{ "name": "@workos-inc/node", "version": "8.4.0" }"#;
    for (spec, folder) in [
        ("file:../vendored", "/w/packages/vendored"),
        ("link:../vendored/", "/w/packages/vendored"),
        ("portal:../vendored", "/w/packages/vendored"),
        ("workspace:*", "/w/packages/vendored"),
        ("workspace:^8.0.0", "/w/packages/vendored"),
        ("workspace:../vendored", "/w/packages/vendored"),
    ] {
        let manifest = format!(r#"{{ "dependencies": {{ "@workos-inc/node": "{spec}" }} }}"#);
        let project = project(files([
            ("/w/package.json", r#"{ "workspaces": ["packages/*"] }"#),
            ("/w/packages/app/package.json", &manifest),
            ("/w/packages/vendored/package.json", sdk),
        ]));
        assert_eq!(
            sees(&project, "/w/packages/app/a.ts"),
            format!("8.4.0 node_modules {folder}"),
            "{spec}"
        );
    }
    for spec in [
        "file:../gone",
        "file:./node-8.0.0.tgz",
        "workspace:*",
        "link:",
        "link:../../../secret",
    ] {
        let manifest = format!(r#"{{ "dependencies": {{ "@workos-inc/node": "{spec}" }} }}"#);
        let spy = Spy::new(
            files([
                ("/w/packages/app/package.json", &manifest),
                ("/secret/package.json", sdk),
            ])
            .dir("/w/.git"),
        );
        let project = project_in(spy.clone(), &["/w"]);
        assert_eq!(
            project
                .installed(Path::new("/w/packages/app/a.ts"), NODE)
                .version,
            None,
            "{spec}"
        );
        assert_eq!(spy.read_outside("/w"), NO_PATHS, "{spec}");
    }
}

#[test]
fn packages_of_the_workspace_are_found_by_name() {
    let app = ("/w/apps/web/package.json", r#"{ "name": "web" }"#);
    let shared = (
        "/w/packages/shared/package.json",
        r#"{ "name": "@app/shared", "main": "index.ts" }"#,
    );
    let index = ("/w/packages/shared/index.ts", "");
    let member = |root: (&str, &str)| {
        let project = project(files([app, shared, index, root]));
        means(&project, "/w/apps/web/src/a.ts", "@app/shared")
    };
    let found = "/w/packages/shared/index.ts";
    for globs in [
        r#"["apps/*", "packages/*"]"#,
        r#"["apps/web", "./packages/shared/"]"#,
        r#"{ "packages": ["apps/**", "packages/**"] }"#,
        r#"["**"]"#,
        r#"["{apps,packages}/*"]"#,
        r#"["*/[sw]*"]"#,
        r#"["apps/*", "packages/*", "!packages/old"]"#,
    ] {
        let root = format!(r#"{{ "workspaces": {globs} }}"#);
        assert_eq!(member(("/w/package.json", &root)), found, "{globs}");
    }
    for globs in [
        r#"["apps/*"]"#,
        r#"["apps/*", "packages/*", "!packages/shared"]"#,
        r#"["apps/*", "packages/*", "!**/shared"]"#,
        r#"["packages/*"]"#,
        r#"["/w/packages/*", "../*", "[", "", "/", "apps/*"]"#,
        "3",
    ] {
        let root = format!(r#"{{ "workspaces": {globs} }}"#);
        assert_eq!(member(("/w/package.json", &root)), "other", "{globs}");
    }
    let pnpm = (
        "/w/pnpm-workspace.yaml",
        "packages:\n  - apps/*\n  - 'packages/*'\n",
    );
    assert_eq!(member(pnpm), found);
    let linked = (
        "/w/apps/web/package.json",
        r#"{ "dependencies": { "@app/shared": "link:../../packages/shared" } }"#,
    );
    let project = project(files([linked, shared, index]));
    assert_eq!(
        means(&project, "/w/apps/web/src/a.ts", "@app/shared"),
        found
    );
}

#[test]
fn globs_look_into_the_repository_only() {
    let spy = Spy::new(
        files([
            (
                "/w/package.json",
                r#"{ "workspaces": ["../**", "/secret/*", "packages/*"] }"#,
            ),
            (
                "/secret/x/package.json",
                r#"{ "name": "x", "main": "index.ts" }"#,
            ),
            ("/secret/x/index.ts", ""),
            ("/w/packages/a/package.json", r#"{ "name": "a" }"#),
        ])
        .link("/w/packages/x", "/secret/x")
        .dir("/w/.git"),
    );
    let project = project_in(spy.clone(), &["/w"]);
    assert_eq!(means(&project, "/w/packages/a/a.ts", "x"), "other");
    assert_eq!(spy.read_outside("/w"), NO_PATHS);
}

#[test]
fn a_new_package_is_noticed() {
    let disk = files([
        ("/w/package.json", r#"{ "workspaces": ["packages/*"] }"#),
        ("/w/packages/app/package.json", r#"{ "name": "web" }"#),
    ])
    .dir("/w/.git");
    let before = project_in(disk.clone(), &["/w"]);
    assert_eq!(means(&before, "/w/packages/app/a.ts", "shared"), "other");
    let manifest = "/w/packages/shared/package.json";
    let disk = disk
        .file(manifest, r#"{ "name": "shared", "main": "index.ts" }"#)
        .file("/w/packages/shared/index.ts", "");
    assert!(before.concerns(Path::new(manifest)));
    assert!(before.concerns(Path::new("/w/pnpm-workspace.yaml")));
    let after = before.renewed(Arc::new(disk), &[manifest.into()]);
    assert_eq!(
        means(&after, "/w/packages/app/a.ts", "shared"),
        "/w/packages/shared/index.ts"
    );
}

#[test]
fn what_is_broken_is_said_and_costs_only_itself() {
    for (content, says) in [
        ("packages: [\n", true),
        ("- a\n- b\n", true),
        ("packages:\n\t- x\n", true),
        ("", false),
        (
            "packages: 3\ncatalog: [1]\ncatalogs: { a: 1 }\noverrides: x\n",
            false,
        ),
    ] {
        let project = project(files([
            ("/w/pnpm-workspace.yaml", content),
            (
                "/w/package.json",
                r#"{ "dependencies": { "@workos-inc/node": "^9.0.0" } }"#,
            ),
        ]));
        assert_eq!(sees(&project, "/w/a.ts"), "range", "{content}");
        let expected = "/w/pnpm-workspace.yaml: pnpm-workspace.yaml is not valid YAML; what it says of packages is not used";
        let expected: Vec<&str> = says.then_some(expected).into_iter().collect();
        assert_eq!(messages(&project), expected, "{content}");
    }
}
