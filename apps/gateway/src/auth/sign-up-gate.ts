/*
 * Whether an account may be made. Not trusted: the sign-up's body. It is asked at the one place where the sign-in library
 * makes accounts, so that no route of it leads around. What must never cross: an invitation into an error or a log.
 */
import type { Persistence } from '@cloakroom/persistence';
import { APIError } from 'better-auth/api';
import { z } from 'zod';
import { hashInvitationToken } from '../admin/invitation-token.js';

const bodySchema = z.object({ invitation: z.unknown() });

/** Throws the library's refusal (403) unless the installation's rule lets the person in; uses their invitation up. */
export async function passSignUpGate({ accounts, invitations }: Persistence, body: unknown): Promise<void> {
  const mode = await accounts.signUpMode();
  if (mode === 'open') return;
  if (mode === 'closed') {
    throw new APIError('FORBIDDEN', { code: 'SIGN_UP_CLOSED', message: 'This installation takes no new accounts.' });
  }
  const parsed = bodySchema.safeParse(body);
  const hash = parsed.success ? hashInvitationToken(parsed.data.invitation) : null;
  if (hash !== null && (await invitations.use(hash))) return;
  throw new APIError('FORBIDDEN', {
    code: 'INVITATION_NEEDED',
    message: 'Accounts here need an invitation that is unused and has not expired. Ask an administrator for one.',
  });
}
