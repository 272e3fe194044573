import type { Alphabet } from '../automaton/pattern.js';
import { CHARACTER_GAPS, DUMP_ROWS, FIRST_CHARACTER_GAPS, PIECE_GAPS } from './gaps.js';

/* Units with something between them: hex pairs, numbers, single characters. */

const INDENTS = [1, 2, 3, 4, 5, 6, 8, 10, 12].map((count) => ' '.repeat(count));
const LINES = ['\n', '\r\n', '\\n', '\\r\\n'].flatMap((line) => ['', ',', ';'].map((comma) => comma + line));
const INDENTED_LINES = ['\n', ',\n', ',\r\n'].flatMap((line) => INDENTS.map((indent) => line + indent));
const AFTER_COMMA = [',', ', ', ',  ', ',   ', ';', '; '];
const QUOTED = ['"', "'", '\\"'].flatMap((quote) =>
  [...AFTER_COMMA, ' ', '+', ' + ', ...LINES, ...INDENTED_LINES].map((between) => quote + between + quote),
);
const LISTED = [...AFTER_COMMA, ...LINES, ...INDENTED_LINES, ...QUOTED];

const HEX_PREFIXES = ['0x', '0X', '\\x', '\\\\x', '%', '#', '$', 'U+', 'u+', 'U+00', 'u+00', '\\u00', '\\\\u00'];
const CALLS = ['+', ' + ', ', ', ',', '.', ' . ', ' & ', '&'].flatMap((between) =>
  ['chr', 'Chr', 'CHR', 'String.fromCharCode', 'char', 'CHAR'].map((name) => `)${between}${name}(`),
);
const NUMBER_GAPS = [' ', '  ', ':', '-', '_', '.', '|', '/', '+', '\t', ...LISTED];

const HEX_GAPS = [' ', '  ', ':', '-', '_', '.', '|', '/', '\t', ...LISTED];

/** Units are bytes as two hex digits, either case, with or without separators and prefixes. */
export const hexAlphabet: Alphabet = {
  spell: (pair) => [{ text: pair, anyCase: true }],
  gaps: [...HEX_GAPS, ...['', ...HEX_GAPS].flatMap((gap) => HEX_PREFIXES.map((prefix) => gap + prefix))],
  lateGapPatterns: PIECE_GAPS,
  gapPatterns: DUMP_ROWS,
};

/** Units are decimal, octal or binary numbers, padded or not; a byte may stand as a signed one. */
export const numberAlphabet: Alphabet = {
  spell: (number) => {
    const value = Number(number);
    const padded = number.padStart(3, '0');
    const signed = value > 127 && value < 256 ? [String(value - 256)] : [];
    return [...new Set([number, padded, ...signed])].map((text) => ({ text }));
  },
  gaps: [...CALLS, ...NUMBER_GAPS].flatMap((gap) => [gap, ...['0o', '0b', '0d'].map((prefix) => gap + prefix)]),
  needsGap: true,
};

/** Units are binary numbers of eight digits, with something between them or not. */
export const bitsAlphabet: Alphabet = {
  spell: (number) => [{ text: number }],
  gaps: NUMBER_GAPS,
};

const SPELLED_GAPS = [
  '****',
  '** **',
  '` `',
  '* *',
  '_ _',
  ') (',
  '] [',
  '\n- ',
  '\n* ',
  ' -> ',
  ' => ',
  ' | ',
  ...LISTED,
];

/** Units are characters, with something between any two of them or not. */
export const spelledAlphabet: Alphabet = {
  spell: (character) => [
    { text: character, anyCase: true },
    ...[JSON.stringify(character).slice(1, -1)].filter((text) => text !== character).map((text) => ({ text })),
  ],
  gaps: SPELLED_GAPS,
  gapPatterns: FIRST_CHARACTER_GAPS,
  lateGapPatterns: CHARACTER_GAPS,
};

/** The same for characters of which the case counts. */
export const spelledCasedAlphabet: Alphabet = {
  spell: (character) => [{ text: character }],
  gaps: SPELLED_GAPS,
  gapPatterns: FIRST_CHARACTER_GAPS,
  lateGapPatterns: CHARACTER_GAPS,
};
