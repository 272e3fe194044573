import { randomBytes } from 'node:crypto';

/** What every placeholder begins with. */
export const PLACEHOLDER_PREFIX = 'clk_sealed_';

/**
 * What a program gets in the place of a sealed value: shaped like a key, the same in a URL, a header, JSON and a form
 * (letters, digits and `_` only), of one run alone, and not to be guessed (160 bits).
 */
export function createPlaceholder(): string {
  return `${PLACEHOLDER_PREFIX}${randomBytes(20).toString('hex')}`;
}
