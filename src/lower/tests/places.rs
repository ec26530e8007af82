//! Where facts are: items, scopes, ranges.

use super::*;

#[test]
fn large_bodies_are_items_of_their_own() {
    let filler = "  workos.sso.getProfile({ code: 'x' });\n";
    let source = format!(
        "describe('a', () => {{\n  // why\n  const w = new WorkOS();\n  it('b', () => {{\n{0}}});\n  return w;\n}});\nclass Big {{\n  a = 1;\n  @dec() m() {{\n{0}  }}\n}}\n",
        filler.repeat(51)
    );
    let found = facts(Language::TypeScript, &source);
    let text = dump::file(&found).replace("workos.sso.getProfile({code: \"x\"})", "filler");
    let mut items: Vec<_> = text
        .split("item ")
        .filter(|item| !item.contains("filler"))
        .collect();
    items.retain(|item| !item.is_empty());
    assert_eq!(
        items,
        [
            "0\n  describe(\"a\", arrow() {hole #0})\n",
            "1 in 0#0\n  const w = new WorkOS()\n",
            "2 in 0#0\n  it(\"b\", arrow() {hole #0})\n",
            "54 in 0#0\n  return w\n",
            "55\n  class Big\n    hole #0\n",
            "56 in 55#0\n  a = 1\n",
            "57 in 55#0\n  method m function()\n    hole #0\n  static block\n    ?(dec())\n",
        ]
    );
    let describe = &found.items[0].facts;
    assert_eq!(describe.holes[0].function, Some(FunctionId(0)));
    assert_eq!(describe.holes[0].scope, describe.functions[0].scope);
    // The comment lies in the hole, before its first item: it is nobody's.
    assert!(
        found
            .items
            .iter()
            .all(|item| item.facts.comments.is_empty())
    );
    assert_eq!(found.items[54].facts.returns.len(), 1);
}

#[test]
fn a_huge_item_leaves_smaller_bodies() {
    let body = "workos.sso.getProfile();\n".repeat(20);
    let method = |index: usize| format!("  m{index}() {{\n{body}  }},\n");
    let of = |count| {
        format!(
            "const o = {{\n{}}};\n",
            (0..count).map(method).collect::<String>()
        )
    };
    assert_eq!(facts(Language::TypeScript, &of(10)).items.len(), 1);
    assert_eq!(
        facts(Language::TypeScript, &of(50)).items.len(),
        1 + 50 * 20
    );
}

#[test]
fn scopes_and_hoisting() {
    let source = "function f(p) {
  if (p) { var hoisted = 1; let inner = 2; function block() {} }
  for (const i of p) { var also = i }
  try {} catch (e) { let c }
}
";
    let found = facts(Language::TypeScript, source);
    let item = &found.items[0].facts;
    let scopes: Vec<_> = item
        .scopes
        .iter()
        .map(|scope| {
            let names = scope
                .bindings
                .iter()
                .map(|id| item.bindings[id.index()].name.as_str());
            (scope.kind, names.collect::<Vec<_>>())
        })
        .filter(|scope| !scope.1.is_empty())
        .collect();
    assert_eq!(
        scopes,
        [
            (ScopeKind::Item, vec!["f"]),
            (ScopeKind::Function, vec!["p", "hoisted", "also"]),
            (ScopeKind::Block, vec!["inner", "block"]),
            (ScopeKind::Block, vec!["i"]),
            (ScopeKind::Block, vec!["e"]),
            (ScopeKind::Block, vec!["c"]),
        ]
    );
}

#[test]
fn origins_lead_to_their_values() {
    let found = facts(Language::TypeScript, "const { a: { b } } = f();\n");
    let item = &found.items[0].facts;
    let Origin::Let {
        pat, root, init, ..
    } = item.bindings[0].origin
    else {
        panic!("a declarator");
    };
    let parents: Vec<_> =
        std::iter::successors(Some(pat), |pat| item.pats[pat.index()].parent).collect();
    assert_eq!(parents.last(), Some(&root));
    assert_eq!(parents.len(), 3);
    assert_eq!(dump::expr(item, init.unwrap()), "f()");
}

#[test]
fn spans_are_relative_to_the_item() {
    let source = "foo();\n\nconst x = workos . mfa['y'] as import(\"z\").T;\n";
    let found = facts(Language::TypeScript, source);
    let placed = &found.items[1];
    let at = |span| &source[placed.absolute(span)];
    let item = &placed.facts;
    for expr in &item.exprs {
        if let ExprKind::Member { name_span, .. } = &expr.kind {
            assert_eq!(at(*name_span), "mfa");
        }
    }
    let TypeKind::Import {
        specifier_span,
        path,
        ..
    } = &item.types[0].kind
    else {
        panic!("an import");
    };
    assert_eq!((at(*specifier_span), at(path[0].1)), ("z", "T"));
    assert_eq!(at(item.bindings[0].span), "x");
    assert_eq!(found.item_at(source.find("mfa").unwrap()), Some(1));
    assert_eq!(found.item_at(7), None);
}

#[test]
fn spans_in_documentation_are_those_of_the_comment() {
    let source = "a;\n/** @type {import('z').T} */\nlet x;\n";
    let found = facts(Language::JavaScript, source);
    let placed = &found.items[1];
    let TypeKind::Import {
        specifier_span,
        path,
        ..
    } = &placed.facts.types[0].kind
    else {
        panic!("an import");
    };
    let at = |span| &source[placed.absolute(span)];
    assert_eq!((at(*specifier_span), at(path[0].1)), ("z", "T"));
    assert_eq!(at(placed.facts.comments[0]), "/** @type {import('z').T} */");
}

#[test]
fn an_error_is_that_of_its_item() {
    let found = facts(
        Language::TypeScript,
        "const a = 1;\nfunction f() { b(; }\nconst c = 2; // why\nfoo(/* this */ d);\n",
    );
    let ok: Vec<_> = found
        .items
        .iter()
        .filter(|item| !item.facts.has_error)
        .collect();
    assert!(found.has_error);
    assert!(
        ok.iter()
            .any(|item| dump::item(&item.facts).contains("const a"))
    );
    assert!(
        ok.iter()
            .any(|item| dump::item(&item.facts).contains("const c"))
    );
    let foo = found.items.last().unwrap();
    assert_eq!(foo.facts.comments, [Span { start: 4, end: 14 }]);
}
