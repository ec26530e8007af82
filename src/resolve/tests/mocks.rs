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
