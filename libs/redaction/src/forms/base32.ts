const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The base32 digits (RFC 4648, section 6) of some bytes that do not depend on what stands before and behind them, when
 * `before` bytes stand before.
 */
export function base32(bytes: Uint8Array, before: number): string {
  let digits = '';
  let held = 0;
  let bits = 0;
  const skipped = (before * 8) % 5;
  const uncertain = skipped === 0 ? 0 : 5 - skipped;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0x1fff;
    bits += digits === '' && bits === 0 ? 8 - uncertain : 8;
    while (bits >= 5) {
      bits -= 5;
      digits += DIGITS.charAt((held >> bits) & 31);
    }
  }
  return digits;
}
