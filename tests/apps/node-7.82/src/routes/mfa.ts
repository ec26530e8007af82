import { workos } from '@/lib/workos.js';

/** Starts the enrolment of an authenticator app, and sends the first challenge. */
export async function startTotp(email: string) {
  const factor = await workos.mfa.enrollFactor({ type: 'totp', issuer: 'Acme', user: email });
  const challenge = await workos.mfa.challengeFactor({ authenticationFactorId: factor.id });
  return { qr: factor.totp?.qrCode, challengeId: challenge.id };
}

/** Whether the code that the user typed is right. */
export async function finishTotp(challengeId: string, code: string) {
  const { valid } = await workos.mfa.verifyFactor({
    authenticationChallengeId: challengeId,
    code,
  });
  return valid;
}
