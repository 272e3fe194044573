import type { Alphabet, Spelling } from '../automaton/pattern.js';
import { PIECE_GAPS } from './gaps.js';

/*
 * How one character may stand in a text after escaping: as itself, percent-encoded, as a JSON, JavaScript, Python, C or
 * shell escape, as an HTML entity, quoted-printable; most of them also escaped twice. The spellings may be mixed freely
 * within one value, so that every URI, JSON, HTML and shell spelling is a special case.
 */

const BACKSLASHES = ['\\', '\\\\', '\\\\\\\\'];

const entities: Readonly<Record<string, readonly string[]>> = {
  '&': ['amp', 'AMP'],
  '<': ['lt', 'LT'],
  '>': ['gt', 'GT'],
  '"': ['quot', 'QUOT'],
  "'": ['apos'],
  '/': ['sol'],
  '+': ['plus'],
  '=': ['equals'],
  ':': ['colon'],
  ';': ['semi'],
  '#': ['num'],
  '!': ['excl'],
  $: ['dollar'],
  '%': ['percnt'],
  '(': ['lpar'],
  ')': ['rpar'],
  '*': ['ast', 'midast'],
  ',': ['comma'],
  '.': ['period'],
  '?': ['quest'],
  '@': ['commat'],
  '[': ['lsqb', 'lbrack'],
  '\\': ['bsol'],
  ']': ['rsqb', 'rbrack'],
  '^': ['Hat'],
  _: ['lowbar', 'UnderBar'],
  '`': ['grave'],
  '{': ['lcub', 'lbrace'],
  '|': ['verbar', 'vert'],
  '}': ['rcub', 'rbrace'],
  ' ': ['nbsp'],
  '\t': ['Tab'],
  '\n': ['NewLine'],
};

const shortEscapes: Readonly<Record<string, string>> = {
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\b': 'b',
  '\f': 'f',
  '\v': 'v',
  '\0': '0',
  '\u001b': 'e',
};

const special: Readonly<Record<string, readonly string[]>> = {
  ' ': ['+', '%2B'],
  '\n': ['\r\n', '\\r\\n', '\\\\r\\\\n', '%0D%0A', '&#13;&#10;', '<br>', '<br/>', '<br />', '<br>\n', '<br/>\n', ' '],
  "'": ["'\\''", "'\"'\"'", "''", "'\\\\''"],
  '"': ['""', '\\\\\\"', '\\\\\\\\\\\\\\"'],
  '\\': ['\\\\', '\\\\\\\\', '\\\\\\\\\\\\\\\\'],
  '%': ['%%'],
  $: ['$$'],
  '/': ['\\/', '\\\\/', '\\\\\\/'],
};

function hex(value: number, width: number): string {
  return value.toString(16).padStart(width, '0');
}

function byteSpellings(character: string): Spelling[] {
  const bytes = [...Buffer.from(character, 'utf8')];
  const all = (prefix: string): Spelling => ({
    text: bytes.map((byte) => prefix + hex(byte, 2)).join(''),
    anyCase: true,
  });
  const octal = (slash: string, width = 3): Spelling => ({
    text: bytes.map((byte) => slash + byte.toString(8).padStart(width, '0')).join(''),
  });
  return [
    all('%'),
    all('%25'),
    all('%2525'),
    all('='),
    all('\\x'),
    all('\\\\x'),
    octal('\\'),
    octal('\\\\'),
    octal('\\0'),
    octal('\\', 1),
  ];
}

function codePointSpellings(character: string): Spelling[] {
  const codePoint = character.codePointAt(0) ?? 0;
  const units = [...Array(character.length).keys()].map((at) => character.charCodeAt(at));
  const any = (text: string): Spelling => ({ text, anyCase: true });
  const spellings = BACKSLASHES.flatMap((slash) => [
    any(units.map((unit) => `${slash}u${hex(unit, 4)}`).join('')),
    any(`${slash}u{${hex(codePoint, 1)}}`),
    any(`${slash}u{${hex(codePoint, 4)}}`),
    any(`${slash}u{${hex(codePoint, 6)}}`),
    any(`${slash}${hex(codePoint, 6)}`),
    any(`${slash}${hex(codePoint, 1)} `),
    any(`${slash}U${hex(codePoint, 8)}`),
  ]);
  spellings.push(any(units.map((unit) => `%u${hex(unit, 4)}`).join('')));
  if (codePoint > 0x7f && codePoint < 0x100)
    spellings.push(any(`\\x${hex(codePoint, 2)}`), any(`%${hex(codePoint, 2)}`));
  for (const ampersand of ['&', '&amp;']) {
    for (const width of [1, 3, 4, 5, 7]) {
      const decimal = codePoint.toString(10).padStart(width, '0');
      const hexadecimal = hex(codePoint, width === 3 ? 2 : width);
      spellings.push(
        { text: `${ampersand}#${decimal};` },
        { text: `${ampersand}#${decimal}` },
        any(`${ampersand}#x${hexadecimal};`),
      );
    }
    for (const name of entities[character] ?? []) spellings.push({ text: `${ampersand}${name};` });
  }
  return spellings;
}

function backslashSpellings(character: string): Spelling[] {
  const short = shortEscapes[character];
  if (short !== undefined) return BACKSLASHES.map((slash) => ({ text: slash + short }));
  return /^[!-/:-@[-`{-~ ]$/.test(character) ? BACKSLASHES.map((slash) => ({ text: slash + character })) : [];
}

function spell(character: string): readonly Spelling[] {
  const spellings: Spelling[] = [
    { text: character, anyCase: true },
    ...byteSpellings(character),
    ...codePointSpellings(character),
    ...backslashSpellings(character),
    ...(special[character] ?? []).map((text) => ({ text })),
  ];
  return [
    ...new Map(spellings.map((spelling) => [`${spelling.text}\n${spelling.anyCase ?? false}`, spelling])).values(),
  ];
}

/** Units are characters (code points). */
export const textAlphabet: Alphabet = { spell, gaps: [], lateGapPatterns: PIECE_GAPS };

/** The same for digits of encodings: apart, because a loose track takes all units of its alphabet. */
export const codedAlphabet: Alphabet = { ...textAlphabet };
