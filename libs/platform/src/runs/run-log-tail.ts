import type { Logger } from '../logging/logger.js';
import type { RedisKeys } from '../redis/redis-keys.js';
import type { RedisSubscriber } from '../redis/redis-subscriber.js';
import type { RunLog, RunLogEntry } from './run-log.js';

/** Takes the next entries of a log, in order, never empty. The tail waits for it before it reads on. */
export type RunLogListener = (entries: readonly RunLogEntry[]) => void | Promise<void>;

/** How often a follower looks by itself, in milliseconds, in case a wake-up was lost. */
const POLL_MS = 2_000;
const PAGE = 500;

/**
 * Follows run logs as they grow. A wake-up only says "look"; what is delivered is decided by each follower's own
 * cursor, so nothing is missed, doubled or out of order, whatever happens to the wake-ups.
 */
export class RunLogTail {
  readonly #log: RunLog;
  readonly #subscriber: RedisSubscriber;
  readonly #keys: RedisKeys;
  readonly #logger: Logger;
  readonly #followers = new Map<string, Set<Follower>>();
  #poll: NodeJS.Timeout | null = null;
  #subscribed: Promise<unknown> | null = null;

  constructor(log: RunLog, subscriber: RedisSubscriber, keys: RedisKeys, logger: Logger) {
    this.#log = log;
    this.#subscriber = subscriber;
    this.#keys = keys;
    this.#logger = logger;
  }

  /** Delivers everything after `afterSeq`, then what comes. Errors of a read are tried again at the next look. */
  follow(runId: string, afterSeq: number, listener: RunLogListener): () => void {
    this.#listen();
    const follower = new Follower({ runId, afterSeq }, listener, this.#log, this.#logger);
    const ofRun = this.#followers.get(runId) ?? new Set<Follower>();
    ofRun.add(follower);
    this.#followers.set(runId, ofRun);
    follower.look();
    return () => {
      follower.stop();
      ofRun.delete(follower);
      if (ofRun.size === 0 && this.#followers.get(runId) === ofRun) this.#followers.delete(runId);
    };
  }

  /** Stops every follower. */
  close(): void {
    if (this.#poll !== null) clearInterval(this.#poll);
    for (const ofRun of this.#followers.values()) for (const follower of ofRun) follower.stop();
    this.#followers.clear();
  }

  #listen(): void {
    this.#poll ??= setInterval(() => this.#lookEverywhere(), POLL_MS).unref();
    if (this.#subscribed !== null) return;
    this.#subscriber.onReconnect(() => this.#lookEverywhere());
    this.#subscribed = this.#subscriber
      .subscribe(this.#keys.runLogChannel, (message) => {
        const [runId = ''] = message.split(' ', 1);
        for (const follower of this.#followers.get(runId) ?? []) follower.look();
      })
      .then(() => this.#lookEverywhere())
      .catch((error: unknown) => {
        this.#logger.warn({ err: error }, 'Wake-ups of run logs are not to be had; looking every two seconds');
      });
  }

  #lookEverywhere(): void {
    for (const ofRun of this.#followers.values()) for (const follower of ofRun) follower.look();
  }
}

class Follower {
  readonly #runId: string;
  #cursor: number;
  #looking = false;
  #again = false;
  #stopped = false;

  constructor(
    place: { readonly runId: string; readonly afterSeq: number },
    private readonly listener: RunLogListener,
    private readonly log: RunLog,
    private readonly logger: Logger,
  ) {
    this.#runId = place.runId;
    this.#cursor = place.afterSeq;
  }

  stop(): void {
    this.#stopped = true;
  }

  look(): void {
    this.#again = true;
    if (this.#looking || this.#stopped) return;
    this.#looking = true;
    void this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        const entries = await this.log.readOn(this.#runId, this.#cursor, PAGE);
        if (this.#isStopped()) return;
        const last = entries.at(-1);
        if (last === undefined) continue;
        await this.listener(entries);
        this.#cursor = last.seq;
        this.#again ||= entries.length === PAGE;
      }
    } catch (error) {
      this.logger.warn({ err: error, runId: this.#runId }, 'A run log could not be followed; looking again soon');
    } finally {
      this.#looking = false;
    }
  }

  #isStopped(): boolean {
    return this.#stopped;
  }
}
