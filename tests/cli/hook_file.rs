//! `fix --unsafe` gives the request hook of Next.js its name, and `fix` leaves it.

use crate::kit::Folder;

const HOOK: &str = "import { authkit } from '@workos-inc/authkit-nextjs';\nexport async function NAME(request: never) {\n  await authkit(request);\n}\nexport const config = { matcher: ['/account'] };\n";

fn app(next: &str, name: &str) -> Folder {
    let manifest = format!(
        "{{ \"dependencies\": {{ \"@workos-inc/authkit-nextjs\": \"2.17.0\", \"next\": \"{next}\" }} }}\n"
    );
    let folder = Folder::with(&[
        ("package.json", &manifest),
        (
            "src/app/page.tsx",
            "export default function Page() { return null; }\n",
        ),
        (&format!("src/{name}.ts"), &HOOK.replace("NAME", name)),
    ]);
    for (package, version) in [("@workos-inc/authkit-nextjs", "2.17.0"), ("next", next)] {
        folder.put(
            &format!("node_modules/{package}/package.json"),
            format!("{{ \"name\": \"{package}\", \"version\": \"{version}\" }}"),
        );
    }
    folder
}

#[test]
fn it_is_renamed_where_unsafe_fixes_are_wanted() {
    for (next, is, becomes) in [
        ("16.1.0", "middleware", "proxy"),
        ("15.5.2", "proxy", "middleware"),
    ] {
        let folder = app(next, is);
        let there = |name: &str| folder.path().join(format!("src/{name}.ts")).exists();
        let safe = folder.run(&["fix"]);
        assert!(there(is) && !there(becomes), "{safe:?}");

        let diff = folder.run(&["fix", "--unsafe", "--diff"]);
        assert_eq!(diff.code, 1, "{diff:?}");
        assert!(diff.out.contains(&format!("src/{becomes}.ts")), "{diff:?}");
        assert!(there(is) && !there(becomes), "nothing was written");

        let run = folder.run(&["fix", "--unsafe"]);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(!there(is) && there(becomes), "{run:?}");
        assert_eq!(
            folder.get(&format!("src/{becomes}.ts")),
            HOOK.replace("NAME", becomes)
        );

        let again = folder.run(&["fix", "--unsafe", "--diff"]);
        assert_eq!((again.code, again.out.as_str()), (0, ""));
    }
}

#[test]
fn an_upgrade_of_the_package_does_not_drag_it_along() {
    let folder = app("15.5.2", "middleware");
    let run = folder.run(&[
        "fix",
        "--unsafe",
        "--to",
        "@workos-inc/authkit-nextjs=4.3.2",
    ]);
    assert!(folder.path().join("src/middleware.ts").exists(), "{run:?}");
}
