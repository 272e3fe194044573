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

/** Separators of a value that is written character by character; each makes a form of its own. */
export const SPELLED_SEPARATORS: readonly string[] = [
  ' ',
  '  ',
  '-',
  '_',
  '.',
  ',',
  ', ',
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
  '","',
  '", "',
  "','",
  "', '",
  '",\n  "',
  "',\n  '",
  '",\n    "',
  "',\n    '",
  ' - ',
  ' | ',
  ' . ',
  '" + "',
  "' + '",
  '"+"',
  "'+'",
  ' , ',
  '\n\n',
  '\u00a0',
  '·',
  '•',
];

/** Characters with one fixed separator between them. */
export function spelledAlphabet(separator: string): Alphabet {
  return {
    lead: (character) => [{ text: character }],
    follow: (character) => [{ text: separator + character }],
  };
}
