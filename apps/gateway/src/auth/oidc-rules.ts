/*
 * Signing in at an OpenID Connect provider of the operator's. Trusted: the provider's ID tokens, when their signature,
 * issuer, audience, time and nonce are right. Not trusted: the callback's query, and that an address it tells belongs to
 * whoever has an account of that address here. What must never cross: the client's secret and the provider's tokens into
 * the database, a log or an error.
 */
import type { BetterAuthPlugin } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { z } from 'zod';
import type { GatewayConfig } from '../config/gateway.config.js';

/** The provider's name in addresses and in the database; there is one. */
export const OIDC_PROVIDER_ID = 'oidc';

/** Requests that would take a provider's token from a client, instead of from the provider. */
const TAKES_TOKENS = ['/sign-in/social', '/link-social'];
const withTokenSchema = z.object({ idToken: z.unknown().refine((token) => token !== undefined) });

/** What the sign-in library needs for the provider; nothing without `OIDC_ISSUER`. */
export function oidcPlugins(config: GatewayConfig): BetterAuthPlugin[] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config;
  if (issuer === undefined || clientId === undefined) return [];
  const provider = {
    providerId: OIDC_PROVIDER_ID,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    requireIdTokenVerification: true,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret, authentication: config.OIDC_CLIENT_AUTH }),
    scopes: ['openid', 'profile', 'email'],
    mapProfileToUser: ({ name, email }: { name?: unknown; email?: unknown }) => ({ name: nameOf(name, email) }),
  };
  return [genericOAuth({ config: [provider] }), onlyFromTheProvider];
}

const onlyFromTheProvider: BetterAuthPlugin = {
  id: 'cloakroom-oidc-rules',
  hooks: {
    before: [
      {
        matcher: ({ path }) => path !== undefined && TAKES_TOKENS.includes(path),
        handler: createAuthMiddleware(({ body }) => {
          if (!withTokenSchema.safeParse(body).success) return Promise.resolve();
          throw new APIError('BAD_REQUEST', { code: 'NO_TOKENS', message: 'Tokens are not taken here.' });
        }),
      },
    ],
  },
};

/** Accounts are kept under the provider's subject; its tokens are used once and kept nowhere. */
export const oidcAccountRules = {
  storeStateStrategy: 'cookie' as const,
  updateAccountOnSignIn: false,
  // An address proves nothing: whoever came first may have typed somebody else's. Settings links on purpose.
  accountLinking: { enabled: true, disableImplicitLinking: true },
};

/** The change that leaves a provider's tokens out of what is stored. */
export function withoutTokens(account: Readonly<Record<string, unknown>>): { data: Record<string, null> } {
  const told = ['accessToken', 'refreshToken', 'idToken'].filter((name) => account[name] !== undefined);
  return { data: Object.fromEntries(told.map((name) => [name, null])) };
}

function nameOf(name: unknown, email: unknown): string {
  const told = typeof name === 'string' ? name.trim() : '';
  if (told !== '') return told.slice(0, 100);
  return typeof email === 'string' ? (email.split('@')[0] ?? '').slice(0, 100) : '';
}
