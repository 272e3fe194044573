import { AGENT_RUN_QUEUE, type AgentRunJob, agentRunJobSchema } from '@cloakroom/contracts';
import { AGENT_RUN_DELIVERY, type Logger, type RedisConnections, type RedisKeys } from '@cloakroom/platform';
import { DelayedError, type Job, Worker } from 'bullmq';
import type { RunEngine } from '../run/run-engine.js';

const AGAIN_MS = 1_000;

/** Takes runs off the queue and gives them to the engine; one that another worker has is looked at again in a second. */
export class AgentRunConsumer {
  readonly #worker: Worker<AgentRunJob>;

  constructor(
    private readonly engine: RunEngine,
    redis: { readonly connections: RedisConnections; readonly keys: RedisKeys },
    { concurrency, logger }: { readonly concurrency: number; readonly logger: Logger },
  ) {
    this.#worker = new Worker<AgentRunJob>(AGENT_RUN_QUEUE, (job, token) => this.#consume(job, token), {
      connection: redis.connections.consumer,
      prefix: redis.keys.queues,
      concurrency,
      ...AGENT_RUN_DELIVERY,
    });
    this.#worker.on('error', (error) => logger.warn({ err: error }, 'The queue has trouble'));
  }

  /** Takes no more runs; those under way go on. */
  pause = (): Promise<void> => this.#worker.pause(true);
  close = (): Promise<void> => this.#worker.close();

  async #consume(job: Job<AgentRunJob>, token: string | undefined): Promise<void> {
    const { runId } = agentRunJobSchema.parse(job.data);
    if ((await this.engine.execute(runId)) === 'done') return;
    await job.moveToDelayed(Date.now() + AGAIN_MS, token);
    throw new DelayedError();
  }
}
