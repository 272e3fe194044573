/*
 * Whether an account may be made. Not trusted: the sign-up's body, and what came along on the way over a provider. It is
 * asked at the one place where the sign-in library makes accounts, so that no route of it leads around. What must never
 * cross: an invitation into an error or a log.
 */
import type { Persistence } from '@cloakroom/persistence';
import { APIError, getOAuthState } from 'better-auth/api';
import { z } from 'zod';
import { hashInvitationToken } from '../admin/invitation-token.js';
import type { GatewayConfig } from '../config/gateway.config.js';
import { OIDC_PROVIDER_ID } from './oidc-rules.js';

const invitedSchema = z.object({ invitation: z.unknown() });
const callbackSchema = z.object({
  path: z.literal('/callback/:id'),
  params: z.object({ id: z.literal(OIDC_PROVIDER_ID) }),
});

interface GateParts {
  readonly config: Pick<GatewayConfig, 'OIDC_SIGN_UP'>;
  readonly persistence: Pick<Persistence, 'accounts' | 'invitations'>;
}

/**
 * Throws the library's refusal (403) unless the installation's rule lets the person in; uses their invitation up.
 * `request` is the library's own view of the request that makes the account.
 */
export async function passSignUpGate({ config, persistence }: GateParts, request: unknown): Promise<void> {
  const overProvider = callbackSchema.safeParse(request).success;
  if (overProvider && config.OIDC_SIGN_UP === 'always') return;
  const mode = await persistence.accounts.signUpMode();
  if (mode === 'open') return;
  if (mode === 'closed') {
    throw new APIError('FORBIDDEN', { code: 'SIGN_UP_CLOSED', message: 'This installation takes no new accounts.' });
  }
  const hash = hashInvitationToken(overProvider ? await invitationOnTheWay() : invitationIn(request));
  if (hash !== null && (await persistence.invitations.use(hash))) return;
  throw new APIError('FORBIDDEN', {
    code: 'INVITATION_NEEDED',
    message: 'Accounts here need an invitation that is unused and has not expired. Ask an administrator for one.',
  });
}

function invitationIn(request: unknown): unknown {
  return z.object({ body: invitedSchema }).safeParse(request).data?.body.invitation;
}

/** It was sent when the way to the provider began, and came back in the state, encrypted in the person's own cookie. */
async function invitationOnTheWay(): Promise<unknown> {
  return invitedSchema.safeParse(await getOAuthState()).data?.invitation;
}
