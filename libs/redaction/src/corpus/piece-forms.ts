import type { LeakForm } from './leak-forms.js';

/*
 * Ways of writing a value that leak hunters try after the usual ones: in pieces, in dumps, nested, in rare bases. Made
 * without the tables of `forms/`.
 */

const bytesOf = (value: string): Buffer => Buffer.from(value, 'utf8');
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const hex = (number: number, width = 2): string => number.toString(16).padStart(width, '0');
const points = (value: string): number[] => [...value].map((character) => character.codePointAt(0) ?? 0);
const joined =
  (between: string) =>
  (value: string): string =>
    [...value].join(between);
const framed =
  (before: string, behind: string) =>
  (value: string): string =>
    [...value].map((character) => `${before}${character}${behind}`).join('');
const every =
  (count: number, between: string) =>
  (text: string): string =>
    text.replace(new RegExp(`.{${count}}`, 'gsu'), `$&${between}`);
const halved =
  (between: string) =>
  (value: string): string => {
    const characters = [...value];
    const half = characters.length >> 1;
    return characters.slice(0, half).join('') + between + characters.slice(half).join('');
  };
const inBase64 =
  (change: (text: string) => string) =>
  (value: string): string =>
    change(base64(value));

function dump(value: string, row: (bytes: Buffer, address: string, shown: string) => string): string {
  const bytes = bytesOf(value);
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.subarray(at, at + 16);
    const shown = [...part].map((byte) => (byte < 32 || byte > 126 ? '.' : String.fromCharCode(byte))).join('');
    rows.push(row(part, hex(at, 8), shown));
  }
  return rows.join('\n');
}

const xxd = (value: string): string =>
  dump(
    value,
    (part, address, shown) => `${address}: ${every(4, ' ')(part.toString('hex')).trim().padEnd(39)}  ${shown}`,
  );
const hexdump = (value: string): string =>
  dump(
    value,
    (part, address, shown) =>
      `${address}  ${[...part]
        .map((byte) => hex(byte))
        .join(' ')
        .padEnd(48)} |${shown}|`,
  );

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32.charAt(parseInt(five.padEnd(5, '0'), 2))).join('');
}

const pieces: LeakForm[] = [
  { name: 'halves with a line break', write: halved('\n') },
  { name: 'halves with bold', write: (value) => `**${halved('**')(value)}` },
  { name: 'halves with dots', write: halved('...') },
  { name: 'halves with a colour', write: halved('\u001b[1;31m') },
  { name: 'halves with tags', write: halved('</span><span>') },
  { name: 'halves as two strings', write: (value) => `"${halved('" +\n  "')(value)}"` },
  { name: 'in columns', write: every(10, '\n    ') },
  { name: 'quoted-printable in lines', write: every(20, '=\r\n') },
  { name: 'colour each', write: framed('\u001b[31m', '\u001b[0m') },
  { name: 'colour each, as a literal', write: framed('\\u001b[31m', '\\u001b[0m') },
  ...['**', '`', '*', '_'].map((mark) => ({ name: `${mark} each`, write: framed(mark, mark) })),
  { name: 'tags each', write: framed('<b>', '</b>') },
  ...['<wbr>', '<!-- -->', '\u00ad', '\u034f', '\u0336', '\u2003', '\u0007', '\r', ' -> ', '=', '#', '&', '🔑'].map(
    (between) => ({ name: `${JSON.stringify(between)} between`, write: joined(between) }),
  ),
  { name: 'numbered', write: (value) => [...value].map((character, at) => `${at}: ${character}`).join('\n') },
  { name: 'pairs', write: (value) => [...value].map((character, at) => `(${at}, '${character}')`).join(', ') },
  { name: 'bullets', write: (value) => [...value].map((character) => `- ${character}`).join('\n') },
  { name: 'reversed and spaced', write: (value) => [...value].reverse().join(' ') },
  {
    name: 'changing case',
    write: (value) => value.replace(/[a-z]/gi, (c, at: number) => (at % 2 === 0 ? c.toUpperCase() : c.toLowerCase())),
  },
  {
    name: 'full width',
    write: (value) => value.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  },
];

const nested: LeakForm[] = [
  { name: 'URI component three times', write: (value) => [1, 2, 3].reduce((text) => encodeURIComponent(text), value) },
  { name: 'JSON three times', write: (value) => [1, 2, 3].reduce((text) => JSON.stringify(text), value) },
  ...[0, 1, 2].map((shift) => ({
    name: `base64 within base64, ${shift} before`,
    write: (value: string) => base64(base64(`${'x'.repeat(shift)}${value}z`)),
  })),
  { name: 'base64 three times', write: (value) => base64(base64(base64(value))) },
  ...['\n        ', '" +\n  "', '\\\n', '\n> ', '\n# ', '<br>', '**'].map((between) => ({
    name: `base64 with ${JSON.stringify(between)}`,
    write: inBase64(every(16, between)),
  })),
  { name: 'base64 dashed', write: inBase64(joined('-')) },
  { name: 'base64 spaced', write: inBase64(joined(' ')) },
  {
    name: 'base64 of UTF-16 with a mark',
    write: (value) => base64(Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(value, 'utf16le')])),
  },
  { name: 'base64 of UTF-16BE', write: (value) => base64(Buffer.from(value, 'utf16le').swap16()) },
  { name: 'xxd', write: xxd },
  { name: 'hexdump -C', write: hexdump },
  { name: 'hex in groups', write: (value) => every(4, ' ')(bytesOf(value).toString('hex')) },
  { name: 'hex of UTF-16BE', write: (value) => Buffer.from(value, 'utf16le').swap16().toString('hex') },
];

const bases: LeakForm[] = [
  {
    name: 'octal escapes, not padded',
    write: (value) => [...bytesOf(value)].map((b) => `\\${b.toString(8)}`).join(''),
  },
  { name: 'octal numbers', write: (value) => [...bytesOf(value)].map((b) => `0o${b.toString(8)}`).join(' ') },
  {
    name: 'CSS escapes',
    write: (value) =>
      points(value)
        .map((point) => `\\${point.toString(16)} `)
        .join(''),
  },
  {
    name: 'CSS escapes, padded',
    write: (value) =>
      points(value)
        .map((point) => `\\${hex(point, 6)}`)
        .join(''),
  },
  {
    name: 'code points, padded',
    write: (value) =>
      points(value)
        .map((point) => `\\u{${hex(point, 6)}}`)
        .join(''),
  },
  {
    name: 'HTML, no semicolon',
    write: (value) =>
      points(value)
        .map((point) => `&#${point}`)
        .join(''),
  },
  {
    name: 'HTML, padded',
    write: (value) =>
      points(value)
        .map((p) => `&#${String(p).padStart(7, '0')};`)
        .join(''),
  },
  { name: 'backticks', write: framed('`', '') },
  { name: 'carets', write: framed('^', '') },
  { name: 'padded decimals', write: (value) => [...bytesOf(value)].map((b) => String(b).padStart(3, '0')).join('') },
  {
    name: 'chr()',
    write: (value) =>
      points(value)
        .map((point) => `chr(${point})`)
        .join('+'),
  },
  ...[0, 1, 2, 3, 4].map((shift) => ({
    name: `base32, ${shift} before`,
    write: (value: string) => base32(bytesOf(`${'y'.repeat(shift)}${value}`)),
  })),
  { name: 'base32, lower case', write: (value) => base32(bytesOf(value)).toLowerCase() },
];

/** All ways of writing a value that this file makes. */
export const PIECE_FORMS: readonly LeakForm[] = [...pieces, ...nested, ...bases];
