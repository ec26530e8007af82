//! What the order of facts says: expressions inside others come before them.

use crate::{
    lower,
    resolve::places::children,
    syntax::{Language, SyntaxTree},
    text::Text,
};

const TEXT: &str = r#"
import { WorkOS } from '@workos-inc/node';
@sealed(make(1)) class A extends mix(B, class C extends D { x = y(z); }) {
  @field({ deep: [a.b] }) workos = new WorkOS(key ?? process.env['KEY']!) as WorkOS;
  static { init(this.workos.mfa); }
  get it() { return this.workos.sso; }
  constructor(private readonly of: WorkOS = new WorkOS(a ? b : c)) { super(...args); }
  async *[Symbol.iterator](@Inject(make()) one: X = f(1), { two = g(2), ...rest } = h(3)) { yield* one(two); }
}
({ client: this.client, list: [first = d(1), ...others], [key(1)]: other } = await load(x.y, (z) => z.w));
client ??= a.b, c[d.e](f`text ${g(h)} ${i}`), typeof j.k === 'l' && !m.n;
for (const { user = u(1) } of await w.list({ a, 'b': c, ...d, e() { return f.g; }, get h() { return i.j; } })) log(user);
switch (a.b) { case c.d: e(f.g); default: throw new E(h.i, { cause: j }); }
const { a: { b = c(d) } = e(f) } = <T,>(x: T) => x satisfies U;
const page = <Page {...props} of={a.b} on={() => c.d(e)} text="f"><Inner>{g(h.i)}</Inner>{j ? <k.L m /> : null}</Page>;
enum Enum { One = a.b, Two = c(d) }
export default function named(this: T, a = b.c, ...d) { try { return e?.f?.(g!.h); } catch ({ i = j() }) { delete k.l; } finally { void m.n; } }
module.exports = { a: require('b').c, d: (e, f.g), h: import('i').then((j) => j.k) };
"#;

#[test]
fn parts_come_first() {
    let text = Text::new(TEXT);
    for language in [Language::Tsx, Language::TypeScript, Language::JavaScript] {
        let facts = lower::lower(&text, &SyntaxTree::parse(language, &text));
        let mut seen = 0;
        for placed in &facts.items {
            for (id, expr) in (0u32..).zip(&placed.facts.exprs) {
                children(&expr.kind, &mut |part| {
                    assert!(part.0 < id, "{part:?} in {id}: {expr:?}");
                    seen += 1;
                });
            }
        }
        assert!(seen > 100, "{seen}");
    }
}
