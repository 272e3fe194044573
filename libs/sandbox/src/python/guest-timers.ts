const maxWaiting = 10_000;
const maxDelayMs = 2_147_483_647;

/** The timers of one isolate: the guest names an id and a delay, and hears the id again when it is due. */
export class GuestTimers {
  /** Called with the id of a timer that is due. */
  fire: (id: number) => void = () => undefined;

  private readonly waiting = new Set<NodeJS.Timeout | NodeJS.Immediate>();

  /** Starts a timer; beyond 10,000 waiting ones it is not started, and the guest waits until its time is over. */
  start(id: number, delayMs: number): void {
    if (this.waiting.size >= maxWaiting || Number.isNaN(delayMs)) return;
    const due = () => {
      this.waiting.delete(handle);
      this.fire(id);
    };
    const handle = delayMs <= 0 ? setImmediate(due) : setTimeout(due, Math.min(delayMs, maxDelayMs));
    this.waiting.add(handle);
  }

  /** Forgets all timers. */
  clear(): void {
    for (const handle of this.waiting) {
      clearTimeout(handle as NodeJS.Timeout);
      clearImmediate(handle as NodeJS.Immediate);
    }
    this.waiting.clear();
  }
}
