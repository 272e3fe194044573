import type { Delay } from '../../platform/delay.js';
import { createStore, type ReadableStore } from '../../platform/store.js';

/** Something that was done, or is about to be, and can be taken back for a while. */
export interface Undoable {
  /** Says what was done. */
  readonly text: string;
  /** Conversations that no list shows until it is settled or taken back. */
  readonly hides: readonly string[];
  /** Takes it back. */
  readonly undo: () => Promise<void>;
  /** Makes it final; `leaving` when the page is being closed. Whatever it throws counts as taken back. */
  readonly commit: (leaving: boolean) => Promise<void>;
}

/** How long something can be taken back, in milliseconds. */
export const UNDO_MS = 8_000;

const NONE: readonly string[] = [];

/** Keeps the one thing that can be taken back; the next one makes it final, as does the end of its time. */
export class UndoDesk {
  readonly #current = createStore<Undoable | null>(null);
  readonly #hidden = createStore<readonly string[]>(NONE);
  readonly #failure = createStore<string | null>(null);

  constructor(
    private readonly delay: Delay,
    private readonly wordsOf: (error: unknown) => string,
  ) {}

  get current(): ReadableStore<Undoable | null> {
    return this.#current;
  }

  /** Conversations that no list shows. */
  get hidden(): ReadableStore<readonly string[]> {
    return this.#hidden;
  }

  /** Why the last thing could not be done, until the next one. */
  get failure(): ReadableStore<string | null> {
    return this.#failure;
  }

  offer(undoable: Undoable): void {
    void this.settle(false);
    this.#failure.set(null);
    this.#current.set(undoable);
    this.#hidden.set([...this.#hidden.getSnapshot(), ...undoable.hides]);
    void this.delay(UNDO_MS).then(async () => {
      if (this.#current.getSnapshot() === undoable) await this.settle(false);
    });
  }

  /** Says why something could not even be begun. */
  fail(error: unknown): void {
    this.#failure.set(this.wordsOf(error));
  }

  async undo(): Promise<void> {
    const undoable = this.#take();
    if (undoable !== null) await this.#finish(undoable, undoable.undo());
  }

  async settle(leaving: boolean): Promise<void> {
    const undoable = this.#take();
    if (undoable !== null) await this.#finish(undoable, undoable.commit(leaving));
  }

  #take(): Undoable | null {
    const undoable = this.#current.getSnapshot();
    this.#current.set(null);
    return undoable;
  }

  async #finish({ hides }: Undoable, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#failure.set(this.wordsOf(error));
    } finally {
      this.#hidden.set(this.#hidden.getSnapshot().filter((id) => !hides.includes(id)));
    }
  }
}
