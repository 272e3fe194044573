import { AGENT_RUN_QUEUE, type AgentRunJob } from '@cloakroom/contracts';
import { Queue } from 'bullmq';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';

/**
 * How a consumer takes jobs; times in milliseconds. With this lock, the job of a killed worker is delivered again after
 * about seven seconds (BullMQ's defaults: a minute). What is found stalled too often is given up, and enqueued again by
 * the sweeper.
 */
export const AGENT_RUN_DELIVERY = { lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 20 } as const;

/** Producer of the agent-run queue. A job holds a run's id and nothing else. */
export class AgentRunQueue {
  readonly #connections: RedisConnections;
  readonly #keys: RedisKeys;
  #queue: Queue<AgentRunJob> | null = null;

  constructor(connections: RedisConnections, keys: RedisKeys) {
    this.#connections = connections;
    this.#keys = keys;
  }

  /**
   * Adds a job for a run. `attempt` is the run's attempt so far (0 for a new one): the same run and attempt twice is
   * one job. Throws within about two seconds when Redis is away.
   */
  async enqueue(runId: string, attempt: number): Promise<void> {
    await this.#open().add(
      'run',
      { runId },
      { jobId: `${runId}-${attempt}`, removeOnComplete: true, removeOnFail: true, attempts: 1 },
    );
  }

  /** Jobs that wait or run. */
  async depth(): Promise<{ readonly waiting: number; readonly active: number }> {
    const counts = await this.#open().getJobCounts('waiting', 'prioritized', 'delayed', 'active');
    const { active = 0, ...waiting } = counts;
    return { waiting: Object.values(waiting).reduce((sum, count) => sum + count, 0), active };
  }

  /** Closes the producer; its connection is closed by {@link RedisConnections}. */
  async close(): Promise<void> {
    await this.#queue?.close();
    this.#queue = null;
  }

  #open(): Queue<AgentRunJob> {
    this.#queue ??= this.#create();
    return this.#queue;
  }

  #create(): Queue<AgentRunJob> {
    const queue = new Queue<AgentRunJob>(AGENT_RUN_QUEUE, {
      connection: this.#connections.queue,
      prefix: this.#keys.queues,
      skipVersionCheck: true,
      skipWaitingForReady: true,
    });
    // The connection reports its own trouble; an unheard 'error' event would end the process.
    queue.on('error', () => undefined);
    return queue;
  }
}
