import type { ByteBudget } from './byte-budget.js';

/** Frames below this are not counted: there are never many of them in memory at a time. */
const SMALL_BYTES = 262_144;

/**
 * The large frames of one sandbox process: each is admitted as soon as its header has said how long it is, before its
 * bytes are collected, and given back when what it asked for is done.
 */
export class Intake {
  private admitted = 0;
  private total = 0;
  private ended = false;
  private withdraw: (() => void) | null = null;

  constructor(
    private readonly budget: ByteBudget,
    private readonly owner: string,
  ) {}

  /** Whether the frame that arrives may be collected now; if not, `resume` is called when it may. */
  admit(arriving: number, resume: () => void): boolean {
    if (arriving < SMALL_BYTES || this.admitted > 0 || this.ended) return true;
    if (this.withdraw !== null) return false;
    if (this.budget.take(this.owner, arriving)) {
      this.enter(arriving);
      return true;
    }
    this.withdraw = this.budget.wait(this.owner, arriving, () => {
      this.withdraw = null;
      this.enter(arriving);
      resume();
    });
    return false;
  }

  /** The frame that was admitted is complete: answers with what gives its memory back, once. */
  release(): () => void {
    const bytes = this.admitted;
    this.admitted = 0;
    let isHeld = bytes > 0;
    return () => {
      if (isHeld && !this.ended) this.leave(bytes);
      isHeld = false;
    };
  }

  /** The process is gone, and all that it held with it. */
  end(): void {
    this.withdraw?.();
    this.withdraw = null;
    if (!this.ended && this.total > 0) this.budget.give(this.owner, this.total);
    this.ended = true;
    this.total = 0;
  }

  private enter(bytes: number): void {
    this.admitted = bytes;
    this.total += bytes;
  }

  private leave(bytes: number): void {
    this.total -= bytes;
    this.budget.give(this.owner, bytes);
  }
}
