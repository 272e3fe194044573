import { SECRET_TASK_QUEUE, type SecretTaskJob } from '@cloakroom/contracts';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import { JobProducer } from './job-producer.js';

/** Producer of the secret-tasks queue. A job holds ids and nothing else. */
export class SecretTaskQueue {
  readonly #jobs: JobProducer<SecretTaskJob>;

  constructor(connections: RedisConnections, keys: RedisKeys) {
    this.#jobs = new JobProducer(SECRET_TASK_QUEUE, connections, keys);
  }

  /** Adds a job. The same task of the same value twice is one job. Throws within about two seconds when Redis is away. */
  enqueue(job: SecretTaskJob, task: 'scan' | 'scrub'): Promise<void> {
    return this.#jobs.add('task', job, `${job.secretId}-${job.version}-${task}`);
  }

  /** Closes the producer; its connection is closed by {@link RedisConnections}. */
  close(): Promise<void> {
    return this.#jobs.close();
  }
}
