//! Input that is meant to hurt: depth, cycles, explosions. Everything ends, soon, on a small stack.

use super::kit::{check, found};

fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(run)
        .expect("a thread")
        .join()
        .expect("no overflow");
}

#[test]
fn long_chains() {
    on_a_small_stack(|| {
        let calls = ".x()".repeat(3_000);
        let text = format!(
            "import {{ WorkOS }} from '@workos-inc/node';\nconst w = new WorkOS('k');\nconst y = w{calls};\nw.mfa;\nconst z = w{}.mfa;\n",
            "!".repeat(100)
        );
        let found = found("8.13.0", &text);
        assert_eq!(found.matches("WorkOS.mfa").count(), 2, "{found}");
    });
}

#[test]
fn deep_nesting_and_wide_unions() {
    on_a_small_stack(|| {
        let mut text = String::from(
            "import { WorkOS } from '@workos-inc/node';\nconst w = new WorkOS('k');\n",
        );
        text.push_str(&format!(
            "const deep = {}w{};\n",
            "{ a: [".repeat(300),
            "] }".repeat(300)
        ));
        text.push_str(&format!("const either = {} w;\n", "cond ? w :".repeat(300)));
        text.push_str(&format!("const or = w {};\n", "|| w".repeat(1000)));
        text.push_str(&format!("const path = deep{};\n", ".a[0]".repeat(300)));
        text.push_str(&format!(
            "const f = {} w {};\n",
            "() => (".repeat(300),
            ")".repeat(300)
        ));
        text.push_str(&format!("f{};\n", "()".repeat(300)));
        text.push_str("w.mfa; or.mfa; either.mfa;\n");
        let found = found("8.13.0", &text);
        assert!(found.matches("WorkOS.mfa").count() >= 2, "{found}");
    });
}

#[test]
fn things_that_depend_on_themselves() {
    on_a_small_stack(|| {
        check(
            "8.13.0",
            r#"
import { WorkOS } from '@workos-inc/node';
const a = b; const b = c; const c = a;
a.mfa; b.mfa; c.mfa;
function f(n) { return n ? f(n - 1) : new WorkOS('k'); }
f(3).mfa;
function g() { return h(); } function h() { return g(); }
g().mfa;
let x = x; x = x.y; x.mfa;
type T = T[]; type U = { u: U; w: WorkOS }; type V<A> = V<A[]>; type L<A> = { next: L<A[]>; value: A };
declare const t: T, u: U, v: V<WorkOS>, l: L<WorkOS>;
t.mfa; u.u.u.u.w.mfa; v.mfa; l.value.mfa; l.next.value[0].mfa;
class S extends S { s = this.s; m() { return this.m(); } }
new S().s.m().mfa;
interface I extends J { i: I } interface J extends I { w: WorkOS }
declare const i: I; i.i.i.w.mfa;
const o = { get self() { return o; }, w: new WorkOS('k') };
o.self.self.w.mfa;
const { d = d } = o;
"#,
            "
            a.ts:4:43 #WorkOS new
            a.ts:5:6 WorkOS.mfa member
            a.ts:9:35 #WorkOS type
            a.ts:10:32 #WorkOS type
            a.ts:10:46 #WorkOS type
            a.ts:11:18 WorkOS.mfa member
            a.ts:11:38 WorkOS.mfa member
            a.ts:11:59 WorkOS.mfa member
            a.ts:14:59 #WorkOS type
            a.ts:15:29 WorkOS.mfa member
            a.ts:16:46 #WorkOS new
            a.ts:17:15 WorkOS.mfa member
            ",
        );
    });
}

#[test]
fn types_that_explode() {
    on_a_small_stack(|| {
        let mut text = String::from(
            "import { WorkOS } from '@workos-inc/node';\ntype P<A, B> = { a: A; b: B };\ntype T0 = WorkOS;\n",
        );
        for index in 1..40 {
            let before = index - 1;
            text.push_str(&format!("type T{index} = P<T{before}, T{before}>;\n"));
        }
        text.push_str("declare const t: T39;\n");
        text.push_str(&format!("t{}.mfa;\n", ".a".repeat(39)));
        let mut unions = String::new();
        for index in 0..30 {
            unions.push_str(&format!(
                "function f{index}(n) {{ return n ? f{}(n) : n ? f{}(n) : {{ k: {index} }}; }}\n",
                (index + 1) % 30,
                (index + 7) % 30
            ));
        }
        text.push_str(&unions);
        text.push_str("f0().k.mfa;\nnew WorkOS('k').mfa;\n");
        let found = found("8.13.0", &text);
        assert!(found.contains("WorkOS.mfa"), "{found}");
    });
}
