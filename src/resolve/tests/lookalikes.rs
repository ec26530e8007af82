//! Code of other libraries, and of the app's own, with the same names.

use super::kit::{check, silent};

#[test]
fn other_libraries() {
    silent(
        r#"
//- a.ts
import Stripe from 'stripe';
import { useAuth } from '@clerk/nextjs';
import { WorkOS } from '@workos-inc/other';
import { WorkOS as Fork } from 'workos';
const stripe = new Stripe('k');
stripe.webhooks.constructEvent(body, sig, secret);
const { mfa, getToken } = useAuth();
mfa.verifyFactor({ code: '1' });
client.organizations.listOrganizationRoles();
new WorkOS('k').mfa.verifyFactor();
new Fork('k').mfa.verifyFactor();
supabase.auth.mfa.verify();
workos.mfa.verifyFactor();
"#,
    );
}

#[test]
fn the_apps_own() {
    silent(
        r#"
//- workos.ts
export class WorkOS { mfa = { verifyFactor() {} }; vault = { readSecret(x: string) { return x; } }; }
export const workos = { mfa: { verifyFactor: () => 1 } };
export const vault = { createSecret() {} };
export function sendPasswordResetEmail() {}
//- app.ts
import { WorkOS, workos, vault, sendPasswordResetEmail } from './workos';
new WorkOS().mfa.verifyFactor();
new WorkOS().vault.readSecret('x');
workos.mfa.verifyFactor();
vault.createSecret();
sendPasswordResetEmail();
function f(workos) { workos.mfa.verifyFactor(); }
class Own { workos; run() { this.workos.mfa; } }
"#,
    );
}

#[test]
fn shadows_and_changes_of_mind() {
    check(
        "8.13.0",
        r#"
import { WorkOS } from '@workos-inc/node';
const workos = new WorkOS('k');
function a(workos) { workos.mfa; }
function b() { const workos = other(); workos.mfa; }
function c() { let workos = new WorkOS('k'); workos = other(); workos.mfa; }
function d(workos: any) { workos.mfa; }
try {} catch (workos) { workos.mfa; }
for (const workos of others()) workos.mfa;
{ class WorkOS { mfa } new WorkOS().mfa; }
(function () { var WorkOS = other; new WorkOS().mfa; });
(workos as any).mfa;
function e(x: WorkOS | { mfa: string }) { x.mfa; x.portal; }
function g(require) { require('@workos-inc/node').WorkOS; }
"#,
        "
        a.ts:2:20 #WorkOS new
        a.ts:5:33 #WorkOS new
        a.ts:12:15 #WorkOS type
        a.ts:12:45 WorkOS.mfa member inferred
        a.ts:12:52 WorkOS.portal member inferred
        ",
    );
}
