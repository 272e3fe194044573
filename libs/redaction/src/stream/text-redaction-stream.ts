import type { AutomatonState, LazyAutomaton } from '../automaton/lazy-automaton.js';
import { IGNORABLE_CLASS } from '../automaton/symbol-classes.js';
import type { RedactionStream } from '../redactor.types.js';
import { type Match, MatchList } from './match-list.js';

/*
 * Trusted: the automaton. Not trusted: the text, which may be made to look like the beginning of a value for ever.
 * Never given out: text that is, or may still turn out to be, part of a value. The answers joined together do not depend
 * on how the text was cut.
 */

export class TextRedactionStream implements RedactionStream {
  private held = '';
  /** Whether every unit in `held` is a symbol that counts, so that places are found by counting. */
  private heldIsPlain = true;
  private state: AutomatonState;
  private readonly matches = new MatchList();

  /** `maskOf` is asked once for every mask that is written. */
  constructor(
    private readonly automaton: LazyAutomaton,
    private readonly maskOf: (secret: number) => string,
  ) {
    this.state = automaton.root;
  }

  push(text: string): string {
    if (text === '') return '';
    const whole = this.held + text;
    this.scan(whole, this.held.length);
    const liveFrom = this.startOf(whole, whole.length, this.state.depth);
    return this.release(whole, this.matches.settledBefore(withoutSplitPair(whole, liveFrom)));
  }

  end(): string {
    this.state = this.automaton.root;
    return this.release(this.held, this.held.length);
  }

  private scan(text: string, from: number): void {
    const { automaton } = this;
    const { classOf } = automaton;
    let { table } = automaton;
    let row = automaton.enter(this.state);
    const { length } = text;
    for (let at = from; at < length; at++) {
      const cls = classOf[text.charCodeAt(at)] ?? 0;
      let cell = table[row + cls] ?? 0;
      if (cell <= 0) {
        if (cell === 0) {
          cell = automaton.resolve(row, cls);
          ({ table } = automaton);
        }
        if (cell < 0) {
          cell = -cell;
          this.note(text, at + 1, cls === IGNORABLE_CLASS ? null : automaton.stateAt(cell));
        }
      }
      row = cell;
    }
    this.state = automaton.stateAt(row);
  }

  /** Notes what a symbol ended, or, when `state` is `null`, that it does not count. */
  private note(text: string, end: number, state: AutomatonState | null): void {
    if (!state) this.heldIsPlain = false;
    for (const { secret, length } of state?.accepts ?? []) {
      this.matches.add({ secret, start: this.startOf(text, end, length), end });
    }
  }

  /** Where the last `count` symbols before `end` begin; ignorable ones do not count. */
  private startOf(text: string, end: number, count: number): number {
    if (this.heldIsPlain) return Math.max(0, end - count);
    const { classOf } = this.automaton;
    let start = end;
    for (let left = count; left > 0 && start > 0;) {
      start--;
      if (classOf[text.charCodeAt(start)] !== IGNORABLE_CLASS) left--;
    }
    return start;
  }

  private release(whole: string, settled: number): string {
    this.held = whole.slice(settled);
    if (this.held === '') this.heldIsPlain = true;
    if (this.matches.isEmpty) return whole.slice(0, settled);
    return this.mask(whole.slice(0, settled), this.matches.take(settled));
  }

  private mask(text: string, matches: readonly Match[]): string {
    let shown = '';
    let covered = 0;
    let last = -1;
    for (const { secret, start, end } of matches) {
      if (end <= covered) continue;
      if (start >= covered || secret !== last)
        shown += text.slice(covered, Math.max(start, covered)) + this.maskOf(secret);
      covered = end;
      last = secret;
    }
    return shown + text.slice(covered);
  }
}

/** Keeps the two halves of a surrogate pair together. */
function withoutSplitPair(text: string, at: number): number {
  const splits = at > 0 && at < text.length && isSurrogate(text, at - 1, 0xd800) && isSurrogate(text, at, 0xdc00);
  return splits ? at - 1 : at;
}

function isSurrogate(text: string, at: number, from: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= from && unit < from + 0x400;
}
