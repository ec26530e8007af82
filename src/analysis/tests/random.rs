//! Random edits to files that import one another: what is found incrementally is what is found from scratch.
//! `PROPTEST_CASES` sets how many.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::text::{Encoding, PositionRange, Text};

const NAMES: [&str; 5] = ["lib.ts", "index.ts", "a.ts", "b.tsx", "c.js"];

/// Statements that make, hand on and use clients; `~` stands for long bodies that are split into items.
const STATEMENTS: &[&str] = &[
    "import { WorkOS } from '@workos-inc/node';\n",
    "import type { User } from '@workos-inc/node';\n",
    "import { workos, getWorkOS, make } from './lib';\n",
    "import { workos as client } from './index';\n",
    "import * as all from './lib';\n",
    "import lib from './lib';\n",
    "export * from './lib';\n",
    "export { workos as default, getWorkOS } from './lib';\n",
    "export * from './a';\n",
    "const workos = new WorkOS('k');\n",
    "export const workos = new WorkOS('k');\n",
    "export default new WorkOS('k');\n",
    "let client: WorkOS | null = null;\n",
    "let lazy;\n",
    "lazy = new WorkOS('k');\n",
    "export function getWorkOS() {\n  if (!client) client = new WorkOS('k');\n  return client;\n}\n",
    "export function make() {\n~  if (!x) {\n    return { error: 'no' };\n  }\n  return { workos, user: null };\n}\n",
    "export async function run(w: WorkOS) {\n~  const { vault } = w;\n  await vault.readSecret({ id: '1' });\n  await w.mfa.verifyFactor({ authenticationChallengeId: 'a', code: 'b' });\n}\n",
    "class Service {\n  private w: WorkOS;\n  constructor(w: WorkOS) {\n    this.w = w;\n    this.other = new WorkOS('k');\n  }\n  async go() {\n~    await this.w.vault.readSecret({ id: '1' });\n    await this.other.mfa.enrollFactor({ type: 'totp' });\n  }\n}\n",
    "describe('all', () => {\n~  const inner = getWorkOS();\n  it('one', async () => {\n~    await inner.vault.readSecret({ id: '1' });\n    const workos = make();\n    if ('error' in workos) return;\n    await workos.workos.mfa.verifyFactor({});\n  });\n});\n",
    "await workos.vault.readSecret({ id: '1' });\n",
    "await client.vault.deleteSecret({ id: '1' });\n",
    "await getWorkOS().userManagement.sendMagicAuthCode({ email: 'a' });\n",
    "await all.workos.mfa.verifyFactor({});\n",
    "await lib.vault.readSecret({ id: '1' });\n",
    "await lazy.mfa.verifyFactor({});\n",
    "const { mfa } = workos;\nmfa.verifyFactor({});\n",
    "const users = await workos.directorySync.listUsers({});\nfor (const user of users.data) console.log(user.emails, user.username);\n",
    "workos.sso.getAuthorizationUrl({ domain: 'x', clientId: 'c', redirectUri: 'r' });\n",
    "const made = make();\nmade.workos?.vault.readSecret({ id: '1' });\n",
    "function f(workos) { workos.mfa.verifyFactor({}) }\n",
    "const run2 = (w: WorkOS) => { ~  w.mfa.challengeFactor({ authenticationFactorId: 'a' }) };\n",
    "/** @param {import('@workos-inc/node').WorkOS} w */\nfunction doc(w) { w.vault.readSecret({ id: 'x' }) }\n",
    "module.exports = { workos };\n",
    "const { workos } = require('./lib');\n",
    "// workos-lsp-ignore\n",
    "switch (event.event) { case 'dsync.deactivated': break; }\n",
    "console.log('😀', x);\n",
    "'use client';\n",
    "import { createWorkOS } from '@workos-inc/node';\n",
    "const open = createWorkOS({ clientId: 'c' });\n",
    "const open = createWorkOS({ clientId: 'c', apiKey: 'k' });\n",
    "function hides(open) {}\n",
    "open.organizations.listOrganizations();\n",
    "const JSON = x;\n",
    "workos.webhooks.constructEvent({ payload: JSON.parse(x), sigHeader: '', secret: '' });\n",
    "import { withAuth, signOut, authkit } from '@workos-inc/authkit-nextjs';\n",
    "export async function page() {\n  try {\n~    await withAuth({ ensureSignedIn: true });\n  } catch (error) {\n    console.log(error);\n  }\n}\n",
    "try {\n  await signOut();\n} catch {}\n",
    "await authkit(x);\n",
];

/// Pieces that break things, and pieces that mend them.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "'",
    "`",
    "/*",
    "*/",
    "//",
    "\n",
    "\r\n",
    "\r",
    ";",
    ".",
    "=",
    "=>",
    "?",
    "!",
    " ",
    "x",
    "é",
    "😀",
    "workos",
    "client",
    "WorkOS",
    "lazy = ",
    "return ",
    "await ",
    "async ",
    "export ",
    "const ",
    "function g() {",
    "if (!x) return;\n",
    "this.w = ",
    "const require = 1;",
    "\u{2028}",
    "\u{feff}",
    "e\u{301}",
];

fn filler(lines: usize) -> String {
    "  console.log('0123456789012345678901234567890123456789', x.y(z));\n".repeat(lines)
}

fn statement() -> impl Strategy<Value = String> {
    (
        prop::sample::select(STATEMENTS),
        prop_oneof![3 => Just(0usize), 1 => Just(34usize)],
    )
        .prop_map(|(statement, lines)| statement.replace('~', &filler(lines)))
}

pub(super) fn source() -> impl Strategy<Value = String> {
    prop::collection::vec(statement(), 2..10).prop_map(|statements| statements.concat())
}

/// Which file, where (as a share of the text), how much to take away, and what to put there; and whether all files are
/// looked at afterwards.
fn edit() -> impl Strategy<Value = (usize, f64, usize, String, bool, Encoding)> {
    let text = prop_oneof![
        4 => prop::sample::select(PIECES).prop_map(str::to_owned),
        2 => statement(),
        2 => Just(String::new()),
    ];
    let len = prop_oneof![6 => Just(0usize), 6 => 1usize..4, 1 => 4usize..300];
    (
        0..NAMES.len(),
        0.0..1.0,
        len,
        text,
        prop::bool::weighted(0.7),
        prop::sample::select(vec![Encoding::Utf8, Encoding::Utf16, Encoding::Utf32]),
    )
}

pub(super) static KNOWLEDGE: LazyLock<Arc<Knowledge>> =
    LazyLock::new(|| Arc::new(Knowledge::builtin()));

fn workspace(version: &str, texts: &[String]) -> Workspace {
    let files: Vec<(&str, &str)> = NAMES.iter().map(|name| (*name, "")).collect();
    let manifest =
        r#"{ "dependencies": { "@workos-inc/node": "*", "@workos-inc/authkit-nextjs": "*" } }"#;
    let authkit = r#"{ "name": "@workos-inc/authkit-nextjs", "version": "4.3.2" }"#;
    let disk = disk(version, &files)
        .file("/w/package.json", manifest)
        .file(
            "/w/node_modules/@workos-inc/authkit-nextjs/package.json",
            authkit,
        );
    let disk = Arc::new(disk);
    let mut workspace = Workspace::new(
        vec![PathBuf::from("/w")],
        disk,
        Arc::clone(&KNOWLEDGE),
        editor(),
    );
    for (name, text) in NAMES.iter().zip(texts) {
        workspace.open(&at(name), text, 1);
    }
    workspace
}

/// A random place for an edit of a text, as a client says it.
fn placed(text: &str, place: f64, len: usize, encoding: Encoding) -> PositionRange {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a short text"
    )]
    let start = (place * text.len() as f64) as usize;
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let range = floor(start)..floor(start + len);
    Text::new(text).positions(range, encoding)
}

/// What is shown of all files, and that it is what a check finds, but for fixes.
fn all(snapshot: &Snapshot) -> Vec<Vec<Finding>> {
    let of = |name: &&str| {
        let shown = snapshot.shown(&at(name));
        let shown = shown.findings.iter().map(|placed| Finding {
            range: placed.range.clone(),
            ..placed.finding.as_ref().clone()
        });
        let mut checked = snapshot.check(&at(name)).findings;
        for finding in &mut checked {
            for fix in &mut finding.fixes {
                fix.change = crate::text::SourceChange::default();
            }
        }
        let shown: Vec<Finding> = shown.collect();
        assert_eq!(shown, checked, "{name}");
        shown
    };
    NAMES.iter().map(of).collect()
}

fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(48)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 400, ..ProptestConfig::default() })]
    #[test]
    fn edited_findings_are_the_findings_of_the_edited_text(
        version in prop::sample::select(vec!["7.82.0", "8.0.0", "11.0.0"]),
        mut texts in prop::collection::vec(source(), NAMES.len()),
        edits in prop::collection::vec(edit(), 1..16),
    ) {
        let mut edited = workspace(version, &texts);
        prop_assert_eq!(all(&edited.snapshot()), all(&workspace(version, &texts).snapshot()));
        let mut held: Option<(Snapshot, Vec<Vec<Finding>>)> = None;
        for (count, (file, place, len, new, look, encoding)) in edits.into_iter().enumerate() {
            let (Some(text), Some(name)) = (texts.get_mut(file), NAMES.get(file)) else { continue };
            let change = ClientEdit { range: Some(placed(text, place, len, encoding)), text: new };
            edited.edit(&at(name), &[change], encoding, i32::try_from(count).unwrap_or(0) + 2);
            // A client places ends between `\r` and `\n` before both; the text is what the server has.
            *text = edited.snapshot().text(&at(name)).map(|(text, _)| text.to_string()).unwrap_or_default();
            if !look {
                // Only one file is looked at in between, as when one types.
                let _ = edited.snapshot().shown(&at(name));
                continue;
            }
            let snapshot = edited.snapshot();
            let fresh = workspace(version, &texts).snapshot();
            let found = all(&snapshot);
            prop_assert_eq!(&found, &all(&fresh));
            if let Some((before, found)) = held.replace((snapshot, found)) {
                // What an old snapshot says does not change.
                prop_assert_eq!(all(&before), found);
            }
        }
    }
}

#[test]
fn mistakes_that_show_across_items_follow_an_edit_elsewhere() {
    let client = |options: &str| {
        format!(
            "import {{ createWorkOS }} from '@workos-inc/node';\nconst open = createWorkOS({options});\nexport const a = () => open.organizations.listOrganizations();\n"
        )
    };
    let page = |directive: &str| {
        format!(
            "{directive}\nimport {{ authkit }} from '@workos-inc/authkit-nextjs';\nexport const a = (x: never) => authkit(x);\n"
        )
    };
    let handler = |handler: &str| {
        format!(
            "import {{ signOut }} from '@workos-inc/authkit-nextjs';\nexport async function go() {{\n  try {{\n{}    await signOut();\n  }} catch (error) {{ {handler} }}\n}}\n",
            "    console.log('0123456789012345678901234567890123456789', x.y(z));\n".repeat(34)
        )
    };
    let pairs = [
        (
            client("{ clientId: 'c', apiKey: 'k' }"),
            client("{ clientId: 'c' }"),
        ),
        (page("'use strict';"), page("'use client';")),
        (handler("throw error;"), handler("report(error);")),
    ];
    for (fine, wrong) in pairs {
        for (before, after) in [(&fine, &wrong), (&wrong, &fine)] {
            let mut edited = workspace("11.0.0", std::slice::from_ref(before));
            let _ = all(&edited.snapshot());
            let start = before
                .bytes()
                .zip(after.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            let tail = before
                .bytes()
                .rev()
                .zip(after.bytes().rev())
                .take_while(|(a, b)| a == b)
                .count();
            let tail = tail.min(before.len() - start).min(after.len() - start);
            let range = Text::new(before).positions(start..before.len() - tail, Encoding::Utf8);
            let change = ClientEdit {
                range: Some(range),
                text: after[start..after.len() - tail].to_owned(),
            };
            edited.edit(&at(NAMES[0]), &[change], Encoding::Utf8, 2);
            let found = all(&edited.snapshot());
            assert_eq!(
                found,
                all(&workspace("11.0.0", std::slice::from_ref(after)).snapshot())
            );
            assert_eq!(
                found[0]
                    .iter()
                    .filter(|it| it.state == SymbolState::Misuse)
                    .count(),
                usize::from(after == &wrong),
                "{after}"
            );
        }
    }
}
