use super::*;

const PACKAGE: &str = r#"{ "dependencies": { "@workos-inc/node": "^7.0.0" } }"#;

fn copy(version: &str) -> String {
    format!(r#"{{ "name": "@workos-inc/node", "version": "{version}" }}"#)
}

#[test]
fn hoisted_and_nested_copies_are_two() {
    let project = project(
        files([("/w/package.json", PACKAGE), ("/w/src/a.ts", "")])
            .file("/w/node_modules/@workos-inc/node/package.json", copy("9.1.1"))
            .file(
                "/w/node_modules/@workos-inc/authkit-nextjs/package.json",
                r#"{ "name": "@workos-inc/authkit-nextjs", "version": "2.4.0" }"#,
            )
            .file(
                "/w/node_modules/@workos-inc/authkit-nextjs/node_modules/@workos-inc/node/package.json",
                copy("8.0.0"),
            ),
    );
    assert_eq!(
        sees(&project, "/w/src/a.ts"),
        "9.1.1 node_modules /w/node_modules/@workos-inc/node"
    );
    assert_eq!(
        sees(
            &project,
            "/w/node_modules/@workos-inc/authkit-nextjs/index.js"
        ),
        "8.0.0 node_modules /w/node_modules/@workos-inc/authkit-nextjs/node_modules/@workos-inc/node"
    );
    let installed = project.installed(Path::new("/w/src/a.ts"), NODE);
    assert_eq!(installed.range.as_deref(), Some("^7.0.0"));
    assert_eq!(
        installed.source,
        Some("/w/node_modules/@workos-inc/node/package.json".into())
    );
}

#[test]
fn pnpm_links_lead_to_the_real_copy() {
    let store = "/w/node_modules/.pnpm";
    let project = project(
        files([("/w/package.json", PACKAGE)])
            .file(
                format!(
                    "{store}/@workos-inc+node@9.1.1/node_modules/@workos-inc/node/package.json"
                ),
                copy("9.1.1"),
            )
            .file(
                format!(
                    "{store}/@workos-inc+node@8.0.0/node_modules/@workos-inc/node/package.json"
                ),
                copy("8.0.0"),
            )
            .file(
                format!("{store}/authkit@2/node_modules/@workos-inc/authkit-nextjs/package.json"),
                r#"{ "name": "@workos-inc/authkit-nextjs", "version": "2.4.0" }"#,
            )
            .link(
                format!("{store}/authkit@2/node_modules/@workos-inc/node"),
                "../../../@workos-inc+node@8.0.0/node_modules/@workos-inc/node",
            )
            .link(
                "/w/node_modules/@workos-inc/node",
                "../.pnpm/@workos-inc+node@9.1.1/node_modules/@workos-inc/node",
            )
            .link(
                "/w/node_modules/@workos-inc/authkit-nextjs",
                "../.pnpm/authkit@2/node_modules/@workos-inc/authkit-nextjs",
            ),
    );
    assert_eq!(
        sees(&project, "/w/src/a.ts"),
        "9.1.1 node_modules /w/node_modules/.pnpm/@workos-inc+node@9.1.1/node_modules/@workos-inc/node"
    );
    // What the importers of the lockfile say is not said of the packages in the store.
    let authkit = project.installed(Path::new("/w/src/a.ts"), "@workos-inc/authkit-nextjs");
    let inside = authkit.copy.as_ref().unwrap().join("index.js");
    assert_eq!(
        said(&project.installed(&inside, NODE)),
        "8.0.0 node_modules /w/node_modules/.pnpm/@workos-inc+node@8.0.0/node_modules/@workos-inc/node"
    );
    assert_eq!(project.installed(&inside, NODE).lockfile, None);
}

#[test]
fn a_store_outside_of_the_repository_is_followed_for_packages() {
    let project = project(
        files([("/w/package.json", PACKAGE)])
            .file(
                "/store/links/x/node_modules/@workos-inc/node/package.json",
                copy("9.1.1"),
            )
            .file(
                "/store/links/x/node_modules/@workos-inc/authkit-nextjs/package.json",
                "{}",
            )
            .link(
                "/w/node_modules/@workos-inc/node",
                "/store/links/x/node_modules/@workos-inc/node",
            ),
    );
    assert_eq!(
        sees(&project, "/w/a.ts"),
        "9.1.1 node_modules /store/links/x/node_modules/@workos-inc/node"
    );
    assert_eq!(
        sees(
            &project,
            "/store/links/x/node_modules/@workos-inc/authkit-nextjs/a.js"
        ),
        "9.1.1 node_modules /store/links/x/node_modules/@workos-inc/node"
    );
}

#[test]
fn workspaces_have_several_versions() {
    let project = project(
        files([
            ("/w/package.json", r#"{ "workspaces": ["packages/*"] }"#),
            (
                "/w/packages/old/package.json",
                r#"{ "dependencies": { "@workos-inc/node": "^7" } }"#,
            ),
            (
                "/w/packages/new/package.json",
                r#"{ "devDependencies": { "@workos-inc/node": "^9" } }"#,
            ),
        ])
        .file(
            "/w/node_modules/@workos-inc/node/package.json",
            copy("9.1.1"),
        )
        .file(
            "/w/packages/old/node_modules/@workos-inc/node/package.json",
            copy("7.82.0"),
        ),
    );
    assert_eq!(
        sees(&project, "/w/packages/old/src/deep/a.ts"),
        "7.82.0 node_modules /w/packages/old/node_modules/@workos-inc/node"
    );
    assert_eq!(
        sees(&project, "/w/packages/new/src/a.ts"),
        "9.1.1 node_modules /w/node_modules/@workos-inc/node"
    );
}

#[test]
fn a_range_alone_has_no_version() {
    let project = project(files([("/w/package.json", PACKAGE)]));
    let installed = project.installed(Path::new("/w/src/a.ts"), NODE);
    assert_eq!(said(&installed), "range");
    assert_eq!(installed.range.as_deref(), Some("^7.0.0"));
    assert_eq!(installed.source, Some("/w/package.json".into()));
}

#[test]
fn the_nearest_manifest_that_names_it_counts() {
    let project = project(files([
        ("/w/package.json", PACKAGE),
        ("/w/app/package.json", r#"{ "name": "app" }"#),
        (
            "/w/lib/package.json",
            r#"{ "peerDependencies": { "@workos-inc/node": ">=7" }, "devDependencies": { "@workos-inc/node": "9.0.0" } }"#,
        ),
    ]));
    let range = |from: &str| {
        project
            .installed(Path::new(from), NODE)
            .range
            .clone()
            .unwrap()
    };
    assert_eq!(range("/w/app/a.ts"), "^7.0.0");
    assert_eq!(range("/w/lib/a.ts"), "9.0.0");
}

#[test]
fn nothing_known() {
    let project = project(files([("/w/package.json", "{}")]));
    assert_eq!(sees(&project, "/w/a.ts"), "unknown");
    assert_eq!(messages(&project), [""; 0]);
}

#[test]
fn assumed_goes_over_everything() {
    let disk = files([("/w/package.json", PACKAGE)]).file(
        "/w/node_modules/@workos-inc/node/package.json",
        copy("9.1.1"),
    );
    let assume = BTreeMap::from([(NODE.to_owned(), version("8.0.0"))]);
    let project = Project::new(Arc::new(disk), vec!["/w".into()], vec![NODE.into()], assume);
    assert_eq!(sees(&project, "/w/a.ts"), "8.0.0 assumed");
    assert_eq!(
        means(&project, "/w/a.ts", NODE),
        "@workos-inc/node . 8.0.0 assumed"
    );
}

#[test]
fn aliases() {
    let manifest = r#"{ "dependencies": {
        "workos-old": "npm:@workos-inc/node@^7.1.0",
        "@workos-inc/authkit-nextjs": "npm:@acme/fork@1.0.0" } }"#;
    let range_only = project(files([("/w/package.json", manifest)]));
    assert_eq!(sees(&range_only, "/w/a.ts"), "range");
    assert_eq!(
        means(&range_only, "/w/a.ts", "workos-old/worker"),
        "@workos-inc/node ./worker range"
    );
    assert_eq!(
        means(&range_only, "/w/a.ts", "@workos-inc/authkit-nextjs"),
        "other"
    );
    assert_eq!(means(&range_only, "/w/a.ts", "workos-older"), "other");

    let installed = project(
        files([("/w/package.json", manifest)])
            .file("/w/node_modules/workos-old/package.json", copy("7.82.0")),
    );
    let expected = "7.82.0 node_modules /w/node_modules/workos-old";
    assert_eq!(sees(&installed, "/w/a.ts"), expected);
    assert_eq!(
        means(&installed, "/w/a.ts", "workos-old"),
        format!("@workos-inc/node . {expected}")
    );
}

#[test]
fn a_copy_without_a_version_falls_back_to_the_lockfile() {
    let project = project(files([
        ("/w/package.json", PACKAGE),
        ("/w/node_modules/@workos-inc/node/package.json", "{ broken"),
        (
            "/w/package-lock.json",
            r#"{ "packages": { "node_modules/@workos-inc/node": { "version": "7.5.0" } } }"#,
        ),
    ]));
    assert_eq!(
        sees(&project, "/w/a.ts"),
        "7.5.0 lockfile /w/node_modules/@workos-inc/node"
    );
    assert_eq!(messages(&project).len(), 1);
}

#[test]
fn dependencies_with_their_place_in_the_manifest() {
    let app =
        "\u{feff}{\n  \"dependencies\": { \"react\": \"19\", \"@workos-inc/node\": \"^9.1.0\" }\n}";
    let project = project(
        files([("/w/package.json", PACKAGE), ("/w/app/package.json", app)]).file(
            "/w/app/node_modules/@workos-inc/node/package.json",
            copy("9.1.1"),
        ),
    );
    for path in ["/w/app", "/w/app/src/a.ts", "/w/app/package.json"] {
        let found = project.dependencies(Path::new(path));
        let [near, far] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!(near.manifest, Path::new("/w/app/package.json"));
        assert_eq!(&app[near.value.clone()], "^9.1.0");
        assert_eq!(near.installed.version, Some(version("9.1.1")));
        assert_eq!(far.manifest, Path::new("/w/package.json"));
        assert_eq!(&PACKAGE[far.value.clone()], "^7.0.0");
        assert_eq!(far.installed.version, None);
    }
    assert_eq!(
        project.manifests(Path::new("/w/app/src/a.ts")),
        [
            PathBuf::from("/w/app/package.json"),
            "/w/package.json".into()
        ]
    );
}

#[test]
fn only_a_range_of_versions_is_a_range() {
    let allows = |range: &str, wanted: &str| {
        parse_range(range).map(|range| range.satisfies(&version(wanted)))
    };
    assert_eq!(allows("^7.2.0", "7.82.0"), Some(true));
    assert_eq!(allows("7.x || 8.x", "9.0.0"), Some(false));
    for any in ["*", "", "x"] {
        assert_eq!(allows(any, "9.0.0"), Some(true));
    }
    for none in ["latest", "^", "github:workos/workos-node", "file:../node"] {
        assert_eq!(allows(none, "9.0.0"), None);
    }
}

#[test]
fn renewed_reads_what_changed_and_nothing_else() {
    let disk = files([
        ("/w/package.json", PACKAGE),
        ("/w/app/package.json", "{ broken"),
        (
            "/w/package-lock.json",
            r#"{ "packages": { "node_modules/@workos-inc/node": { "version": "7.5.0" } } }"#,
        ),
    ])
    .dir("/w/.git");
    let spy = Spy::new(disk.clone());
    let before = project_in(spy.clone(), &["/w"]);
    assert_eq!(sees(&before, "/w/app/a.ts"), "7.5.0 lockfile");
    assert_eq!(messages(&before).len(), 1);

    let installed = "/w/node_modules/@workos-inc/node/package.json";
    let spy = Spy::new(disk.file(installed, copy("7.6.0")));
    let after = before.renewed(Arc::new(spy.clone()), &[installed.into()]);
    assert_eq!(
        sees(&after, "/w/app/a.ts"),
        "7.6.0 node_modules /w/node_modules/@workos-inc/node"
    );
    assert_eq!(
        after.installed(Path::new("/w/app/a.ts"), NODE).lockfile,
        Some(version("7.5.0"))
    );
    assert_eq!(spy.times_read("/w/package.json"), 0);
    assert_eq!(messages(&after), messages(&before));

    let spy = Spy::new(spy.files.file("/w/app/package.json", "{}"));
    let repaired = after.renewed(Arc::new(spy.clone()), &["/w/app/package.json".into()]);
    sees(&repaired, "/w/app/a.ts");
    assert_eq!(messages(&repaired), [""; 0]);
    assert_eq!(spy.times_read("/w/package-lock.json"), 0);
}

#[test]
fn many_threads_ask_at_once() {
    let disk = files([("/w/package.json", PACKAGE)])
        .file(
            "/w/node_modules/@workos-inc/node/package.json",
            copy("9.1.1"),
        )
        .file("/w/src/workos.ts", "");
    let project = project(disk);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let project = &project;
            scope.spawn(move || {
                for file in 0..50 {
                    let from = format!("/w/src/{}/{file}.ts", (file + thread) % 7);
                    assert!(sees(project, &from).starts_with("9.1.1"));
                    assert_eq!(means(project, &from, "../workos"), "/w/src/workos.ts");
                }
            });
        }
    });
}
