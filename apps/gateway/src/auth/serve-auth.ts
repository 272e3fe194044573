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
  app.use(AUTH_PATH, text({ type: () => true, limit: BODY_LIMIT }), toNodeHandler(auth));
}
