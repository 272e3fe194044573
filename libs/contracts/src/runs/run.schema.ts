import { z } from 'zod';

/**
 * Where a run stands. `queued` and `running` can still change; the other three are final.
 *
 * ```
 * queued ──claim──▶ running ──finish──▶ finished
 *   │                 │ ├────fail────▶ failed
 *   └──────cancel─────┴─┴───cancel───▶ cancelled
 * ```
 */
export const runStatusSchema = z.enum(['queued', 'running', 'finished', 'failed', 'cancelled']);

/** See {@link runStatusSchema}. */
export type RunStatus = z.infer<typeof runStatusSchema>;

/** Whether nothing can change this run any more. */
export function isFinalRunStatus(status: RunStatus): boolean {
  switch (status) {
    case 'queued':
    case 'running':
      return false;
    case 'finished':
    case 'failed':
    case 'cancelled':
      return true;
  }
}
