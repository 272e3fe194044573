import { uuidSchema } from '@cloakroom/contracts';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import type { RedisSubscriber } from '../redis/redis-subscriber.js';

/** Tells the worker of a run, wherever it is, to stop it. A hint: the stored request to cancel is the truth. */
export class RunSignals {
  readonly #connections: RedisConnections;
  readonly #subscriber: RedisSubscriber;
  readonly #keys: RedisKeys;

  constructor(connections: RedisConnections, subscriber: RedisSubscriber, keys: RedisKeys) {
    this.#connections = connections;
    this.#subscriber = subscriber;
    this.#keys = keys;
  }

  /** Sends the signal to every worker. */
  async cancel(runId: string): Promise<void> {
    await this.#connections.commands.publish(this.#keys.cancelChannel, runId);
  }

  /** Listens for the signal; the returned function stops listening. */
  async onCancel(callback: (runId: string) => void): Promise<() => void> {
    return this.#subscriber.subscribe(this.#keys.cancelChannel, (message) => {
      const runId = uuidSchema.safeParse(message);
      if (runId.success) callback(runId.data);
    });
  }
}
