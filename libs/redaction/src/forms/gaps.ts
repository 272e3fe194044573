import type { GapPattern, PatternStep } from '../automaton/pattern.js';

const noise = (min: number, max: number): PatternStep => ({ of: 'noise', min, max });
const exactly = (oneOf: string): PatternStep => ({ of: { oneOf }, min: 1, max: 1 });

/** A terminal's colour as a string literal writes it. */
const WRITTEN_COLOUR: GapPattern = [
  exactly('\\'),
  { of: { oneOf: '\\ux013be' }, min: 1, max: 6 },
  exactly('['),
  { of: { oneOf: '0123456789;' }, min: 0, max: 20 },
  { of: 'letter', min: 1, max: 1 },
];

/** What a terminal takes for a colour, and a page for a tag; each shows nothing. */
const UNSEEN: readonly GapPattern[] = [
  [
    exactly('\u001b'),
    exactly('['),
    { of: { oneOf: '0123456789;:?' }, min: 0, max: 20 },
    { of: 'letter', min: 1, max: 1 },
    { of: { oneOf: '\u001b[0123456789;mK' }, min: 0, max: 12 },
  ],
  WRITTEN_COLOUR,
  [...WRITTEN_COLOUR, ...WRITTEN_COLOUR],
  [exactly('<'), { of: 'line', min: 1, max: 24 }, exactly('>')],
  [
    exactly('<'),
    { of: 'line', min: 1, max: 24 },
    exactly('>'),
    exactly('<'),
    { of: 'line', min: 1, max: 24 },
    exactly('>'),
  ],
];

/** Between pieces of a value: what is neither letter nor digit, or shows nothing. */
export const PIECE_GAPS: readonly GapPattern[] = [[noise(1, 12)], ...UNSEEN];

const some = (oneOf: string, min: number, max: number): PatternStep => ({ of: { oneOf }, min, max });
const digits: PatternStep = { of: 'digit', min: 1, max: 4 };

/** Numbers that count the characters: a list, pairs, an object. */
const COUNTED: readonly GapPattern[] = [
  [exactly('\n'), digits, some('.:)=\t ', 1, 3)],
  [exactly('\'"'), some('),( [', 3, 5), digits, some(', ', 1, 2), exactly('\'"')],
  [exactly('"'), some(', \n', 1, 6), exactly('"'), digits, exactly('"'), some(': ', 1, 2), exactly('"')],
];

/** Between the first characters of a value: little enough that ordinary words do not look like one, and
 * numbers that count them. */
export const FIRST_CHARACTER_GAPS: readonly GapPattern[] = [[noise(1, 2)], ...COUNTED, ...UNSEEN];

/** Between further characters of a value: more. */
export const CHARACTER_GAPS: readonly GapPattern[] = [[noise(1, 18)]];

/** Columns of a hex dump: the text beside the bytes, and the address in front of the next row. */
export const DUMP_ROWS: readonly GapPattern[] = [
  [
    { of: { oneOf: ' ' }, min: 2, max: 3 },
    { of: 'line', min: 0, max: 18 },
    { of: { oneOf: '\n' }, min: 1, max: 1 },
    { of: 'hex', min: 4, max: 8 },
    { of: { oneOf: ':' }, min: 0, max: 1 },
    { of: { oneOf: ' ' }, min: 1, max: 2 },
  ],
];

/** What follows the last byte of a value in a hex dump: the rest of its row, and the text beside it. */
export const DUMP_REST: readonly GapPattern[] = [
  [
    { of: { oneOf: ' 0123456789abcdefABCDEF' }, min: 0, max: 48 },
    { of: { oneOf: ' |' }, min: 2, max: 3 },
    { of: 'line', min: 1, max: 17 },
  ],
];
