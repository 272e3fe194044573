import { Queue } from 'bullmq';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';

/** How many jobs wait and how many are being done. */
export interface QueueDepth {
  readonly waiting: number;
  readonly active: number;
}

/** The producing end of one queue; connects when it is first used. A job is gone once it has ended, however it ended. */
export class JobProducer<Job> {
  #queue: Queue<Job, unknown, string, Job, unknown, string> | null = null;

  constructor(
    private readonly queueName: string,
    private readonly connections: RedisConnections,
    private readonly keys: RedisKeys,
  ) {}

  /** Adds a job; one with the id of a job that has not ended is none. Throws within about two seconds when Redis is away. */
  async add(kind: string, job: Job, jobId: string): Promise<void> {
    await this.#open().add(kind, job, { jobId, removeOnComplete: true, removeOnFail: true, attempts: 1 });
  }

  /** Jobs that wait or run. */
  async depth(): Promise<QueueDepth> {
    const { active = 0, ...waiting } = await this.#open().getJobCounts('waiting', 'prioritized', 'delayed', 'active');
    return { waiting: Object.values(waiting).reduce((sum, count) => sum + count, 0), active };
  }

  /** Closes the producer; its connection is closed by {@link RedisConnections}. */
  async close(): Promise<void> {
    await this.#queue?.close();
    this.#queue = null;
  }

  #open(): Queue<Job, unknown, string, Job, unknown, string> {
    this.#queue ??= this.#create();
    return this.#queue;
  }

  #create(): Queue<Job, unknown, string, Job, unknown, string> {
    const queue = new Queue<Job, unknown, string, Job, unknown, string>(this.queueName, {
      connection: this.connections.queue,
      prefix: this.keys.queues,
      skipVersionCheck: true,
      skipWaitingForReady: true,
    });
    // The connection reports its own trouble; an unheard 'error' event would end the process.
    queue.on('error', () => undefined);
    return queue;
  }
}
