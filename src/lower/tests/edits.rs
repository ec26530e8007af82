//! Edited facts are the facts of the edited text.

use proptest::prelude::*;

use super::dump;
use crate::{
    lower::{FileFacts, lower, relower},
    syntax::{Language, SyntaxTree},
    text::{Text, TextEdit},
};

/// Statements as people write them, short and long.
const STATEMENTS: &[&str] = &[
    "import { WorkOS, type User } from '@workos-inc/node';\n",
    "export const workos = new WorkOS(process.env.KEY!);\n",
    "const require = createRequire(import.meta.url);\n",
    "const { W } = require('@workos-inc/node');\n",
    "module.exports = { a, b: 1 };\n",
    "/** @type {import('@workos-inc/node').WorkOS} */\nlet client = null;\n",
    "/** @param {WorkOS} w */\nfunction f(w) { return w.mfa }\n",
    "let client: WorkOS | null = null;\n",
    "export function getWorkOS(): WorkOS {\n  if (!client) client = new WorkOS(`k${a}`);\n  return client;\n}\n",
    "// a comment 😀\n",
    "/* another */ foo();\n",
    "type A<T> = T extends (infer R)[] ? R : Pick<WorkOS, 'vault'>;\n",
    "interface Ctx { workos: WorkOS; run?(x: number): void }\n",
    "enum E { A, B = 'b' }\n",
    "@Injectable()\nexport class Small { @Inject(X) private w!: WorkOS; constructor(private y: Y) {} get z() { return 1 } }\n",
    "for (const x of list.data) { console.log(x, 'str', /re/g); }\n",
    "namespace N { export const z = 1; }\n",
    "export default async () => { await workos.sso.getProfile(); };\n",
    "try { a() } catch ({ e }) { b() } finally { var v = 1 }\n",
    "foo\n",
    "(bar)\n",
    "{ let q = 1 }\n",
];

/// Pieces that break things, and pieces that mend them.
const PIECES: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "'",
    "\"",
    "`",
    "${",
    "/*",
    "*/",
    "//",
    "/",
    "\n",
    "\r",
    "\r\n",
    "\u{2028}",
    "\u{feff}",
    "e\u{301}",
    ";",
    ",",
    ".",
    "=",
    "=>",
    ":",
    "<",
    ">",
    "?",
    " ",
    "a",
    "é",
    "😀",
    "class X {",
    "function g() {",
    "const module = 1;",
    "return",
    "await ",
    "async ",
    "export ",
    "@d ",
    "/** @type {A} */",
    "if (a) {",
    "} else {",
    "import",
    "type ",
];

fn statement() -> impl Strategy<Value = String> {
    let one = prop::sample::select(STATEMENTS).prop_map(str::to_owned);
    let many = |max| prop::collection::vec(prop::sample::select(STATEMENTS), 1..max);
    let filler = "  console.log('0123456789012345678901234567890123456789', workos.x.y(z));\n";
    prop_oneof![
        12 => one,
        1 => many(6).prop_map(move |inner| format!("describe('all', () => {{\n{}{}}});\n", inner.concat(), filler.repeat(30))),
        1 => many(6).prop_map(move |inner| format!("export async function big(w: WorkOS) {{\n{}it('x', async () => {{\n{}}});\n{}}}\n", inner.concat(), filler.repeat(32), inner.concat())),
        1 => Just(format!("const handlers = {{\n{}}};\n", (0..30).map(|i| format!("  h{i}(w: WorkOS) {{\n{}  }},\n", filler.repeat(i % 12))).collect::<String>())),
        1 => Just(format!("class Big {{\n  a = 1;\n  @dec() m() {{\n{0}}}\n  // why\n  /** @returns {{WorkOS}} */\n  get n() {{ return this }}\n  static {{ b() }}\n  o() {{\n{0}}}\n}}\n", filler.repeat(28))),
    ]
}

fn source() -> impl Strategy<Value = String> {
    prop::collection::vec(statement(), 1..14).prop_map(|statements| statements.concat())
}

/// Where (as a share of the text), how much to take away, and what to put there.
fn edit() -> impl Strategy<Value = (f64, usize, String)> {
    let text = prop_oneof![
        5 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => prop::sample::select(STATEMENTS).prop_map(str::to_owned),
        2 => Just(String::new()),
    ];
    let len = prop_oneof![6 => Just(0usize), 6 => 1usize..4, 1 => 4usize..400];
    (0.0..1.0, len, text)
}

fn language() -> impl Strategy<Value = Language> {
    prop::sample::select(vec![
        Language::TypeScript,
        Language::Tsx,
        Language::JavaScript,
    ])
}

struct Open {
    text: Text,
    tree: SyntaxTree,
    facts: FileFacts,
}

impl Open {
    fn new(language: Language, source: &str) -> Self {
        let text = Text::new(source);
        let tree = SyntaxTree::parse(language, &text);
        let facts = lower(&text, &tree);
        Self { text, tree, facts }
    }

    fn edit(&mut self, edits: &[TextEdit]) {
        let mut after = self.text.clone();
        for edit in edits {
            after.apply(edit);
        }
        let (tree, changed) = self.tree.reparse(&self.text, edits, &after);
        self.facts = relower(&self.facts, &after, &tree, &changed);
        self.text = after;
        self.tree = tree;
    }
}

/// What must hold of any facts.
fn assert_sound(facts: &FileFacts, len: usize) {
    let mut last = None;
    for (index, placed) in facts.items.iter().enumerate() {
        assert!(last < Some(placed.start), "ascending");
        last = Some(placed.start);
        assert!(placed.start + placed.facts.len as usize <= len);
        if let Some((parent, hole)) = placed.parent {
            assert!(parent < index);
            let parent = &facts.items[parent];
            assert!(hole.index() < parent.facts.holes.len());
            let end = |item: &crate::lower::PlacedItem| item.start + item.facts.len as usize;
            assert!(parent.start < placed.start && end(placed) <= end(parent));
        }
        let item = &placed.facts;
        for expr in &item.exprs {
            assert!(expr.span.start <= expr.span.end && expr.span.end <= item.len);
        }
        assert!(item.comments.is_sorted_by_key(|span| span.start));
    }
}

/// `PROPTEST_CASES` sets how many.
fn cases() -> u32 {
    let asked = std::env::var("PROPTEST_CASES").ok();
    asked.and_then(|it| it.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn incremental_is_from_scratch(
        language in language(),
        source in source(),
        batches in prop::collection::vec(prop::collection::vec(edit(), 1..4), 1..10),
    ) {
        let mut open = Open::new(language, &source);
        for batch in batches {
            let mut text = open.text.clone();
            let mut edits = Vec::new();
            for (at, len, new) in batch {
                let start = (text.len() as f64 * at) as usize;
                let edit = TextEdit::replace(start..start + len, new);
                text.apply(&edit);
                edits.push(edit);
            }
            open.edit(&edits);
            assert_sound(&open.facts, open.text.len());
            let fresh = lower(&open.text, &open.tree);
            prop_assert!(open.facts == fresh, "relowered:\n{}\nlowered:\n{}", dump::file(&open.facts), dump::file(&fresh));
            let scratch = SyntaxTree::parse(language, &open.text);
            // What the parser makes of broken text may depend on what stood there before; of sound text, never.
            if !scratch.has_error() {
                prop_assert_eq!(
                    scratch.root().unwrap().to_sexp(),
                    open.tree.root().unwrap().to_sexp()
                );
            }
        }
    }
}
