import type { GapPattern, PatternStep } from '../automaton/gap-pattern.js';

const noise = (min: number, max: number): PatternStep => ({ of: 'noise', min, max });
const exactly = (oneOf: string): PatternStep => ({ of: { oneOf }, min: 1, max: 1 });

/** What a terminal takes for a colour, and a page for a tag; each shows nothing. */
const UNSEEN: readonly GapPattern[] = [
  [
    exactly('\u001b'),
    exactly('['),
    { of: { oneOf: '0123456789;:?' }, min: 0, max: 20 },
    { of: 'letter', min: 1, max: 1 },
    { of: { oneOf: '\u001b[0123456789;mK' }, min: 0, max: 12 },
  ],
  [
    exactly('\\'),
    { of: { oneOf: '\\ux013be' }, min: 1, max: 6 },
    exactly('['),
    { of: { oneOf: '0123456789;' }, min: 0, max: 20 },
    { of: 'letter', min: 1, max: 1 },
  ],
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

/** Between characters of a value: the same, and numbers that count them. */
export const CHARACTER_GAPS: readonly GapPattern[] = [
  [noise(1, 18)],
  [noise(1, 8), { of: 'digit', min: 1, max: 4 }, noise(1, 6)],
  ...UNSEEN,
];

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
