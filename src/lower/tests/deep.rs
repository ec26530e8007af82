//! Sources that are built to be hard: nothing overflows, and nothing takes forever.

use super::*;
use crate::{lower::relower, text::TextEdit};

/// Lowers on a small stack: servers have less than tests.
fn survives(language: Language, source: String) -> usize {
    let run = move || facts(language, &source).items.len();
    std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap()
}

fn nested(open: &str, middle: &str, close: &str, depth: usize) -> String {
    format!("{}{middle}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn a_hundred_thousand_brackets() {
    for (open, close) in [("[", "]"), ("(", ")"), ("{", "}"), ("<a>", "</a>")] {
        survives(Language::Tsx, open.repeat(100_000));
        let closed = format!("x = {};", nested(open, "1", close, 30_000));
        survives(Language::Tsx, closed);
    }
}

#[test]
fn everything_nests() {
    let depth = 3_000;
    for source in [
        nested("if (a) {", "b", "}", depth),
        nested("if (a) b; else ", "b", "", depth),
        nested("function f() {", "", "}", depth),
        nested("const a = () => {", "", "};", depth),
        nested("class A { m() {", "", "} }", depth),
        nested("namespace N {", "", "}", depth),
        nested("f(", "1", ")", depth),
        nested("!", "a", "", depth),
        nested("await ", "a", "", depth),
        nested("`${", "a", "}`", depth),
        nested("a ? b : ", "c", "", depth),
        nested("a = ", "c", "", depth),
        nested("() => ", "c", "", depth),
        nested("label: ", ";", "", depth),
        nested("", "a", ".b()", depth),
        nested("", "a", " as T", depth),
        nested("", "a", "!", depth),
        nested("", "a", " + a", depth),
        nested("", "a", " || a", depth),
        format!("type T = {};", nested("A<", "B", ">", depth)),
        format!("type T = {};", nested("{ a: ", "B", "}", depth)),
        format!("type T = {};", nested("", "B", "[]", depth)),
        format!("type T = {};", nested("A extends B ? C : ", "D", "", depth)),
        format!("type T = {};", nested("(a: ", "D", ") => void", depth)),
        format!("let {} = x;", nested("{ a: ", "b", "}", depth)),
        format!("let {} = x;", nested("[", "b", "]", depth)),
        format!("({} = x);", nested("[", "b", "]", depth)),
    ] {
        for language in [Language::TypeScript, Language::JavaScript] {
            survives(language, source.clone());
        }
    }
}

#[test]
fn long_chains_are_flat() {
    let union = format!("type T = {};", ["'a'"; 5_000].join(" | "));
    let found = facts(Language::TypeScript, &union);
    let TypeKind::Union(types) = &found.items[0].facts.types.last().unwrap().kind else {
        panic!("a union");
    };
    assert_eq!(types.len(), 5_000);
    let sum = format!("x({});", ["a"; 5_000].join(" + "));
    let found = facts(Language::TypeScript, &sum);
    assert_eq!(found.items[0].facts.exprs.len(), 5_000 + 3);
}

#[test]
fn one_huge_line() {
    let source = "workos.sso.getProfile({ a: 'b' });".repeat(20_000);
    assert_eq!(survives(Language::TypeScript, source), 20_000);
}

#[test]
fn half_typed_code_keeps_its_neighbours() {
    let source = "import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS('k');
export async function one() { return workos.sso.getProfile(); }
export async function two() { return workos.portal.generateLink(); }
export async function three() { return workos.mfa.verifyFactor(); }
";
    let text = Text::new(source);
    let tree = SyntaxTree::parse(Language::TypeScript, &text);
    let before = lower(&text, &tree);
    let at = source.find("return workos.portal").unwrap();
    for typed in [
        "workos.",
        "if (",
        "const { a",
        "foo(",
        "x = {",
        "'",
        "{",
        "}",
        "=> ",
        "/*",
    ] {
        let edits = [TextEdit::insert(at, typed)];
        let mut after = text.clone();
        after.apply(&edits[0]);
        let (tree, changed) = tree.reparse(&text, &edits, &after);
        let facts = relower(&before, &after, &tree, &changed);
        let kept = |index: usize| {
            let old = &before.items[index].facts;
            facts
                .items
                .iter()
                .any(|item| std::sync::Arc::ptr_eq(&item.facts, old))
        };
        assert!(kept(0) && kept(1) && kept(2), "before {typed:?}");
        if typed != "/*" {
            let all = dump::file(&facts);
            assert!(
                all.contains("workos.mfa.verifyFactor()"),
                "after {typed:?}: {all}"
            );
        }
    }
}
