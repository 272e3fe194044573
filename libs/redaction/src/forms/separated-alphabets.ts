import type { Alphabet, Spelling } from '../automaton/pattern.js';

/* Units with something between them: hex pairs, decimal numbers, single characters. */

const indent = (count: number): string => ' '.repeat(count);
const LINE_BREAKS = ['\n', '\r\n', '\\n', '\\r\\n'];
const AFTER_COMMA = [',', ...[1, 2, 3].map((count) => `,${indent(count)}`)];
const AFTER_LINE = [
  '\n',
  '\r\n',
  ...[1, 2, 3, 4, 5, 6, 8, 10, 12].flatMap((count) => [`\n${indent(count)}`, `,\n${indent(count)}`]),
  ',\n',
];

const HEX_GAPS = ['', ' ', '  ', ':', '-', '_', '.', '|', ';', '; ', ...AFTER_COMMA, ...AFTER_LINE, ...LINE_BREAKS];
const QUOTED_GAPS = ["','", "', '", '","', '", "'];
const HEX_PREFIXES = ['', '0x', '\\x', '\\\\x', '%', '#', '$', 'U+', 'u+'];

function hexFollow(pair: string): readonly Spelling[] {
  const spellings = HEX_GAPS.flatMap((gap) => HEX_PREFIXES.map((prefix) => gap + prefix + pair));
  const quoted = QUOTED_GAPS.flatMap((gap) => [gap + pair, `${gap}0x${pair}`]);
  return [...spellings, ...quoted].map((text) => ({ text, anyCase: true }));
}

/** Units are bytes as two hex digits, either case, with or without separators and prefixes. */
export const hexAlphabet: Alphabet = { lead: (pair) => [{ text: pair, anyCase: true }], follow: hexFollow };

const NUMBER_GAPS = [
  ' ',
  '  ',
  ':',
  '-',
  '.',
  '|',
  ';',
  '; ',
  '+',
  '/',
  ...AFTER_COMMA,
  ...AFTER_LINE,
  ...LINE_BREAKS,
  '","',
  '", "',
  "','",
  "', '",
];

/** Units are decimal (or octal) numbers. */
export const numberAlphabet: Alphabet = {
  lead: (number) => [{ text: number }],
  follow: (number) => NUMBER_GAPS.map((gap) => ({ text: gap + number })),
};

const SPELLED_GAPS = [
  '',
  ' ',
  '-',
  '_',
  '.',
  ',',
  ':',
  ';',
  '|',
  '/',
  '+',
  '*',
  '~',
  '\n',
  '\r\n',
  '\t',
  '\\n',
  '·',
  '•',
];
const WIDE_GAPS = ['  ', ', ', ' , ', ' - ', ' | ', ' . ', '\n\n', '\u00a0', '\u2009', '\u202f'];
const QUOTES = ['"', "'"];
const BETWEEN_QUOTES = [',', ', ', ' ', '+', ' + ', ...[2, 4, 6, 8].map((count) => `,\n${indent(count)}`), ',\n', '\n'];
const QUOTED = QUOTES.flatMap((quote) => BETWEEN_QUOTES.map((between) => quote + between + quote));
const ALL_SPELLED_GAPS = [...SPELLED_GAPS, ...WIDE_GAPS, ...QUOTED, '\\",\\"', '\\", \\"'];

/** Units are characters, with a separator between any two of them or not. */
export const spelledAlphabet: Alphabet = {
  lead: (character) => [{ text: character }],
  follow: (character) => ALL_SPELLED_GAPS.map((gap) => ({ text: gap + character })),
};
