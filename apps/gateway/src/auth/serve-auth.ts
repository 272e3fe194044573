import type { NestExpressApplication } from '@nestjs/platform-express';
import { toNodeHandler } from 'better-auth/node';
import { text } from 'express';
import { AUTH_PATH, type Auth } from './create-auth.js';

/** Nothing that is sent to sign in is nearly as long. */
const BODY_LIMIT = '64kb';

/**
 * Serves the sign-in routes. The library would read a body of any length from anybody, so it is given one that was read
 * up to the limit, as the text it is.
 */
export function serveAuth(app: NestExpressApplication, auth: Auth): void {
  const handle = async (request: Request): Promise<Response> => keptCookies(request, await auth.handler(request));
  app.use(AUTH_PATH, text({ type: () => true, limit: BODY_LIMIT }), toNodeHandler(handle));
}

/**
 * Asking who is signed in takes no cookie away, as the library would when it does not know the session: the cookie that
 * was asked with may have been replaced meanwhile (a renewed session), and the answer would take the new one.
 */
function keptCookies(request: Request, response: Response): Response {
  if (!new URL(request.url).pathname.endsWith('/get-session')) return response;
  const cookies = response.headers.getSetCookie();
  response.headers.delete('set-cookie');
  for (const cookie of cookies) if (!/;\s*max-age=0\b/i.test(cookie)) response.headers.append('set-cookie', cookie);
  return response;
}
