/** A value found in the text that is held: positions within it, the end not included. */
export interface Match {
  readonly secret: number;
  start: number;
  end: number;
}

/** The values found but not written yet, in the order in which they end. */
export class MatchList {
  private matches: Match[] = [];

  get isEmpty(): boolean {
    return this.matches.length === 0;
  }

  add(match: Match): void {
    const last = this.matches.at(-1);
    if (last?.secret === match.secret && match.start < last.end) {
      last.start = Math.min(last.start, match.start);
      last.end = match.end;
      return;
    }
    this.matches.push(match);
  }

  /** The farthest place up to which nothing can change any more, given that a value may have begun at `liveFrom`. */
  settledBefore(liveFrom: number): number {
    let settled = liveFrom;
    for (const match of this.matches.toReversed()) {
      if (match.end > settled && match.start < settled) settled = match.start;
    }
    return settled;
  }

  /** Takes out what ends at or before `settled`, leftmost and longest first, and moves the rest to the new beginning. */
  take(settled: number): Match[] {
    const done = this.matches.filter((match) => match.end <= settled);
    this.matches = this.matches
      .filter((match) => match.end > settled)
      .map((match) => ({ ...match, start: match.start - settled, end: match.end - settled }));
    return done.sort((a, b) => a.start - b.start || b.end - a.end || a.secret - b.secret);
  }
}
