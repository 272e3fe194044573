import type { CompiledForm } from './compiled-form.js';
import type { SpellingNode } from './spelling-trie.js';

/** One beginning that the text read last may be: so far into a form, and into a spelling of its unit. */
export interface Thread {
  readonly form: CompiledForm;
  readonly position: number;
  /** Where in the spelling of the unit or of the gap before it; `null` between two units. */
  readonly node: SpellingNode | null;
  /** Symbols since its beginning. */
  readonly length: number;
}

/** A secret of which a form ends here, and how many symbols back it began. */
export interface Acceptance {
  readonly secret: number;
  readonly length: number;
}

/**
 * Most threads of one form in one state. More come only of a value that repeats itself over and over; the oldest are then
 * taken for the value itself, so that such a value is masked too much and never too little, in bounded time.
 */
const MAX_THREADS_PER_FORM = 128;

const POSITIONS = 2 ** 18;
const NODES = 2 ** 21;

/** Gathers the threads and acceptances of one new state; of twins that differ in their beginning alone, the older stays. */
export class ThreadGathering {
  private readonly found = new Map<number, Thread>();
  private readonly accepted = new Map<number, number>();
  private readonly perForm = new Map<CompiledForm, number>();

  /** Lets a thread read a symbol of class `cls`. */
  read(thread: Thread, cls: number): void {
    for (const node of placesOf(thread)) {
      const next = node.next.get(cls);
      if (next) this.enter(thread.form, thread.position, next, thread.length + 1);
    }
  }

  get isEmpty(): boolean {
    return this.found.size === 0 && this.accepted.size === 0;
  }

  get threads(): Thread[] {
    return [...this.found.values()];
  }

  get accepts(): Acceptance[] {
    return [...this.accepted].map(([secret, length]) => ({ secret, length })).sort((a, b) => a.secret - b.secret);
  }

  private enter(form: CompiledForm, position: number, node: SpellingNode, length: number): void {
    if (node.next.size > 0) this.add({ form, position, node, length });
    if (!node.isEnd) return;
    if (node.isGap) {
      this.add({ form, position, node: form.at(position), length });
      return;
    }
    if (position + 1 >= form.acceptFrom) this.accept(form, length);
    if (position + 1 < form.length) this.add({ form, position: position + 1, node: null, length });
  }

  /** Keeps the number of threads within its bound; to be called once, when all have read. */
  settle(): void {
    for (const [form, count] of this.perForm) {
      if (count <= MAX_THREADS_PER_FORM) continue;
      const threads = [...this.found].filter(([, thread]) => thread.form === form);
      threads.sort(([, one], [, other]) => other.length - one.length);
      for (const [key, { length }] of threads.slice(0, count - MAX_THREADS_PER_FORM)) {
        this.accept(form, length);
        this.found.delete(key);
      }
    }
  }

  private accept({ secret }: CompiledForm, length: number): void {
    this.accepted.set(secret, Math.max(length, this.accepted.get(secret) ?? 0));
  }

  private add(thread: Thread): void {
    const key = keyOfThread(thread);
    const twin = this.found.get(key);
    if (!twin) this.perForm.set(thread.form, (this.perForm.get(thread.form) ?? 0) + 1);
    if (!twin || twin.length < thread.length) this.found.set(key, thread);
  }
}

/** Where a thread may read on from: between two units, at the unit and at the gap before it. */
export function placesOf({ form, position, node }: Thread): readonly SpellingNode[] {
  if (node) return [node];
  return form.needsGap ? [form.gap()] : [form.at(position), form.gap()];
}

function keyOfThread({ form, position, node }: Thread): number {
  return (form.id * POSITIONS + position) * NODES + (node?.id ?? 0);
}

/** A text that two sets of threads and acceptances share only when they are the same. */
export function keyOfThreads(threads: readonly Thread[], accepts: readonly Acceptance[]): string {
  const parts = threads.map((thread) => `${keyOfThread(thread)},${thread.length}`).sort();
  return `${parts.join(';')}|${accepts.map(({ secret, length }) => `${secret},${length}`).join(';')}`;
}
