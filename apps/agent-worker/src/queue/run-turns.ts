import { type QueuePicture, type RunFlow, nextFlow } from '@cloakroom/persistence';
import type { RunStatus } from '@cloakroom/contracts';

/** Who waits, as the database has it. */
export interface RunQueueView {
  picture(): Promise<QueuePicture>;
  standing(runId: string): Promise<{ readonly status: RunStatus; readonly isSilent: boolean } | null>;
}

/** A run to work at; `claimed` is to be called once the claim was tried, however it went. */
export interface RunTurn {
  readonly next: 'run';
  readonly runId: string;
  readonly claimed: () => void;
}

/** What a delivered job leads to: a run, another look in `ms`, or nothing, as nothing is left to do. */
export type Turn = RunTurn | { readonly next: 'wait'; readonly ms: number } | { readonly next: 'nothing' };

/** How long a job waits whose run is another worker's, in milliseconds; when that worker dies, the job is taken up. */
const OTHERS_MS = 1_000;

/** The jobs of runs that may not start yet come back about so often in a second, all of them together. */
const LOOKS_PER_SECOND = 20;
const WAIT_MIN_MS = 250;
const WAIT_MAX_MS = 5_000;

/**
 * Decides which run a delivered job is for. A job is a ticket: there are at least as many as queued runs, and whoever
 * gets one works at the run whose turn it is by the database, which is often not the one the job was added for. So the
 * order is fair whatever order the jobs lie in, also when Redis lost them and the sweeper added them anew.
 */
export class RunTurns {
  #last: Promise<null> = Promise.resolve(null);

  constructor(
    private readonly queue: RunQueueView,
    private readonly userSlots: number,
  ) {}

  /**
   * `runId` is the run the job was added for, or was last used for. One choice after the other: the next one begins when
   * the run that was chosen has been claimed, so that a worker never chooses the same run twice.
   */
  async next(runId: string): Promise<Turn> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<null>();
    const done = (): void => resolve(null);
    this.#last = promise;
    await before;
    try {
      const choice = await this.#choose(runId);
      if (typeof choice === 'string') return { next: 'run', runId: choice, claimed: done };
      done();
      return choice;
    } catch (error) {
      done();
      throw error;
    }
  }

  async #choose(runId: string): Promise<string | Exclude<Turn, { next: 'run' }>> {
    const own = await this.queue.standing(runId);
    if (own?.isSilent === true) return runId;
    const { flows, atWork, abandoned, at } = await this.queue.picture();
    if (abandoned !== null) return abandoned;
    const flow = nextFlow(flows, (userId) => (atWork.get(userId) ?? 0) >= this.userSlots, at);
    if (flow !== null) return flow.headRunId;
    if (flows.length > 0) return { next: 'wait', ms: waitFor(flows) };
    return own?.status === 'running' ? { next: 'wait', ms: OTHERS_MS } : { next: 'nothing' };
  }
}

function waitFor(flows: readonly RunFlow[]): number {
  const waiting = flows.reduce((sum, flow) => sum + flow.waiting, 0);
  const ms = Math.min(WAIT_MAX_MS, Math.max(WAIT_MIN_MS, (waiting * 1_000) / LOOKS_PER_SECOND));
  // Spread, so that jobs that came together do not come back together.
  return Math.round(ms * (0.5 + Math.random()));
}
