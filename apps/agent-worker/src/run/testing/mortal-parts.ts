import type { RunLog } from '@cloakroom/platform';
import type { RunStore } from '../run-store.port.js';

/** What a process that has been killed answers to everything. */
export class Died extends Error {
  override readonly name = 'Died';
}

const WRITES: ReadonlySet<string> = new Set<keyof RunStore | keyof RunLog>([
  'saveCheckpoint',
  'markSteersTold',
  'openPrompt',
  'withdrawPrompts',
  'saveWorkspace',
  'dropWorkspaces',
  'suspend',
  'resume',
  'storeAnswer',
  'endRun',
  'freeConversation',
  'append',
]);

/** Where a worker is to die: at its `at`-th write, before or after it was done. */
export interface Death {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/**
 * Counts the writes of a run over all its workers, and lets the one that comes to a given write die there: from then on
 * nothing that it does has any effect.
 */
export class MortalWorkers {
  writes = 0;
  deaths = 0;
  #onWritten: (name: string) => Promise<void> = () => Promise.resolve();

  constructor(private readonly death: Death | null) {}

  /** Does something whenever a write was done. */
  onWritten(listener: (name: string) => Promise<void>): void {
    this.#onWritten = listener;
  }

  /** The store and the log of one worker. */
  partsOf<T extends { readonly store: RunStore; readonly log: RunLog }>(parts: T): T {
    const life = { over: false };
    return { ...parts, store: this.#mortal(parts.store, life), log: this.#mortal(parts.log, life) };
  }

  #mortal<T extends object>(target: T, life: { over: boolean }): T {
    const write = this.#write.bind(this);
    return new Proxy(target, {
      get(of, name) {
        const value: unknown = Reflect.get(of, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          const call = (): unknown => Reflect.apply(value, of, args);
          if (life.over) return Promise.reject(new Died());
          return WRITES.has(String(name)) ? write(String(name), call, life) : call();
        };
      },
    });
  }

  async #write(name: string, call: () => unknown, life: { over: boolean }): Promise<unknown> {
    this.writes += 1;
    const dies = this.death?.at === this.writes;
    if (dies && this.death.when === 'before') this.#die(life);
    const answer = await call();
    await this.#onWritten(name);
    if (dies) this.#die(life);
    return answer;
  }

  #die(life: { over: boolean }): never {
    life.over = true;
    this.deaths += 1;
    throw new Died();
  }
}
