use super::*;

/// A workspace with `packages/app` and one lockfile, nothing installed.
pub(super) fn locked(name: &str, lockfile: &str) -> Project {
    project(files([
        (
            "/w/package.json",
            r#"{ "workspaces": ["packages/*"], "dependencies": { "@workos-inc/node": "^9.1.0" } }"#,
        ),
        (
            "/w/packages/app/package.json",
            r#"{ "name": "@app/web", "dependencies": { "@workos-inc/node": "7.82.0", "workos-old": "npm:@workos-inc/node@7.70.0" } }"#,
        ),
        (
            "/w/packages/shared/package.json",
            r#"{ "name": "@app/shared" }"#,
        ),
        ("/w/packages/shared/index.ts", ""),
        (&format!("/w/{name}"), lockfile),
    ]))
}

/// What every one of these lockfiles says.
pub(super) fn check(project: &Project) {
    let app = "/w/packages/app/src/a.ts";
    assert_eq!(sees(project, "/w/scripts/a.ts"), "9.3.1 lockfile");
    assert_eq!(sees(project, "/w/packages/shared/a.ts"), "9.3.1 lockfile");
    assert_eq!(sees(project, app), "7.82.0 lockfile");
    assert_eq!(
        means(project, app, "workos-old"),
        "@workos-inc/node . 7.70.0 lockfile"
    );
    assert_eq!(
        means(project, app, "@app/shared"),
        "/w/packages/shared/index.ts"
    );
    assert_eq!(messages(project), [""; 0]);
}

pub(super) const NPM_3: &str = r#"{
  "lockfileVersion": 3, "requires": true,
  "packages": {
    "": { "name": "root", "workspaces": ["packages/*"] },
    "node_modules/@app/shared": { "resolved": "packages/shared", "link": true },
    "node_modules/@workos-inc/authkit-nextjs": { "version": "2.4.1" },
    "node_modules/@workos-inc/authkit-nextjs/node_modules/@workos-inc/node": { "version": "7.82.0" },
    "node_modules/@workos-inc/node": { "version": "9.3.1", "engines": { "node": ">=22" } },
    "node_modules/workos-old": { "name": "@workos-inc/node", "version": "7.70.0" },
    "packages/app": { "name": "@app/web", "version": "1.0.0" },
    "packages/app/node_modules/@workos-inc/node": { "version": "7.82.0" },
    "packages/shared": { "version": "1.0.0" }
  }
}"#;

#[test]
fn npm_3() {
    let project = locked("package-lock.json", NPM_3);
    check(&project);
    // Also from places that are not installed yet.
    assert_eq!(
        sees(
            &project,
            "/w/node_modules/@workos-inc/authkit-nextjs/index.js"
        ),
        "7.82.0 lockfile"
    );
    let installed = project.installed(Path::new("/w/a.ts"), NODE);
    assert_eq!(installed.source, Some("/w/package-lock.json".into()));
    assert_eq!(installed.range.as_deref(), Some("^9.1.0"));
}

#[test]
fn npm_2_says_it_twice() {
    let twice = NPM_3.replacen(
        "\"packages\"",
        "\"dependencies\": { \"@workos-inc/node\": { \"version\": \"1.0.0\" } }, \"packages\"",
        1,
    );
    check(&locked("package-lock.json", &twice));
}

#[test]
fn npm_1() {
    let lockfile = r#"{
      "lockfileVersion": 1, "requires": true,
      "dependencies": {
        "@app/shared": { "version": "file:packages/shared" },
        "@app/web": { "version": "file:packages/app", "requires": { "@workos-inc/node": "7.82.0" },
          "dependencies": { "@workos-inc/node": { "version": "7.82.0" } } },
        "@workos-inc/authkit-nextjs": { "version": "2.4.1",
          "dependencies": { "@workos-inc/node": { "version": "7.82.0", "dependencies": {} } } },
        "@workos-inc/node": { "version": "9.3.1", "resolved": "https://registry.example/node-9.3.1.tgz" },
        "workos-old": { "version": "npm:@workos-inc/node@7.70.0" }
      }
    }"#;
    let project = locked("npm-shrinkwrap.json", lockfile);
    check(&project);
    assert_eq!(
        sees(
            &project,
            "/w/node_modules/@workos-inc/authkit-nextjs/index.js"
        ),
        "7.82.0 lockfile"
    );
}

pub(super) const PNPM_9: &str = "lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:

  .:
    dependencies:
      '@workos-inc/node':
        specifier: ^9.1.0
        version: 9.3.1

  packages/app:
    dependencies:
      '@app/shared':
        specifier: workspace:*
        version: link:../shared
      '@workos-inc/node':
        specifier: 7.82.0
        version: 7.82.0(next@16.4.6(react-dom@19.3.1(react@19.3.1)))
    devDependencies:
      workos-old:
        specifier: npm:@workos-inc/node@7.70.0
        version: '@workos-inc/node@7.70.0(next@16.4.6)'

  packages/shared: {}

packages:

  '@workos-inc/node@9.3.1':
    resolution: {integrity: sha512-x}
    engines: {node: '>=22'}

snapshots:

  '@workos-inc/node@9.3.1': {}
";

#[test]
fn pnpm_9() {
    check(&locked("pnpm-lock.yaml", PNPM_9));
    check(&locked("pnpm-lock.yaml", &PNPM_9.replace('\n', "\r\n")));
}

#[test]
fn pnpm_keeps_its_own_document_first() {
    let lockfile = format!(
        "---\nlockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    packageManagerDependencies:\n      pnpm:\n        specifier: 11.0.0\n        version: 11.0.0\n\n---\n{PNPM_9}"
    );
    check(&locked("pnpm-lock.yaml", &lockfile));
}

#[test]
fn pnpm_6() {
    let lockfile = PNPM_9
        .replace("'9.0'", "'6.0'")
        .replace("'@workos-inc/node@7.70.0(", "'/@workos-inc/node@7.70.0(");
    check(&locked("pnpm-lock.yaml", &lockfile));
}

#[test]
fn pnpm_5() {
    let lockfile = "lockfileVersion: 5.4

importers:

  .:
    specifiers:
      '@workos-inc/node': ^9.1.0
    dependencies:
      '@workos-inc/node': 9.3.1

  packages/app:
    specifiers:
      '@app/shared': workspace:*
      '@workos-inc/node': 7.82.0
    dependencies:
      '@app/shared': link:../shared
      '@workos-inc/node': 7.82.0_next@16.4.6
      workos-old: /@workos-inc/node/7.70.0_f2n36xlxc25aoyqwd2vti3toze

  packages/shared:
    specifiers: {}

packages:

  /@workos-inc/node/9.3.1:
    resolution: {integrity: sha512-x}
";
    check(&locked("pnpm-lock.yaml", lockfile));
}

#[test]
fn pnpm_of_one_package() {
    let five = "lockfileVersion: 5.4\n\nspecifiers:\n  '@workos-inc/node': ^9\n\ndependencies:\n  '@workos-inc/node': 9.3.1\n";
    let six = "lockfileVersion: '6.0'\n\ndependencies:\n  '@workos-inc/node':\n    specifier: ^9\n    version: 9.3.1\n";
    for lockfile in [five, six] {
        let project = locked("pnpm-lock.yaml", lockfile);
        assert_eq!(sees(&project, "/w/a.ts"), "9.3.1 lockfile");
    }
}

pub(super) const YARN_CLASSIC: &str = r#"# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.
# yarn lockfile v1


"@workos-inc/authkit-nextjs@^2.0.0":
  version "2.4.1"
  resolved "https://registry.example/authkit-nextjs-2.4.1.tgz#0"
  dependencies:
    "@workos-inc/node" "^8.0.0"
    version "^1.0.0"

"@workos-inc/node@7.82.0":
  version "7.82.0"

"@workos-inc/node@^8.0.0":
  version "8.13.0"

"@workos-inc/node@^9.0.0", "@workos-inc/node@^9.1.0":
  version "9.3.1"
  resolved "https://registry.example/node-9.3.1.tgz#0"
  integrity sha512-x

left-pad@^1.0.0:
  version "1.3.0"

"workos-old@npm:@workos-inc/node@7.70.0":
  version "7.70.0"
"#;

#[test]
fn yarn_classic() {
    check(&locked("yarn.lock", YARN_CLASSIC));
    check(&locked("yarn.lock", &YARN_CLASSIC.replace('\n', "\r\n")));
}

pub(super) const YARN_BERRY: &str = r#"# This file is generated by running "yarn install" inside your project.
# Manual changes might be lost - proceed with caution!

__metadata:
  version: 8
  cacheKey: 10c0

"@app/shared@workspace:*, @app/shared@workspace:packages/shared":
  version: 0.0.0-use.local
  resolution: "@app/shared@workspace:packages/shared"
  languageName: unknown
  linkType: soft

"@workos-inc/node@npm:7.82.0":
  version: 7.82.0
  resolution: "@workos-inc/node@npm:7.82.0"
  dependencies:
    version: "npm:^1.0.0"
  languageName: node
  linkType: hard

"@workos-inc/node@npm:^9.0.0, @workos-inc/node@npm:^9.1.0":
  version: 9.3.1
  resolution: "@workos-inc/node@npm:9.3.1"
  checksum: 10c0/x
  languageName: node
  linkType: hard

"workos-old@npm:@workos-inc/node@7.70.0":
  version: 7.70.0
  resolution: "@workos-inc/node@npm:7.70.0"
  languageName: node
  linkType: hard
"#;

#[test]
fn yarn_berry() {
    check(&locked("yarn.lock", YARN_BERRY));
    // Keys above 1,024 characters have a form of their own.
    let long = YARN_BERRY.replace(
        r#""@workos-inc/node@npm:^9.0.0, @workos-inc/node@npm:^9.1.0":"#,
        "? \"@workos-inc/node@npm:^9.0.0, @workos-inc/node@npm:^9.1.0\"\n:",
    );
    check(&locked("yarn.lock", &long));
}

#[test]
fn yarn_patches() {
    let patch = "patch:@workos-inc/node@npm%3A^9.1.0#~/.yarn/patches/node.patch";
    let lockfile = format!(
        "__metadata:\n  version: 8\n\n\"@workos-inc/node@{patch}\":\n  version: 9.2.0\n  resolution: \"x\"\n\n\"@workos-inc/node@npm:^9.1.0\":\n  version: 9.3.1\n"
    );
    let manifest = format!(r#"{{ "dependencies": {{ "@workos-inc/node": "{patch}" }} }}"#);
    let patched = project(files([
        ("/w/package.json", &manifest),
        ("/w/yarn.lock", &lockfile),
    ]));
    assert_eq!(sees(&patched, "/w/a.ts"), "9.2.0 lockfile");
    let installed = patched.installed(Path::new("/w/a.ts"), NODE);
    assert_eq!(installed.range.as_deref(), Some("^9.1.0"));
    let older = lockfile.replace(".patch\"", ".patch::locator=root%40workspace%3A.\"");
    let patched = project(files([
        ("/w/package.json", &manifest),
        ("/w/yarn.lock", &older),
    ]));
    assert_eq!(sees(&patched, "/w/a.ts"), "9.2.0 lockfile");
}

#[test]
fn yarn_keeps_what_a_resolution_decided_under_its_range() {
    let manifest = r#"{ "dependencies": { "@workos-inc/node": "^9.1.0" }, "resolutions": { "@workos-inc/node": "8.0.0" } }"#;
    for lockfile in [
        "# yarn lockfile v1\n\n\"@workos-inc/node@8.0.0\", \"@workos-inc/node@^9.1.0\":\n  version \"8.0.0\"\n",
        "__metadata:\n  version: 8\n\n\"@workos-inc/node@npm:8.0.0\":\n  version: 8.0.0\n",
    ] {
        let project = project(files([
            ("/w/package.json", manifest),
            ("/w/yarn.lock", lockfile),
        ]));
        assert_eq!(sees(&project, "/w/a.ts"), "8.0.0 lockfile");
    }
}

#[test]
fn a_range_that_yarn_has_not_resolved_yet_gets_no_version_of_another() {
    let lockfile = "# yarn lockfile v1\n\n\"@workos-inc/node@^8.0.0\":\n  version \"8.13.0\"\n";
    let asked = |range: &str| {
        let manifest = format!(r#"{{ "dependencies": {{ "@workos-inc/node": "{range}" }} }}"#);
        let project = project(files([
            ("/w/package.json", &manifest),
            ("/w/yarn.lock", lockfile),
        ]));
        sees(&project, "/w/a.ts")
    };
    assert_eq!(asked("^8.0.0"), "8.13.0 lockfile");
    assert_eq!(asked("^8.1.0"), "8.13.0 lockfile");
    assert_eq!(asked("^9.0.0"), "range");
}

pub(super) const BUN: &str = r#"{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "root",
      "dependencies": {
        "@workos-inc/node": "^9.1.0",
      },
    },
    "packages/app": {
      "name": "@app/web",
      "version": "1.0.0",
    },
    "packages/shared": {
      "name": "@app/shared",
    },
  },
  "packages": {
    "@app/shared": ["@app/shared@workspace:packages/shared"],
    "@app/web": ["@app/web@workspace:packages/app"],

    "@workos-inc/authkit-nextjs": ["@workos-inc/authkit-nextjs@2.4.1", "", { "dependencies": { "@workos-inc/node": "^7" } }, "sha512-x"],

    "@workos-inc/node": ["@workos-inc/node@9.3.1", "", { "dependencies": { "leb": "^1.0.0", } }, "sha512-x=="],

    "workos-old": ["@workos-inc/node@7.70.0", "", {}, "sha512-x"],

    "@app/web/@workos-inc/node": ["@workos-inc/node@7.82.0", "", {}, "sha512-x"],

    "@workos-inc/authkit-nextjs/@workos-inc/node": ["@workos-inc/node@7.82.0", "", {}, "sha512-x"],
  }
}
"#;

#[test]
fn bun() {
    let project = locked("bun.lock", BUN);
    check(&project);
    assert_eq!(
        sees(
            &project,
            "/w/node_modules/@workos-inc/authkit-nextjs/index.js"
        ),
        "7.82.0 lockfile"
    );
    let commented = BUN.replacen('{', "// by hand, \"@workos-inc/node\": [\n/* ] */ {", 1);
    check(&locked("bun.lock", &commented));
}

#[test]
fn the_binary_lockfile_of_bun_is_named_where_its_versions_are_missed() {
    let disk = files([
        (
            "/w/package.json",
            r#"{ "dependencies": { "@workos-inc/node": "^9.1.0" } }"#,
        ),
        (
            "/w/bun.lockb",
            "#!/usr/bin/env bun\nbun-lockfile-format-v0\n",
        ),
    ]);
    let ranged = project(disk.clone());
    assert_eq!(sees(&ranged, "/w/a.ts"), "range");
    assert_eq!(
        messages(&ranged),
        [
            "/w/bun.lockb: bun.lockb is a binary file and is not read; the range in the manifest counts (`bun install --save-text-lockfile` writes bun.lock, which is read)"
        ]
    );
    let installed = project(disk.clone().file(
        "/w/node_modules/@workos-inc/node/package.json",
        r#"{ "name": "@workos-inc/node", "version": "9.1.1" }"#,
    ));
    assert!(sees(&installed, "/w/a.ts").starts_with("9.1.1 node_modules"));
    assert_eq!(messages(&installed), [""; 0]);
    let both = project(disk.clone().file("/w/bun.lock", BUN));
    assert_eq!(sees(&both, "/w/a.ts"), "9.3.1 lockfile");
    assert_eq!(messages(&both), [""; 0]);
    let without = project(disk.file("/w/package.json", "{}"));
    assert_eq!(sees(&without, "/w/a.ts"), "unknown");
    assert_eq!(messages(&without), [""; 0]);
}
