use super::*;

const WORKOS: (&str, &str) = ("/w/src/lib/workos.ts", "");

#[test]
fn paths_win_over_packages_and_fall_back_to_them() {
    let project = project(files([
        ("/w/package.json", "{}"),
        (
            "/w/tsconfig.json",
            "{ // comment\n \"compilerOptions\": { \"paths\": { \"@/*\": [\"./src/*\"], \"@workos-inc/node\": [\"./stub.ts\"], \"@workos-inc/authkit-nextjs\": [\"./gone.ts\"], }, } }",
        ),
        ("/w/stub.ts", ""),
        WORKOS,
    ]));
    let means = |specifier: &str| means(&project, "/w/src/app/a.ts", specifier);
    assert_eq!(means("@/lib/workos"), "/w/src/lib/workos.ts");
    assert_eq!(means("@/lib/none"), "other");
    assert_eq!(means(NODE), "/w/stub.ts");
    assert_eq!(
        means("@workos-inc/authkit-nextjs"),
        "@workos-inc/authkit-nextjs . unknown"
    );
    assert_eq!(messages(&project), [""; 0]);
}

#[test]
fn a_path_into_node_modules_is_the_package() {
    let project = project(files([
        (
            "/w/tsconfig.json",
            r#"{ "compilerOptions": { "paths": { "*": ["./types/*", "./node_modules/*"], "sdk": ["./node_modules/@workos-inc/node"] } } }"#,
        ),
        (
            "/w/node_modules/@workos-inc/node/package.json",
            r#"{ "name": "@workos-inc/node", "version": "9.1.1", "types": "lib/index.d.ts" }"#,
        ),
        ("/w/node_modules/@workos-inc/node/lib/index.d.ts", ""),
    ]));
    let expected = "@workos-inc/node . 9.1.1 node_modules /w/node_modules/@workos-inc/node";
    assert_eq!(means(&project, "/w/a.ts", NODE), expected);
    assert_eq!(means(&project, "/w/a.ts", "sdk"), expected);
}

#[test]
fn base_url_and_jsconfig() {
    let project = project(files([
        (
            "/w/jsconfig.json",
            r#"{ "compilerOptions": { "baseUrl": "src" } }"#,
        ),
        ("/w/src/lib/workos.js", ""),
        ("/w/src/pages/index.js", ""),
    ]));
    assert_eq!(
        means(&project, "/w/src/pages/index.js", "lib/workos"),
        "/w/src/lib/workos.js"
    );
    assert_eq!(means(&project, "/w/src/pages/index.js", "react"), "other");
}

#[test]
fn extends_chain_resolves_each_path_where_it_is_written() {
    let project = project(files([
        (
            "/w/apps/web/tsconfig.json",
            r#"{ "extends": ["../../config/one", "../../config/two.json"], "include": ["src"] }"#,
        ),
        (
            "/w/config/one.json",
            r#"{ "compilerOptions": { "paths": { "@/*": ["./never/*"] } } }"#,
        ),
        (
            "/w/config/two.json",
            r#"{ "extends": "./three", "compilerOptions": {} }"#,
        ),
        (
            "/w/config/three.json",
            r#"{ "compilerOptions": { "paths": { "@/*": ["${configDir}/src/*"], "shared/*": ["../shared/*"] } } }"#,
        ),
        ("/w/apps/web/src/lib/workos.ts", ""),
        ("/w/shared/x.ts", ""),
    ]));
    assert_eq!(
        means(&project, "/w/apps/web/src/a.ts", "@/lib/workos"),
        "/w/apps/web/src/lib/workos.ts"
    );
    assert_eq!(
        means(&project, "/w/apps/web/src/a.ts", "shared/x"),
        "/w/shared/x.ts"
    );
    assert_eq!(messages(&project), [""; 0]);
}

#[test]
fn inherited_paths_follow_the_base_url_in_use() {
    let project = project(files([
        (
            "/w/app/tsconfig.json",
            r#"{ "extends": "../base.json", "compilerOptions": { "baseUrl": "./src" } }"#,
        ),
        (
            "/w/base.json",
            r#"{ "compilerOptions": { "paths": { "~/*": ["./*"] } } }"#,
        ),
        ("/w/app/src/workos.ts", ""),
    ]));
    assert_eq!(
        means(&project, "/w/app/src/a.ts", "~/workos"),
        "/w/app/src/workos.ts"
    );
}

#[test]
fn extends_from_packages() {
    let base = r#"{ "extends": "@acme/deep", "compilerOptions": { "paths": { "@/*": ["${configDir}/src/*"] } } }"#;
    let store = "/w/node_modules/.pnpm/a/node_modules/@acme";
    let project = project(
        files([
            (
                "/w/tsconfig.json",
                r#"{ "extends": "@acme/tsconfig/base.json" }"#,
            ),
            WORKOS,
            ("/w/deep/x.ts", ""),
        ])
        .file(format!("{store}/tsconfig/package.json"), "{}")
        .file(format!("{store}/tsconfig/base.json"), base)
        .file(format!("{store}/deep/package.json"), "{}")
        .file(
            format!("{store}/deep/tsconfig.json"),
            r#"{ "compilerOptions": { "baseUrl": "${configDir}" } }"#,
        )
        .link(
            "/w/node_modules/@acme/tsconfig",
            "../.pnpm/a/node_modules/@acme/tsconfig",
        ),
    );
    assert_eq!(
        means(&project, "/w/src/a.ts", "@/lib/workos"),
        "/w/src/lib/workos.ts"
    );
    assert_eq!(means(&project, "/w/src/a.ts", "deep/x"), "/w/deep/x.ts");
    assert_eq!(messages(&project), [""; 0]);
}

#[test]
fn a_cycle_a_missing_base_and_one_outside_cost_only_themselves() {
    let spy = Spy::new(files([
        (
            "/w/tsconfig.json",
            r#"{ "extends": ["./loop.json", "./missing.json", "../../outside/tsconfig.json", "@not/installed"], "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }"#,
        ),
        ("/w/loop.json", r#"{ "extends": "./tsconfig.json", "compilerOptions": { "baseUrl": "./src" } }"#),
        ("/outside/tsconfig.json", r#"{ "compilerOptions": { "paths": { "x": ["/w/src/lib/workos.ts"] } } }"#),
        WORKOS,
    ]).dir("/w/.git"));
    let project = project_in(spy.clone(), &["/w"]);
    // `paths` follow the base URL that the loop's other half sets.
    assert_eq!(
        means(&project, "/w/src/a.ts", "lib/workos"),
        "/w/src/lib/workos.ts"
    );
    assert_eq!(means(&project, "/w/src/a.ts", "x"), "other");
    let mut expected = vec![
        r#"/w/loop.json: loop.json extends "./tsconfig.json", which leads back to itself; what it sets is not used"#,
        r#"/w/tsconfig.json: tsconfig.json extends "../../outside/tsconfig.json", which lies outside of the repository and is not read; what it sets is not used"#,
        r#"/w/tsconfig.json: tsconfig.json extends "./missing.json", which does not exist; what it sets is not used"#,
    ];
    expected.sort_unstable();
    assert_eq!(messages(&project), expected);
    assert_eq!(spy.read_outside("/w"), NO_PATHS);
}

#[test]
fn the_nearest_configuration_holds() {
    let project = project(files([
        (
            "/w/tsconfig.json",
            r#"{ "compilerOptions": { "paths": { "@/*": ["./root/*"] } } }"#,
        ),
        (
            "/w/app/tsconfig.json",
            r#"{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } }, "exclude": ["**/*.test.ts"] }"#,
        ),
        ("/w/app/src/x.ts", ""),
        ("/w/root/x.ts", ""),
        ("/w/root/y.ts", ""),
    ]));
    assert_eq!(means(&project, "/w/app/src/a.ts", "@/x"), "/w/app/src/x.ts");
    assert_eq!(means(&project, "/w/other/a.ts", "@/x"), "/w/root/x.ts");
    // Not included by its own configuration, but bundled like its neighbours.
    assert_eq!(
        means(&project, "/w/app/src/legacy.js", "@/x"),
        "/w/app/src/x.ts"
    );
}

#[test]
fn references_own_their_files() {
    let project = project(files([
        (
            "/w/tsconfig.json",
            r#"{ "files": [], "references": [{ "path": "./tsconfig.app.json" }, { "path": "./gone" }, { "path": "." }] }"#,
        ),
        (
            "/w/tsconfig.app.json",
            r#"{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } }, "include": ["src"] }"#,
        ),
        WORKOS,
    ]));
    assert_eq!(
        means(&project, "/w/src/a.ts", "@/lib/workos"),
        "/w/src/lib/workos.ts"
    );
    assert_eq!(messages(&project), [""; 0]);
}

#[test]
fn root_dirs_are_one_folder() {
    let project = project(files([
        (
            "/w/tsconfig.json",
            r#"{ "compilerOptions": { "rootDirs": ["src", "generated"] } }"#,
        ),
        ("/w/generated/client.ts", ""),
        ("/w/src/a.ts", ""),
    ]));
    assert_eq!(
        means(&project, "/w/src/a.ts", "./client"),
        "/w/generated/client.ts"
    );
}
