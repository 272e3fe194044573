import { SymbolClasses } from './symbol-classes.js';

/** One spelling of one unit: a text, of which the letters may stand in either case when `anyCase` is set. */
export interface Spelling {
  readonly text: string;
  readonly anyCase?: boolean;
}

/** How the units of a form may be written. `lead` is for the first unit, `follow` for all others. */
export interface Alphabet {
  lead(unit: string): readonly Spelling[];
  follow(unit: string): readonly Spelling[];
}

/** One form of a secret: a row of units, each of which may be spelled in several ways, freely mixed. */
export interface Form {
  /** Index of the secret. */
  readonly secret: number;
  readonly units: string | readonly string[];
  readonly alphabet: Alphabet;
  /** Spellings of an uncertain unit before the first one; matched when there, not needed. */
  readonly head?: readonly Spelling[];
  /** The same behind the last one. */
  readonly tail?: readonly Spelling[];
}

/** One step of a spelling: the classes that it accepts, and whether the spelling ends here. */
export interface Step {
  readonly classes: readonly number[];
  readonly last: boolean;
}

/** The steps with which the spellings of a unit begin, by class; each is the index of a step. */
export type UnitSteps = ReadonlyMap<number, readonly number[]>;

/** Compiles spellings to steps, once per alphabet and unit. */
export class StepCompiler {
  readonly classes = new SymbolClasses();
  /** Index 0 is kept free: a thread with step 0 stands between two units. */
  readonly steps: Step[] = [{ classes: [], last: true }];
  private readonly leads = new Map<Alphabet, Map<string, UnitSteps>>();
  private readonly follows = new Map<Alphabet, Map<string, UnitSteps>>();

  lead(alphabet: Alphabet, unit: string): UnitSteps {
    return this.cached(this.leads, alphabet, unit, () => alphabet.lead(unit));
  }

  follow(alphabet: Alphabet, unit: string): UnitSteps {
    return this.cached(this.follows, alphabet, unit, () => alphabet.follow(unit));
  }

  /** Compiles spellings that belong to no alphabet. */
  compile(spellings: readonly Spelling[]): UnitSteps {
    const byFirst = new Map<number, number[]>();
    for (const spelling of spellings) {
      const first = this.steps.length;
      for (let at = 0; at < spelling.text.length; at++) {
        this.steps.push({ classes: this.classesAt(spelling, at), last: at === spelling.text.length - 1 });
      }
      for (const cls of this.steps[first]?.classes ?? []) {
        const list = byFirst.get(cls);
        if (list) list.push(first);
        else byFirst.set(cls, [first]);
      }
    }
    return byFirst;
  }

  private classesAt({ text, anyCase }: Spelling, at: number): number[] {
    const unit = text.charAt(at);
    const variants = anyCase ? [unit.toLowerCase(), unit.toUpperCase()] : [unit];
    return [...new Set(variants.map((variant) => this.classes.intern(variant.charCodeAt(0))))];
  }

  private cached(
    store: Map<Alphabet, Map<string, UnitSteps>>,
    alphabet: Alphabet,
    unit: string,
    spell: () => readonly Spelling[],
  ): UnitSteps {
    let units = store.get(alphabet);
    if (!units) store.set(alphabet, (units = new Map()));
    let steps = units.get(unit);
    if (!steps) units.set(unit, (steps = this.compile(spell())));
    return steps;
  }
}
