import { EgressError } from '@cloakroom/sandbox';
import type { EgressLimits } from './egress-limits.js';
import { abortError } from './with-deadline.js';

/** How many requests one tool call may make, and how many of them at a time. */
export class RequestBudget {
  #made = 0;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly limits: EgressLimits) {}

  /** Counts a request. Throws {@link EgressError} when there are none left. */
  take(): void {
    if (this.#made >= this.limits.maxRequests) {
      throw new EgressError(
        'LIMIT',
        `The limit of ${this.limits.maxRequests} requests in one tool call is reached. Make fewer, or ask for more ` +
          'with each one.',
      );
    }
    this.#made += 1;
  }

  /** Waits for one of the places; the result gives it back and may be called more than once. Throws when stopped. */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw abortError(signal);
    if (this.#running < this.limits.maxConcurrent) this.#running += 1;
    else await this.#wait(signal);
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.#leave();
    };
  }

  /** The place is handed over by the one who leaves, so that nobody can overtake. */
  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(abortError(signal));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(start);
    });
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
