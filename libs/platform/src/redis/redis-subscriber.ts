import type { Redis } from 'ioredis';
import type { Logger } from '../logging/logger.js';
import type { RedisConnections } from './redis-connections.js';

type Handler = (message: string) => void;

/** The one subscriber connection of a process, shared by everything that listens. Messages may be lost while it is away. */
export class RedisSubscriber {
  readonly #connections: RedisConnections;
  readonly #logger: Logger;
  readonly #handlers = new Map<string, Set<Handler>>();
  readonly #onReconnect = new Set<() => void>();
  #redis: Redis | null = null;

  constructor(connections: RedisConnections, logger: Logger) {
    this.#connections = connections;
    this.#logger = logger;
  }

  /** Listens on a channel; resolves when Redis has confirmed. The returned function stops this handler. */
  async subscribe(channel: string, handler: Handler): Promise<() => void> {
    const redis = this.#connect();
    const handlers = this.#handlers.get(channel) ?? new Set<Handler>();
    handlers.add(handler);
    this.#handlers.set(channel, handlers);
    await redis.subscribe(channel);
    return () => {
      handlers.delete(handler);
    };
  }

  /** Called whenever the connection is back after an interruption: messages may have been missed. */
  onReconnect(callback: () => void): () => void {
    this.#onReconnect.add(callback);
    return () => {
      this.#onReconnect.delete(callback);
    };
  }

  #connect(): Redis {
    if (this.#redis !== null) return this.#redis;
    const redis = this.#connections.subscriber;
    let first = redis.status !== 'ready';
    redis.on('message', (channel: string, message: string) => this.#dispatch(channel, message));
    redis.on('ready', () => {
      if (!first) for (const callback of this.#onReconnect) callback();
      first = false;
    });
    this.#redis = redis;
    return redis;
  }

  #dispatch(channel: string, message: string): void {
    for (const handler of this.#handlers.get(channel) ?? []) {
      try {
        handler(message);
      } catch (error) {
        this.#logger.error({ err: error, channel }, 'A subscription handler failed');
      }
    }
  }
}
