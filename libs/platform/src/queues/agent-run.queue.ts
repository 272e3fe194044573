import { AGENT_RUN_QUEUE, type AgentRunJob } from '@cloakroom/contracts';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import { JobProducer, type QueueDepth } from './job-producer.js';

/**
 * How a consumer takes jobs; times in milliseconds. With this lock, the job of a killed worker is delivered again after
 * about seven seconds (BullMQ's defaults: a minute). What is found stalled too often is given up, and enqueued again by
 * the sweeper.
 */
export const AGENT_RUN_DELIVERY = { lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 20 } as const;

/** Producer of the agent-run queue. A job holds a run's id and nothing else. */
export class AgentRunQueue {
  readonly #jobs: JobProducer<AgentRunJob>;

  constructor(connections: RedisConnections, keys: RedisKeys) {
    this.#jobs = new JobProducer(AGENT_RUN_QUEUE, connections, keys);
  }

  /**
   * Adds a job for a run. `attempt` is the run's attempt so far (0 for a new one): the same run and attempt twice is
   * one job. Throws within about two seconds when Redis is away.
   */
  enqueue(runId: string, attempt: number): Promise<void> {
    return this.#jobs.add('run', { runId }, `${runId}-${attempt}`);
  }

  /** Jobs that wait or run. */
  depth(): Promise<QueueDepth> {
    return this.#jobs.depth();
  }

  /** Closes the producer; its connection is closed by {@link RedisConnections}. */
  close(): Promise<void> {
    return this.#jobs.close();
  }
}
