//! What each kind of syntax becomes.

use super::*;

#[test]
fn variables_and_patterns() {
    check(
        "const { user: { email = 'x', ...more }, list: [first, , third = 3, ...others] } = await w.get(id);
let a = 1, b: string | null = null, c;
var v = cond ? a : b ?? c;
using res = open();
({ a, b: this.c, ...d } = foo);
[e, f.g] = h;
i++;
j ??= k;
l += 1;
",
        r#"
item 0
  const {user: {email = "x", ...more}, list: [first, , third = 3, ...others]} = await w.get(id)
item 1
  let a = 1
  let b: (string | null) = null
  let c
item 2
  let v = (cond ? a : (b Nullish c))
item 3
  const res = open()
item 4
  ({@a, b: @this.c, ...@d} = foo)
  assigned a: ({@a, b: @this.c, ...@d} = foo)
  assigned d: ({@a, b: @this.c, ...@d} = foo)
item 5
  ([@e, @f.g] = h)
  assigned e: ([@e, @f.g] = h)
item 6
  (@i ?= ?())
  assigned i: (@i ?= ?())
item 7
  (@j = k)
  assigned j: (@j = k)
item 8
  (@l ?= 1)
  assigned l: (@l ?= 1)
"#,
    );
}

#[test]
fn functions() {
    check(
        "export default async function main<T extends Foo = Bar>(this: X, a: WorkOS | null, { b, c: [d] }: O = {}, ...rest: string[]): Promise<void> { return; }
function over(a: string): WorkOS;
function over(a: any) { return a }
function* gen() { yield 1 }
const fn = function named(n?: X) { return named }, ar = x => x.y, as = async () => {};
",
        "
item 0
  async function main<T extends Foo>(a: (WorkOS | null), {b, c: [d]}: O = {}, ...rest: string[]): Promise<void>
    return -
  export main as default
item 1
  function over(a: string): WorkOS
item 2
  function over(a: any)
    return a
item 3
  function* gen()
    ?(1)
item 4
  const fn = function named(n?: X) {return named}
  const ar = arrow(x) {x.y}
  const as = async arrow() {}
",
    );
}

#[test]
fn statements() {
    check(
        "function main() {
  if (!a) { a = new WorkOS('k'); } else if (b) return; else throw new Error(`x${b}y`);
  for (const x of list.data) console.log(x);
  for await (const { id } of await list.autoPagination()) a.b;
  for (k in o) {}
  for (let i = 0; i < n; ) { continue; }
  switch (e.event) { case 'a': case \"b\": { f(); break; } default: g(); }
  try { h() } catch ({ message }) { } finally { done() }
  label: while (true) { do x(); while (y) }
}
",
        r#"
item 0
  function main()
    if !a
      block
        (@a = new WorkOS("k"))
    else
      if b
        return -
      else
        throw new Error(`b`)
    for x of list.data
      console.log(x)
    for await {id} of await list.autoPagination()
      a.b
    for @k in o
      block
    loop ?(i, n); -
      let i = 0
      block
        jump
    switch e.event
      case "a"
      case "b"
        block
          f()
          jump
      case -
        g()
    try
      block
        h()
    catch {message}
      block
    finally
      block
        done()
    loop true; -
      block
        loop y; -
          x()
  assigned a: (@a = new WorkOS("k"))
  assigned k: o
"#,
    );
}

#[test]
fn classes() {
    check(
        "@Injectable()
export abstract class Foo<T> extends Base<T> implements A, B.C<T> {
  @Input() name!: string;
  static #own?: WorkOS = null!;
  constructor(private readonly workos: WorkOS, @Inject(TOKEN) public y = 3, z?: number) { super(); this.x = workos; }
  get client(): WorkOS { return this.workos }
  set client(v) {}
  get(a: string): void;
  get(a: any) {}
  static async *gen<U>() {}
  abstract foo(): void;
  static { init(); }
  bar = () => this.workos;
  'quoted'() {}
  [computed()]() {}
}
const Bar = class Named extends Foo {};
interface I<T> extends J, K.L<T> { workos: WorkOS; m?(a: string): Promise<T>; [k: string]: any; get: number }
",
        r#"
item 0
  ?(Injectable())
  class Foo<T> extends Base<T> implements A, B.C<T>
    name: string
    static block
      ?(Input())
    static #own?: WorkOS = (null NonNull)
    new constructor function(field workos: WorkOS, field y = 3, z?: number)
      super()
      (@this.x = workos)
    static block
      ?(Inject(TOKEN))
    get client function(): WorkOS
      return this.workos
    set client function(v)
    method get function(a: string): void
    method get function(a: any)
    method static gen async function*<U>()
    method foo function(): void
    static block
      init()
    bar = arrow() {this.workos}
    method quoted function()
    method [] function()
  export Foo as Foo
item 1
  const Bar = class Named extends Foo
item 2
  interface I<T> implements J, K.L<T>
    workos: WorkOS
    method m? function(a: string): Promise<T>
    [index]: any
    get: number
"#,
    );
}

#[test]
fn types() {
    check(
        "type A<T> = T extends (infer R)[] ? R : { [K in keyof T]?: T[K] };
type B = Pick<WorkOS, 'vault'> & { workos: WorkOS };
type C = | 'a' | 3 | -1 | null | undefined | true;
let d: import('@workos-inc/node').WorkOS | null, e: import('x').A.B, f: typeof import('q'), g: typeof import('q').h.i;
let j: typeof workos.sso, k: (() => void)[], l: [a: string, b?: number, ...c: X[]], m: readonly string[];
let n: NS.Y<string>, o: this, p: `a${X}`, q: (x: any) => x is WorkOS, r: new () => WorkOS;
enum E { A, B = 'b', 'C' = 1 << 2 }
",
        r#"
item 0
  type A = ?<T, ?<>[], R, { [index]: T[K] }>
item 1
  type B = (Pick<WorkOS, "vault"> & { workos: WorkOS })
item 2
  type C = ("a" | 3 | -1 | null | undefined | true)
item 3
  let d: (import("@workos-inc/node")[WorkOS] | null)
  let e: import("x")[A.B]
  let f: import("q")[]
  let g: typeof require("q").h.i
item 4
  let j: typeof workos.sso
  let k: function(): void[]
  let l: [string, number, X[]]
  let m: string[]
item 5
  let n: NS.Y<string>
  let o: this
  let p: ?<X>
  let q: function(x: any): ?<WorkOS>
  let r: ?<>
item 6
  enum E {A = -, B = "b", C = ?(1, 2)}
"#,
    );
}

#[test]
fn expressions() {
    check(
        "a?.b?.[0]?.(c, ...d)!.e;
const t = tag`x${y}`, s = <WorkOS>foo, u = foo as unknown as WorkOS, w = { a: 1 } as const, z = foo satisfies X;
export const workos = new Proxy({} as WorkOS, { get: (_, k) => real()[k] });
x = { a, ...b, [c]: d, 'e-f': 1, async m() {}, get g() { return 1 }, set s(v) {}, get: 2 };
f(([a, , b]), (c, d), !e, 'k' in o, x instanceof WorkOS, typeof x === 'string' && /re/g.test(y), new.target);
'\\u0061\\x62\\n\\u{1F600}\\'';
const { W } = require(`x`), dyn = (await import('y')).default;
",
        r#"
item 0
  (a?.b?[0]?(c, ...d) NonNull).e
item 1
  const t = tag`y`
  const s = (foo As WorkOS)
  const u = ((foo As unknown) As WorkOS)
  const w = ({a: 1} Const)
  const z = (foo Satisfies X)
item 2
  const workos = new Proxy(({} As WorkOS), {get: arrow(_, k) {real()[k]}})
  export workos as workos
item 3
  (@x = {a, ...b, [c]: d, e-f: 1, m: async function() {}, g: function() {return 1}(), s: ?(function(v) {}), get: 2})
  assigned x: (@x = {a, ...b, [c]: d, e-f: 1, m: async function() {}, g: function() {return 1}(), s: ?(function(v) {}), get: 2})
item 4
  f([a, undefined, b], seq(c, d), !e, ("k" In o), (x InstanceOf WorkOS), ((typeof x Equal "string") And literal.test(y)), ?())
item 5
  "ab\n😀'"
item 6
  const {W} = require("x")
  const dyn = await import("y").default
"#,
    );
}

#[test]
fn imports_and_exports() {
    check(
        "import D, { WorkOS, type User as U, default as E } from '@workos-inc/node';
import type X, * as ns from './x';
import fs = require('fs');
import A = N.M;
import 'side';
export { a, b as default, type C as D };
export { x, default as y } from './z';
export * from './s';
export * as star from './t';
export const { p, q: [r] } = s;
export default workos.sso;
export = foo;
declare module 'foo' { export interface Foo { w: WorkOS } }
declare global { interface Window { w: WorkOS } var g: WorkOS }
export declare const declared: WorkOS;
namespace N.M { export const z = 1; }
",
        r#"
item 0
  import default as D, WorkOS as WorkOS, type User as U, default as E from "@workos-inc/node"
item 1
  import type default as X, * as ns from "./x"
item 2
  import * as fs from "fs"
item 3
  const A = N.M
item 4
  import  from "side"
item 5
  export a as a
  export b as default
  export C as D
item 6
  export x as x from "./z"
  export default as y from "./z"
item 7
  export * from "./s"
item 8
  export * as star from "./t"
item 9
  const {p, q: [r]} = s
  export p as p
  export r as r
item 10
  workos.sso
  export workos.sso as default
item 11
  foo
  export = foo
item 12
  namespace
    interface Foo
      w: WorkOS
  augments Some("foo")
item 13
  namespace
    interface Window
      w: WorkOS
    let g: WorkOS
  augments None
item 14
  const declared: WorkOS
  export declared as declared
item 15
  namespace
    const z = 1
"#,
    );
}

#[test]
fn common_js() {
    let exports = "exports.a = workos; module.exports.b = 1; module['exports']['c'] = 2; module.exports = { d };
function f() { exports.no = 1 }
";
    check(
        exports,
        r#"
item 0
  (@exports.a = workos)
  export workos as a
item 1
  (@module.exports.b = 1)
  export 1 as b
item 2
  (@module["exports"]["c"] = 2)
  export 2 as c
item 3
  (@module.exports = {d})
  export = {d}
item 4
  function f()
    (@exports.no = 1)
"#,
    );
    let bound = "const a = require('a');\nfunction f(require) { return require('b') }\n";
    check(
        bound,
        r#"
item 0
  const a = require("a")
item 1
  function f(require)
    return require("b")
"#,
    );
    let all = facts(Language::TypeScript, bound);
    let calls = all.items.iter().flat_map(|item| &item.facts.exprs);
    assert!(all.shadows.require);
    assert!(
        !calls
            .into_iter()
            .any(|expr| matches!(expr.kind, ExprKind::ImportCall { .. }))
    );
}

#[test]
fn types_in_the_comments_of_javascript() {
    check_as(
        Language::JavaScript,
        "/** @import { User as U } from '@workos-inc/node' */
/** @typedef {import('@workos-inc/node').WorkOS} WorkOS */
/** @type {import('@workos-inc/node').WorkOS} */
let client = null;
/**
 * Does it.
 * @param {WorkOS} workos the client
 * @param {string} [id=3] an id
 * @param {{ a: number, w: WorkOS }} opts
 * @param {string} opts.a nested
 * @returns {Promise<WorkOS|null>} it
 */
export async function f(workos, id, { a, w }) { return workos }
class A {
  /** @type {WorkOS} */
  workos;
  /** @param {!WorkOS} w
   * @return {WorkOS=} */
  m(w) { return /** @type {WorkOS} */ (this.x); }
}
const o = {
  /** @param {WorkOS} w */
  handler(w) {},
  /** @param {WorkOS} w */
  other: (w) => {},
};
/** @param {WorkOS} w */
exports.h = function (w) { return w };
// not this /** @type {X} */
let no = 1;
/** @type {Array<WorkOS broken */
let broken;
",
        r#"
item 0
  import type User as U from "@workos-inc/node"
item 1
  type WorkOS = import("@workos-inc/node")[WorkOS]
  export WorkOS as WorkOS
item 2
  let client: import("@workos-inc/node")[WorkOS] = null
item 3
  async function f(workos: WorkOS, id: string, {a, w}: { a: number; w: WorkOS }): Promise<(WorkOS | null)>
    return workos
  export f as f
item 4
  class A
    workos: WorkOS
    method m function(w: WorkOS): WorkOS
      return (this.x As WorkOS)
item 5
  const o = {handler: function(w: WorkOS) {}, other: arrow(w: WorkOS) {}}
item 6
  (@exports.h = function(w: WorkOS) {return w})
  export function(w: WorkOS) {return w} as h
item 7
  let no = 1
item 8
  let broken
"#,
    );
    check("/** @type {WorkOS} */\nlet a;\n", "item 0\n  let a");
}

#[test]
fn jsx() {
    check_as(
        Language::Tsx,
        r#"const a = <Foo b="c" {...rest} d={e} f g-h={<i/>}>{x} text {/* c */}<j.K/><div>{...ys}</div></Foo>, b = <><A/></>;
"#,
        r#"
item 0
  const a = <Foo {b: "c", ...rest, d: e, f: -, g-h: < {} []>} [x, <j.K {} []>, < {} [ys]>]>
  const b = < {} [<A {} []>]>
"#,
    );
}

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
