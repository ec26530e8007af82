//! The ways in which apps get hold of a client (FACTS 4, patterns 1 to 5, 9, 10).

use super::kit::check;

#[test]
fn a_client_of_the_module() {
    check(
        "7.82.0",
        r#"
import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS(process.env.KEY);
workos.mfa.verifyFactor({ authenticationChallengeId: 'x', code: '1' });
"#,
        "
        a.ts:2:20 #WorkOS new
        a.ts:3:8 WorkOS.mfa member
        a.ts:3:12 Mfa.verifyFactor call
        a.ts:3:27 VerifyFactorOptions.authenticationChallengeId written
        a.ts:3:59 VerifyFactorOptions.code written
        ",
    );
}

#[test]
fn a_client_of_another_file_that_may_be_missing() {
    check(
        "8.13.0",
        r#"
//- src/lib/workos.ts
import { WorkOS } from '@workos-inc/node';
const key = process.env.KEY;
export const workos = key ? new WorkOS(key) : null;
export default workos;
//- src/app.ts
import { workos } from '@/lib/workos';
import other from './lib/workos';
export const a = () => workos!.mfa.verifyFactor();
export const b = () => other?.portal.generateLink();
"#,
        "
        src/lib/workos.ts:3:33 #WorkOS new
        src/app.ts:3:32 WorkOS.mfa member
        src/app.ts:3:36 Mfa.verifyFactor call
        src/app.ts:4:31 WorkOS.portal member
        src/app.ts:4:38 Portal.generateLink call
        ",
    );
}

#[test]
fn a_client_made_when_first_asked_for() {
    check(
        "8.13.0",
        r#"
//- lib.ts
import { WorkOS } from '@workos-inc/node';
let client: WorkOS | null = null;
export function getWorkOS() {
  if (!client) client = new WorkOS('k');
  return client;
}
let bare;
export function getBare() {
  if (!bare) { bare = new WorkOS('k'); }
  return bare;
}
let cached = null;
export const getLater = async () => (cached ??= new WorkOS('k'));
//- app.ts
import { getWorkOS, getBare, getLater } from './lib';
const workos = getWorkOS();
workos.mfa;
getBare().mfa;
async function f() {
  (await getLater()).mfa;
  const later = await getLater();
  later.mfa;
  getLater().mfa;
}
"#,
        "
        lib.ts:2:13 #WorkOS type
        lib.ts:4:29 #WorkOS new
        lib.ts:9:27 #WorkOS new
        lib.ts:13:53 #WorkOS new
        app.ts:3:8 WorkOS.mfa member
        app.ts:4:11 WorkOS.mfa member untyped
        app.ts:6:22 WorkOS.mfa member
        app.ts:8:9 WorkOS.mfa member
        ",
    );
}

#[test]
fn a_client_in_a_class() {
    check(
        "8.13.0",
        r#"
import { WorkOS } from '@workos-inc/node';
class A {
  private workos: WorkOS;
  readonly made = new WorkOS('k');
  static shared = new WorkOS('k');
  constructor(private readonly given: WorkOS, plain) {
    this.workos = given;
    this.late = new WorkOS('k');
    this.plain = plain;
  }
  get client() { return this.workos; }
  run() {
    this.workos.mfa;
    this.made.mfa;
    this.given.mfa;
    this.late.mfa;
    this.client.mfa;
    this.plain.mfa;
    A.shared.mfa;
    [1].map(() => this.workos.mfa);
    [1].map(function () { this.workos.mfa; });
  }
}
new A(null!, 1).made.mfa;
class B extends A { go() { this.made.mfa; super.client; } }
"#,
        "
        a.ts:3:19 #WorkOS type
        a.ts:4:23 #WorkOS new
        a.ts:5:23 #WorkOS new
        a.ts:6:39 #WorkOS type
        a.ts:8:21 #WorkOS new
        a.ts:13:17 WorkOS.mfa member
        a.ts:14:15 WorkOS.mfa member
        a.ts:15:16 WorkOS.mfa member
        a.ts:16:15 WorkOS.mfa member
        a.ts:17:17 WorkOS.mfa member
        a.ts:19:14 WorkOS.mfa member
        a.ts:20:31 WorkOS.mfa member
        a.ts:24:22 WorkOS.mfa member
        a.ts:25:38 WorkOS.mfa member
        ",
    );
}

#[test]
fn a_client_that_is_declared() {
    check(
        "8.13.0",
        r#"
import type { WorkOS } from '@workos-inc/node';
import * as sdk from '@workos-inc/node';
function a(workos: WorkOS) { workos.mfa; }
function b(workos: WorkOS | null | undefined) { workos?.mfa; }
function c(workos: Pick<WorkOS, 'mfa' | 'portal'>) { workos.mfa; workos.sso; }
function d(workos: import('@workos-inc/node').WorkOS) { workos.mfa; }
function e({ mfa, portal: links }: WorkOS) { mfa.verifyFactor(); links.generateLink; }
function f(workos: sdk.WorkOS) { workos.mfa; }
function g(um: WorkOS['userManagement']) { um.sendMagicAuthCode; }
function h(workos: Omit<WorkOS, 'mfa'>) { workos.mfa; workos.portal; }
declare const i: Readonly<Partial<WorkOS>>;
i.mfa;
type Own = WorkOS;
const j = (workos: Own) => workos.mfa;
"#,
        "
        a.ts:3:20 #WorkOS type
        a.ts:3:37 WorkOS.mfa member
        a.ts:4:20 #WorkOS type
        a.ts:4:57 WorkOS.mfa member
        a.ts:5:25 #WorkOS type
        a.ts:5:34 WorkOS.mfa type
        a.ts:5:42 WorkOS.portal type
        a.ts:5:61 WorkOS.mfa member
        a.ts:6:47 #WorkOS type
        a.ts:6:64 WorkOS.mfa member
        a.ts:7:14 WorkOS.mfa member
        a.ts:7:19 WorkOS.portal member
        a.ts:7:36 #WorkOS type
        a.ts:7:50 Mfa.verifyFactor call
        a.ts:7:72 Portal.generateLink member
        a.ts:8:24 #WorkOS type
        a.ts:8:41 WorkOS.mfa member
        a.ts:9:16 #WorkOS type
        a.ts:9:24 WorkOS.userManagement type
        a.ts:9:47 UserManagement.sendMagicAuthCode member
        a.ts:10:25 #WorkOS type
        a.ts:10:62 WorkOS.portal member
        a.ts:11:35 #WorkOS type
        a.ts:12:3 WorkOS.mfa member
        a.ts:13:12 #WorkOS type
        a.ts:14:35 WorkOS.mfa member
        ",
    );
}

#[test]
fn a_client_behind_a_cast() {
    check(
        "8.13.0",
        r#"
import { WorkOS } from '@workos-inc/node';
const a = new Proxy({} as WorkOS, { get: () => 1 });
a.mfa;
const b = globalThis as unknown as { workos?: WorkOS };
b.workos.mfa;
const c = b.workos ?? new WorkOS('k');
c.mfa;
const d = { workos: a } satisfies { workos: WorkOS };
d.workos.mfa;
"#,
        "
        a.ts:2:27 #WorkOS type
        a.ts:3:3 WorkOS.mfa member
        a.ts:4:47 #WorkOS type
        a.ts:5:10 WorkOS.mfa member inferred
        a.ts:6:27 #WorkOS new
        a.ts:7:3 WorkOS.mfa member inferred
        a.ts:8:45 #WorkOS type
        a.ts:9:10 WorkOS.mfa member
        ",
    );
}

#[test]
fn parts_of_a_client() {
    check(
        "8.13.0",
        r#"
import { WorkOS } from '@workos-inc/node';
const { mfa, userManagement: { sendMagicAuthCode }, ...rest } = new WorkOS('k');
mfa.verifyFactor();
rest.portal;
rest.mfa;
const um = new WorkOS('k').userManagement;
um['sendMagicAuthCode']();
const { verifyFactor = () => 1 } = mfa;
let portal;
({ portal } = new WorkOS('k'));
portal.generateLink;
"#,
        "
        a.ts:2:9 WorkOS.mfa member
        a.ts:2:14 WorkOS.userManagement member
        a.ts:2:32 UserManagement.sendMagicAuthCode member
        a.ts:2:69 #WorkOS new
        a.ts:3:5 Mfa.verifyFactor call
        a.ts:4:6 WorkOS.portal member
        a.ts:6:16 #WorkOS new
        a.ts:6:28 WorkOS.userManagement member
        a.ts:7:5 UserManagement.sendMagicAuthCode call
        a.ts:8:9 Mfa.verifyFactor member
        a.ts:10:4 WorkOS.portal member
        a.ts:10:19 #WorkOS new
        a.ts:11:8 Portal.generateLink member
        ",
    );
}

#[test]
fn all_ways_to_load_the_package() {
    check(
        "8.13.0",
        r#"
//- a.js
const { WorkOS } = require('@workos-inc/node');
const whole = require('@workos-inc/node');
const Renamed = require('@workos-inc/node').WorkOS;
new WorkOS('k').mfa;
new whole.WorkOS('k').mfa;
new whole.default.WorkOS('k').mfa;
new Renamed('k').mfa;
module.exports = { client: new WorkOS('k') };
//- b.ts
import { WorkOS as Client } from '@workos-inc/node/worker';
import * as everything from '@workos-inc/node';
import standard from '@workos-inc/node';
import old = require('@workos-inc/node');
new Client('k').mfa;
new everything.WorkOS('k').mfa;
new standard.WorkOS('k').mfa;
new old.WorkOS('k').mfa;
async function f() {
  const { WorkOS } = await import('@workos-inc/node');
  new WorkOS('k').mfa;
  (await import('@workos-inc/node')).WorkOS;
}
//- c.js
const { client } = require('./a');
client.mfa;
exports.mine = client;
//- d.ts
import { mine } from './c';
mine.mfa;
"#,
        "
        a.js:3:45 #WorkOS member untyped
        a.js:4:5 #WorkOS new untyped
        a.js:4:17 WorkOS.mfa member untyped
        a.js:5:11 #WorkOS new untyped
        a.js:5:23 WorkOS.mfa member untyped
        a.js:6:11 #default member untyped
        a.js:6:19 #WorkOS new untyped
        a.js:6:31 WorkOS.mfa member untyped
        a.js:7:18 WorkOS.mfa member untyped
        a.js:8:32 #WorkOS new untyped
        b.ts:5:5 /worker#WorkOS new
        b.ts:5:17 WorkOS.mfa member
        b.ts:6:16 #WorkOS new
        b.ts:6:28 WorkOS.mfa member
        b.ts:7:5 #default member
        b.ts:7:14 #WorkOS new
        b.ts:7:26 WorkOS.mfa member
        b.ts:8:9 #WorkOS new
        b.ts:8:21 WorkOS.mfa member
        b.ts:11:7 #WorkOS new
        b.ts:11:19 WorkOS.mfa member
        b.ts:12:38 #WorkOS member
        c.js:2:8 WorkOS.mfa member untyped
        d.ts:2:6 WorkOS.mfa member untyped
        ",
    );
}
