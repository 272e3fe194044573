import { AGENT_RUN_QUEUE, type AgentRunJob, agentRunJobSchema } from '@cloakroom/contracts';
import type { Logger } from '@cloakroom/platform';
import { DelayedError, type Job, type Worker } from 'bullmq';
import type { ExecuteOutcome, RunEngine } from '../run/run-engine.js';
import type { QueueConsumers } from './queue-consumers.js';
import type { RunTurn, RunTurns } from './run-turns.js';

/** What the consumer works with: whose turn it is, and who does the work. */
export interface AgentRunWork {
  readonly engine: RunEngine;
  readonly turns: RunTurns;
}

/** A run that was handed over, or a look that failed, is tried again after this long, in milliseconds. */
const AGAIN_MS = 1_000;

/** After so many runs in a row that other workers were faster at, the job makes room for a moment. */
const MAX_LOST_CLAIMS = 5;
const LOST_CLAIMS_MS = 100;

/** Takes jobs off the queue, and gives the engine the run whose turn it is: see {@link RunTurns}. */
export class AgentRunConsumer {
  readonly #worker: Worker<AgentRunJob>;
  readonly #logger: Logger;
  #paused = false;

  constructor(
    private readonly work: AgentRunWork,
    consumers: QueueConsumers,
    { concurrency, logger }: { readonly concurrency: number; readonly logger: Logger },
  ) {
    this.#logger = logger;
    this.#worker = consumers.open<AgentRunJob>(AGENT_RUN_QUEUE, concurrency, (job, token) => this.#consume(job, token));
    this.#worker.on('error', (error) => logger.warn({ err: error }, 'The queue has trouble'));
  }

  /** Takes no more runs; those under way go on. */
  pause = (): Promise<void> => {
    this.#paused = true;
    return this.#worker.pause(true);
  };
  close = (): Promise<void> => this.#worker.close();

  async #consume(job: Job<AgentRunJob>, token: string | undefined): Promise<void> {
    const again = await this.#useUp(job).catch((error: unknown) => {
      this.#logger.warn({ err: error, jobId: job.id }, 'Whose turn it is could not be found out; looking again');
      return AGAIN_MS;
    });
    if (again === null) return;
    await job.moveToDelayed(Date.now() + again, token);
    throw new DelayedError();
  }

  /**
   * `null` when the job is used up, else the milliseconds after which it is to come back. A run that has ended makes
   * room for its owner's next one, which is looked for at once; a job that has led to a run need not come back.
   */
  async #useUp(job: Job<AgentRunJob>): Promise<number | null> {
    let { runId } = agentRunJobSchema.parse(job.data);
    let used = false;
    for (let lost = 0; lost < MAX_LOST_CLAIMS && !(used && this.#paused);) {
      const turn = await this.work.turns.next(runId);
      if (turn.next === 'nothing' || (turn.next === 'wait' && used)) return null;
      if (turn.next === 'wait') return turn.ms;
      const outcome = await this.#follow(turn, runId, job);
      runId = turn.runId;
      if (outcome === 'later') return AGAIN_MS;
      if (outcome === 'done') used = true;
      else lost += 1;
    }
    return used ? null : LOST_CLAIMS_MS;
  }

  /** Notes in the job what it is used for: when this worker dies, the job leads its next one to the run that was left. */
  async #follow(turn: RunTurn, runId: string, job: Job<AgentRunJob>): Promise<ExecuteOutcome> {
    try {
      if (turn.runId !== runId) await job.updateData({ runId: turn.runId });
      return await this.work.engine.execute(turn.runId, turn.claimed, turn.place);
    } finally {
      turn.claimed(false);
    }
  }
}
