/** Timers, so that tests need not wait. */
export type Delay = (ms: number) => Promise<void>;

/** Waits in real time. */
export const realDelay: Delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
