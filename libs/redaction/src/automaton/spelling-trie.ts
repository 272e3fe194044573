import type { Alphabet, Spelling } from './pattern.js';
import { SymbolClasses } from './symbol-classes.js';

/** A place within the spellings of one unit. */
export interface SpellingNode {
  /** Differs from every other node's; 0 is not given out. */
  readonly id: number;
  /** By class of the next symbol. */
  readonly next: Map<number, SpellingNode>;
  /** Whether a spelling ends here; a longer one may go on. */
  isEnd: boolean;
  /** Whether it is of a gap between two units. */
  readonly isGap: boolean;
}

/** Compiles the spellings of units to tries, once per alphabet and unit, when a scan first asks for them. */
export class SpellingTries {
  readonly classes = new SymbolClasses();
  private readonly units = new Map<Alphabet, Map<string, SpellingNode>>();
  private readonly gaps = new Map<Alphabet, SpellingNode>();
  private readonly compiled = new Map<readonly Spelling[], SpellingNode>();
  private lastId = 0;

  /** The trie of a unit. */
  unit(alphabet: Alphabet, unit: string): SpellingNode {
    let units = this.units.get(alphabet);
    if (!units) this.units.set(alphabet, (units = new Map<string, SpellingNode>()));
    let root = units.get(unit);
    if (!root) units.set(unit, (root = this.build(alphabet.spell(unit), false)));
    return root;
  }

  /** The trie of what may stand between two units. */
  gap(alphabet: Alphabet): SpellingNode {
    let root = this.gaps.get(alphabet);
    if (!root) {
      const spellings = alphabet.gaps.map((text) => ({ text }));
      this.gaps.set(alphabet, (root = this.build(spellings, true)));
    }
    return root;
  }

  /** The trie of spellings that belong to no alphabet; compiled once per array. */
  compile(spellings: readonly Spelling[]): SpellingNode {
    const known = this.compiled.get(spellings);
    if (known) return known;
    const root = this.build(spellings, false);
    this.compiled.set(spellings, root);
    return root;
  }

  private build(spellings: readonly Spelling[], isGap: boolean): SpellingNode {
    const root = this.node(isGap);
    for (const spelling of spellings) this.insert(root, spelling);
    return root;
  }

  private insert(root: SpellingNode, { text, anyCase }: Spelling): void {
    let nodes = new Set([root]);
    for (let at = 0; at < text.length; at++) {
      const unit = text.charAt(at);
      const variants = anyCase ? [unit.toLowerCase(), unit.toUpperCase()] : [unit];
      const classes = variants.map((variant) => this.classes.of(variant.charCodeAt(0)));
      nodes = new Set([...nodes].flatMap((node) => this.children(node, classes)));
    }
    for (const node of nodes) node.isEnd = true;
  }

  /** The children for several classes: one shared child where none is there yet. */
  private children(node: SpellingNode, classes: readonly number[]): SpellingNode[] {
    const isNew = classes.every((cls) => !node.next.has(cls));
    const shared = isNew ? this.node(node.isGap) : null;
    return classes.map((cls) => {
      const child = node.next.get(cls) ?? shared ?? this.node(node.isGap);
      node.next.set(cls, child);
      return child;
    });
  }

  private node(isGap: boolean): SpellingNode {
    return { id: ++this.lastId, next: new Map(), isEnd: false, isGap };
  }
}
