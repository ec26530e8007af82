//! Sources of files that are built, or not built yet.

use super::*;

/// What a package of the workspace means whose `exports` name built files.
fn member<const N: usize>(manifest: &str, others: [&str; N]) -> Project {
    let mut disk = files([
        (
            "/w/package.json",
            r#"{ "workspaces": ["packages/*", "app"] }"#,
        ),
        ("/w/app/package.json", "{}"),
        ("/w/packages/sdk/package.json", manifest),
    ]);
    for other in others {
        let content = match other.ends_with(".json") {
            true => {
                r#"{ "extends": "../../base.json", "compilerOptions": { "outDir": "./output/js", "declarationDir": "${configDir}/output/types", "rootDir": "./code" } }"#
            }
            false => "",
        };
        disk = disk.file(format!("/w/packages/sdk/{other}"), content);
    }
    project(disk)
}

const EXPORTS: &str = r#"{ "name": "sdk", "exports": {
    ".": { "types": "./dist/index.d.ts", "import": "./dist/index.mjs" },
    "./client": "./dist/clients/workos.js",
    "./formats": { "types": "./dist/types/formats.d.ts", "default": "./dist/esm/formats.js" } } }"#;

#[test]
fn by_the_customs_of_bundlers() {
    let project = member(
        EXPORTS,
        [
            "src/index.ts",
            "src/clients/workos.tsx",
            "src/formats.mts",
            "src/formats.ts",
        ],
    );
    let means = |specifier: &str| means(&project, "/w/app/a.ts", specifier);
    assert_eq!(means("sdk"), "/w/packages/sdk/src/index.ts");
    assert_eq!(
        means("sdk/client"),
        "/w/packages/sdk/src/clients/workos.tsx"
    );
    assert_eq!(means("sdk/formats"), "/w/packages/sdk/src/formats.ts");
    assert_eq!(means("sdk/none"), "other");
}

#[test]
fn a_file_that_is_built_is_its_source_all_the_same() {
    let project = member(
        EXPORTS,
        ["dist/index.d.ts", "dist/index.mjs", "src/index.ts"],
    );
    assert_eq!(
        means(&project, "/w/app/a.ts", "sdk"),
        "/w/packages/sdk/src/index.ts"
    );
    let project = member(EXPORTS, ["dist/index.d.ts", "dist/index.mjs"]);
    assert_eq!(
        means(&project, "/w/app/a.ts", "sdk"),
        "/w/packages/sdk/dist/index.d.ts"
    );
}

#[test]
fn by_the_configuration_of_the_compiler() {
    let manifest = r#"{ "name": "sdk", "exports": { ".": { "types": "./output/types/index.d.ts", "default": "./output/js/index.js" }, "./client": "./output/js/clients/workos.js" } }"#;
    for config in ["tsconfig.json", "tsconfig.build.json"] {
        let project = member(
            manifest,
            [
                config,
                "code/index.ts",
                "code/clients/workos.ts",
                "output/js/index.js",
            ],
        );
        let means = |specifier: &str| means(&project, "/w/app/a.ts", specifier);
        assert_eq!(means("sdk"), "/w/packages/sdk/code/index.ts", "{config}");
        assert_eq!(
            means("sdk/client"),
            "/w/packages/sdk/code/clients/workos.ts",
            "{config}"
        );
    }
    let project = member(manifest, ["code/index.ts", "code/clients/workos.ts"]);
    assert_eq!(means(&project, "/w/app/a.ts", "sdk/client"), "other");
}

#[test]
fn main_and_imports_of_the_manifest() {
    let project = member(
        r##"{ "name": "sdk", "main": "./lib/main.js", "imports": { "#lib/*": "./lib/inner/*.js" } }"##,
        ["src/main.ts", "src/inner/workos.ts"],
    );
    assert_eq!(
        means(&project, "/w/app/a.ts", "sdk"),
        "/w/packages/sdk/src/main.ts"
    );
    assert_eq!(
        means(&project, "/w/packages/sdk/src/a.ts", "#lib/workos"),
        "/w/packages/sdk/src/inner/workos.ts"
    );
}

#[test]
fn what_is_written_by_hand_is_what_it_is() {
    let project = member(
        r#"{ "name": "sdk", "main": "./lib/main.js" }"#,
        [
            "src/main.ts",
            "lib/main.js",
            "lib/other.js",
            "src/lib/x.ts",
            "src/dist/y.js",
            "src/y.ts",
        ],
    );
    assert_eq!(
        means(&project, "/w/app/a.ts", "sdk"),
        "/w/packages/sdk/lib/main.js"
    );
    let own = |specifier: &str| means(&project, "/w/packages/sdk/src/a.ts", specifier);
    assert_eq!(own("../lib/other.js"), "/w/packages/sdk/lib/other.js");
    assert_eq!(own("./lib/x"), "/w/packages/sdk/src/lib/x.ts");
    assert_eq!(own("./dist/y.js"), "/w/packages/sdk/src/dist/y.js");
    assert_eq!(own("./dist/z.js"), "other");
}

#[test]
fn references_between_packages() {
    let project = project(files([
        ("/w/package.json", r#"{ "workspaces": ["packages/*"] }"#),
        (
            "/w/tsconfig.base.json",
            r#"{ "compilerOptions": { "composite": true, "paths": { "@app/*": ["./packages/*/src"] } } }"#,
        ),
        (
            "/w/tsconfig.json",
            r#"{ "files": [], "references": [{ "path": "packages/web" }, { "path": "packages/core/tsconfig.lib.json" }] }"#,
        ),
        (
            "/w/packages/web/tsconfig.json",
            r#"{ "extends": ["../../tsconfig.base.json"], "include": ["src"], "references": [{ "path": "../core/tsconfig.lib.json" }, { "path": "./tsconfig.test.json" }] }"#,
        ),
        (
            "/w/packages/web/tsconfig.test.json",
            r#"{ "extends": "./tsconfig.json", "compilerOptions": { "paths": { "~/*": ["${configDir}/src/*"] } }, "include": ["test"] }"#,
        ),
        (
            "/w/packages/core/tsconfig.lib.json",
            r##"{ "extends": "../../tsconfig.base.json", "compilerOptions": { "outDir": "../../build/core", "rootDir": "src", "paths": { "#/*": ["./src/*"] } }, "include": ["src"] }"##,
        ),
        (
            "/w/packages/core/tsconfig.json",
            r#"{ "files": [], "references": [{ "path": "./tsconfig.lib.json" }] }"#,
        ),
        ("/w/packages/core/package.json", r#"{ "name": "core" }"#),
        ("/w/packages/core/src/index.ts", ""),
        ("/w/packages/core/src/workos.ts", ""),
        ("/w/packages/web/src/client.ts", ""),
    ]));
    assert_eq!(
        means(&project, "/w/packages/web/src/a.ts", "@app/core"),
        "/w/packages/core/src/index.ts"
    );
    assert_eq!(
        means(&project, "/w/packages/core/src/a.ts", "#/workos"),
        "/w/packages/core/src/workos.ts"
    );
    assert_eq!(
        means(&project, "/w/packages/web/test/a.ts", "~/client"),
        "/w/packages/web/src/client.ts"
    );
    assert_eq!(
        means(&project, "/w/packages/web/src/a.ts", "~/client"),
        "other"
    );
    assert_eq!(messages(&project), [""; 0]);
}
