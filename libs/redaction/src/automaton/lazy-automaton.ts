import type { CompiledForm } from './compiled-form.js';
import type { StepCompiler } from './pattern.js';
import { IGNORABLE_CLASS } from './symbol-classes.js';

/*
 * An Aho-Corasick automaton over forms whose units have several spellings. Its states are made when a scan first reaches
 * them (as in RE2's lazy DFA), because the spellings, freely mixed, would make the whole automaton endless.
 * A state is the set of beginnings that the text read last may be ("threads"); the longest is what must be held back.
 * When the table is full the cache starts anew with the state at hand; the answers do not change.
 */

/** A secret whose form ends here, and how many symbols back it began. */
export interface Acceptance {
  readonly secret: number;
  readonly length: number;
}

interface Thread {
  readonly form: number;
  readonly position: number;
  /** The step that the next symbol must match; 0 between two units. */
  readonly step: number;
  readonly length: number;
}

/** One state; `offset` is its row in the table as long as `generation` is the automaton's. */
export interface AutomatonState {
  readonly threads: readonly Thread[];
  /** Symbols since the oldest live beginning: what must be held back, in symbols that are not ignorable. */
  readonly depth: number;
  readonly accepts: readonly Acceptance[];
  readonly offset: number;
  readonly generation: number;
}

const POSITIONS = 2 ** 18;
const STEPS = 2 ** 20;

export class LazyAutomaton {
  /** Rows of `stride` cells: 0 not known yet, above 0 the next row, below 0 the next row of a state that accepts. */
  table: Int32Array;
  readonly classOf: Uint16Array;
  root!: AutomatonState;
  private readonly stride: number;
  private readonly maxStates: number;
  private readonly starts: readonly Thread[][];
  private states: (AutomatonState | null)[] = [];
  private known = new Map<string, AutomatonState>();
  private generation = 0;

  constructor(
    private readonly compiler: StepCompiler,
    private readonly forms: readonly CompiledForm[],
    maxCells: number,
  ) {
    this.starts = collectStarts(forms);
    this.classOf = compiler.classes.table;
    this.stride = 2 ** Math.ceil(Math.log2(compiler.classes.size));
    this.maxStates = Math.max(64, Math.floor(maxCells / this.stride));
    this.table = new Int32Array(this.stride * 64);
    this.reset();
  }

  /** The state whose row begins at `offset`. */
  stateAt(offset: number): AutomatonState {
    return this.states[offset / this.stride] ?? this.root;
  }

  /** The row of a state that may have been made before the cache was last started anew. */
  enter(state: AutomatonState): number {
    if (state.generation === this.generation) return state.offset;
    return state.threads.length === 0 ? this.root.offset : this.intern(state.threads, state.accepts).offset;
  }

  /** Works out the cell of a row and class that is not known yet, and returns it. */
  resolve(offset: number, cls: number): number {
    const from = this.stateAt(offset);
    if (cls === IGNORABLE_CLASS) return (this.table[offset + cls] = from.offset);
    const { threads, accepts } = this.advance(from, cls);
    const generation = this.generation;
    const next = this.intern(threads, accepts);
    const cell = next.accepts.length > 0 ? -next.offset : next.offset;
    if (generation === this.generation) this.table[offset + cls] = cell;
    return cell;
  }

  private advance(from: AutomatonState, cls: number): { threads: Thread[]; accepts: Acceptance[] } {
    const found = new Map<number, Thread>();
    const accepts = new Map<number, number>();
    const move = (thread: Thread, step: number, length: number): void => {
      const ended = this.compiler.steps[step]?.last ?? true;
      const position = ended ? thread.position + 1 : thread.position;
      const form = this.forms[thread.form];
      if (!form) return;
      if (ended && position >= form.acceptFrom) {
        accepts.set(form.secret, Math.max(length, accepts.get(form.secret) ?? 0));
      }
      if (position >= form.length) return;
      const nextStep = ended ? 0 : step + 1;
      const key = (thread.form * POSITIONS + position) * STEPS + nextStep;
      const twin = found.get(key);
      if (!twin || twin.length < length) found.set(key, { form: thread.form, position, step: nextStep, length });
    };
    for (const thread of from.threads) {
      if (thread.step !== 0) {
        if (this.compiler.steps[thread.step]?.classes.includes(cls)) move(thread, thread.step, thread.length + 1);
        continue;
      }
      for (const step of this.forms[thread.form]?.at(thread.position).get(cls) ?? []) {
        move(thread, step, thread.length + 1);
      }
    }
    for (const start of this.starts[cls] ?? []) move(start, start.step, 1);
    const acceptances = [...accepts].map(([secret, length]) => ({ secret, length }));
    return { threads: [...found.values()], accepts: acceptances };
  }

  private intern(threads: readonly Thread[], accepts: readonly Acceptance[]): AutomatonState {
    const key = keyOf(threads, accepts);
    const twin = this.known.get(key);
    if (twin) return twin;
    if (this.states.length >= this.maxStates) this.reset();
    return this.add(key, threads, accepts);
  }

  private add(key: string, threads: readonly Thread[], accepts: readonly Acceptance[]): AutomatonState {
    const offset = this.states.length * this.stride;
    if (offset + this.stride > this.table.length) {
      const wider = new Int32Array(this.table.length * 2);
      wider.set(this.table);
      this.table = wider;
    }
    const depth = threads.reduce((most, thread) => Math.max(most, thread.length), 0);
    const state = { threads, depth, accepts, offset, generation: this.generation };
    this.states.push(state);
    this.known.set(key, state);
    return state;
  }

  private reset(): void {
    this.generation++;
    this.table.fill(0);
    this.states = [null];
    this.known = new Map();
    this.root = this.add('', [], []);
  }
}

function collectStarts(forms: readonly CompiledForm[]): Thread[][] {
  const starts: Thread[][] = [];
  forms.forEach((compiled, form) => {
    for (const { position, steps } of compiled.starts()) {
      for (const [cls, first] of steps) {
        const list = (starts[cls] ??= []);
        for (const step of first) list.push({ form, position, step, length: 0 });
      }
    }
  });
  return starts;
}

function keyOf(threads: readonly Thread[], accepts: readonly Acceptance[]): string {
  const parts = threads.map(({ form, position, step, length }) => `${form},${position},${step},${length}`).sort();
  return parts.join(';') + (accepts.length > 0 ? `|${accepts.map((a) => `${a.secret},${a.length}`).join(';')}` : '');
}
