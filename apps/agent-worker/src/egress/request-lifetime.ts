import { EgressError } from '@cloakroom/sandbox';
import { abortError } from './with-deadline.js';

/** How long one request may live: until its call or run is stopped, or its time is up. */
export class RequestLifetime {
  readonly #controller = new AbortController();
  readonly #listeners: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(signals: readonly AbortSignal[]) {
    for (const signal of signals) {
      const onAbort = (): void => {
        this.#controller.abort(abortError(signal));
      };
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#listeners.push(() => {
        signal.removeEventListener('abort', onAbort);
      });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts the clock: waiting for a free place does not count. */
  start(totalTimeoutMs: number): void {
    this.#timer = setTimeout(() => {
      const message = `The request took longer than ${totalTimeoutMs} ms in all, so it was ended. Ask for less at a time.`;
      this.#controller.abort(new EgressError('READ_TIMEOUT', message));
    }, totalTimeoutMs);
  }

  /** Lets go of the clock and the signals. */
  end(): void {
    clearTimeout(this.#timer);
    for (const remove of this.#listeners.splice(0)) remove();
  }
}
