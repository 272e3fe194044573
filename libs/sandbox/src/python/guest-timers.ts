const maxWaiting = 10_000;
const maxDelayMs = 2_147_483_647;

/** The timers of one isolate: the guest names an id and a delay, and hears the id again when it is due. */
export class GuestTimers {
  /** Called with the id of a timer that is due. */
  fire: (id: number) => void = () => undefined;

  private readonly cancels = new Set<() => void>();

  /** Starts a timer; beyond 10,000 waiting ones it is not started, and the guest waits until its time is over. */
  start(id: number, delayMs: number): void {
    if (this.cancels.size >= maxWaiting || Number.isNaN(delayMs)) return;
    const due = () => {
      this.cancels.delete(cancel);
      this.fire(id);
    };
    const cancel = delayMs <= 0 ? soon(due) : later(due, Math.min(delayMs, maxDelayMs));
    this.cancels.add(cancel);
  }

  /** Forgets all timers. */
  clear(): void {
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }
}

function soon(due: () => void): () => void {
  const handle = setImmediate(due);
  return () => {
    clearImmediate(handle);
  };
}

function later(due: () => void, delayMs: number): () => void {
  const handle = setTimeout(due, delayMs);
  return () => {
    clearTimeout(handle);
  };
}
