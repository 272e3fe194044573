import type { SocketError } from '@cloakroom/contracts';

/** Tries without an answer, while connected, before a person is asked. */
export const DELIVERY_ATTEMPTS = 6;

/** Refusals that pass by themselves; any other needs a decision of the person who wrote the message. */
const PASSING: ReadonlySet<string> = new Set(['too-many-requests', 'unavailable', 'unexpected']);

/** The refusal of a conversation whose answer is still being written; the message waits for its end. */
export const RUN_ACTIVE = 'run-active';

/** The refusal of a message that a run was told while it waited in the queue. */
export const ALREADY_STEERED = 'already-steered';

/** Whether the same message may be taken a little later without anybody doing anything. */
export function isPassing({ code }: SocketError): boolean {
  return PASSING.has(code);
}

/**
 * Pause after the given try, in milliseconds: 0.5, 1, 2, 4 … at most 8 seconds, of which the later half is drawn by
 * `random` (0 to 1), so that the pages of a server that comes back do not all ask at once.
 */
export function pauseAfter(attempt: number, random: () => number): number {
  const most = Math.min(500 * 2 ** attempt, 8_000);
  return Math.round(most / 2 + (most / 2) * random());
}
