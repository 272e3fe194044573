import type { QueuedPlace } from '@cloakroom/persistence';
import { StaleFenceError } from '@cloakroom/platform';
import { runAttempt } from './run-attempt.js';
import { RunBudget } from './run-budget.js';
import { RunControl } from './run-control.js';
import { RunLease } from './run-lease.js';
import type { RunParts } from './run-parts.js';
import type { ClaimedRun } from './run-store.port.js';

/**
 * What came of a delivered run. `done`: nothing is left to do here. `taken`: another worker has it, or its owner has as
 * many runs at work as is allowed. `later`: it was handed over. In both cases it has to be delivered again.
 */
export type ExecuteOutcome = 'done' | 'taken' | 'later';

interface ActiveRun {
  readonly control: RunControl;
  readonly over: Promise<unknown>;
}

/** Works on runs, several at a time. Whether a delivered run is this worker's is decided by the claim, not by the queue. */
export class RunEngine {
  readonly #parts: RunParts;
  readonly #active = new Map<string, ActiveRun>();
  #stopping = false;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  /**
   * Claims and works on a run; `claimed` is called once the claim was tried, with whether it was won. Never throws: what
   * could not be stored is completed by a later attempt.
   */
  async execute(
    runId: string,
    claimed: (isWon: boolean) => void = () => undefined,
    place: QueuedPlace | null = null,
  ): Promise<ExecuteOutcome> {
    if (this.#stopping || this.#active.has(runId)) return 'later';
    try {
      return await this.#claim(runId, claimed, place);
    } catch (error) {
      this.#parts.logger.error({ err: error, runId }, 'A run was left; a later attempt goes on');
      return 'later';
    }
  }

  /** Stops a run if it is being worked on here. */
  cancel(runId: string): void {
    this.#active.get(runId)?.control.stop('cancelled');
  }

  /** The name under which this worker claims runs. */
  get workerId(): string {
    return this.#parts.workerId;
  }

  /** Number of runs being worked on. */
  get activeCount(): number {
    return this.#active.size;
  }

  /** Takes no more runs, gives those under way `graceMs`, then hands them over. Resolves when none is left. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    const timer = setTimeout(() => {
      for (const { control } of this.#active.values()) control.stop('shutdown');
    }, graceMs);
    await Promise.all([...this.#active.values()].map(({ over }) => over));
    clearTimeout(timer);
  }

  async #claim(runId: string, claimed: (isWon: boolean) => void, place: QueuedPlace | null): Promise<ExecuteOutcome> {
    let isWon = false;
    const { store, workerId } = this.#parts;
    const claim = await store
      .claim(runId, workerId, place)
      .then((tried) => {
        isWon = tried.outcome === 'claimed';
        return tried;
      })
      .finally(() => claimed(isWon));
    if (claim.outcome === 'over') return 'done';
    if (claim.outcome === 'busy') return 'taken';
    const budget = new RunBudget(claim.run.checkpoint?.spent ?? { ms: 0, tokens: 0 }, this.#parts.limits);
    const control = new RunControl(budget);
    const work = this.#work(claim.run, control);
    this.#active.set(runId, { control, over: work.catch(() => undefined) });
    try {
      return await work;
    } finally {
      this.#active.delete(runId);
    }
  }

  async #work(run: ClaimedRun, control: RunControl): Promise<ExecuteOutcome> {
    const { store, limits } = this.#parts;
    const logger = this.#parts.logger.child({ runId: run.runId, attempt: run.attempt });
    const startedAt = Date.now();
    const lease = new RunLease(run, control, store, { heartbeatMs: limits.heartbeatMs, logger });
    const timer = setTimeout(() => control.stop('time-limit'), control.budget.msAtStart);
    try {
      logger.info('Run claimed');
      const state = await runAttempt(run, control, { ...this.#parts, logger });
      logger.info({ state: state.at, ms: Date.now() - startedAt }, 'Run left');
      if (state.at === 'ended' || (state.at === 'suspended' && !state.answered)) return 'done';
      if (state.at === 'handed-over') await store.release(run);
      return 'later';
    } catch (error) {
      if (error instanceof StaleFenceError) return 'later';
      throw error;
    } finally {
      clearTimeout(timer);
      lease.end();
    }
  }
}
