/** Encodes bytes as base64url without padding (RFC 4648, section 5). Works in browsers and Node. */
export function toBase64url(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * Decodes base64url without padding. Only the one spelling that {@link toBase64url} gives is taken: with loose decoding a
 * flipped bit at the end of a text would go unnoticed. Throws a `RangeError` that does not repeat the text.
 */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const wellFormed = /^[A-Za-z0-9_-]*$/.test(text) && text.length % 4 !== 1;
  const binary = wellFormed ? atob(text.replaceAll('-', '+').replaceAll('_', '/')) : '';
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  if (!wellFormed || toBase64url(bytes) !== text) throw new RangeError('Not canonical base64url.');
  return bytes;
}
