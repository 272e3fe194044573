import type { QueryFilter } from 'mongoose';
import type { RunDocument } from './run.document.js';

/** A worker that has not been heard of for so long has lost its run, in milliseconds. */
export const HEARTBEAT_STALE_MS = 6_000;

/**
 * Runs whose worker has not been heard of for {@link HEARTBEAT_STALE_MS}, judged by the database's clock, which stamps
 * the heartbeats too: the clocks of workers and gateways may be wrong, or jump. `now` is for tests.
 */
export function silentAt(now: Date | null = null): QueryFilter<RunDocument> {
  if (now !== null) {
    return { status: 'running', heartbeatAt: { $lt: new Date(now.getTime() - HEARTBEAT_STALE_MS) } };
  }
  const latest = { $subtract: ['$$NOW', HEARTBEAT_STALE_MS] };
  return { status: 'running', $expr: { $lt: ['$heartbeatAt', latest] } };
}
