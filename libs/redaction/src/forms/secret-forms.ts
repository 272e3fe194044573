import type { Form, Units } from '../automaton/pattern.js';
import type { RedactionSecret } from '../redactor.types.js';
import { base64Forms } from './base64-forms.js';
import { base32 } from './base32.js';
import { secretTexts } from './secret-texts.js';
import { bitsAlphabet, hexAlphabet, numberAlphabet, spelledAlphabet } from './separated-alphabets.js';
import { textAlphabet } from './text-alphabet.js';

/** Above this length, in UTF-16 units, only the forms that everyday tools write are looked for; it bounds the memory of a run. */
const LONG_VALUE = 4096;
/** The same for all values and their lines together, each counted as so much longer; whole values come first. */
const MAX_RARE_LENGTH = 262_144;
const RARE_OVERHEAD = 256;
/** Most lines and passwords within values that are looked for by themselves. */
const MAX_PARTS = 8000;

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
  return { secret, units: new HexPairs(bytes), alphabet: hexAlphabet };
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
