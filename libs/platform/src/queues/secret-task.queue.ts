import { SECRET_TASK_QUEUE, type SecretTaskJob } from '@cloakroom/contracts';
import { Queue } from 'bullmq';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';

/** Producer of the secret-tasks queue. A job holds ids and nothing else. */
export class SecretTaskQueue {
  readonly #connections: RedisConnections;
  readonly #keys: RedisKeys;
  #queue: Queue<SecretTaskJob> | null = null;

  constructor(connections: RedisConnections, keys: RedisKeys) {
    this.#connections = connections;
    this.#keys = keys;
  }

  /** Adds a job. The same task of the same value twice is one job. Throws within about two seconds when Redis is away. */
  async enqueue(job: SecretTaskJob, task: 'scan' | 'scrub'): Promise<void> {
    const jobId = `${job.secretId}-${job.version}-${task}`;
    await this.#open().add('task', job, { jobId, removeOnComplete: true, removeOnFail: true, attempts: 1 });
  }

  /** Closes the producer; its connection is closed by {@link RedisConnections}. */
  async close(): Promise<void> {
    await this.#queue?.close();
    this.#queue = null;
  }

  #open(): Queue<SecretTaskJob> {
    this.#queue ??= this.#create();
    return this.#queue;
  }

  #create(): Queue<SecretTaskJob> {
    const queue = new Queue<SecretTaskJob>(SECRET_TASK_QUEUE, {
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
