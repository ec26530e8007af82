//! Whatever files and specifiers hold, questions are answered.

use proptest::prelude::*;

use super::*;

const LOCK: &str = r#"{ "packages": { "node_modules/@workos-inc/node": { "version": "9.0.0", "link": true, "resolved": "x" } }, "dependencies": { "a": { "version": "npm:@workos-inc/node@1.0.0", "dependencies": {} } } }"#;
const PNPM: &str = "importers:\n  .:\n    dependencies:\n      a:\n        specifier: x\n        version: '@workos-inc/node@7.0.0(x@1)'\n      b: link:../b\n";
const MANIFEST: &str = r##"{ "packageManager": "npm@1", "imports": { "#a": { "x": ["@workos-inc/node"] } }, "dependencies": { "a": "npm:@workos-inc/node@^7", "b": "1" } }"##;
const YARN: &str = "# yarn lockfile v1\n\"@workos-inc/node@^7\", \"@workos-inc/node@npm:^8\":\n  version \"7.0.0\"\n\"a@npm:@workos-inc/node@^7\":\n  version: 7.1.0\n";
const BUN: &str = r#"{ "workspaces": { "b": { "name": "b", }, }, /* x */ "packages": { "a": ["@workos-inc/node@7.0.0", "", {}], "b/a": ["@workos-inc/node@8.0.0",], } }"#;
const SPACE: &str = "packages:\n  - 's*/**'\n  - '!x'\ncatalog:\n  a: npm:@workos-inc/node@^7\ncatalogs:\n  c: { b: 'link:../b' }\noverrides:\n  a: 'catalog:'\n";
const CONFIG: &str = r#"{ "extends": ["./b", "${configDir}/c", "@x/y"], "compilerOptions": { "baseUrl": ".", "outDir": "dist", "paths": { "*": ["*", "${configDir}/*"] } }, "references": [{ "path": ".." }] }"#;

fn ask(disk: MemoryFiles, specifier: &str) {
    let project = project(disk);
    for specifier in [specifier, "a", "b", "#a", "@workos-inc/node/x", "./x"] {
        let _ = project.resolve(Path::new("/w/src/a.ts"), specifier);
    }
    let _ = project.installed(Path::new("/w/src/a.ts"), NODE);
    let _ = project.installed(Path::new("/w/src/a/b/a.ts"), NODE);
    let _ = project.resolve(Path::new("/w/src/a/a.ts"), "a");
    let _ = project.dependencies(Path::new("/w"));
    let _ = project.problems();
}

/// A text with a piece cut out and another put in.
fn broken(text: &str, at: prop::sample::Index, len: usize, put: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let start = at.index(bytes.len());
    let end = (start + len).min(bytes.len());
    bytes.splice(start..end, put.bytes());
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_specifier(specifier in "[@./#:?a-z0-9~ \\\\é-]{0,12}") {
        ask(files([("/w/package.json", MANIFEST), ("/w/tsconfig.json", CONFIG), ("/w/src/x.ts", "")]), &specifier);
    }

    #[test]
    fn any_damage(at: prop::sample::Index, len in 0usize..20, put in "[\\[\\]{}\",:\n é./@-]{0,4}") {
        let disk = MemoryFiles::default()
            .file("/w/package.json", broken(MANIFEST, at, len, &put))
            .file("/w/package-lock.json", broken(LOCK, at, len, &put))
            .file("/w/src/pnpm-lock.yaml", broken(PNPM, at, len, &put))
            .file("/w/src/a/yarn.lock", broken(YARN, at, len, &put))
            .file("/w/src/a/b/bun.lock", broken(BUN, at, len, &put))
            .file("/w/pnpm-workspace.yaml", broken(SPACE, at, len, &put))
            .file("/w/tsconfig.json", broken(CONFIG, at, len, &put));
        ask(disk, "x");
    }
}
