/** Nobody may wait: the queue is full. */
export class GateFullError extends Error {
  override readonly name = 'GateFullError';
  constructor(readonly waiting: number) {
    super('The queue is full.');
  }
}

interface Waiter {
  readonly userId: string;
  readonly go: () => void;
}

/** Sizes of a {@link FairGate}. */
export interface FairGateOptions {
  /** Places in all. */
  readonly places: number;
  /** Places one user may hold at the same time. */
  readonly placesPerUser: number;
  /** Waiters in all. */
  readonly waiters: number;
}

/**
 * A bounded number of places, given first to the user who holds the fewest, then by arrival; one user never holds
 * more than its share, however many wait.
 */
export class FairGate {
  private readonly held = new Map<string, number>();
  private readonly waiting: Waiter[] = [];
  private taken = 0;

  constructor(private readonly options: FairGateOptions) {}

  get queued(): number {
    return this.waiting.length;
  }

  get busy(): number {
    return this.taken;
  }

  /** Takes a place, waiting for one; leaves the queue when `signal` aborts. Throws {@link GateFullError}. */
  async enter(userId: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    if (this.mayEnter(userId) && this.waiting.every((waiter) => !this.mayEnter(waiter.userId))) {
      this.take(userId);
      return true;
    }
    if (this.waiting.length >= this.options.waiters) throw new GateFullError(this.waiting.length);
    return new Promise((resolve) => {
      const leave = (): void => {
        const at = this.waiting.indexOf(waiter);
        if (at >= 0) this.waiting.splice(at, 1);
        resolve(false);
      };
      const waiter: Waiter = {
        userId,
        go: () => {
          signal.removeEventListener('abort', leave);
          resolve(true);
        },
      };
      this.waiting.push(waiter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Gives a place back and lets the next one in. */
  leave(userId: string): void {
    this.taken -= 1;
    const left = (this.held.get(userId) ?? 1) - 1;
    if (left > 0) this.held.set(userId, left);
    else this.held.delete(userId);
    const next = this.next();
    if (next === null) return;
    this.waiting.splice(this.waiting.indexOf(next), 1);
    this.take(next.userId);
    next.go();
  }

  private next(): Waiter | null {
    let best: Waiter | null = null;
    for (const waiter of this.waiting) {
      if (!this.mayEnter(waiter.userId)) continue;
      if (best === null || this.count(waiter.userId) < this.count(best.userId)) best = waiter;
    }
    return best;
  }

  private count(userId: string): number {
    return this.held.get(userId) ?? 0;
  }

  private mayEnter(userId: string): boolean {
    return this.taken < this.options.places && this.count(userId) < this.options.placesPerUser;
  }

  private take(userId: string): void {
    this.taken += 1;
    this.held.set(userId, this.count(userId) + 1);
  }
}
