import { workos } from '@/lib/workos.js';

// Written for 7.x: the accessor and the method have other names by now.
export async function finishTotp(challengeId: string, code: string) {
  const { valid } = await workos.mfa.verifyFactor({
    authenticationChallengeId: challengeId,
    code,
  });
  return valid;
}

// Right on 9.x.
export async function startTotp(email: string) {
  return workos.multiFactorAuth.enrollFactor({ type: 'totp', issuer: 'Acme', user: email });
}
