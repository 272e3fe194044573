import { createHash, randomBytes } from 'node:crypto';
import { INVITATION_PATTERN } from '@cloakroom/contracts';

const TOKEN_BYTES = 32;

/** A new invitation: 256 random bits. */
export function makeInvitationToken(): string {
  return `inv_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
}

/** What is stored of an invitation; `null` for what cannot be one. */
export function hashInvitationToken(token: unknown): string | null {
  if (typeof token !== 'string' || !INVITATION_PATTERN.test(token)) return null;
  return createHash('sha256').update(token).digest('hex');
}
