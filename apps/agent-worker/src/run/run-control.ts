import type { RunBudget } from './run-budget.js';

/** Why the work on a run has to stop before its end. */
export type StopReason = 'cancelled' | 'time-limit' | 'shutdown' | 'fence-lost';

/** The budget of a run, and the one switch that stops everything that works on a run: model call, sandbox, waiting. The first reason counts, but a lost fence outdoes all. */
export class RunControl {
  readonly #abort = new AbortController();
  #reason: StopReason | null = null;

  constructor(readonly budget: RunBudget) {}

  /** Aborted as soon as there is a reason. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get reason(): StopReason | null {
    return this.#reason;
  }

  stop(reason: StopReason): void {
    if (this.#reason === null || reason === 'fence-lost') this.#reason = reason;
    this.#abort.abort();
  }
}
