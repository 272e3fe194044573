/** Timers, so that tests need not wait. */
export type Delay = (ms: number) => Promise<void>;
/** Waits in real time. */
export declare const realDelay: Delay;
//# sourceMappingURL=delay.d.ts.map