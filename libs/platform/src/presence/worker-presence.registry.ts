import { type WorkerPresence, workerPresenceSchema } from '@cloakroom/contracts';
import type { Logger } from '../logging/logger.js';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';

const TTL_MS = 10_000;
const REFRESH_MS = 3_000;

/** Which workers are alive and what each runs on: refreshed every 3 s, forgotten 10 s after the last word. */
export class WorkerPresenceRegistry {
  readonly #connections: RedisConnections;
  readonly #keys: RedisKeys;
  readonly #logger: Logger;

  constructor(connections: RedisConnections, keys: RedisKeys, logger: Logger) {
    this.#connections = connections;
    this.#keys = keys;
    this.#logger = logger;
  }

  /** Announces a worker, as `describe` tells it at that moment, until the returned function is called, which also takes it off the list. */
  async announce(describe: () => WorkerPresence): Promise<() => Promise<void>> {
    const first = describe();
    await this.#write(first);
    const timer = setInterval(() => {
      this.#write(describe()).catch((error: unknown) =>
        this.#logger.warn({ err: error }, 'Presence was not announced'),
      );
    }, REFRESH_MS).unref();
    return async () => {
      clearInterval(timer);
      await this.#connections.commands
        .multi()
        .del(this.#keys.worker(first.workerId))
        .srem(this.#keys.workers, first.workerId)
        .exec();
    };
  }

  /** Workers that are alive, oldest first. */
  async list(): Promise<WorkerPresence[]> {
    const ids = await this.#connections.commands.smembers(this.#keys.workers);
    if (ids.length === 0) return [];
    const texts = await this.#connections.commands.mget(ids.map((id) => this.#keys.worker(id)));
    const gone = ids.filter((_, index) => texts[index] === null);
    if (gone.length > 0) await this.#connections.commands.srem(this.#keys.workers, ...gone);
    return texts
      .flatMap((text) => (typeof text === 'string' ? [workerPresenceSchema.parse(JSON.parse(text))] : []))
      .sort((a, b) => a.startedAt - b.startedAt);
  }

  async #write(presence: WorkerPresence): Promise<void> {
    await this.#connections.commands
      .multi()
      .set(this.#keys.worker(presence.workerId), JSON.stringify(presence), 'PX', TTL_MS)
      .sadd(this.#keys.workers, presence.workerId)
      .exec();
  }
}
