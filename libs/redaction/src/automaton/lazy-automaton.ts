import { Beginnings } from './beginnings.js';
import type { CompiledForm } from './compiled-form.js';
import type { SpellingTries } from './spelling-trie.js';
import { IGNORABLE_CLASS, OTHER_CLASS } from './symbol-classes.js';
import { type Acceptance, type Thread, ThreadGathering, areSameThreads, hashOfThreads } from './thread.js';

/*
 * An Aho-Corasick automaton over forms whose units have several spellings. Its states are made when a scan first reaches
 * them (as in RE2's lazy DFA), because the spellings, freely mixed, would make the whole automaton endless.
 * A state is the set of beginnings that the text read last may be ("threads"); those of one symbol are not listed but
 * follow from the symbol. The longest is what must be held back.
 * When the table is full the cache starts anew with the state at hand; the answers do not change.
 */

/** One state; `row` is its place in the table as long as `generation` is the automaton's. */
export interface AutomatonState {
  /** Beginnings of two symbols and more. */
  readonly threads: readonly Thread[];
  /** Class of the symbol read last if some form begins with it, else the class of all others. */
  readonly last: number;
  /** Symbols since the oldest live beginning, not counting ignorable ones: what must be held back. */
  readonly depth: number;
  readonly accepts: readonly Acceptance[];
  readonly row: number;
  readonly generation: number;
}

/** Threads that the cached states may hold together; bounds the memory that hostile text can take. */
const MAX_KEPT_THREADS = 100_000;

export class LazyAutomaton {
  /** Rows of `stride` cells: 0 not known yet, above 0 the next row, below 0 the next row of a state that accepts, or of a symbol that does not count. */
  table: Int32Array;
  readonly classOf: Uint16Array;
  root!: AutomatonState;
  private readonly beginnings: Beginnings;
  private readonly stride: number;
  private readonly maxStates: number;
  private states: (AutomatonState | null)[] = [];
  private known = new Map<number, AutomatonState>();
  private readonly pairs = new Map<number, AutomatonState>();
  private generation = 0;
  private keptThreads = 0;
  private spent = 0;

  constructor(forms: readonly CompiledForm[], tries: SpellingTries, maxCells: number) {
    this.beginnings = new Beginnings(forms, tries);
    this.classOf = tries.classes.table;
    this.stride = 2 ** Math.ceil(Math.log2(tries.classes.size));
    this.maxStates = Math.max(64, Math.floor(maxCells / this.stride));
    this.table = new Int32Array(this.stride * 64);
    this.reset();
  }

  /** Threads looked at so far, and states made: what scanning has cost above one step for each symbol. */
  get effort(): number {
    return this.spent;
  }

  /** The state of a row. */
  stateAt(row: number): AutomatonState {
    return this.states[row / this.stride] ?? this.root;
  }

  /** The row of a state that may have been made before the cache was last started anew. */
  enter(state: AutomatonState): number {
    if (state.generation === this.generation) return state.row;
    return this.intern(state.threads, state.last, state.accepts).row;
  }

  /** Works out the cell of a row and class that is not known yet, and returns it. */
  resolve(row: number, cls: number): number {
    if (cls === IGNORABLE_CLASS) return (this.table[row + cls] = -row);
    const { generation } = this;
    const next = this.successor(this.stateAt(row), cls);
    const cell = next.accepts.length > 0 ? -next.row : next.row;
    if (generation === this.generation) this.table[row + cls] = cell;
    return cell;
  }

  private successor(from: AutomatonState, cls: number): AutomatonState {
    const gathering = new ThreadGathering();
    for (const thread of from.threads) gathering.read(thread, cls);
    // Most often nothing old survives; the state then depends on the last two symbols alone.
    const pair = gathering.isEmpty ? from.last * 65_536 + cls : null;
    const known = pair === null ? undefined : this.pairs.get(pair);
    if (known) return known;
    for (const thread of this.beginnings.after(from.last)) gathering.read(thread, cls);
    this.spent += gathering.effort + 1;
    gathering.settle((alphabet, secret) => this.beginnings.looseTrack(alphabet, secret));
    const last = this.beginnings.has(cls) ? cls : OTHER_CLASS;
    const next = this.intern(gathering.threads, last, gathering.accepts);
    if (pair !== null) this.pairs.set(pair, next);
    return next;
  }

  private intern(threads: readonly Thread[], last: number, accepts: readonly Acceptance[]): AutomatonState {
    const key = hashOfThreads(threads, accepts, last);
    const twin = this.known.get(key);
    if (twin?.last === last && areSameThreads(twin, { threads, accepts })) return twin;
    if (this.states.length >= this.maxStates || this.keptThreads > MAX_KEPT_THREADS) this.reset();
    if (threads.length === 0 && accepts.length === 0 && last === OTHER_CLASS) return this.root;
    return this.add(key, { threads, last, accepts });
  }

  private add(
    key: number,
    { threads, last, accepts }: Pick<AutomatonState, 'threads' | 'last' | 'accepts'>,
  ): AutomatonState {
    const row = this.states.length * this.stride;
    if (row + this.stride > this.table.length) {
      const wider = new Int32Array(this.table.length * 2);
      wider.set(this.table);
      this.table = wider;
    }
    const shortest = last === OTHER_CLASS ? 0 : 1;
    const depth = threads.reduce((most, thread) => Math.max(most, thread.length), shortest);
    const state = { threads, last, accepts, depth, row, generation: this.generation };
    this.states.push(state);
    this.keptThreads += threads.length;
    this.known.set(key, state);
    return state;
  }

  private reset(): void {
    this.generation++;
    this.keptThreads = 0;
    this.table.fill(0);
    this.states = [null];
    this.known = new Map();
    this.pairs.clear();
    this.root = this.add(hashOfThreads([], [], OTHER_CLASS), { threads: [], last: OTHER_CLASS, accepts: [] });
  }
}
