import type { Alphabet, Form } from '../automaton/pattern.js';
import { PIECE_GAPS } from './gaps.js';

/*
 * Base64 of a text that contains the bytes of a value: what stands before decides the alignment (three of them), what
 * stands behind decides the last character. Characters that depend on the neighbours alone are left out of the form;
 * those that depend on both are a set of possible characters, matched when they are there.
 */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BREAKS = [
  '',
  '\n',
  '\r\n',
  '\\n',
  '\\r\\n',
  '\\\\n',
  '\n ',
  '\r\n ',
  '\n  ',
  '\n    ',
  ' ',
  '%0A',
  '%0D%0A',
  '=\n',
  '=\r\n',
];

function digitSpellings(digit: string): string[] {
  if (digit === '+') return ['+', '-', '%2B', '%2b', '&#43;', '&plus;', ' ', '\\u002b', '\\u002B'];
  if (digit === '/') return ['/', '_', '%2F', '%2f', '\\/', '\\\\/', '&#47;', '&#x2F;', '&#x2f;', '\\u002f', '\\u002F'];
  return [digit];
}

/**
 * Units are base64 digits of the standard alphabet, or several of them where any may stand; the URL-safe alphabet and the
 * usual escapes are spellings, line breaks are gaps.
 */
export const base64Alphabet: Alphabet = {
  spell: (digits) => [...digits].flatMap(digitSpellings).map((text) => ({ text })),
  gaps: BREAKS,
  lateGapPatterns: PIECE_GAPS,
};

function headOf(alignment: number, first: number): string | null {
  if (alignment === 0) return null;
  const known = alignment === 1 ? first >> 4 : first >> 6;
  const values = alignment === 1 ? 16 : 4;
  return [...DIGITS].filter((_, index) => index % values === known).join('');
}

function tailOf(end: number, last: number): string | null {
  if (end === 0) return null;
  const known = end === 1 ? last & 0b11 : last & 0b1111;
  const unknownBits = end === 1 ? 4 : 2;
  return [...DIGITS].filter((_, index) => index >> unknownBits === known).join('');
}

/** The digits of the base64 text of some bytes that do not depend on what stands before and behind them. */
export function certainBase64(bytes: Uint8Array, alignment: number): string {
  const padded = Buffer.concat([Buffer.alloc(alignment), bytes]);
  return padded.toString('base64').slice(Math.ceil((alignment * 8) / 6), Math.floor((padded.length * 8) / 6));
}

/** The base64 forms of some bytes in all three alignments; forms of fewer than 8 certain digits are left out. */
export function base64Forms(secret: number, bytes: Uint8Array): Form[] {
  const forms: Form[] = [];
  for (const alignment of [0, 1, 2]) {
    const units = certainBase64(bytes, alignment);
    if (units.length < 8) continue;
    const head = headOf(alignment, bytes[0] ?? 0);
    const tail = tailOf((alignment + bytes.length) % 3, bytes.at(-1) ?? 0);
    forms.push({ secret, units, alphabet: base64Alphabet, ...(head && { head }), ...(tail && { tail }) });
  }
  return forms;
}
