import type { Request, Response } from '../http.js';
import { clientId, getWorkOS } from '../lib/workos.js';

const redirectUri = 'https://app.example.com/callback';

/** Sends people of a known company to its identity provider. */
export function startSso(domain: string): string {
  return getWorkOS().sso.getAuthorizationUrl({ clientId, domain, redirectUri });
}

/** The code by mail. 📬 */
export async function sendCode(request: Request, response: Response) {
  const workos = getWorkOS();
  await workos.userManagement.sendMagicAuthCode({ email: request.body.email });
  response.redirect('/login/code');
}

/** The mail with the link to a new password. */
export async function forgotPassword(request: Request, response: Response) {
  const { userManagement } = getWorkOS();
  await userManagement.sendPasswordResetEmail({
    email: request.body.email,
    passwordResetUrl: 'https://app.example.com/reset',
  });
  response.redirect('/login');
}
