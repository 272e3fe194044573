import { PatternPlaces } from './gap-pattern.js';
import type { Alphabet, GapPattern, Spelling } from './pattern.js';
import { SpellingUnion } from './spelling-union.js';
import { SymbolClasses } from './symbol-classes.js';
import type { SpellingPlace } from './track.js';

/** From this unit on, more may stand between two. */
const LATE_UNITS = 4;

class SpellingNode implements SpellingPlace {
  readonly next = new Map<number, SpellingNode>();
  ends: readonly string[] = [];

  constructor(
    readonly id: number,
    readonly isGap: boolean,
  ) {}

  get goesOn(): boolean {
    return this.next.size > 0;
  }

  step(cls: number): SpellingPlace | undefined {
    return this.next.get(cls);
  }
}

/** Compiles the spellings of units to tries, once per alphabet and unit, when a scan first asks for them. */
export class SpellingTries {
  readonly classes = new SymbolClasses();
  private readonly units = new Map<Alphabet, Map<string, SpellingNode>>();
  private readonly gaps = new Map<
    Alphabet,
    { readonly early: SpellingPlace | null; readonly late: SpellingPlace | null }
  >();
  private lastId = 0;
  private readonly patterns = new PatternPlaces(this.classes, () => ++this.lastId);

  /** The trie of a unit. */
  unit(alphabet: Alphabet, unit: string): SpellingPlace {
    let units = this.units.get(alphabet);
    if (!units) this.units.set(alphabet, (units = new Map<string, SpellingNode>()));
    let root = units.get(unit);
    if (!root) units.set(unit, (root = this.build(alphabet.spell(unit), { unit, isGap: false })));
    return root;
  }

  /** The tries of several units in one, made as far as scans get into it. */
  union(alphabet: Alphabet, units: readonly string[]): SpellingPlace {
    const places = units.map((unit) => this.unit(alphabet, unit));
    return places.length === 1 && places[0] ? places[0] : new SpellingUnion(places, () => ++this.lastId);
  }

  /** What may stand before the unit at a position; `null` when nothing may. */
  gap(alphabet: Alphabet, position: number): SpellingPlace | null {
    let gaps = this.gaps.get(alphabet);
    if (gaps === undefined) {
      const { gapPatterns = [], lateGapPatterns = [] } = alphabet;
      const spellings = alphabet.gaps.map((text) => ({ text }));
      const texts = spellings.length === 0 ? null : this.build(spellings, { unit: '', isGap: true });
      const early = this.both(texts, this.patterns.start(gapPatterns, true) ?? null);
      const late = this.both(texts, this.patterns.start([...gapPatterns, ...lateGapPatterns], true) ?? null);
      gaps = { early, late };
      this.gaps.set(alphabet, gaps);
    }
    return position < LATE_UNITS ? gaps.early : gaps.late;
  }

  /** The place before what else is hidden with a form. */
  pattern(patterns: readonly GapPattern[]): SpellingPlace {
    return this.patterns.start(patterns, false) ?? new SpellingUnion([], () => ++this.lastId);
  }

  private both(one: SpellingPlace | null, other: SpellingPlace | null): SpellingPlace | null {
    return one && other ? new SpellingUnion([one, other], () => ++this.lastId) : (one ?? other);
  }

  private build(spellings: readonly Spelling[], { unit, isGap }: { unit: string; isGap: boolean }): SpellingNode {
    const root = new SpellingNode(++this.lastId, isGap);
    for (const spelling of spellings) this.insert(root, spelling, [unit]);
    return root;
  }

  private insert(root: SpellingNode, { text, anyCase }: Spelling, ends: readonly string[]): void {
    let nodes = new Set([root]);
    for (let at = 0; at < text.length; at++) {
      const unit = text.charAt(at);
      const variants = anyCase ? [unit, unit.toLowerCase(), unit.toUpperCase()] : [unit];
      const single = variants.filter((variant) => variant.length === 1);
      const classes = [...new Set(single.map((variant) => this.classes.of(variant.charCodeAt(0))))];
      nodes = new Set([...nodes].flatMap((node) => this.children(node, classes)));
    }
    for (const node of nodes) if (node !== root) node.ends = ends;
  }

  /** The children for several classes: one shared child where none is there yet. */
  private children(node: SpellingNode, classes: readonly number[]): SpellingNode[] {
    const isNew = classes.every((cls) => !node.next.has(cls));
    const shared = isNew ? new SpellingNode(++this.lastId, node.isGap) : null;
    return classes.map((cls) => {
      const child = node.next.get(cls) ?? shared ?? new SpellingNode(++this.lastId, node.isGap);
      node.next.set(cls, child);
      return child;
    });
  }
}
