/*
 * A secret's value as the key of an HMAC. What must never cross: a key made of a part of a value. A lenient decoder stops
 * at the first sign that it does not know, and what is left could be guessed from one signature.
 */
import { SigningError, type HmacRequest } from '@cloakroom/sandbox';

/** Fewest bytes of a sealed secret that signs: from a signature, a shorter one could be guessed offline. */
export const MIN_SEALED_KEY_BYTES = 16;

type KeyEncoding = HmacRequest['keyEncoding'];

const WRITTEN: Readonly<Record<Exclude<KeyEncoding, 'utf8'>, RegExp>> = {
  hex: /^(?:[0-9a-f]{2})+$/i,
  base64: /^(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/,
  base64url: /^(?=.)(?:[\w-]{4})*(?:[\w-]{2}(?:==)?|[\w-]{3}=?)?$/,
};

/** A secret that signs. */
export interface SigningSecret {
  readonly name: string;
  readonly mode: 'exposed' | 'sealed';
  readonly value: string;
}

/** The key that a value writes. Throws {@link SigningError} when it is written in another way, or sealed and too short. */
export function signingKey({ name, mode, value }: SigningSecret, encoding: KeyEncoding): Buffer {
  if (encoding !== 'utf8' && !WRITTEN[encoding].test(value)) {
    throw new SigningError(
      `The value of ${name} is not written in ${encoding}, so it cannot be a key in that encoding.`,
    );
  }
  const key = Buffer.from(value, encoding);
  if (mode === 'sealed' && key.length < MIN_SEALED_KEY_BYTES) {
    throw new SigningError(
      `The sealed secret ${name} is too short to sign with: from a signature its value could be guessed. It needs ${MIN_SEALED_KEY_BYTES} bytes or more. Do not try again.`,
    );
  }
  return key;
}
