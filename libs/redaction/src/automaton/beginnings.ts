import type { CompiledForm } from './compiled-form.js';
import { type Thread, ThreadGathering, placesOf } from './thread.js';

/**
 * What the first and second symbol of every form lead to. However many forms there are, only those that survive a second
 * symbol are ever listed in a state.
 */
export class Beginnings {
  private readonly byFirst = new Map<number, Thread[]>();
  private readonly bySecond = new Map<number, Map<number, Thread[]>>();

  constructor(forms: readonly CompiledForm[]) {
    for (const form of forms) {
      for (const position of form.starts()) this.addStart({ form, position, node: form.at(position), length: 0 });
    }
  }

  /** Whether any form begins with a symbol of this class. */
  has(first: number): boolean {
    return this.byFirst.has(first);
  }

  /** The threads after one symbol that can go on with a second. */
  after(first: number, second: number): readonly Thread[] {
    let index = this.bySecond.get(first);
    if (!index) this.bySecond.set(first, (index = this.index(first)));
    return index.get(second) ?? [];
  }

  private index(first: number): Map<number, Thread[]> {
    const gathering = new ThreadGathering();
    for (const start of this.byFirst.get(first) ?? []) gathering.read(start, first);
    const index = new Map<number, Thread[]>();
    for (const thread of gathering.threads) {
      for (const second of new Set(placesOf(thread).flatMap(({ next }) => [...next.keys()]))) {
        const threads = index.get(second);
        if (threads) threads.push(thread);
        else index.set(second, [thread]);
      }
    }
    return index;
  }

  private addStart(start: Thread): void {
    for (const first of placesOf(start).flatMap(({ next }) => [...next.keys()])) {
      const threads = this.byFirst.get(first);
      if (threads) threads.push(start);
      else this.byFirst.set(first, [start]);
    }
  }
}
