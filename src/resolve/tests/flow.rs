//! Conditions that narrow a union.

use super::kit::check;

#[test]
fn by_discriminant_in_every_kind_of_condition() {
    check(
        "8.13.0",
        r#"
import { WorkOS, type Event } from '@workos-inc/node';
declare const event: Event;
event.event === 'dsync.user.created' && event.data.emails;
event.event !== 'dsync.user.created' ? null : event.data.emails;
event.event !== 'dsync.user.created' || event.data.emails;
if (!(event.event === 'dsync.user.created')) { throw 1; }
function f(e: Event) {
  if (e.event !== 'dsync.user.created') return;
  if (true) { (() => e.data.emails)(); }
}
function g(e: Event) {
  switch (e.event) {
    case 'user.created':
      return 1;
    case 'dsync.user.created':
    case 'dsync.user.updated': {
      const { data: { emails } } = e;
    }
  }
}
"#,
        "
        a.ts:1:23 #Event import
        a.ts:2:22 #Event type
        a.ts:3:18 Event['dsync.user.created'] value
        a.ts:3:47 DsyncUserCreatedEvent.data member
        a.ts:3:52 DirectoryUser.emails member
        a.ts:4:18 Event['dsync.user.created'] value
        a.ts:4:53 DsyncUserCreatedEvent.data member
        a.ts:4:58 DirectoryUser.emails member
        a.ts:5:18 Event['dsync.user.created'] value
        a.ts:5:47 DsyncUserCreatedEvent.data member
        a.ts:5:52 DirectoryUser.emails member
        a.ts:6:24 Event['dsync.user.created'] value
        a.ts:7:15 #Event type
        a.ts:8:20 Event['dsync.user.created'] value
        a.ts:9:24 DsyncUserCreatedEvent.data member
        a.ts:9:29 DirectoryUser.emails member
        a.ts:11:15 #Event type
        a.ts:13:11 Event['user.created'] value
        a.ts:15:11 Event['dsync.user.created'] value
        a.ts:16:11 Event['dsync.user.updated'] value
        a.ts:17:15 DsyncUserCreatedEvent.data member
        a.ts:17:15 DsyncUserUpdatedEvent.data member
        a.ts:17:23 DirectoryUser.emails member
        "
        .replace("a.ts:1:23 #Event import\n", "")
        .as_str(),
    );
}

#[test]
fn by_members_and_classes_of_the_app() {
    check(
        "8.13.0",
        r#"
import { WorkOS } from '@workos-inc/node';
class Fake { mfa = 1 }
type State = { kind: 'ready'; client: WorkOS } | { kind: 'failed'; error: Error } | null;
function a(state: State) {
  if (!state || state.kind === 'failed') return;
  state.client.mfa;
}
function b(state: State) { if (state && 'client' in state) state.client.mfa; }
function c(x: WorkOS | Fake) {
  if (x instanceof WorkOS) { x.mfa; }
  if (x instanceof Fake) { x.mfa; return; }
  x.portal;
}
function d(x: WorkOS | string) { if (typeof x === 'string') { x.mfa; } else { x.mfa; } }
async function load() { return cond ? { ok: true as const, client: new WorkOS('k') } : { ok: false as const }; }
async function e() {
  const got = await load();
  if (got.ok) { got.client.mfa; } else { got.client; }
  const self = { got };
  if (self.got.ok) self.got.client.mfa;
}
"#,
        "
        a.ts:3:39 #WorkOS type
        a.ts:6:16 WorkOS.mfa member
        a.ts:8:73 WorkOS.mfa member
        a.ts:9:15 #WorkOS type
        a.ts:10:20 #WorkOS member
        a.ts:10:32 WorkOS.mfa member
        a.ts:12:5 WorkOS.portal member
        a.ts:14:15 #WorkOS type
        a.ts:14:81 WorkOS.mfa member
        a.ts:15:72 #WorkOS new
        a.ts:18:28 WorkOS.mfa member
        a.ts:20:36 WorkOS.mfa member
        ",
    );
}

#[test]
fn several_possible_types_are_a_guess() {
    check(
        "8.13.0",
        r#"
import { WorkOS } from '@workos-inc/node';
class Fake { portal = 1; mfa = { verifyFactor() {} } }
const one = test ? new WorkOS('k') : new Fake();
one.mfa.verifyFactor();
let two = new WorkOS('k');
two = new WorkOS('other');
two.mfa;
let many = 1;
many = 'x'; many = new WorkOS('k'); many = new Fake();
many.mfa;
"#,
        "
        a.ts:3:24 #WorkOS new
        a.ts:4:5 WorkOS.mfa member inferred
        a.ts:4:9 Mfa.verifyFactor call inferred
        a.ts:5:15 #WorkOS new
        a.ts:6:11 #WorkOS new
        a.ts:7:5 WorkOS.mfa member
        a.ts:9:24 #WorkOS new
        ",
    );
}

#[test]
fn by_what_a_function_tells() {
    check(
        "8.13.0",
        r#"
import { WorkOS } from '@workos-inc/node';
interface Failed { error: string }
interface Ready { workos: WorkOS }
declare function load(): Promise<Ready | Failed>;
const isFailed = (it: Ready | Failed): it is Failed => 'error' in it;
function isReady(it: unknown): it is Ready { return true; }
async function resolve() {
  const ctx = await load();
  if (isFailed(ctx)) return { failure: 1 };
  if (x) { return { failure: 2 }; }
  ctx.workos.mfa;
  if (y) return { failure: 3 };
  if (z) return { failure: 4 };
  return { ctx };
}
async function use() {
  const resolved = await resolve();
  if ('failure' in resolved) return resolved.failure;
  const { ctx } = resolved;
  ctx.workos.mfa;
  const some = await Promise.all([load()]);
  some.filter(isReady).map((it) => it.workos.mfa);
}
"#,
        "
        a.ts:3:27 #WorkOS type
        a.ts:11:14 WorkOS.mfa member
        a.ts:20:14 WorkOS.mfa member
        a.ts:22:46 WorkOS.mfa member
        ",
    );
}
