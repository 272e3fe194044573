import { Redis } from 'ioredis';
import { operationalError } from '../errors/app-error.js';
import type { Logger } from '../logging/logger.js';

/**
 * How a connection behaves while Redis is away: `wait` holds commands until it is back (workers, which must not lose
 * a run's events), `fail-fast` gives up after about two seconds (whoever has a person waiting), `again` after ten (what
 * is asked for again anyway, and would only make a busy process busier if it were given up early).
 */
export type RedisPatience = 'wait' | 'fail-fast' | 'again';

/** Options of {@link RedisConnections}. */
export interface RedisConnectionsOptions {
  /** `redis://[user:password@]host:port[/db]` or `rediss://`. */
  readonly url: string;
  readonly patience: RedisPatience;
  readonly logger: Logger;
}

const CLOSE_MS = 500;
const RECONNECT_MAX_MS = 1_000;
const FAIL_FAST_MS = 2_000;
const AGAIN_MS = 10_000;

/** Every connection of a process to Redis, made on first use and closed together. */
export class RedisConnections {
  readonly #options: RedisConnectionsOptions;
  readonly #open = new Map<string, Redis>();
  #lastErrorLoggedAt = 0;

  constructor(options: RedisConnectionsOptions) {
    this.#options = options;
  }

  /** For ordinary commands. */
  get commands(): Redis {
    return this.#connect('commands', this.#options.patience);
  }

  /** For adding jobs: fails fast, so that a request is not held while Redis is away. */
  get queue(): Redis {
    return this.#connect('queue', 'fail-fast');
  }

  /** For a BullMQ worker: waits, as BullMQ requires. */
  get consumer(): Redis {
    return this.#connect('consumer', 'wait');
  }

  /** For following logs: whoever follows reads again by itself. */
  get reads(): Redis {
    return this.#connect('reads', 'again');
  }

  /** For subscriptions only. */
  get subscriber(): Redis {
    return this.#connect('subscriber', 'wait');
  }

  /** One more connection of its own, for instance for the Socket.IO adapter. Closed with the others. */
  create(name: string, patience: RedisPatience = this.#options.patience): Redis {
    return this.#connect(name, patience);
  }

  /** Throws an operational error when Redis does not answer within `timeoutMs` (default 1000). */
  async ping(timeoutMs = 1_000): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(operationalError('redis-down', 'Redis does not answer.')), timeoutMs);
    });
    try {
      await Promise.race([this.commands.ping(), late]);
    } catch (error) {
      throw operationalError('redis-down', 'Redis does not answer.', error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Throws when Redis may drop keys to make room; passes when it does not let itself be asked (managed servers). */
  async assertNoEviction(): Promise<void> {
    const answer: unknown = await this.commands.config('GET', 'maxmemory-policy').catch(() => null);
    const policy = Array.isArray(answer) ? String(answer[1]) : null;
    if (policy !== null && policy !== 'noeviction') {
      throw operationalError(
        'redis-evicts',
        `Redis has maxmemory-policy ${policy}, so it may drop queued runs. Set maxmemory-policy noeviction.`,
      );
    }
  }

  /** The server's version; `null` when it does not say, or does not answer. */
  async serverVersion(): Promise<string | null> {
    const info = await this.commands.info('server').catch(() => '');
    return /^redis_version:([\w.-]+)/m.exec(info)?.[1] ?? null;
  }

  /** Closes every connection. Idempotent. */
  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map((redis) => closeOne(redis)));
  }

  #connect(name: string, patience: RedisPatience): Redis {
    const existing = this.#open.get(name);
    if (existing !== undefined) return existing;
    const redis = new Redis(this.#options.url, connectionOptions(name, patience));
    redis.on('error', (error: unknown) => this.#logError(name, error));
    this.#open.set(name, redis);
    return redis;
  }

  #logError(name: string, error: unknown): void {
    const now = Date.now();
    if (now - this.#lastErrorLoggedAt < 5_000) return;
    this.#lastErrorLoggedAt = now;
    this.#options.logger.warn({ err: error, connection: name }, 'Redis connection trouble');
  }
}

function connectionOptions(name: string, patience: RedisPatience) {
  const shared = {
    connectionName: `cloakroom-${name}`,
    // A connection blocked in a read would otherwise hold the process for two seconds at its end.
    disconnectTimeout: 50,
    retryStrategy: (times: number): number => Math.min(50 * 2 ** Math.min(times, 6), RECONNECT_MAX_MS),
  };
  switch (patience) {
    case 'wait':
      return { ...shared, maxRetriesPerRequest: null };
    case 'fail-fast':
      return { ...shared, maxRetriesPerRequest: 2, commandTimeout: FAIL_FAST_MS };
    case 'again':
      return { ...shared, maxRetriesPerRequest: 2, commandTimeout: AGAIN_MS };
  }
}

async function closeOne(redis: Redis): Promise<void> {
  // A connection that is being made may have commands waiting, which would be rejected with nobody to hear it.
  if (redis.status === 'connecting' || redis.status === 'connect') {
    await within(CLOSE_MS, new Promise<void>((resolve) => redis.once('ready', resolve)));
  }
  if (redis.status === 'ready') {
    await within(
      CLOSE_MS,
      redis.quit().then(
        () => undefined,
        () => undefined,
      ),
    );
  }
  redis.disconnect();
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
