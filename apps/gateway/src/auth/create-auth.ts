/*
 * Accounts and sessions, kept by better-auth in MongoDB. Trusted: the session cookie it signs. Not trusted: every body
 * and header, the client's address included. What must never cross: a password, a session token or the signing secret
 * into a log or an error.
 */
import { randomUUID } from 'node:crypto';
import { ownerId, type Persistence } from '@cloakroom/persistence';
import type { Logger } from '@cloakroom/platform';
import { betterAuth } from 'better-auth';
import { isAPIError } from 'better-auth/api';
import { mongodbAdapter } from 'better-auth/adapters/mongodb';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { GatewayConfig } from '../config/gateway.config.js';
import { CLIENT_ADDRESS_HEADER } from '../http/configure-http.js';
import type { OriginPolicy } from '../http/origin-policy.js';
import { AdministratorClaim } from './administrator-claim.js';
import { oidcAccountRules, oidcPlugins, withoutTokens } from './oidc-rules.js';
import { signInRules } from './sign-in-rules.js';
import { passSignUpGate } from './sign-up-gate.js';
import type { SessionEndings } from './session-endings.js';

/** Where the sign-in routes answer. */
export const AUTH_PATH = '/api/auth';

/** What accounts are built on. */
export interface AuthParts {
  readonly config: GatewayConfig;
  readonly secret: string;
  readonly persistence: Persistence;
  readonly origins: OriginPolicy;
  readonly endings: SessionEndings;
  readonly logger: Logger;
}

/** better-auth with this product's rules; its type is what it infers from them. */
export function createAuth({ config, secret, persistence, origins, endings, logger }: AuthParts) {
  const { client, db } = persistence.mongo.authDatabase();
  const administrator = new AdministratorClaim(db);
  return betterAuth({
    appName: 'Cloakroom',
    baseURL: config.PUBLIC_URL,
    basePath: AUTH_PATH,
    secret,
    trustedOrigins: [...origins.trusted],
    telemetry: { enabled: false },
    database: mongodbAdapter(db, { client, transaction: false }),
    emailAndPassword: { enabled: true, minPasswordLength: 8, maxPasswordLength: 128 },
    user: {
      additionalFields: { role: { type: 'string', defaultValue: 'user', input: false } },
      deleteUser: {
        enabled: true,
        beforeDelete: async ({ id }) => {
          await persistence.accounts.leaveRole(id);
          await persistence.accountClosure.destroyKey(ownerId(id));
          await persistence.accountClosure.removeEverything(ownerId(id));
        },
        afterDelete: () => administrator.releaseIfNobodyIsLeft(),
      },
    },
    // Its own routes would take a fresh session for a password; `DELETE /api/v1/account` does not.
    disabledPaths: ['/delete-user', '/delete-user/callback'],
    // The key behind the codes, and the backup codes, are encrypted with the signing secret.
    plugins: [twoFactor({ issuer: 'Cloakroom' }), ...oidcPlugins(config)],
    account: oidcAccountRules,
    onAPIError: { errorURL: `${config.PUBLIC_URL}/sign-in`, onError: (error) => logRefusal(logger, error) },
    rateLimit: signInRules(config.SIGN_IN_TRIES_PER_MINUTE),
    advanced: {
      // Both are on by default, except that the library turns the first off when NODE_ENV is `test`.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: config.PUBLIC_URL.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: () => randomUUID() },
    },
    databaseHooks: {
      user: { create: { before: (_user, context) => passSignUpGate({ config, persistence }, context) } },
      account: {
        create: { before: (account) => Promise.resolve(withoutTokens(account)) },
        update: { before: (account) => Promise.resolve(withoutTokens(account)) },
      },
      session: {
        create: { after: ({ userId }) => administrator.claimFor(userId) },
        delete: {
          after: ({ id }) => {
            endings.publish(id);
            return Promise.resolve();
          },
        },
      },
    },
    logger: {
      level: 'warn',
      // What follows the message may hold what was sent, so it is left out.
      log: (level, message) => logger[level]({ source: 'better-auth' }, message.slice(0, 200)),
    },
  });
}

/** What was refused, by its code alone; what else an error holds may come from what was sent. */
function logRefusal(logger: Logger, error: unknown): void {
  if (isAPIError(error)) logger.info({ source: 'better-auth', code: error.body?.code ?? error.status }, 'Refused');
  else logger.error({ source: 'better-auth', name: error instanceof Error ? error.name : null }, 'Failed');
}

/** See {@link createAuth}. */
export type Auth = ReturnType<typeof createAuth>;
