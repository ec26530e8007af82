use super::*;

/// Asks everything twice and gives what was said.
fn said_of(disk: MemoryFiles) -> Vec<String> {
    let project = project(disk.file("/w/src/x.ts", ""));
    for _ in 0..2 {
        let _ = sees(&project, "/w/src/a.ts");
        let _ = sees(&project, "/w/src/deep/b.ts");
        assert_eq!(means(&project, "/w/src/a.ts", "./x"), "/w/src/x.ts");
        let _ = means(&project, "/w/src/a.ts", NODE);
        let _ = means(&project, "/w/src/a.ts", "@/none");
        let _ = project.dependencies(Path::new("/w/src"));
    }
    messages(&project)
}

const MANIFEST: (&str, &str) = ("/w/package.json", r#"{ "name": "app" }"#);

#[test]
fn a_missing_manifest() {
    assert_eq!(
        said_of(files([])),
        ["/w: there is no package.json, so the versions in use are not known"]
    );
}

#[test]
fn broken_manifests() {
    for (content, expected) in [
        ("", "package.json is empty; its versions are not used"),
        (" \n", "package.json is empty; its versions are not used"),
        (
            "{\n \"dependencies\": {\n  \"a\" \"1\"\n} }",
            "package.json is not valid JSON: expected `:` at line 3 column 7; its versions are not used",
        ),
        (
            "{ \"a\": ",
            "package.json is not valid JSON: EOF while parsing a value at line 1 column 7; its versions are not used",
        ),
        (
            "[]",
            "package.json does not hold an object; its versions are not used",
        ),
        (
            r#"{ "dependencies": ["@workos-inc/node"] }"#,
            "\"dependencies\" in package.json is not an object; its versions are not used",
        ),
    ] {
        let said = said_of(files([("/w/package.json", content)]));
        assert!(
            said.contains(&format!("/w/package.json: {expected}")),
            "{said:?}"
        );
    }
    assert_eq!(
        said_of(MemoryFiles::default().file("/w/package.json", vec![b'{', 0xff, b'}']))[1..],
        ["/w/package.json: package.json is not UTF-8 text; its versions are not used"]
    );
    let deep = "[".repeat(100_000);
    assert_eq!(said_of(files([("/w/package.json", &deep)])).len(), 2);
}

#[test]
fn a_trailing_comma_is_said_and_read_over() {
    let disk = files([(
        "/w/package.json",
        "{ \"dependencies\": { \"@workos-inc/node\": \"^9\", } }",
    )]);
    let project = project(disk.clone());
    assert_eq!(
        project
            .installed(Path::new("/w/a.ts"), NODE)
            .range
            .as_deref(),
        Some("^9")
    );
    assert_eq!(
        said_of(disk),
        [
            "/w/package.json: package.json holds a comment or a trailing comma near line 1 column 47; it is read all the same"
        ]
    );
}

#[test]
fn a_byte_order_mark_is_fine() {
    let with_mark = |text: &str| format!("\u{feff}{text}");
    let disk = MemoryFiles::default()
        .file(
            "/w/package.json",
            with_mark(r#"{ "dependencies": { "@workos-inc/node": "^9" } }"#),
        )
        .file(
            "/w/package-lock.json",
            with_mark(
                r#"{ "packages": { "node_modules/@workos-inc/node": { "version": "9.0.0" } } }"#,
            ),
        )
        .file(
            "/w/tsconfig.json",
            with_mark(r#"{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }"#),
        );
    assert_eq!(said_of(disk.clone()), [""; 0]);
    let project = project(disk.file("/w/src/x.ts", ""));
    assert_eq!(sees(&project, "/w/a.ts"), "9.0.0 lockfile");
    assert_eq!(means(&project, "/w/src/a.ts", "@/x"), "/w/src/x.ts");
}

#[test]
fn broken_lockfiles() {
    for (name, content, expected) in [
        (
            "package-lock.json",
            "",
            "package-lock.json is empty; its versions are not used",
        ),
        (
            "package-lock.json",
            "{ \"packages\": {\n<<<<<<< HEAD",
            "package-lock.json holds merge conflicts; its versions are not used",
        ),
        (
            "package-lock.json",
            "{ \"packages\": {\n",
            "package-lock.json is not valid JSON: EOF while parsing an object at line 2 column 0; its versions are not used",
        ),
        (
            "bun.lock",
            "",
            "bun.lock is empty; its versions are not used",
        ),
        (
            "bun.lock",
            "{ \"packages\": {\n<<<<<<< HEAD\n} }",
            "bun.lock holds merge conflicts; its versions are not used",
        ),
        (
            "bun.lock",
            "{ \"packages\": { \"a\": [1,,] } }",
            "bun.lock is not valid JSON: expected value at line 1 column 26; its versions are not used",
        ),
        (
            "yarn.lock",
            "\"a@^1\":\n<<<<<<< HEAD\n  version \"1.0.0\"\n",
            "yarn.lock holds merge conflicts; its versions are not used",
        ),
        (
            "yarn.lock",
            "what is this\n",
            "yarn.lock is not a lockfile of yarn; its versions are not used",
        ),
        (
            "package-lock.json",
            "[]",
            "package-lock.json does not hold an object; its versions are not used",
        ),
        (
            "pnpm-lock.yaml",
            "\n",
            "pnpm-lock.yaml is empty; its versions are not used",
        ),
        (
            "pnpm-lock.yaml",
            "importers:\n<<<<<<< HEAD\n  .:\n",
            "pnpm-lock.yaml holds merge conflicts; its versions are not used",
        ),
    ] {
        let said = said_of(files([MANIFEST, (&format!("/w/{name}"), content)]));
        assert_eq!(said, [format!("/w/{name}: {expected}")]);
    }
    for content in [
        "importers: [1]\n",
        "importers:\n  .: {\n",
        "importers:\n\t- x\n",
    ] {
        let said = said_of(files([MANIFEST, ("/w/pnpm-lock.yaml", content)]));
        let [said] = &said[..] else {
            panic!("{said:?}");
        };
        assert!(
            said.starts_with("/w/pnpm-lock.yaml: pnpm-lock.yaml is not a lockfile of pnpm: "),
            "{said}"
        );
        assert!(said.ends_with("; its versions are not used"), "{said}");
    }
}

#[test]
fn a_huge_lockfile_is_not_read() {
    #[derive(Debug)]
    struct Huge(MemoryFiles);
    impl Files for Huge {
        fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
            assert!(!path.ends_with("package-lock.json"));
            self.0.read(path)
        }
        fn list(&self, path: &Path) -> io::Result<Vec<DirEntry>> {
            self.0.list(path)
        }
        fn size(&self, path: &Path) -> Option<u64> {
            Some(if path.ends_with("package-lock.json") {
                200 << 20
            } else {
                10
            })
        }
        fn kind(&self, path: &Path) -> Option<FileKind> {
            self.0.kind(path)
        }
        fn canonical(&self, path: &Path) -> Option<PathBuf> {
            self.0.canonical(path)
        }
    }
    let project = project_in(
        Huge(files([MANIFEST, ("/w/package-lock.json", "{}")])),
        &["/w"],
    );
    assert_eq!(sees(&project, "/w/a.ts"), "unknown");
    assert_eq!(
        messages(&project),
        [
            "/w/package-lock.json: package-lock.json is larger than 128 MiB; its versions are not used"
        ]
    );
}

#[test]
fn broken_configurations() {
    for (content, expected) in [
        ("", "tsconfig.json is empty; its paths are not used"),
        (
            "{ \"compilerOptions\": { \"paths\": ",
            "tsconfig.json is not valid JSON: unexpected end of input on line 1 column 22; its paths are not used",
        ),
        (
            "[]",
            "tsconfig.json does not hold an object; its paths are not used",
        ),
        (
            r#"{ "compilerOptions": [] }"#,
            "\"compilerOptions\" in tsconfig.json is not an object; it is not used",
        ),
        (
            r#"{ "compilerOptions": { "paths": [] } }"#,
            "\"paths\" in tsconfig.json is not an object; it is not used",
        ),
        (
            r#"{ "extends": 3 }"#,
            "\"extends\" in tsconfig.json is not a string or a list; it is not used",
        ),
    ] {
        let said = said_of(files([MANIFEST, ("/w/tsconfig.json", content)]));
        assert_eq!(said, [format!("/w/tsconfig.json: {expected}")]);
    }
    let odd = r#"{ "compilerOptions": { "paths": { "@/*": "src/*", "x": [1, null] }, "baseUrl": 3, "rootDirs": "x", "allowJs": "yes" }, "include": "src", "files": [{}], "references": ["x", { "path": 1 }, {}] }"#;
    assert_eq!(
        said_of(files([MANIFEST, ("/w/tsconfig.json", odd)])),
        [""; 0]
    );
}

#[test]
fn a_broken_manifest_beside_a_file_does_not_hide_it() {
    let project = project(files([
        ("/w/src/package.json", "{ broken"),
        ("/w/src/x.ts", ""),
        ("/w/src/dir/package.json", "{\"main\": \"y.ts\",}"),
        ("/w/src/dir/y.ts", ""),
    ]));
    assert_eq!(means(&project, "/w/src/a.ts", "./x"), "/w/src/x.ts");
    assert_eq!(means(&project, "/w/src/a.ts", "./dir"), "/w/src/dir/y.ts");
}

#[test]
fn what_is_no_file_is_not_read() {
    assert_eq!(
        said_of(
            MemoryFiles::default()
                .dir("/w/package.json")
                .dir("/w/tsconfig.json")
        )[..1],
        ["/w: there is no package.json, so the versions in use are not known"]
    );
}

#[test]
fn what_concerns_the_project() {
    let project = project(files([
        ("/w/tsconfig.json", r#"{ "extends": "./config/base.json" }"#),
        ("/w/config/base.json", "{}"),
    ]));
    let concerns = |path: &str| project.concerns(Path::new(path));
    assert!(!concerns("/w/config/base.json"));
    let _ = means(&project, "/w/src/a.ts", "x");
    assert!(concerns("/w/config/base.json"));
    assert!(concerns("/w/package.json"));
    assert!(concerns("/w/tsconfig.build.json"));
    assert!(concerns("/w/pnpm-lock.yaml"));
    assert!(concerns("/w/node_modules/x"));
    assert!(!concerns("/w/src/a.ts"));
    assert!(!concerns("/w/src/data.json"));
}
