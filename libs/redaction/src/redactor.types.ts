/** One value to hide, and the name that is shown in its place. */
export interface RedactionSecret {
  /** Shown as `«NAME»`. */
  readonly name: string;
  /** The value as it was saved; never logged, never part of an error. */
  readonly value: string;
}

/** How a redactor is built; every option has a default. */
export interface RedactorOptions {
  /** What stands in the place of a value; default `«NAME»`. */
  readonly mask?: (name: string) => string;
  /**
   * Most table cells (4 bytes each) that the automaton may keep before it starts its cache anew; default 4,194,304 (16 MB),
   * of which a run with a few secrets needs a part.
   * Smaller is slower, never less safe.
   */
  readonly maxTableCells?: number;
}

/** A text stream through a redactor. The concatenation of all answers is what {@link Redactor.redact} gives for the whole. */
export interface RedactionStream {
  /** Takes the next piece and returns what is safe to show now; only what may be the beginning of a value is held back. */
  push(text: string): string;
  /** Returns what was held back, masked where it was a value. The stream is empty again afterwards. */
  end(): string;
}

/** The same over bytes: UTF-8 is understood, anything else passes unchanged byte by byte. */
export interface ByteRedactionStream {
  /** Takes the next bytes and returns those that are safe to show now. */
  push(bytes: Uint8Array): Uint8Array;
  /** Returns what was held back. */
  end(): Uint8Array;
}

/** Hides the values of one run. Built once per run, used for all of its streams. */
export interface Redactor {
  /** Redacts a whole text. */
  redact(text: string): string;
  /**
   * Redacts every string of plain JSON data, keys too, into new data. A number whose digits are a value becomes its mask,
   * keys that fall together get a number behind, and what is nested deeper than 200 levels becomes `[too deep]`.
   */
  redactJson<T>(value: T): T;
  /** Opens a text stream. */
  openStream(): RedactionStream;
  /** Opens a byte stream. */
  openByteStream(): ByteRedactionStream;
  /** Masks written so far, by secret name, over all streams of this redactor. */
  counts(): ReadonlyMap<string, number>;
  /**
   * What scanning has cost so far above a table look-up for each symbol, in beginnings looked at. At most some hundreds for
   * one symbol, whatever the values and the text are; near zero for a text of a kind seen before.
   */
  effort(): number;
}
