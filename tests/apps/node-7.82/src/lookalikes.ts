// The same names on things that are not WorkOS: nothing may be said of this file.
import { clientId } from './lib/workos.js';

interface OtpService {
  verifyFactor(input: { authenticationChallengeId: string; code: string }): Promise<{ valid: boolean }>;
  enrollFactor(input: { type: string }): Promise<{ id: string }>;
}

class Tenant {
  mfa: OtpService = {
    verifyFactor: async ({ code }) => ({ valid: code === clientId }),
    enrollFactor: async ({ type }) => ({ id: type }),
  };
  vault = new Map<string, string>();

  readSecret(id: string) {
    return this.vault.get(id);
  }
}

const workos = new Tenant();

export async function tenantLogin(code: string) {
  await workos.mfa.enrollFactor({ type: 'totp' });
  return workos.mfa.verifyFactor({ authenticationChallengeId: 'c1', code });
}

export function tenantSecret(id: string) {
  return workos.readSecret(id);
}

export async function sendPasswordResetEmail(user: { emails: string[]; username: string; jobTitle: string }) {
  return `${user.username}, ${user.jobTitle}: ${user.emails.join(', ')}`;
}

export function getAuthorizationUrl(options: { domain: string }) {
  return sendPasswordResetEmail({ emails: [], username: options.domain, jobTitle: 'none' });
}
