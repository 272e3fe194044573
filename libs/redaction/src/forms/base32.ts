const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The certain digits of the base32 text (RFC 4648, section 6) of some bytes: no padding, no digit that is only partly filled. */
export function base32(bytes: Uint8Array): string {
  let digits = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      digits += DIGITS.charAt((held >> bits) & 31);
    }
  }
  return digits;
}
