import type { Request, Response } from '../http.js';
import { workos } from '../lib/workos.js';

const cookiePassword = process.env.WORKOS_COOKIE_PASSWORD ?? '';

/** Lets the request through with a session that is still good, or with a fresh one. */
export async function withSession(request: Request, response: Response) {
  const session = workos.userManagement.loadSealedSession({
    sessionData: request.cookies['wos-session'] ?? '',
    cookiePassword,
  });
  const now = await session.authenticate();
  if (now.authenticated) {
    return now.user;
  }

  const refreshed = await workos.userManagement.refreshAndSealSessionData({
    sessionData: request.cookies['wos-session'] ?? '',
    cookiePassword,
  });
  if (!refreshed.authenticated || !refreshed.sealedSession) {
    response.redirect('/login');
    return null;
  }
  response.cookie('wos-session', refreshed.sealedSession);
  return refreshed.session?.user ?? null;
}
