import { createHash, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const PREFIX_LENGTH = 10;

/** A new API key: 256 random bits. */
export function makeApiKey(): string {
  return `clk_${randomBytes(KEY_BYTES).toString('base64url')}`;
}

/** What is stored of a key. */
export function hashApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** What a key is recognised by; leaves 220 bits to be guessed. */
export function apiKeyPrefix(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}
