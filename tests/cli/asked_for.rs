//! Rules on what is missing, once they are asked for: they report on files that neither name nor load an SDK.

use crate::kit::Folder;

const ASKED: &str = "{ \"severity\": { \"misuse\": \"warning\" } }\n";

fn found(folder: &Folder) -> Vec<String> {
    let report = folder.run(&["check", "--format", "json"]).json();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .filter(|it| it["severity"] == "warning")
        .map(|it| {
            format!(
                "{} {}",
                it["path"].as_str().unwrap(),
                it["change"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn a_layout_and_a_link_of_next_js() {
    let folder = Folder::with(&[
        (
            "package.json",
            "{ \"dependencies\": { \"@workos-inc/authkit-nextjs\": \"4.3.2\", \"next\": \"16.1.0\" } }\n",
        ),
        (
            "app/layout.tsx",
            "export default function Layout({ children }) {\n  return <html><body>{children}</body></html>;\n}\n",
        ),
        (
            "app/nav.tsx",
            "import Link from 'next/link';\nexport const Nav = () => <Link href=\"/logout\">Sign out</Link>;\n",
        ),
        (
            "app/logout/route.ts",
            "import { signOut } from '@workos-inc/authkit-nextjs';\nexport async function GET() { await signOut(); }\n",
        ),
        (
            "proxy.ts",
            "import { authkitProxy } from '@workos-inc/authkit-nextjs';\nexport default authkitProxy();\n",
        ),
    ]);
    assert_eq!(found(&folder), [""; 0], "nobody asked");
    folder.put("workos-lsp.json", ASKED);
    assert_eq!(
        found(&folder),
        [
            "app/layout.tsx misuse/provider-missing",
            "app/logout/route.ts misuse/sign-out-by-get",
            "app/nav.tsx misuse/sign-out-prefetched",
        ]
    );
    folder.put(
        "workos-lsp.json",
        "{ \"severity\": { \"misuse/provider-missing\": \"warning\" } }\n",
    );
    assert_eq!(found(&folder), ["app/layout.tsx misuse/provider-missing"]);
}

#[test]
fn routes_of_react_router_and_the_start_of_tanstack() {
    let folder = Folder::with(&[
        (
            "package.json",
            "{ \"dependencies\": { \"@workos-inc/authkit-react-router\": \"0.8.1\", \"@workos-inc/node\": \"10.14.0\" } }\n",
        ),
        (".gitignore", ".env\n"),
        (
            ".env",
            "WORKOS_REDIRECT_URI=http://localhost:5173/auth/callback\n",
        ),
        (
            "app/root.tsx",
            "export default function Root() { return null; }\n",
        ),
        (
            "app/routes/auth.callback.tsx",
            "import { authkitLoader } from '@workos-inc/authkit-react-router';\nexport const loader = (args) => authkitLoader(args);\n",
        ),
        ("workos-lsp.json", ASKED),
    ]);
    assert_eq!(
        found(&folder),
        [
            "app/root.tsx misuse/root-loader-missing",
            "app/routes/auth.callback.tsx misuse/callback-loader",
        ]
    );
    let folder = Folder::with(&[
        (
            "package.json",
            "{ \"dependencies\": { \"@workos/authkit-tanstack-react-start\": \"0.9.1\", \"@workos-inc/node\": \"10.14.0\" } }\n",
        ),
        (
            "src/start.ts",
            "export const startInstance = () => ({ requestMiddleware: [] });\n",
        ),
        ("workos-lsp.json", ASKED),
    ]);
    assert_eq!(
        found(&folder),
        ["src/start.ts misuse/start-middleware-missing"]
    );
}
