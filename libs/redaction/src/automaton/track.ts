import type { Alphabet } from './pattern.js';

/** A place within the spellings of one unit, or of several that may stand at the same place. */
export interface SpellingPlace {
  /** Differs from every other place's; 0 is not given out. */
  readonly id: number;
  /** Whether it is of a gap between two units. */
  readonly isGap: boolean;
  /** Whether a spelling goes on here. */
  readonly goesOn: boolean;
  /** The units of which a spelling ends here; for a gap one text. */
  readonly ends: readonly string[];
  /** The place behind a symbol of class `cls`. */
  step(cls: number): SpellingPlace | undefined;
}

/** Where the text may be: so many units into a track. */
export interface Cursor {
  readonly track: Track;
  readonly position: number;
}

/** Where one more unit leads to. */
export interface Arrival {
  /** The secrets of which a form has been seen whole. */
  readonly accepts: readonly number[];
  /** Where it may go on. */
  readonly onward: Cursor | null;
}

/** What a beginning of a value runs on: one form, or what several forms have in common. */
export interface Track {
  /** The cursor at a position has the number `firstId + position`, which no other has. */
  readonly firstId: number;
  readonly alphabet: Alphabet;
  /** The secret that a beginning here most likely is. */
  secretAt(position: number): number;
  /** The spellings that may stand at a position. */
  at(position: number): SpellingPlace;
  /** What may stand before the unit at a position, the first excepted; `null` when nothing may. */
  gap(position: number): SpellingPlace | null;
  arrive(position: number, unit: string): Arrival;
  /** Set when it takes any units in any order and number; its acceptances continue one another. */
  readonly isLoose?: true;
}
