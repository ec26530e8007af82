//! Barrels, re-exports, cycles of imports, results that other files make.

use super::kit::{Files, check};

#[test]
fn through_barrels_and_namespaces() {
    check(
        "8.13.0",
        r#"
//- lib/client.ts
import { WorkOS } from '@workos-inc/node';
export const workos = new WorkOS('k');
export type Client = WorkOS;
//- lib/index.ts
export * from './client';
export * as named from './client';
export { workos as renamed } from './client';
export * from './missing';
//- app.ts
import { workos, named, renamed, type Client } from './lib';
import * as all from './lib';
workos.mfa;
named.workos.mfa;
renamed.mfa;
all.workos.mfa;
all.named.workos.mfa;
export function f(client: Client, other: all.Client) { client.mfa; other.mfa; }
//- lib/sdk.ts
export * from '@workos-inc/node';
//- again.ts
import { WorkOS } from './lib/sdk';
export function g(w: WorkOS) { w.mfa; new WorkOS('k').portal; }
"#,
        "
        lib/client.ts:2:27 #WorkOS new
        lib/client.ts:3:22 #WorkOS type
        app.ts:3:8 WorkOS.mfa member
        app.ts:4:14 WorkOS.mfa member
        app.ts:5:9 WorkOS.mfa member
        app.ts:6:12 WorkOS.mfa member
        app.ts:7:18 WorkOS.mfa member
        app.ts:8:63 WorkOS.mfa member
        app.ts:8:74 WorkOS.mfa member
        again.ts:2:34 WorkOS.mfa member
        again.ts:2:43 #WorkOS new
        again.ts:2:55 WorkOS.portal member
        ",
    );
}

#[test]
fn cycles_of_imports_end() {
    check(
        "8.13.0",
        r#"
//- a.ts
import { b } from './b';
import { WorkOS } from '@workos-inc/node';
export const workos = new WorkOS('k');
export const a = b;
export * from './b';
b.mfa;
//- b.ts
import { workos, a } from './a';
export * from './a';
export const b = workos;
export const loop = a;
loop.mfa;
//- c.ts
export { x } from './d';
//- d.ts
export { x } from './c';
import { x } from './c';
x.mfa;
"#,
        "
        a.ts:3:27 #WorkOS new
        a.ts:6:3 WorkOS.mfa member
        b.ts:5:6 WorkOS.mfa member
        ",
    );
}

#[test]
fn objects_that_carry_a_client() {
    check(
        "8.13.0",
        r#"
//- ctx.ts
import { WorkOS } from '@workos-inc/node';
export interface Context { readonly workos: WorkOS; get(): WorkOS; nested: { client?: WorkOS } }
export async function makeContext() {
  const workos = new WorkOS('k');
  return { workos, more: { workos } };
}
export type Result = { ok: true; workos: WorkOS } | { ok: false; error: string };
export declare function tryContext(): Promise<Result>;
export const extended = { ...{ workos: new WorkOS('k') }, other: 1 };
//- app.ts
import { makeContext, tryContext, extended, type Context } from './ctx';
export async function f(ctx: Context) {
  const { workos } = await makeContext();
  workos.mfa;
  const { more: { workos: inner } } = await makeContext();
  inner.mfa;
  ctx.workos.mfa;
  ctx.get().mfa;
  ctx.nested.client?.mfa;
  const result = await tryContext();
  if (!result.ok) return;
  result.workos.mfa;
  extended.workos.mfa;
}
class Service { constructor(private deps: { ctx: Context }) {} run() { const { workos } = this.deps.ctx; workos.mfa; } }
"#,
        "
        ctx.ts:2:45 #WorkOS type
        ctx.ts:2:60 #WorkOS type
        ctx.ts:2:87 #WorkOS type
        ctx.ts:4:22 #WorkOS new
        ctx.ts:7:42 #WorkOS type
        ctx.ts:9:44 #WorkOS new
        app.ts:4:10 WorkOS.mfa member
        app.ts:6:9 WorkOS.mfa member
        app.ts:7:14 WorkOS.mfa member
        app.ts:8:13 WorkOS.mfa member
        app.ts:9:22 WorkOS.mfa member
        app.ts:12:17 WorkOS.mfa member
        app.ts:13:19 WorkOS.mfa member
        app.ts:15:113 WorkOS.mfa member
        ",
    );
}

#[test]
fn answers_do_not_depend_on_which_file_is_asked_first() {
    let text = r#"
//- a.ts
import { b } from './b';
import { WorkOS } from '@workos-inc/node';
export const workos = new WorkOS('k');
export function a(n) { return n ? b(n - 1) : workos; }
a(1).mfa;
//- b.ts
import { a, workos } from './a';
export function b(n) { return n ? a(n - 1) : workos; }
b(1).mfa;
"#;
    let forward = Files::new("8.13.0", text).print();
    let files = Files::new("8.13.0", text);
    // What a cache holds no more is read again.
    for cache in [
        crate::resolve::Cache::new(),
        crate::resolve::Cache::holding_at_most(1),
    ] {
        for path in ["/b.ts", "/a.ts", "/b.ts"] {
            let path = std::path::Path::new(path);
            let shared = crate::resolve::Inference::new(&files, &cache).occurrences(path);
            assert_eq!(shared, files.occurrences(path), "{}", path.display());
            cache.release(path);
        }
    }
    assert!(forward.contains("a.ts:5:6 WorkOS.mfa"), "{forward}");
    assert!(forward.contains("b.ts:3:6 WorkOS.mfa"), "{forward}");
}

#[test]
fn an_edit_is_seen_by_all_that_import_the_file() {
    let before = r#"
//- client.ts
import { WorkOS } from '@workos-inc/node';
export const workos = new WorkOS('k');
//- index.ts
export * from './client';
//- app.ts
import { workos } from './index';
workos.mfa;
//- other.ts
import { WorkOS } from '@workos-inc/node';
export const other = new WorkOS('k');
"#;
    let after = before.replace("new WorkOS('k');\n//- index", "fake();\n//- index");
    let (before, after) = (Files::new("8.13.0", before), Files::new("8.13.0", &after));
    let paths = ["/app.ts", "/index.ts", "/client.ts", "/other.ts"].map(std::path::Path::new);
    let cache = std::sync::Arc::new(crate::resolve::Cache::noting());
    for path in paths {
        let found = crate::resolve::Inference::new(&before, &cache).occurrences(path);
        assert_eq!(found, before.occurrences(path));
    }
    let (cache, stale) = cache.after_edit(&after, &[std::path::Path::new("/client.ts")]);
    assert!(stale.items.contains_key(paths[0]));
    assert!(!stale.items.contains_key(paths[3]));
    for path in paths {
        let found = crate::resolve::Inference::new(&after, &cache).occurrences(path);
        assert_eq!(found, after.occurrences(path), "{}", path.display());
    }
    assert!(after.occurrences(paths[0]).is_empty());
}
