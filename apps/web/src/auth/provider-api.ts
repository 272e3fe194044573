import { signInWaysSchema, type SignInWays } from '@cloakroom/contracts';
import { z } from 'zod';
import { api, apiWithoutAnswer } from '../platform/api-client.js';
import { AUTH_BASE } from './auth-api.js';

export const LINKED_KEY = ['linked-accounts'] as const;
const PROVIDER = 'oidc';

const wayOutSchema = z.object({ url: z.url({ protocol: /^https?$/ }) });
const linkedSchema = z.array(z.object({ id: z.string(), providerId: z.string() }));

export function fetchSignInWays(): Promise<SignInWays> {
  return api('GET', '/api/v1/sign-in', signInWaysSchema);
}

export interface WayThere {
  /** Path of this page to come back to. */
  readonly next: string;
  /** Path of this page to come back to when nothing came of it; `?error=…` is added. */
  readonly failed: string;
  readonly invitation?: string;
}

/** Leaves this page for the provider's. */
export async function goToProvider({ next, failed, invitation = '' }: WayThere): Promise<void> {
  await leave('sign-in/social', { next, failed }, invitation === '' ? {} : { additionalData: { invitation } });
}

/** Leaves this page to link the signed-in account with one at the provider. */
export function linkProvider(path: string): Promise<void> {
  return leave('link-social', { next: path, failed: path });
}

async function leave(route: string, { next, failed }: WayThere, more: object = {}): Promise<void> {
  const body = { provider: PROVIDER, callbackURL: next, errorCallbackURL: failed, ...more };
  const { url } = await api('POST', `${AUTH_BASE}/${route}`, wayOutSchema, body);
  window.location.assign(url);
}

export interface Linked {
  readonly hasPassword: boolean;
  /** The link to the provider; `null` when there is none. */
  readonly providerLink: string | null;
}

/** How the signed-in account can be entered. */
export async function fetchLinked(): Promise<Linked> {
  const accounts = await api('GET', `${AUTH_BASE}/list-accounts`, linkedSchema);
  return {
    hasPassword: accounts.some(({ providerId }) => providerId === 'credential'),
    providerLink: accounts.find(({ providerId }) => providerId === PROVIDER)?.id ?? null,
  };
}

export function unlinkProvider(accountId: string): Promise<void> {
  return apiWithoutAnswer('POST', `${AUTH_BASE}/unlink-account`, { accountId });
}

export function setPassword(newPassword: string): Promise<void> {
  return apiWithoutAnswer('POST', '/api/v1/account/password', { newPassword });
}
