import type { AddressResolver, ResolvedAddress } from './egress.types.js';

interface Waiting {
  readonly userId: string;
  readonly signal: AbortSignal;
  readonly start: () => void;
  readonly drop: () => void;
}

const MAX_RUNNING = 3;
const MAX_WAITING_MS = 10_000;

/**
 * Keeps slow name servers from holding up the worker: the system's look-up blocks a thread of Node's pool of four, so
 * at most three run at a time, and one per user. A look-up whose run is over, or that waited too long, is dropped.
 */
export class LookupGate {
  readonly #waiting: Waiting[] = [];
  readonly #busyUsers = new Set<string>();

  constructor(private readonly resolver: AddressResolver) {}

  /** The resolver of one run. */
  forRun(userId: string, runSignal: AbortSignal): AddressResolver {
    return {
      resolve: (hostname) => {
        const signal = AbortSignal.any([runSignal, AbortSignal.timeout(MAX_WAITING_MS)]);
        return this.#enqueue(userId, signal, hostname);
      },
    };
  }

  async #enqueue(userId: string, signal: AbortSignal, hostname: string): Promise<readonly ResolvedAddress[]> {
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({
        userId,
        signal,
        start: resolve,
        drop: () => {
          reject(new Error('The look-up was dropped.'));
        },
      });
      this.#startNext();
    });
    try {
      return await this.resolver.resolve(hostname);
    } finally {
      this.#busyUsers.delete(userId);
      this.#startNext();
    }
  }

  #startNext(): void {
    while (this.#busyUsers.size < MAX_RUNNING) {
      const index = this.#waiting.findIndex(({ userId, signal }) => signal.aborted || !this.#busyUsers.has(userId));
      const next = index === -1 ? undefined : this.#waiting.splice(index, 1)[0];
      if (next === undefined) return;
      if (next.signal.aborted) {
        next.drop();
        continue;
      }
      this.#busyUsers.add(next.userId);
      next.start();
    }
  }
}
