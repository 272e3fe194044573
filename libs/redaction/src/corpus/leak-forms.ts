import { createHash } from 'node:crypto';

/*
 * The ways in which a program may write a value, made with Node's own encoders and not with the tables of `forms/`.
 * Used by the tests that prove the redactor, and by the bench.
 */

/** One way of writing a value. */
export interface LeakForm {
  readonly name: string;
  readonly write: (value: string) => string;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const bytesOf = (value: string): number[] => [...Buffer.from(value, 'utf8')];
const hexOf = (byte: number): string => byte.toString(16).padStart(2, '0');
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const unitsOf = (value: string): number[] => Array.from({ length: value.length }, (_, at) => value.charCodeAt(at));
const unicodeEscape = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
/** A number that looks random but is the same for the same text. */
const pick = (text: string, below: number): number =>
  createHash('sha256').update(text).digest().readUInt32BE(0) % below;

function mixed(value: string): string {
  const ways = [
    (character: string) => character,
    (character: string) =>
      bytesOf(character)
        .map((byte) => `%${hexOf(byte)}`)
        .join(''),
    (character: string) =>
      bytesOf(character)
        .map((byte) => `%${hexOf(byte).toUpperCase()}`)
        .join(''),
    (character: string) => unitsOf(character).map(unicodeEscape).join(''),
    (character: string) => `&#${character.codePointAt(0) ?? 0};`,
  ];
  return [...value].map((character, at) => ways[pick(`${value}:${at}`, ways.length)]?.(character) ?? '').join('');
}

const texts: LeakForm[] = [
  { name: 'raw', write: (value) => value },
  { name: 'reversed', write: (value) => [...value].reverse().join('') },
  { name: 'json', write: (value) => JSON.stringify(value) },
  { name: 'json in json', write: (value) => JSON.stringify(JSON.stringify({ value })) },
  { name: 'json in json in json', write: (value) => JSON.stringify(JSON.stringify(JSON.stringify([value]))) },
  { name: 'unicode escapes', write: (value) => unitsOf(value).map(unicodeEscape).join('') },
  {
    name: 'unicode escapes, upper case',
    write: (value) =>
      unitsOf(value)
        .map((unit) => `\\u${unit.toString(16).padStart(4, '0').toUpperCase()}`)
        .join(''),
  },
  {
    name: 'code point escapes',
    write: (value) => [...value].map((c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`).join(''),
  },
  {
    name: 'python ascii()',
    write: (value) => value.replace(/\P{ASCII}/gu, (c) => unitsOf(c).map(unicodeEscape).join('')),
  },
  { name: 'URI component', write: encodeURIComponent },
  { name: 'URI', write: encodeURI },
  { name: 'form', write: (value) => new URLSearchParams({ value }).toString() },
  { name: 'URI component twice', write: (value) => encodeURIComponent(encodeURIComponent(value)) },
  {
    name: 'percent every byte',
    write: (value) =>
      bytesOf(value)
        .map((byte) => `%${hexOf(byte)}`)
        .join(''),
  },
  {
    name: 'percent every byte, upper case',
    write: (value) =>
      bytesOf(value)
        .map((byte) => `%${hexOf(byte).toUpperCase()}`)
        .join(''),
  },
  {
    name: 'quoted-printable',
    write: (value) =>
      bytesOf(value)
        .map((byte) => `=${hexOf(byte).toUpperCase()}`)
        .join(''),
  },
  { name: 'HTML', write: (value) => value.replace(/[&<>"']/g, (c) => escapes[c] ?? c) },
  { name: 'HTML, decimal', write: (value) => [...value].map((c) => `&#${c.codePointAt(0) ?? 0};`).join('') },
  {
    name: 'HTML, hexadecimal',
    write: (value) => [...value].map((c) => `&#x${(c.codePointAt(0) ?? 0).toString(16).toUpperCase()};`).join(''),
  },
  { name: 'shell, single quotes', write: (value) => `'${value.replaceAll("'", "'\\''")}'` },
  { name: 'shell, double quotes', write: (value) => `"${value.replace(/["\\$`]/g, '\\$&')}"` },
  { name: 'shell, backslashes', write: (value) => value.replace(/[^\w\n\u0080-\u{10ffff}]/gu, '\\$&') },
  {
    name: 'octal escapes',
    write: (value) =>
      bytesOf(value)
        .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
        .join(''),
  },
  { name: 'mixed escapes', write: mixed },
  { name: 'zero-width spaces', write: (value) => [...value].join('\u200b') },
  { name: 'zero-width joiners and marks', write: (value) => [...value].join('\u200d\ufeff\u2060') },
  {
    name: 'zero-width here and there',
    write: (value) => [...value].map((c, at) => (pick(`${value}${at}`, 3) === 0 ? `${c}\u200c` : c)).join(''),
  },
  { name: 'upper case', write: (value) => value.toUpperCase() },
  { name: 'lower case', write: (value) => value.toLowerCase() },
  { name: 'spaced', write: (value) => [...value].join(' ') },
  { name: 'dashed', write: (value) => [...value].join('-') },
  { name: 'list of characters', write: (value) => JSON.stringify([...value]) },
  {
    name: 'list of characters, indented',
    write: (value) =>
      JSON.stringify(
        [...value].map((c) => c),
        null,
        2,
      ),
  },
  { name: 'in groups of four', write: (value) => value.replace(/[^]{4}/gu, '$& ') },
];

const encodings: LeakForm[] = [
  ...[0, 1, 2].flatMap((shift): LeakForm[] => [
    { name: `base64, ${shift} before`, write: (value) => base64('x'.repeat(shift) + value) },
    {
      name: `base64, ${shift} before, more behind`,
      write: (value) => base64(`${'é'.repeat(shift)}${value} and so on`),
    },
    {
      name: `base64url, ${shift} before`,
      write: (value) => Buffer.from('~'.repeat(shift) + value).toString('base64url'),
    },
    {
      name: `base64 of UTF-16LE, ${shift} before`,
      write: (value) => base64(Buffer.from('p'.repeat(shift) + value, 'utf16le')),
    },
    {
      name: `base64, ${shift} before, in lines`,
      write: (value) => base64(`${'y'.repeat(40 + shift)}${value}`).replace(/.{76}/g, '$&\r\n'),
    },
    {
      name: `base64, ${shift} before, percent-encoded`,
      write: (value) => encodeURIComponent(base64('_'.repeat(shift) + value)),
    },
  ]),
  { name: 'Basic, as password', write: (value) => `Basic ${base64(`user:${value}`)}` },
  { name: 'Basic, as user', write: (value) => `Basic ${base64(`${value}:`)}` },
  { name: 'Basic, as both', write: (value) => `Basic ${base64(`${value}:${value}`)}` },
  { name: 'base64 twice', write: (value) => base64(base64(value)) },
  { name: 'base64 of hex', write: (value) => base64(Buffer.from(value).toString('hex')) },
  { name: 'base64 of reversed', write: (value) => base64([...value].reverse().join('')) },
  { name: 'base64 reversed', write: (value) => [...base64(value)].reverse().join('') },
  { name: 'hex', write: (value) => Buffer.from(value).toString('hex') },
  { name: 'hex, upper case', write: (value) => Buffer.from(value).toString('hex').toUpperCase() },
  ...[' ', ':', '-', ', ', ' 0x', '\\x', ',0x', '\n'].map((gap): LeakForm => ({
    name: `hex with ${JSON.stringify(gap)}`,
    write: (value) => bytesOf(value).map(hexOf).join(gap),
  })),
  { name: 'hex of UTF-16LE', write: (value) => Buffer.from(value, 'utf16le').toString('hex') },
  { name: 'hex reversed', write: (value) => [...Buffer.from(value).toString('hex')].reverse().join('') },
  { name: 'hex of base64', write: (value) => Buffer.from(base64(value)).toString('hex') },
  { name: 'bytes', write: (value) => bytesOf(value).join(',') },
  { name: 'bytes as JSON', write: (value) => JSON.stringify(Buffer.from(value)) },
  { name: 'bytes as JSON, indented', write: (value) => JSON.stringify(bytesOf(value), null, 2) },
  {
    name: 'binary',
    write: (value) =>
      bytesOf(value)
        .map((byte) => byte.toString(2).padStart(8, '0'))
        .join(' '),
  },
];

/** All ways of writing a value. */
export const LEAK_FORMS: readonly LeakForm[] = [...texts, ...encodings];
