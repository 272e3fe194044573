import { MESSAGE_MAX_LENGTH } from '@cloakroom/contracts';

/** Why a text cannot be sent now, in words for its writer; `null` when it can, or when there is nothing to send. */
export function refusalFor(text: string, runUnderWay: boolean): string | null {
  if (text.trim() === '') return null;
  if (text.length > MESSAGE_MAX_LENGTH) {
    return `A message has at most ${MESSAGE_MAX_LENGTH.toLocaleString()} characters; this one has ${text.length.toLocaleString()}.`;
  }
  return runUnderWay
    ? 'The agent is still at work. Stop it, or send this when it is done; your text stays here.'
    : null;
}
