import { MESSAGE_MAX_LENGTH } from '@cloakroom/contracts';

/** Why a text cannot be sent, in words for its writer; `null` when it can, or when there is nothing to send. */
export function refusalFor(text: string): string | null {
  if (text.trim() === '' || text.length <= MESSAGE_MAX_LENGTH) return null;
  return `A message has at most ${MESSAGE_MAX_LENGTH.toLocaleString()} characters; this one has ${text.length.toLocaleString()}.`;
}
