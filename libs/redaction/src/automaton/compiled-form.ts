import type { Alphabet, Form } from './pattern.js';
import type { SpellingTries } from './spelling-trie.js';
import type { Arrival, SpellingPlace, Track } from './track.js';

/** A form ready for the automaton: its units are reached by position, and spelled out only when a scan gets there. */
export class CompiledForm implements Track {
  readonly alphabet: Alphabet;
  /** Positions, head and tail included. */
  readonly length: number;
  private readonly acceptFrom: number;
  private readonly headLength: number;
  private readonly accepted: readonly number[];

  constructor(
    readonly firstId: number,
    private readonly form: Form,
    private readonly tries: SpellingTries,
  ) {
    this.alphabet = form.alphabet;
    this.accepted = [form.secret];
    this.headLength = form.head === undefined ? 0 : 1;
    this.acceptFrom = form.units.length + this.headLength;
    this.length = this.acceptFrom + (form.tail === undefined && form.tailPatterns === undefined ? 0 : 1);
    const { units } = form;
    if (typeof units === 'string') internCases(units, tries);
    else if (Array.isArray(units)) for (const unit of units) internCases(String(unit), tries);
  }

  /** The positions where a match may begin. */
  starts(): readonly number[] {
    return this.headLength > 0 ? [0, 1] : [0];
  }

  /** The unit at a position. */
  unitAt(position: number): string {
    const { head, units, tail } = this.form;
    if (head !== undefined && position === 0) return head;
    if (tail !== undefined && position === this.acceptFrom) return tail;
    return units.at(position - this.headLength) ?? '';
  }

  secretAt(): number {
    return this.form.secret;
  }

  at(position: number): SpellingPlace {
    const { tailPatterns } = this.form;
    if (tailPatterns && position === this.acceptFrom) return this.tries.pattern(tailPatterns);
    return this.tries.unit(this.alphabet, this.unitAt(position));
  }

  gap(position: number): SpellingPlace | null {
    return this.tries.gap(this.alphabet, position);
  }

  arrive(position: number): Arrival {
    const next = position + 1;
    return {
      accepts: next >= this.acceptFrom ? this.accepted : [],
      onward: next < this.length ? { track: this, position: next } : null,
    };
  }
}

function internCases(text: string, { classes }: SpellingTries): void {
  classes.intern(text);
  if (/[^\0-\x7f]/.test(text)) classes.intern(text.toLowerCase() + text.toUpperCase());
}
