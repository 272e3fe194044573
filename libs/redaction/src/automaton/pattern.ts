/** One spelling of one unit: a text, of which the letters may stand in either case when `anyCase` is set. */
export interface Spelling {
  readonly text: string;
  readonly anyCase?: boolean;
}

/** How the units of a form may be written. `lead` is for the first unit, `follow` for all others. */
export interface Alphabet {
  lead(unit: string): readonly Spelling[];
  follow(unit: string): readonly Spelling[];
}

/** One form of a secret: a row of units, each of which may be spelled in several ways, freely mixed. */
export interface Form {
  /** Index of the secret. */
  readonly secret: number;
  readonly units: string | readonly string[];
  readonly alphabet: Alphabet;
  /** Spellings of an uncertain unit before the first one; matched when there, not needed. */
  readonly head?: readonly Spelling[];
  /** The same behind the last one. */
  readonly tail?: readonly Spelling[];
}
