import type { NestExpressApplication } from '@nestjs/platform-express';
import { toNodeHandler } from 'better-auth/node';
import { AUTH_PATH, type Auth } from './create-auth.js';

/** Serves the sign-in routes. They read the body themselves, so no body parser may stand before them. */
export function serveAuth(app: NestExpressApplication, auth: Auth): void {
  app.use(AUTH_PATH, toNodeHandler(auth));
}
