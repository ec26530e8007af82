use super::*;

const NODE_COPY: &str =
    r#"{ "name": "@workos-inc/node", "version": "9.1.1", "main": "lib/index.cjs" }"#;

#[test]
fn relative_specifiers_with_their_extensions() {
    let project = project(files([
        ("/w/package.json", "{}"),
        ("/w/src/a.ts", ""),
        ("/w/src/b.tsx", ""),
        ("/w/src/c.mts", ""),
        ("/w/src/d.js", ""),
        ("/w/src/d.d.ts", ""),
        ("/w/src/lib/index.ts", ""),
        ("/w/src/data.json", "{}"),
    ]));
    let means = |specifier: &str| means(&project, "/w/src/main.ts", specifier);
    assert_eq!(means("./a"), "/w/src/a.ts");
    assert_eq!(means("./a.ts"), "/w/src/a.ts");
    assert_eq!(means("./a.js"), "/w/src/a.ts");
    assert_eq!(means("./b.js"), "/w/src/b.tsx");
    assert_eq!(means("./b.jsx"), "/w/src/b.tsx");
    assert_eq!(means("./c.mjs"), "/w/src/c.mts");
    assert_eq!(means("./d"), "/w/src/d.d.ts");
    assert_eq!(means("./lib"), "/w/src/lib/index.ts");
    assert_eq!(means("../src/lib/"), "/w/src/lib/index.ts");
    for other in [
        "./data.json",
        "./none",
        "",
        ".",
        "/",
        "#",
        "#x",
        "@",
        "@/",
        "@x",
        "node:fs",
        "fs",
        "./a?raw",
        "\0",
        "https://x.y/z",
    ] {
        assert_eq!(means(other), "other", "{other}");
    }
}

#[test]
fn covered_packages_installed_or_not() {
    let bare = project(files([("/w/package.json", "{}")]));
    assert_eq!(means(&bare, "/w/a.ts", NODE), "@workos-inc/node . unknown");
    assert_eq!(
        means(&bare, "/w/a.ts", "@workos-inc/node/worker"),
        "@workos-inc/node ./worker unknown"
    );
    assert_eq!(means(&bare, "/w/a.ts", "@workos-inc/node-extra"), "other");
    assert_eq!(means(&bare, "/w/a.ts", "react"), "other");

    let installed = project(files([
        ("/w/package.json", "{}"),
        ("/w/node_modules/@workos-inc/node/package.json", NODE_COPY),
        (
            "/w/node_modules/react/package.json",
            r#"{ "main": "index.js" }"#,
        ),
        ("/w/node_modules/react/index.js", ""),
    ]));
    assert_eq!(
        means(&installed, "/w/a.ts", NODE),
        "@workos-inc/node . 9.1.1 node_modules /w/node_modules/@workos-inc/node"
    );
    assert_eq!(means(&installed, "/w/a.ts", "react"), "other");
    assert_eq!(
        means(&installed, "/w/a.ts", "./node_modules/react/index.js"),
        "other"
    );
}

#[test]
fn other_packages_are_not_read() {
    let spy = Spy::new(
        files([
            ("/w/package.json", "{}"),
            (
                "/w/node_modules/react/package.json",
                r#"{ "main": "index.js" }"#,
            ),
            ("/w/node_modules/react/index.js", ""),
        ])
        .dir("/w/.git"),
    );
    let project = project_in(spy.clone(), &["/w"]);
    assert_eq!(means(&project, "/w/src/a.ts", "react"), "other");
    assert_eq!(spy.times_read("/w/node_modules/react/package.json"), 0);
}

#[test]
fn a_fork_under_the_same_name_is_not_covered() {
    let project = project(files([
        (
            "/w/package.json",
            r#"{ "dependencies": { "@workos-inc/node": "github:acme/fork" } }"#,
        ),
        (
            "/w/node_modules/@workos-inc/node/package.json",
            r#"{ "name": "@acme/node", "version": "1.0.0" }"#,
        ),
    ]));
    assert_eq!(means(&project, "/w/a.ts", NODE), "other");
    assert_eq!(sees(&project, "/w/a.ts"), "unknown");
}

#[test]
fn workspace_packages_are_files() {
    let shared = r#"{ "name": "@app/shared", "exports": { ".": "./src/index.ts", "./workos": "./src/workos.ts" } }"#;
    let disk = files([
        ("/w/package.json", r#"{ "workspaces": ["packages/*"] }"#),
        ("/w/packages/shared/package.json", shared),
        ("/w/packages/shared/src/index.ts", ""),
        ("/w/packages/shared/src/workos.ts", ""),
        ("/w/packages/app/package.json", "{}"),
        ("/w/packages/app/a.ts", ""),
    ]);
    let linked = project(
        disk.clone()
            .link("/w/node_modules/@app/shared", "../../packages/shared"),
    );
    for (project, how) in [
        (linked, "link"),
        (
            project(disk.clone().file(
                "/w/package-lock.json",
                r#"{ "packages": { "node_modules/@app/shared": { "resolved": "packages/shared", "link": true } } }"#,
            )),
            "npm",
        ),
        (
            project(disk.clone().file(
                "/w/pnpm-lock.yaml",
                "lockfileVersion: '9.0'\nimporters:\n  packages/app:\n    dependencies:\n      '@app/shared':\n        specifier: workspace:*\n        version: link:../shared\n",
            )),
            "pnpm",
        ),
    ] {
        let means = |specifier: &str| means(&project, "/w/packages/app/a.ts", specifier);
        assert_eq!(means("@app/shared"), "/w/packages/shared/src/index.ts", "{how}");
        assert_eq!(means("@app/shared/workos"), "/w/packages/shared/src/workos.ts", "{how}");
        assert_eq!(means("@app/shared/none"), "other", "{how}");
    }
    let own = project(disk);
    assert_eq!(
        means(
            &own,
            "/w/packages/shared/src/index.ts",
            "@app/shared/workos"
        ),
        "/w/packages/shared/src/workos.ts"
    );
}

#[test]
fn imports_of_the_manifest() {
    let project = project(files([
        (
            "/w/package.json",
            r##"{ "imports": { "#workos": "./src/workos.ts", "#lib/*": "./src/lib/*.js", "#sdk": { "default": "@workos-inc/node/worker" } } }"##,
        ),
        ("/w/src/workos.ts", ""),
        ("/w/src/lib/x.ts", ""),
    ]));
    assert_eq!(
        means(&project, "/w/src/a.ts", "#workos"),
        "/w/src/workos.ts"
    );
    assert_eq!(means(&project, "/w/src/a.ts", "#lib/x"), "/w/src/lib/x.ts");
    assert_eq!(
        means(&project, "/w/src/a.ts", "#sdk"),
        "@workos-inc/node ./worker unknown"
    );
}

#[test]
fn links_that_escape_are_not_followed() {
    let spy = Spy::new(
        files([
            ("/w/package.json", "{}"),
            ("/secret/key.ts", ""),
            ("/secret/pkg/package.json", r#"{ "main": "index.ts" }"#),
            ("/secret/pkg/index.ts", ""),
            (
                "/secret/tsconfig.json",
                r#"{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }"#,
            ),
            ("/w/real/b.ts", ""),
        ])
        .link("/w/src/link.ts", "/secret/key.ts")
        .link("/w/src/dir", "/secret")
        .link("/w/node_modules/pkg", "/secret/pkg")
        .link("/w/inner", "real")
        .dir("/w/.git"),
    );
    let project = project_in(spy.clone(), &["/w"]);
    assert_eq!(means(&project, "/w/src/a.ts", "./link"), "other");
    assert_eq!(means(&project, "/w/src/a.ts", "./dir/key"), "other");
    assert_eq!(means(&project, "/w/src/a.ts", "./dir/pkg"), "other");
    assert_eq!(means(&project, "/w/src/a.ts", "../../secret/key"), "other");
    assert_eq!(means(&project, "/w/src/a.ts", "/secret/key.ts"), "other");
    assert_eq!(means(&project, "/w/src/a.ts", "pkg"), "other");
    assert_eq!(means(&project, "/w/src/dir/x.ts", "@/key"), "other");
    assert_eq!(means(&project, "/w/src/a.ts", "../inner/b"), "/w/real/b.ts");
    assert_eq!(spy.read_outside("/w"), NO_PATHS);
}

#[test]
fn sources_lie_in_the_folders_and_metadata_up_to_the_repository() {
    let spy = Spy::new(files([
        ("/r/.git/HEAD", ""),
        (
            "/r/package.json",
            r#"{ "dependencies": { "@workos-inc/node": "^8" } }"#,
        ),
        ("/r/lib/x.ts", ""),
        ("/r/app/src/a.ts", ""),
        ("/r/app/src/b.ts", ""),
        (
            "/package.json",
            r#"{ "dependencies": { "@workos-inc/node": "^7" } }"#,
        ),
    ]));
    let project = project_in(spy.clone(), &["/r/app"]);
    assert_eq!(
        project
            .installed(Path::new("/r/app/src/a.ts"), NODE)
            .range
            .as_deref(),
        Some("^8")
    );
    assert_eq!(means(&project, "/r/app/src/a.ts", "./b"), "/r/app/src/b.ts");
    assert_eq!(means(&project, "/r/app/src/a.ts", "../../lib/x"), "other");
    assert_eq!(sees(&project, "/elsewhere/a.ts"), "unknown");
    assert_eq!(spy.read_outside("/r"), NO_PATHS);
    let asked = spy.asked.lock().unwrap();
    assert!(
        !asked.contains(&PathBuf::from("/package.json")),
        "{asked:?}"
    );
}

#[test]
fn a_folder_that_is_a_link_keeps_its_name() {
    let disk = files([
        ("/real/ws/package.json", r#"{ "workspaces": ["lib"] }"#),
        ("/real/ws/.git/HEAD", ""),
        ("/real/ws/src/b.ts", ""),
        (
            "/real/ws/lib/package.json",
            r#"{ "name": "lib", "main": "index.ts" }"#,
        ),
        ("/real/ws/lib/index.ts", ""),
    ])
    .link("/real/ws/node_modules/lib", "../lib")
    .link("/ws", "/real/ws");
    let project = project_in(disk, &["/ws"]);
    assert_eq!(means(&project, "/ws/src/a.ts", "./b"), "/ws/src/b.ts");
    assert_eq!(means(&project, "/ws/src/a.ts", "lib"), "/ws/lib/index.ts");
}

#[test]
fn a_workspace_package_that_is_not_built_yet() {
    let project = project(
        files([
            (
                "/w/packages/shared/package.json",
                r#"{ "name": "@app/shared", "exports": { ".": "./dist/index.js", "./workos": "./dist/workos.js" } }"#,
            ),
            ("/w/packages/shared/src/index.ts", ""),
            ("/w/packages/shared/src/workos.ts", ""),
            ("/w/packages/old/package.json", r#"{ "main": "build/main.js" }"#),
            ("/w/packages/old/index.js", ""),
        ])
        .link("/w/node_modules/@app/shared", "../../packages/shared")
        .link("/w/node_modules/old", "../packages/old"),
    );
    let means = |specifier: &str| means(&project, "/w/app/a.ts", specifier);
    assert_eq!(means("@app/shared"), "/w/packages/shared/src/index.ts");
    assert_eq!(
        means("@app/shared/workos"),
        "/w/packages/shared/src/workos.ts"
    );
    assert_eq!(means("@app/shared/none"), "other");
    assert_eq!(means("old"), "/w/packages/old/index.js");
}

#[test]
fn versions_in_the_specifier() {
    let project = project(files([(
        "/w/package.json",
        r#"{ "dependencies": { "@workos-inc/node": "^9" } }"#,
    )]));
    let means = |specifier: &str| means(&project, "/w/a.ts", specifier);
    assert_eq!(
        means("npm:@workos-inc/node@7.82.0"),
        "@workos-inc/node . 7.82.0 import-path"
    );
    assert_eq!(
        means("npm:/@workos-inc/node@^8/worker"),
        "@workos-inc/node ./worker range"
    );
    assert_eq!(
        means("npm:@workos-inc/node/worker"),
        "@workos-inc/node ./worker range"
    );
    assert_eq!(means("npm:react@19"), "other");
    for other in [
        "npm:",
        "npm:@",
        "npm:@/",
        "npm:@workos-inc",
        "npm:@workos-inc/@9",
        "npm:/",
    ] {
        assert_eq!(means(other), "other");
    }
}
