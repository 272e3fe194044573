import type { Form } from './pattern.js';
import type { SpellingNode, SpellingTries } from './spelling-trie.js';

/** A form ready for the automaton: its units are reached by position, and spelled out only when a scan gets there. */
export class CompiledForm {
  readonly secret: number;
  /** Positions, head and tail included. */
  readonly length: number;
  /** From this position on, the form has been seen whole. */
  readonly acceptFrom: number;
  /** Whether two units never stand side by side. */
  readonly needsGap: boolean;
  private readonly head: SpellingNode | null;
  private readonly tail: SpellingNode | null;

  /** `id` tells the forms of one automaton apart. */
  constructor(
    readonly id: number,
    private readonly form: Form,
    private readonly tries: SpellingTries,
  ) {
    this.secret = form.secret;
    this.needsGap = form.alphabet.needsGap ?? false;
    this.head = form.head ? tries.compile(form.head) : null;
    this.tail = form.tail ? tries.compile(form.tail) : null;
    this.acceptFrom = form.units.length + (this.head ? 1 : 0);
    this.length = this.acceptFrom + (this.tail ? 1 : 0);
    for (const unit of new Set(form.units)) tries.classes.intern(unit);
  }

  /** The positions where a match may begin. */
  starts(): readonly number[] {
    return this.head ? [0, 1] : [0];
  }

  /** The spellings of the unit at a position. */
  at(position: number): SpellingNode {
    if (this.head && position === 0) return this.head;
    if (this.tail && position === this.acceptFrom) return this.tail;
    const index = position - (this.head ? 1 : 0);
    return this.tries.unit(this.form.alphabet, this.form.units[index] ?? '');
  }

  /** What may stand before the unit at any position but the first. */
  gap(): SpellingNode {
    return this.tries.gap(this.form.alphabet);
  }
}
