/** The class of every UTF-16 unit that no pattern uses. */
export const OTHER_CLASS = 0;
/** The class of characters that show nothing; a scan walks over them without losing its place. */
export const IGNORABLE_CLASS = 1;

const ignorableRanges: readonly (readonly [number, number])[] = [
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
];

const ignorablePattern = new RegExp(
  `[${ignorableRanges.map(([from, to]) => `${String.fromCharCode(from)}-${String.fromCharCode(to)}`).join('')}]`,
  'g',
);

/** The text without zero-width and other invisible characters (Unicode's default-ignorable ones of the basic plane). */
export function stripIgnorable(text: string): string {
  return text.replace(ignorablePattern, '');
}

/** Units that spellings use besides the value's own: printable ASCII, line breaks, tabs, NUL, and separators. */
const SPELLING_UNITS =
  Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('') +
  '\0\u0007\b\t\n\r\u001b\u00a0\u00b7\u2009\u2022\u202f';

/** Full-width forms of printable ASCII, from U+FF01 on; they stand for it. */
const FULL_WIDTH_UNITS = 94;

/** Maps UTF-16 units to small class numbers, so that the automaton's table stays narrow. */
export class SymbolClasses {
  readonly table = new Uint16Array(65_536);
  private next = IGNORABLE_CLASS + 1;

  constructor() {
    for (const [from, to] of ignorableRanges) this.table.fill(IGNORABLE_CLASS, from, to + 1);
    this.intern(SPELLING_UNITS);
    for (let at = 0; at < FULL_WIDTH_UNITS; at++) this.table[0xff01 + at] = this.of(0x21 + at);
  }

  /** Number of classes given out so far, the two fixed ones included. */
  get size(): number {
    return this.next;
  }

  /** Gives every unit of a text a class of its own. */
  intern(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (this.table[unit] === OTHER_CLASS) this.table[unit] = this.next++;
    }
  }

  /** Every unit that was interned, and its class. */
  known(): [number, number][] {
    const found: [number, number][] = [];
    for (let unit = 0; unit < this.table.length; unit++) {
      const cls = this.table[unit] ?? OTHER_CLASS;
      if (cls > IGNORABLE_CLASS) found.push([unit, cls]);
    }
    return found;
  }

  /** The class of a unit that was interned. Throws an `Error` for any other, because no scan could ever match it. */
  of(unit: number): number {
    const cls = this.table[unit] ?? OTHER_CLASS;
    if (cls === OTHER_CLASS) throw new Error('A spelling uses a character that has no class.');
    return cls;
  }
}
