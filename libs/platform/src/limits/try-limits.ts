import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '../errors/app-error.js';
import type { RedisConnections } from '../redis/redis-connections.js';
import type { RedisKeys } from '../redis/redis-keys.js';

/** How often one person may try one thing. */
export interface TryLimit {
  /** Part of the key; letters and `-`. */
  readonly name: string;
  /** Tries within `seconds`, counted from the first. */
  readonly tries: number;
  readonly seconds: number;
}

/** Counts tries in Redis, for all processes together; while Redis is away each process counts for itself. */
export class TryLimits {
  readonly #limiters = new Map<string, RateLimiterRedis>();

  constructor(
    private readonly connections: RedisConnections,
    private readonly keys: RedisKeys,
  ) {}

  /** Counts one try of `who`. Throws `too-many-requests` (429), which says how long to wait, when there is none left. */
  async take(limit: TryLimit, who: string): Promise<void> {
    try {
      await this.#limiterOf(limit).consume(who);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1_000));
      throw new AppError({
        code: 'too-many-requests',
        kind: 'user',
        message: `Too many tries. Wait ${String(seconds)} s and try again.`,
        httpStatus: 429,
        retryAfterSeconds: seconds,
      });
    }
  }

  #limiterOf({ name, tries, seconds }: TryLimit): RateLimiterRedis {
    const known = this.#limiters.get(name);
    if (known !== undefined) return known;
    const made = new RateLimiterRedis({
      storeClient: this.connections.commands,
      keyPrefix: this.keys.tries(name),
      points: tries,
      duration: seconds,
      insuranceLimiter: new RateLimiterMemory({ points: tries, duration: seconds }),
    });
    this.#limiters.set(name, made);
    return made;
  }
}
