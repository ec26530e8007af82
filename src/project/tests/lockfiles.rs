use super::*;

/// A workspace with `packages/app` and one lockfile, nothing installed.
fn locked(name: &str, lockfile: &str) -> Project {
    project(files([
        (
            "/w/package.json",
            r#"{ "dependencies": { "@workos-inc/node": "^9.1.0" } }"#,
        ),
        (
            "/w/packages/app/package.json",
            r#"{ "dependencies": { "@workos-inc/node": "7.82.0", "workos-old": "npm:@workos-inc/node@7.70.0" } }"#,
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
fn check(project: &Project) {
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

const NPM_3: &str = r#"{
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

const PNPM_9: &str = "lockfileVersion: '9.0'

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
