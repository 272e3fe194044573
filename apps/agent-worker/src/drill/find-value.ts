import { wireSpellings } from '../sealed/wire-spellings.js';

/**
 * Whether a value stands in a text, in any way that the attempts of a drill write it. Made apart from the redactor, which
 * is what a drill tries.
 */
export function holdsValue(text: string, value: string): boolean {
  const plain = text.replace(/[\u200b\u2060\ufeff]/g, '');
  return spellingsOf(value).some((spelling) => plain.includes(spelling));
}

function spellingsOf(value: string): string[] {
  const bytes = [...Buffer.from(value, 'utf8')];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'));
  const written = (before: string, radix: number, digits: number, after = ''): string =>
    bytes.map((byte) => `${before}${byte.toString(radix).padStart(digits, '0')}${after}`).join('');
  const base64 = Buffer.from(value, 'utf8').toString('base64');
  return [
    ...wireSpellings(value),
    ...wireSpellings(base64),
    value.slice(0, Math.ceil(value.length * 0.75)),
    hex.join(':'),
    bytes.join(','),
    written('\\u', 16, 4),
    written('&#', 10, 0, ';'),
    bytes.map((byte) => byte.toString(36)).join('_'),
  ];
}
