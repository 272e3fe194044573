import type { Logger } from '@cloakroom/platform';
import type { RunControl } from './run-control.js';
import type { ClaimedRun, RunStore } from './run-store.port.js';

/**
 * Keeps a claimed run this worker's: says so every `heartbeatMs`, learns of a request to cancel, and stops the work
 * when another worker has taken over. A heartbeat that fails for the database's sake changes nothing: the fence guards.
 */
export class RunLease {
  #timer: NodeJS.Timeout | null = null;
  #ended = false;

  constructor(
    private readonly run: ClaimedRun,
    private readonly control: RunControl,
    private readonly store: RunStore,
    private readonly options: { readonly heartbeatMs: number; readonly logger: Logger },
  ) {
    this.#schedule();
  }

  end(): void {
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#ended) return;
    this.#timer = setTimeout(() => void this.#beat(), this.options.heartbeatMs);
  }

  async #beat(): Promise<void> {
    try {
      const { alive, cancelRequested } = await this.store.heartbeat(this.run.runId, this.run.attempt);
      if (this.#ended) return;
      if (!alive) this.control.stop('fence-lost');
      else if (cancelRequested) this.control.stop('cancelled');
    } catch (error) {
      this.options.logger.warn({ err: error }, 'A heartbeat could not be stored');
    }
    this.#schedule();
  }
}
