import type { Form } from '../automaton/pattern.js';
import { base64Forms } from './base64-forms.js';
import { base32 } from './base32.js';
import { secretTexts } from './secret-texts.js';
import { bitsAlphabet, hexAlphabet, numberAlphabet, spelledAlphabet } from './separated-alphabets.js';
import { textAlphabet } from './text-alphabet.js';

/** Above this length, in UTF-16 units, only the forms that everyday tools write are looked for; it bounds the memory of a run. */
const LONG_VALUE = 4096;

const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function unitsOf(text: string): string | readonly string[] {
  return /[\ud800-\udfff]/.test(text) ? [...text] : text;
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

function textForm(secret: number, text: string): Form {
  return { secret, units: unitsOf(text), alphabet: textAlphabet };
}

function hexForm(secret: number, bytes: Uint8Array): Form {
  return { secret, units: Array.from(bytes, (byte) => HEX_PAIRS[byte] ?? ''), alphabet: hexAlphabet };
}

function numberForms(secret: number, text: string): Form[] {
  const bytes = [...Buffer.from(text, 'utf8')];
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  const rows = points.length === bytes.length ? [bytes] : [bytes, points];
  const written = rows.map((row) => row.map(String));
  const octal = bytes.map((number) => number.toString(8).padStart(3, '0'));
  const binary = bytes.map((number) => number.toString(2).padStart(8, '0'));
  const numbers = [...written, octal].map((units) => ({ secret, units, alphabet: numberAlphabet }));
  return [...numbers, { secret, units: binary, alphabet: bitsAlphabet }];
}

function everydayForms(secret: number, text: string): Form[] {
  const utf8 = Buffer.from(text, 'utf8');
  return [textForm(secret, text), ...base64Forms(secret, utf8), hexForm(secret, utf8)];
}

function rareForms(secret: number, text: string): Form[] {
  const utf8 = Buffer.from(text, 'utf8');
  const utf16 = Buffer.from(text, 'utf16le');
  const back = reversed(text);
  const respelled = [
    back,
    rot13(text),
    text.toUpperCase(),
    text.toLowerCase(),
    text.split('').join('\0'),
    base32(utf8),
  ];
  const bytes = [
    utf16,
    Buffer.from(utf16).swap16(),
    Buffer.from(back, 'utf8'),
    Buffer.from(utf8.toString('hex')),
    ...twice(utf8),
  ];
  return [
    ...[...new Set(respelled)].filter((other) => other !== text).map((other) => textForm(secret, other)),
    ...bytes.flatMap((row) => base64Forms(secret, row)),
    hexForm(secret, utf16),
    hexForm(secret, utf8.toReversed()),
    hexForm(secret, Buffer.from(utf8.toString('base64').replace(/=+$/, ''))),
    textForm(secret, reversed(utf8.toString('base64').replace(/=+$/, ''))),
    textForm(secret, reversed(utf8.toString('hex'))),
    ...numberForms(secret, text),
    { secret, units: unitsOf(text), alphabet: spelledAlphabet },
  ];
}

/** Base64 texts of the bytes, for base64 in base64: without what the neighbours of the bytes could change, and as it is alone. */
function twice(bytes: Uint8Array): Buffer[] {
  const alone = Buffer.from(bytes).toString('base64');
  const certain = alone.slice(0, Math.floor((bytes.length * 8) / 6));
  const texts = [certain, alone, alone.replace(/=+$/, '')];
  const urlSafe = texts.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([...texts, ...urlSafe])].map((text) => Buffer.from(text));
}

/** Every form in which a secret is looked for, by the texts that stand for it. */
export function secretForms(secret: number, value: string): Form[] {
  return secretTexts(value).flatMap((text) => [
    ...everydayForms(secret, text),
    ...(text.length <= LONG_VALUE ? rareForms(secret, text) : []),
  ]);
}
