import { asFormField, asJsonText, asText, asUrlPart } from './substitution.js';

/**
 * The spellings in which a value is usually sent, as bytes of one character each: as it is, in JSON, in a URL or a form,
 * hex, reversed, percent for every byte, and the inside of base64 in its three alignments and both alphabets. To tell that
 * a value is there, not to prove that it is not.
 */
export function wireSpellings(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  const hex = bytes.toString('hex');
  const percent = (digits: string): string => digits.replace(/../g, (pair) => `%${pair}`);
  const spellings = [
    asText(value),
    asJsonText(value),
    asUrlPart(value),
    asFormField(value),
    encodeURIComponent(value),
    asText([...value].reverse().join('')),
    hex,
    hex.toUpperCase(),
    percent(hex),
    percent(hex.toUpperCase()),
    ...[0, 1, 2].flatMap((shift) => insideOfBase64(bytes, shift)),
    ...[0, 1, 2].flatMap((shift) => insideOfBase64(Buffer.from(value, 'utf16le'), shift)),
  ];
  return [...new Set(spellings)].filter((spelling) => spelling.length >= 6);
}

/** What stands in base64 for the bytes behind `shift` others, without the digits that depend on their neighbours. */
function insideOfBase64(bytes: Buffer, shift: number): string[] {
  const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
  const from = Math.ceil((shift * 8) / 6);
  const to = Math.floor((padded.length * 8) / 6);
  return [padded.toString('base64').slice(from, to), padded.toString('base64url').slice(from, to)];
}
