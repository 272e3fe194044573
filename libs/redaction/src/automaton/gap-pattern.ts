import type { GapPattern, SymbolSet } from './pattern.js';
import { OTHER_CLASS, type SymbolClasses } from './symbol-classes.js';
import type { SpellingPlace } from './track.js';

/** So far into one pattern, `count` symbols into its step. */
interface PatternItem {
  readonly pattern: GapPattern;
  readonly step: number;
  readonly count: number;
}

/** A place within some patterns at once. */
class PatternPlace implements SpellingPlace {
  readonly goesOn: boolean;
  readonly ends: readonly string[];
  private readonly next = new Map<number, SpellingPlace | undefined>();

  constructor(
    readonly id: number,
    readonly isGap: boolean,
    private readonly items: readonly PatternItem[],
    private readonly places: PatternPlaces,
  ) {
    this.goesOn = items.some(
      ({ pattern, step, count }) => step < pattern.length - 1 || count < (pattern[step]?.max ?? 0),
    );
    this.ends = items.some(({ pattern, step, count }) => isWhole(pattern, step, count)) ? [''] : [];
  }

  step(cls: number): SpellingPlace | undefined {
    if (this.next.has(cls)) return this.next.get(cls);
    const place = this.places.of(
      this.items.flatMap((item) => this.places.read(item, cls)),
      this.isGap,
    );
    this.next.set(cls, place);
    return place;
  }
}

function isWhole(pattern: GapPattern, step: number, count: number): boolean {
  return count >= (pattern[step]?.min ?? 0) && pattern.slice(step + 1).every(({ min }) => min === 0);
}

/** Makes the places of patterns, each once. */
export class PatternPlaces {
  private readonly made = new Map<string, PatternPlace>();
  private readonly sets = new Map<SymbolSet, Set<number>>();
  private readonly numbers = new Map<GapPattern, number>();

  constructor(
    private readonly classes: SymbolClasses,
    private readonly nextId: () => number,
  ) {}

  /** The place before any of some patterns. */
  start(patterns: readonly GapPattern[], isGap: boolean): SpellingPlace | undefined {
    return this.of(
      patterns.map((pattern) => ({ pattern, step: 0, count: 0 })),
      isGap,
    );
  }

  of(items: readonly PatternItem[], isGap: boolean): SpellingPlace | undefined {
    if (items.length === 0) return undefined;
    const key = `${isGap} ${[...new Set(items.map((item) => this.keyOf(item)))].sort().join()}`;
    let place = this.made.get(key);
    if (!place) this.made.set(key, (place = new PatternPlace(this.nextId(), isGap, items, this)));
    return place;
  }

  /** Where an item may be behind a symbol of class `cls`. */
  read({ pattern, step, count }: PatternItem, cls: number): PatternItem[] {
    const found: PatternItem[] = [];
    for (let at = step; at < pattern.length; at++) {
      const current = pattern[at];
      const before = at === step ? count : 0;
      if (!current) break;
      if (before < current.max && this.setOf(current.of).has(cls)) found.push({ pattern, step: at, count: before + 1 });
      if (before < current.min) break;
    }
    return found;
  }

  private keyOf({ pattern, step, count }: PatternItem): string {
    let number = this.numbers.get(pattern);
    if (number === undefined) this.numbers.set(pattern, (number = this.numbers.size));
    return `${number}.${step}.${count}`;
  }

  private setOf(kind: SymbolSet): Set<number> {
    let set = this.sets.get(kind);
    if (!set) this.sets.set(kind, (set = new Set(this.classesOf(kind))));
    return set;
  }

  private classesOf(kind: SymbolSet): number[] {
    const named = this.classes.known().filter(([unit]) => contains(kind, String.fromCharCode(unit)));
    const others = kind === 'noise' || kind === 'line' ? [OTHER_CLASS] : [];
    return [...others, ...named.map(([, cls]) => cls)];
  }
}

function contains(kind: SymbolSet, unit: string): boolean {
  switch (kind) {
    case 'noise':
      return !/[\p{L}\p{N}]/u.test(unit);
    case 'digit':
      return /[0-9]/.test(unit);
    case 'hex':
      return /[0-9a-f]/i.test(unit);
    case 'letter':
      return /[a-z]/i.test(unit);
    case 'line':
      return unit !== '\n';
    default:
      return kind.oneOf.includes(unit);
  }
}
