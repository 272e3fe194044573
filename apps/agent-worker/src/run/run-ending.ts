import type { RunFailure } from '@cloakroom/contracts';

/** How a run ends. */
export interface RunEnding {
  readonly status: 'finished' | 'failed' | 'cancelled';
  readonly error: RunFailure | null;
}
