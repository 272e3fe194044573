/** Kinds of symbols: neither letters nor ASCII digits; decimal or hex digits; anything within a line; or one of these. */
export type SymbolSet = 'noise' | 'digit' | 'hex' | 'letter' | 'line' | { readonly oneOf: string };

/** So many symbols of a kind. */
export interface PatternStep {
  readonly of: SymbolSet;
  readonly min: number;
  readonly max: number;
}

/** What may stand between two units, step by step. */
export type GapPattern = readonly PatternStep[];

/** One spelling of one unit: a text, of which the letters may stand in either case when `anyCase` is set. */
export interface Spelling {
  readonly text: string;
  readonly anyCase?: boolean;
}

/** How the units of a form may be written, and what may stand between two of them. */
export interface Alphabet {
  spell(unit: string): readonly Spelling[];
  /** Texts that may stand once between two units; nothing may always stand there unless `needsGap` is set. */
  readonly gaps: readonly string[];
  /** The same by pattern. */
  readonly gapPatterns?: readonly GapPattern[];
  /**
   * More of them, once four units have been seen: any text is full of the first two units of something, and what may stand
   * behind them decides how many beginnings are open at a time.
   */
  readonly lateGapPatterns?: readonly GapPattern[];
  readonly needsGap?: boolean;
}

/** A row of units; a string is the row of its UTF-16 units. */
export interface Units {
  readonly length: number;
  at(index: number): string | undefined;
}

/** One form of a secret: a row of units, each of which may be spelled in several ways, freely mixed. */
export interface Form {
  /** Index of the secret. */
  readonly secret: number;
  readonly units: Units;
  readonly alphabet: Alphabet;
  /** An uncertain unit before the first one; matched when there, not needed. */
  readonly head?: string;
  /** The same behind the last one. */
  readonly tail?: string;
  /** What else may stand behind the last one and is hidden with it; not together with `tail`. */
  readonly tailPatterns?: readonly GapPattern[];
}
