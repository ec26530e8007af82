//! What stands in for the SDK in tests (FACTS 4, pattern 11): its names are known, and marked.

use super::kit::check;

#[test]
fn factories_of_the_sdks_module() {
    check(
        "8.13.0",
        r#"
import { vi } from 'vitest';
vi.mock('@workos-inc/node', () => ({
  WorkOS: vi.fn(() => ({ portal: { generateLink: vi.fn() } })),
}));
vi.doMock('@workos-inc/node', async () => ({
  WorkOS: function () { return { mfa: { verifyFactor: vi.fn().mockResolvedValue({ valid: true }) } }; },
}));
vi.mock('@workos-inc/node', () => ({
  WorkOS: vi.fn().mockImplementation(() => ({ vault: { readObject: vi.fn() } })).mockReturnValueOnce({ sso: {} }),
}));
"#,
        "
        a.ts:3:3 #WorkOS mock untyped
        a.ts:3:26 WorkOS.portal mock untyped
        a.ts:3:36 Portal.generateLink mock untyped
        a.ts:6:3 #WorkOS mock untyped
        a.ts:6:34 WorkOS.mfa mock untyped
        a.ts:6:41 Mfa.verifyFactor mock untyped
        a.ts:6:83 VerifyResponse.valid mock untyped
        a.ts:9:3 #WorkOS mock untyped
        a.ts:9:47 WorkOS.vault mock untyped
        a.ts:9:56 Vault.readObject mock untyped
        a.ts:9:104 WorkOS.sso mock untyped
        ",
    );
}

#[test]
fn factories_of_the_apps_own_module() {
    check(
        "8.13.0",
        r#"
//- src/lib/workos.ts
import { WorkOS } from '@workos-inc/node';
export const workos = new WorkOS('k');
export function getWorkOS() {
  return workos;
}
//- src/app.test.ts
jest.mock('@/lib/workos', () => ({
  workos: { mfa: { verifyFactor: jest.fn() } },
  getWorkOS: () => ({ portal: { generateLink: jest.fn().mockResolvedValueOnce({ link: 'l' }) } }),
}));
"#,
        "
        src/lib/workos.ts:2:27 #WorkOS new
        src/app.test.ts:2:13 WorkOS.mfa mock untyped
        src/app.test.ts:2:20 Mfa.verifyFactor mock untyped
        src/app.test.ts:3:23 WorkOS.portal mock untyped
        src/app.test.ts:3:33 Portal.generateLink mock untyped
        src/app.test.ts:3:81 Portal.generateLink().link mock untyped
        ",
    );
}

#[test]
fn others_of_that_name_are_others() {
    check(
        "8.13.0",
        r#"
import { vi as spy } from './own';
const vi = { mock: (name: string, factory: () => object) => [name, factory], fn: () => null };
vi.mock('@workos-inc/node', () => ({ WorkOS: vi.fn() }));
spy.mock('@workos-inc/node', () => ({ WorkOS: vi.fn() }));
jest.mock('stripe', () => ({ WorkOS: jest.fn(() => ({ portal: {} })) }));
jest.spyOn('@workos-inc/node', () => ({ WorkOS: 1 }));
"#,
        "",
    );
}

#[test]
fn what_a_constant_holds() {
    check(
        "8.13.0",
        r#"
import { vi } from 'vitest';
const stub = { mfa: { verifyFactor: vi.fn() }, other: 1 };
vi.mock('@workos-inc/node', () => ({ WorkOS: vi.fn(() => stub) }));
const vault = { readObject: vi.fn() };
vi.doMock('@workos-inc/node', () => ({ WorkOS: vi.fn(() => ({ vault })) }));
const sso = vi.hoisted(() => ({ getProfile: vi.fn() }));
const { portal } = vi.hoisted(() => ({ portal: { generateLink: vi.fn() } }));
vi.doMock('@workos-inc/node', () => ({ WorkOS: vi.fn(function () { return { sso, portal }; }) }));
"#,
        "
        a.ts:2:16 WorkOS.mfa mock untyped
        a.ts:2:23 Mfa.verifyFactor mock untyped
        a.ts:3:38 #WorkOS mock untyped
        a.ts:4:17 Vault.readObject mock untyped
        a.ts:5:40 #WorkOS mock untyped
        a.ts:5:63 WorkOS.vault mock untyped
        a.ts:6:33 SSO.getProfile mock untyped
        a.ts:7:50 Portal.generateLink mock untyped
        a.ts:8:40 #WorkOS mock untyped
        a.ts:8:77 WorkOS.sso mock untyped
        a.ts:8:82 WorkOS.portal mock untyped
        ",
    );
}

#[test]
fn classes_that_stand_in() {
    check(
        "8.13.0",
        r#"
import { vi } from 'vitest';
vi.mock('@workos-inc/node', () => ({
  WorkOS: class {
    mfa = { verifyFactor: vi.fn() };
    portal: unknown;
    own = 1;
    constructor() { this.portal = { generateLink: vi.fn() }; }
    get vault() { return { readObject: vi.fn() }; }
  },
}));
vi.doMock('@workos-inc/node', () => {
  class Stub { userManagement = { listAuthFactors: vi.fn() }; }
  return { WorkOS: Stub };
});
"#,
        "
        a.ts:3:3 #WorkOS mock untyped
        a.ts:4:5 WorkOS.mfa mock untyped
        a.ts:4:13 Mfa.verifyFactor mock untyped
        a.ts:5:5 WorkOS.portal mock untyped
        a.ts:8:9 WorkOS.vault mock untyped
        a.ts:8:28 Vault.readObject mock untyped
        a.ts:12:16 WorkOS.userManagement mock untyped
        a.ts:12:35 UserManagement.listAuthFactors mock untyped
        a.ts:13:12 #WorkOS mock untyped
        ",
    );
}

#[test]
fn stubs_that_are_cast() {
    check(
        "8.13.0",
        r#"
import { vi } from 'vitest';
import type { WorkOS } from '@workos-inc/node';
import { WorkOS as Client } from '@workos-inc/node';
class Service { constructor(private readonly workos: WorkOS) {} }
const stub = { mfa: { verifyFactor: vi.fn() } };
new Service(stub as unknown as WorkOS);
new Service({ portal: { generateLink: vi.fn() } } as unknown as WorkOS);
vi.mocked(Client).mockImplementation(() => ({ vault: { readObject: vi.fn() } }) as never);
(Client as unknown as jest.Mock).mockImplementation(() => ({ sso: { getProfile: vi.fn() } }));
"#,
        "
        a.ts:4:54 #WorkOS type
        a.ts:5:16 WorkOS.mfa mock untyped
        a.ts:5:23 Mfa.verifyFactor mock untyped
        a.ts:6:32 #WorkOS type
        a.ts:7:15 WorkOS.portal mock untyped
        a.ts:7:25 Portal.generateLink mock untyped
        a.ts:7:65 #WorkOS type
        a.ts:8:11 #WorkOS member
        a.ts:8:47 WorkOS.vault mock untyped
        a.ts:8:56 Vault.readObject mock untyped
        a.ts:9:2 #WorkOS member
        a.ts:9:62 WorkOS.sso mock untyped
        a.ts:9:69 SSO.getProfile mock untyped
        ",
    );
}
