import { QUEUE_NAMES, type QueueName } from '@cloakroom/contracts';
import { AGENT_RUN_DELIVERY, AppError, type RedisConnections, type RedisKeys } from '@cloakroom/platform';
import { type Job, Worker } from 'bullmq';

/** What a consumer does with a job. */
export type ConsumeJob<T> = (job: Job<T>, token: string | undefined) => Promise<void>;

/** The consuming end of every queue. A queue has one consumer: the app does not start when one has two, or none. */
export class QueueConsumers {
  readonly #consumed = new Set<QueueName>();

  constructor(private readonly redis: { readonly connections: RedisConnections; readonly keys: RedisKeys }) {}

  /** Begins to take jobs off a queue. Throws `queue-consumed-twice`. */
  open<T>(queue: QueueName, concurrency: number, consume: ConsumeJob<T>): Worker<T> {
    if (this.#consumed.has(queue)) throw wrong('queue-consumed-twice', `The queue ${queue} has two consumers.`);
    this.#consumed.add(queue);
    return new Worker<T>(queue, consume, {
      connection: this.redis.connections.consumer,
      prefix: this.redis.keys.queues,
      concurrency,
      ...AGENT_RUN_DELIVERY,
    });
  }

  /** The queues that this worker serves. */
  get names(): QueueName[] {
    return [...this.#consumed];
  }

  /** Throws `queue-not-consumed` when jobs of some queue would wait for ever. */
  assertComplete(): void {
    const missing = QUEUE_NAMES.filter((name) => !this.#consumed.has(name));
    if (missing.length > 0) throw wrong('queue-not-consumed', `Without a consumer: the queue ${missing.join(', ')}.`);
  }
}

function wrong(code: string, message: string): AppError {
  return new AppError({ code, kind: 'unexpected', message });
}
