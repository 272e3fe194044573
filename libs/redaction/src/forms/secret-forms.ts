import type { Form, Units } from '../automaton/pattern.js';
import type { RedactionSecret } from '../redactor.types.js';
import { base32 } from './base32.js';
import { base64Forms, certainBase64 } from './base64-forms.js';
import { base85 } from './base85.js';
import { bigNumbers } from './big-number.js';
import { DUMP_REST } from './gaps.js';
import { secretTexts } from './secret-texts.js';
import {
  bitsAlphabet,
  hexAlphabet,
  numberAlphabet,
  spelledAlphabet,
  spelledCasedAlphabet,
} from './separated-alphabets.js';
import { codedAlphabet, textAlphabet } from './text-alphabet.js';

/** Above this length, in UTF-16 units, only the forms that everyday tools write are looked for; it bounds the memory of a run. */
const LONG_VALUE = 4096;
/** The same for all values and their lines together, each counted as so much longer; whole values come first. */
const MAX_RARE_LENGTH = 131_072;
const RARE_OVERHEAD = 256;
/** Most lines and passwords within values that are looked for by themselves. */
const MAX_PARTS = 8000;

/** Longest value, in bytes, that is looked for as one number. */
const MAX_NUMBER_BYTES = 128;
/** Shorter texts stand in too many others by chance. */
const MIN_FORM_LENGTH = 10;

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

/** The hex pairs of some bytes, made when they are asked for: an array of them would take eight times the memory. */
class HexPairs implements Units {
  readonly length: number;

  constructor(private readonly bytes: Uint8Array) {
    this.length = bytes.length;
  }

  at(index: number): string | undefined {
    return HEX_PAIRS[this.bytes[index] ?? 0];
  }
}

function hexForm(secret: number, bytes: Uint8Array): Form {
  return { secret, units: new HexPairs(bytes), alphabet: hexAlphabet, tailPatterns: DUMP_REST };
}

function numberForms(secret: number, text: string): Form[] {
  const bytes = [...Buffer.from(text, 'utf8')];
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  const units = text.split('').map((unit) => unit.charCodeAt(0));
  const rows = new Map([bytes, points, units].map((row) => [row.join(), row]));
  const written = [...rows.values()].map((row) => row.map(String));
  const octal = bytes.map((number) => number.toString(8));
  const bits = bytes.map((number) => number.toString(2));
  const numbers = [...written, octal, bits].map((row) => ({ secret, units: row, alphabet: numberAlphabet }));
  const unseparated = [
    bits.map((number) => number.padStart(8, '0')),
    bytes.map((byte) => String(byte).padStart(3, '0')),
  ];
  return [...numbers, ...unseparated.map((row) => ({ secret, units: row, alphabet: bitsAlphabet }))];
}

function everydayForms(secret: number, text: string): Form[] {
  const utf8 = Buffer.from(text, 'utf8');
  return [textForm(secret, text), ...base64Forms(secret, utf8), hexForm(secret, utf8)];
}

/** Other texts that stand for a text. */
function respellings(text: string): string[] {
  const utf8 = Buffer.from(text, 'utf8');
  const utf16 = Buffer.from(text, 'utf16le');
  const isAscii = utf8.length === text.length;
  const wide = isAscii
    ? [text.split('').join('\0')]
    : [utf16, swapped(utf16), utf8].map((bytes) => bytes.toString('latin1'));
  return [reversed(text), rot13(text), text.toUpperCase(), text.toLowerCase(), ...wide];
}

/** Texts that stand for a text in digits of some base. */
function codedTexts(text: string): string[] {
  const utf8 = Buffer.from(text, 'utf8');
  const long = [0, 1, 2, 3, 4].map((before) => base32(utf8, before));
  const groups = [0, 1, 2, 3].flatMap((before) => base85(utf8, before));
  const numbers = utf8.length <= MAX_NUMBER_BYTES ? bigNumbers(utf8) : [];
  const back = [utf8.toString('base64').replace(/=+$/, ''), utf8.toString('hex')].map(reversed);
  return [...long, ...groups, ...numbers, ...back].filter((other) => other.length >= MIN_FORM_LENGTH);
}

/** Bytes that stand for a text, when they are encoded once more. */
function byteForms(text: string): Buffer[] {
  const utf8 = Buffer.from(text, 'utf8');
  const utf16 = Buffer.from(text, 'utf16le');
  const oneByte = /^[\0-\xff]*$/.test(text) ? [Buffer.from(text, 'latin1')] : [];
  const bytes = [
    utf16,
    swapped(utf16),
    Buffer.from(reversed(text), 'utf8'),
    Buffer.from(utf8.toString('hex')),
    ...twice(utf8),
  ];
  return [...bytes, ...oneByte, ...(oneByte.length > 0 ? [] : [Buffer.from(utf8.toString('latin1'), 'utf8')])];
}

function spelledForms(secret: number, text: string): Form[] {
  const utf8 = Buffer.from(text, 'utf8');
  const certain = [0, 1, 2].map((alignment) => certainBase64(utf8, alignment));
  const encoded = certain.filter((digits) => digits.length >= MIN_FORM_LENGTH);
  return [
    ...[text, reversed(text)].map((row) => ({ secret, units: unitsOf(row), alphabet: spelledAlphabet })),
    ...encoded.map((row) => ({ secret, units: row, alphabet: spelledCasedAlphabet })),
  ];
}

function rareForms(secret: number, text: string): Form[] {
  const utf8 = Buffer.from(text, 'utf8');
  const utf16 = Buffer.from(text, 'utf16le');
  const isNew = (other: string): boolean => other.toLowerCase() !== text.toLowerCase();
  return [
    ...[...new Set(respellings(text))].filter(isNew).map((other) => textForm(secret, other)),
    ...distinct(byteForms(text), utf8).flatMap((row) => base64Forms(secret, row)),
    hexForm(secret, utf16),
    hexForm(secret, swapped(utf16)),
    hexForm(secret, utf8.toReversed()),
    hexForm(secret, Buffer.from(reversed(text), 'utf8')),
    hexForm(secret, Buffer.from(utf8.toString('base64').replace(/=+$/, ''))),
    ...codedTexts(text).map((units) => ({ secret, units, alphabet: codedAlphabet })),
    ...numberForms(secret, text),
    ...spelledForms(secret, text),
  ];
}

function swapped(utf16: Buffer): Buffer {
  return Buffer.from(utf16).swap16();
}

function distinct(rows: readonly Buffer[], known: Buffer): Buffer[] {
  return [...new Map(rows.map((row) => [row.toString('latin1'), row])).values()].filter((row) => !row.equals(known));
}

/**
 * Base64 texts of the bytes, for base64 in base64: without what the neighbours of the bytes could change, as it is alone,
 * and what is alone in base64 once more.
 */
function twice(bytes: Uint8Array): Buffer[] {
  const alone = Buffer.from(bytes).toString('base64');
  const certain = [0, 1, 2].map((alignment) => certainBase64(bytes, alignment)).filter((text) => text.length >= 8);
  const texts = [...certain, alone, alone.replace(/=+$/, '')];
  const urlSafe = texts.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const thrice = certain.slice(0, 1).map((text) => certainBase64(Buffer.from(text), 0));
  return [...new Set([...texts, ...urlSafe, ...thrice])].map((text) => Buffer.from(text));
}

/** Every form in which some secrets are looked for, by the texts that stand for them. */
export function formsOf(secrets: readonly RedactionSecret[]): Form[] {
  let rareLeft = MAX_RARE_LENGTH;
  let partsLeft = MAX_PARTS;
  const forms = (secret: number, text: string): Form[] => {
    const cost = text.length + RARE_OVERHEAD;
    const isRare = text.length <= LONG_VALUE && cost <= rareLeft;
    if (isRare) rareLeft -= cost;
    return [...everydayForms(secret, text), ...(isRare ? rareForms(secret, text) : [])];
  };
  const texts = secrets.map(({ value }) => {
    const found = secretTexts(value, partsLeft);
    partsLeft -= found.parts.length;
    return found;
  });
  return [
    ...texts.flatMap(({ whole }, secret) => whole.flatMap((text) => forms(secret, text))),
    ...texts.flatMap(({ parts }, secret) => parts.flatMap((text) => forms(secret, text))),
  ];
}
