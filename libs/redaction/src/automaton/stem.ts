import type { CompiledForm } from './compiled-form.js';
import type { Alphabet } from './pattern.js';
import type { SpellingTries } from './spelling-trie.js';
import type { Arrival, Cursor, SpellingPlace, Track } from './track.js';

/** A place in a form. */
export interface FormCursor {
  readonly track: CompiledForm;
  readonly position: number;
}

/** What every stem of an automaton needs. */
export interface StemParts {
  readonly tries: SpellingTries;
  /** Gives out a number for a cursor. */
  readonly nextId: () => number;
}

/**
 * What several forms of one alphabet have in common from their beginning on: they are followed as one, until they part.
 * So the number of beginnings that a text may be does not grow with the number of secrets.
 */
export class Stem implements Track {
  readonly firstId: number;
  private readonly arrivals = new Map<string, Arrival>();
  private byUnit: Map<string, FormCursor[]> | null = null;
  private place: SpellingPlace | null = null;

  constructor(
    readonly alphabet: Alphabet,
    private readonly cursors: readonly FormCursor[],
    private readonly parts: StemParts,
  ) {
    this.firstId = parts.nextId();
  }

  secretAt(): number {
    return this.cursors[0]?.track.secretAt() ?? 0;
  }

  at(): SpellingPlace {
    return (this.place ??= this.parts.tries.union(this.alphabet, [...this.grouped().keys()]));
  }

  gap(): SpellingPlace | null {
    return this.parts.tries.gap(this.alphabet, this.cursors[0]?.position ?? 0);
  }

  arrive(_position: number, unit: string): Arrival {
    let arrival = this.arrivals.get(unit);
    if (!arrival) this.arrivals.set(unit, (arrival = this.arriveAnew(this.grouped().get(unit) ?? [])));
    return arrival;
  }

  private grouped(): Map<string, FormCursor[]> {
    if (this.byUnit) return this.byUnit;
    const groups = new Map<string, FormCursor[]>();
    for (const cursor of this.cursors) {
      const unit = cursor.track.unitAt(cursor.position);
      const group = groups.get(unit);
      if (group) group.push(cursor);
      else groups.set(unit, [cursor]);
    }
    return (this.byUnit = groups);
  }

  private arriveAnew(cursors: readonly FormCursor[]): Arrival {
    const accepts = cursors.flatMap(({ track, position }) => track.arrive(position).accepts);
    const onward = cursors
      .map(({ track, position }) => ({ track, position: position + 1 }))
      .filter(({ track, position }) => position < track.length);
    return { accepts: [...new Set(accepts)], onward: this.join(onward) };
  }

  private join(cursors: readonly FormCursor[]): Cursor | null {
    if (cursors.length <= 1) return cursors[0] ?? null;
    return { track: new Stem(this.alphabet, cursors, this.parts), position: 0 };
  }
}
