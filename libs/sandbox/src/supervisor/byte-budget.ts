/** What a {@link ByteBudget} allows, in bytes. */
export interface ByteBudgetLimits {
  readonly total: number;
  /** The most that one owner holds at a time, so that a single one cannot take everything. */
  readonly perOwner: number;
}

interface Waiter {
  readonly owner: string;
  readonly bytes: number;
  readonly grant: () => void;
}

/** Memory of this process that frames of sandbox processes may take together; who does not fit waits, in order. */
export class ByteBudget {
  private held = 0;
  private readonly owners = new Map<string, number>();
  private waiters: Waiter[] = [];

  constructor(private readonly limits: ByteBudgetLimits) {}

  /** Bytes that are held now. */
  get heldBytes(): number {
    return this.held;
  }

  /** Takes `bytes` if they fit now. */
  take(owner: string, bytes: number): boolean {
    const own = this.owners.get(owner) ?? 0;
    const fits = own === 0 || own + bytes <= this.limits.perOwner;
    if (!fits || (this.held > 0 && this.held + bytes > this.limits.total)) return false;
    this.held += bytes;
    this.owners.set(owner, own + bytes);
    return true;
  }

  /** Takes `bytes` as soon as they fit and calls `granted` then; the answer withdraws the wish. */
  wait(owner: string, bytes: number, granted: () => void): () => void {
    const waiter = { owner, bytes, grant: granted };
    this.waiters.push(waiter);
    return () => {
      this.waiters = this.waiters.filter((other) => other !== waiter);
    };
  }

  /** Gives `bytes` back and lets waiters in that fit now. */
  give(owner: string, bytes: number): void {
    this.held -= bytes;
    const left = (this.owners.get(owner) ?? 0) - bytes;
    if (left > 0) this.owners.set(owner, left);
    else this.owners.delete(owner);
    const waiting = this.waiters;
    this.waiters = [];
    const granted: Waiter[] = [];
    for (const waiter of waiting) {
      if (this.take(waiter.owner, waiter.bytes)) granted.push(waiter);
      else this.waiters.push(waiter);
    }
    for (const { grant } of granted) grant();
  }
}
