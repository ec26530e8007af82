//! What modules become: imports, exports, CommonJS, types in comments.

use super::*;

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
