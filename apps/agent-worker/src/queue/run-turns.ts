import type { RunStatus } from '@cloakroom/contracts';
import type { QueuePicture, QueuedPlace, RunFlow } from '@cloakroom/persistence';
import { TurnPlan } from './turn-plan.js';

/** Who waits, as the database has it. */
export interface RunQueueView {
  picture(): Promise<QueuePicture>;
  standing(runId: string): Promise<{ readonly status: RunStatus; readonly isSilent: boolean } | null>;
}

/** A run to work at; `claimed` is to be called once the claim was tried, with whether it was won. Later calls say nothing. */
export interface RunTurn {
  readonly next: 'run';
  readonly runId: string;
  /** Where it was seen waiting; `null` for one that is taken over. */
  readonly place: QueuedPlace | null;
  readonly claimed: (isWon: boolean) => void;
}

/** What a delivered job leads to: a run, another look in `ms`, or nothing, as nothing is left to do. */
export type Turn = RunTurn | { readonly next: 'wait'; readonly ms: number } | { readonly next: 'nothing' };

/** How long a job waits whose run is another worker's, in milliseconds; when that worker dies, the job is taken up. */
const OTHERS_MS = 1_000;

/** The jobs of runs that may not start yet come back about so often in a second, all of them together. */
const LOOKS_PER_SECOND = 20;
const WAIT_MIN_MS = 250;
const WAIT_MAX_MS = 5_000;

/** How long one look at the queue serves the choices after it, in milliseconds, as long as every claim is won. */
const PLAN_MS = 200;

type Choice = Pick<RunTurn, 'next' | 'runId' | 'place'> | Exclude<Turn, RunTurn>;

/**
 * Decides which run a delivered job is for. A job is a ticket: there are at least as many as queued runs, and whoever
 * gets one works at the run whose turn it is by the database, which is often not the one the job was added for. So the
 * order is fair whatever order the jobs lie in, also when Redis lost them and the sweeper added them anew.
 */
export class RunTurns {
  #last: Promise<null> = Promise.resolve(null);
  #plan: { readonly turns: TurnPlan; readonly until: number } | null = null;

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
    this.#last = promise;
    const done = (): void => resolve(null);
    await before;
    try {
      const choice = this.#chooseAsPlanned(runId) ?? (await this.#choose(runId));
      if (choice.next === 'run') return { ...choice, claimed: this.#whenClaimed(done) };
      done();
      return choice;
    } catch (error) {
      done();
      throw error;
    }
  }

  /** A claim that was lost says that the queue looks different by now. */
  #whenClaimed(done: () => void): RunTurn['claimed'] {
    let isTold = false;
    return (isWon) => {
      if (isTold) return;
      isTold = true;
      if (!isWon) this.#plan = null;
      done();
    };
  }

  /** A job whose own run was at work may have to take it over, which only a new look tells. */
  #chooseAsPlanned(runId: string): Choice | null {
    const plan = this.#plan;
    if (plan === null || performance.now() > plan.until || plan.turns.wasRunning(runId)) return null;
    const chosen = plan.turns.take();
    return chosen === null ? null : { next: 'run', ...chosen };
  }

  async #choose(runId: string): Promise<Choice> {
    this.#plan = null;
    const from = performance.now();
    const picture = await this.queue.picture();
    const { flows, abandoned, running } = picture;
    const own = flows.length === 0 || running.has(runId) ? await this.queue.standing(runId) : null;
    if (own?.isSilent === true) return { next: 'run', runId, place: null };
    if (abandoned !== null) return { next: 'run', runId: abandoned, place: null };
    const turns = new TurnPlan(picture, this.userSlots);
    const chosen = turns.take();
    if (chosen !== null) {
      this.#plan = { turns, until: from + PLAN_MS };
      return { next: 'run', ...chosen };
    }
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
