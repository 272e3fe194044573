import type { SandboxProcess } from './sandbox-process.js';

/** A program that has taken this share of the heap limit when its CPU slice ends lacks memory, not time. */
const FULL_SHARE = 0.75;
/** So does one that has taken this share and is still growing: it would have gone on to the limit. */
const GROWING_SHARE = 0.4;
/** Growing: so much more than halfway through its time. */
const GROWING_FACTOR = 1.25;

/** What a process may take for itself between being ready and the first look at its first call. */
const WARM_UP_BYTES = 24 * 1_048_576;

/** Resident memory of one process during one call, look by look. */
export class MemoryWatch {
  private readonly looks: number[] = [];
  private readonly readyBytes: number | null;
  private peakBytes = 0;

  constructor(private readonly process: Pick<SandboxProcess, 'rssBytes' | 'takeReadyRss'>) {
    this.readyBytes = process.takeReadyRss();
  }

  /** Looks again; answers with the resident bytes now. */
  look(): number {
    const now = this.process.rssBytes();
    this.peakBytes = Math.max(this.peakBytes, now);
    this.looks.push(now);
    return now;
  }

  /** What the process took before the program did much: the first look tells, if it does not come late. */
  private baseBytes(): number {
    const first = this.looks[0] ?? 0;
    return this.readyBytes === null ? first : Math.min(first, this.readyBytes + WARM_UP_BYTES);
  }

  /** Bytes that the call has grown by, at most; `null` when that is not why it went nowhere. */
  filledUp(heapBytes: number): number | null {
    const base = this.baseBytes();
    const grown = this.peakBytes - base;
    if (grown >= heapBytes * FULL_SHARE) return grown;
    const halfway = (this.looks[Math.floor(this.looks.length / 2)] ?? base) - base;
    return grown >= heapBytes * GROWING_SHARE && grown >= halfway * GROWING_FACTOR ? grown : null;
  }
}
