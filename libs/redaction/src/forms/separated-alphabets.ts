import type { Alphabet } from '../automaton/pattern.js';

/* Units with something between them: hex pairs, numbers, single characters. */

const INDENTS = [1, 2, 3, 4, 5, 6, 8, 10, 12].map((count) => ' '.repeat(count));
const LINES = ['\n', '\r\n', '\\n', '\\r\\n'].flatMap((line) => ['', ',', ';'].map((comma) => comma + line));
const INDENTED_LINES = ['\n', ',\n', ',\r\n'].flatMap((line) => INDENTS.map((indent) => line + indent));
const AFTER_COMMA = [',', ', ', ',  ', ',   ', ';', '; '];
const QUOTED = ['"', "'", '\\"'].flatMap((quote) =>
  [...AFTER_COMMA, ' ', '+', ' + ', ...LINES, ...INDENTED_LINES].map((between) => quote + between + quote),
);
const LISTED = [...AFTER_COMMA, ...LINES, ...INDENTED_LINES, ...QUOTED];

const HEX_PREFIXES = ['0x', '0X', '\\x', '\\\\x', '%', '#', '$', 'U+', 'u+', '\\u00', '\\\\u00'];
const HEX_GAPS = [' ', '  ', ':', '-', '_', '.', '|', '/', '\t', ...LISTED];

/** Units are bytes as two hex digits, either case, with or without separators and prefixes. */
export const hexAlphabet: Alphabet = {
  spell: (pair) => [{ text: pair, anyCase: true }],
  gaps: [...HEX_GAPS, ...['', ...HEX_GAPS].flatMap((gap) => HEX_PREFIXES.map((prefix) => gap + prefix))],
};

/** Units are decimal, octal or binary numbers. */
export const numberAlphabet: Alphabet = {
  spell: (number) => [{ text: number }],
  gaps: [' ', '  ', ':', '-', '_', '.', '|', '/', '+', '\t', ...LISTED],
  needsGap: true,
};

/** Units are binary numbers of eight digits, with something between them or not. */
export const bitsAlphabet: Alphabet = { ...numberAlphabet, needsGap: false };

/** Units are characters, with a separator between any two of them or not. */
export const spelledAlphabet: Alphabet = {
  spell: (character) => [...new Set([character, JSON.stringify(character).slice(1, -1)])].map((text) => ({ text })),
  gaps: [...'-_.:|/+*~·• \t\u00a0\u2009\u202f', '  ', ' , ', ' - ', ' | ', ' . ', '\n\n', ...LISTED],
};
