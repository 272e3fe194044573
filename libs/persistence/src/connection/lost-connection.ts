import { setTimeout as pause } from 'node:timers/promises';

/** Pauses before each further try, in milliseconds: together longer than a server needs to be chosen anew. */
const PAUSES_MS: readonly number[] = [20, 100, 400, 1_500];

const CODES: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ECONNREFUSED']);

/** Whether the connection to MongoDB broke under an operation: it may have been done, or not. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // While a large command is being written, the driver throws the socket's own error instead of one of its own.
  return error.name.startsWith('MongoNetwork') || ('code' in error && CODES.has(error.code));
}

/**
 * Does `work` again, up to four times within about two seconds, when the connection broke under it. Only for what may
 * be done twice: reads, and writes that say the same each time. Throws the last error, and any other at once.
 */
export async function despiteLostConnection<T>(work: () => Promise<T>): Promise<T> {
  for (const waitMs of PAUSES_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      await pause(waitMs);
    }
  }
  return work();
}
