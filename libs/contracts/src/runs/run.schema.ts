import { z } from 'zod';

/**
 * Where a run stands. `queued`, `running` and `waiting` can still change; the other three are final.
 *
 * ```
 *          ┌───────────── answered, or too late ─────────────┐
 *          ▼                                                 │
 * ──▶ queued ──claim──▶ running ──needs its user──▶ waiting ──┤
 *          │             │ │ │                         │     │
 *          │             │ │ └──finish──▶ finished     │     │
 *          │             │ └────fail────▶ failed       │     │
 *          └───cancel────┴──────cancel──▶ cancelled ◀──┴─────┘
 * ```
 * A waiting run has no worker, no heartbeat and no job in the queue: nothing but the database keeps it, for as long as
 * its question is open.
 */
export const runStatusSchema = z.enum(['queued', 'running', 'waiting', 'finished', 'failed', 'cancelled']);

/**
 * Where a run came from. `chat` is interactive: somebody sits and waits. `api` and `schedule` are background work, which
 * starts after interactive work unless it has waited for long.
 */
export const runOriginSchema = z.enum(['chat', 'api', 'schedule']);

/** How agent code was kept apart in a run: the level, and the layers that were not in force. */
export const runIsolationSchema = z.object({ level: z.enum(['strict', 'standard']), missing: z.array(z.string()) });

/** See {@link runOriginSchema}. */
export type RunOrigin = z.infer<typeof runOriginSchema>;
/** See {@link runIsolationSchema}. */
export type RunIsolation = z.infer<typeof runIsolationSchema>;
/** See {@link runStatusSchema}. */
export type RunStatus = z.infer<typeof runStatusSchema>;

/** Whether nothing can change this run any more. */
export function isFinalRunStatus(status: RunStatus): boolean {
  switch (status) {
    case 'queued':
    case 'running':
    case 'waiting':
      return false;
    case 'finished':
    case 'failed':
    case 'cancelled':
      return true;
  }
}
