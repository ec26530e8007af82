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
  async function main<T extends Foo>(this: X, a: (WorkOS | null), {b, c: [d]}: O = {}, ...rest: string[]): Promise<void>
    return -
  export main as default
item 1
  function over(a: string): WorkOS
item 2
  function over(a: any)
    return a
item 3
  function* gen()
    yield 1
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
