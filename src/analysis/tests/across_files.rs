//! Mistakes that show across files: in the editor they follow an edit in any of the files that were looked into.

use super::*;
use crate::text::Encoding;

const NEXTJS: &str = "/w/node_modules/@workos-inc/authkit-nextjs/package.json";
const LAYOUT: &str = "import { Providers } from './providers';\nexport default function Layout({ children }) { return <Providers>{children}</Providers>; }\n";
const PROVIDERS: &str = "import { AuthKitProvider } from '@workos-inc/authkit-nextjs/components';\nexport const Providers = ({ children }) => <AuthKitProvider>{children}</AuthKitProvider>;\n";
const NONE: &str = "export const Providers = ({ children }) => children;\n";
const PAGE: &str = "import { withAuth } from '@workos-inc/authkit-nextjs';\nexport default async function Page() { return (await withAuth()).user?.email; }\n";
const HOOK: &str = "import { authkitProxy } from '@workos-inc/authkit-nextjs';\nexport default authkitProxy();\nexport const config = { matcher: ['/', '/account'] };\n";
const NAV: &str = "import Link from 'next/link';\nexport const Nav = () => <Link href=\"/logout\">Sign out</Link>;\n";
const ROUTE: &str = "import { signOut } from '@workos-inc/authkit-nextjs';\nexport async function GET() { await signOut(); }\n";

fn workspace(files: &[(&str, &str)]) -> Workspace {
    let manifest = r#"{ "dependencies": { "@workos-inc/authkit-nextjs": "*", "next": "16.1.0" } }"#;
    let start = MemoryFiles::default()
        .file("/w/package.json", manifest)
        .file(
            NEXTJS,
            r#"{ "name": "@workos-inc/authkit-nextjs", "version": "4.3.2" }"#,
        );
    let disk = files
        .iter()
        .fold(start, |disk, (name, text)| disk.file(at(name), *text));
    let mut settings = editor();
    settings
        .config
        .severity
        .insert("misuse".to_owned(), Severity::Warning);
    let mut workspace = over(disk, settings);
    for (name, text) in files {
        workspace.open(&at(name), text, 1);
    }
    workspace
}

fn mistakes(snapshot: &Snapshot, name: &str) -> Vec<Option<String>> {
    let shown = snapshot.shown(&at(name));
    let findings = shown.findings.iter().map(|placed| &placed.finding);
    findings
        .map(|finding| finding.change.as_ref().map(ToString::to_string))
        .collect()
}

#[test]
fn an_edit_in_another_file_makes_them_and_takes_them_away() {
    let cases = [
        (
            "app/layout.tsx",
            LAYOUT,
            ("app/providers.tsx", PROVIDERS, NONE),
            "misuse/provider-missing",
        ),
        (
            "app/account/page.tsx",
            PAGE,
            ("proxy.ts", HOOK, &HOOK.replace("/account", "/orders")[..]),
            "misuse/route-outside-matcher",
        ),
        (
            "app/nav.tsx",
            NAV,
            (
                "app/logout/route.ts",
                &ROUTE.replace("GET", "POST")[..],
                ROUTE,
            ),
            "misuse/sign-out-prefetched",
        ),
    ];
    for (name, text, (other, fine, wrong), id) in cases {
        let mut workspace = workspace(&[(name, text), (other, fine)]);
        let mut version = 1;
        for (is_wrong, now) in [(false, fine), (true, wrong), (false, fine), (true, wrong)] {
            version += 1;
            let edit = ClientEdit {
                range: None,
                text: now.to_owned(),
            };
            workspace.edit(&at(other), &[edit], Encoding::Utf8, version);
            let told = mistakes(&workspace.snapshot(), name);
            let expected: Vec<Option<String>> =
                is_wrong.then(|| Some(id.to_owned())).into_iter().collect();
            assert_eq!(told, expected, "{name}: {now}");
        }
    }
}

#[test]
fn an_edit_elsewhere_leaves_what_is_shown() {
    let files = [
        ("app/layout.tsx", LAYOUT),
        ("app/providers.tsx", PROVIDERS),
        ("lib/other.ts", "export const a = 1;\n"),
    ];
    let mut workspace = workspace(&files);
    let before = workspace.snapshot().shown(&at("app/layout.tsx"));
    let edit = ClientEdit {
        range: None,
        text: "export const b = 2;\n".to_owned(),
    };
    workspace.edit(&at("lib/other.ts"), &[edit], Encoding::Utf8, 2);
    let after = workspace.snapshot().shown(&at("app/layout.tsx"));
    assert!(Arc::ptr_eq(&before, &after));
}
