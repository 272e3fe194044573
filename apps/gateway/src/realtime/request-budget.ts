/** Requests a socket may send at once, and per second in the long run. */
export const REQUEST_BURST = 40;
export const REQUESTS_PER_SECOND = 10;

/** A token bucket: lets short bursts pass and a steady flood not. */
export class RequestBudget {
  #tokens = REQUEST_BURST;
  #at: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.#at = now();
  }

  /** Takes one request's worth; `false` when there is none. */
  take(): boolean {
    const at = this.now();
    this.#tokens = Math.min(REQUEST_BURST, this.#tokens + ((at - this.#at) / 1_000) * REQUESTS_PER_SECOND);
    this.#at = at;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
