import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

/** Bytes of a GCM tag; no other length is ever taken. */
export const TAG_BYTES = 16;

/** Bytes of a GCM nonce. */
export const NONCE_BYTES = 12;

/** The inputs that seal and open share. */
export interface AeadInput {
  /** 16, 24 or 32 bytes. */
  readonly key: Uint8Array;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  readonly aad: Uint8Array;
}

function algorithmOf(key: Uint8Array): 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm' {
  if (key.length === 16) return 'aes-128-gcm';
  return key.length === 24 ? 'aes-192-gcm' : 'aes-256-gcm';
}

/** Encrypts with AES-GCM (NIST SP 800-38D). Throws for a nonce that is not of 12 bytes. */
export function sealAesGcm({ key, nonce, aad }: AeadInput, plaintext: Uint8Array): { ciphertext: Buffer; tag: Buffer } {
  if (nonce.length !== NONCE_BYTES) throw new RangeError('A nonce has 12 bytes.');
  const cipher = createCipheriv(algorithmOf(key), key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { ciphertext, tag: cipher.getAuthTag() };
}

/**
 * Opens what {@link sealAesGcm} made, or answers `null`. A tag that is not of 16 bytes is refused: without `authTagLength`
 * Node takes tags of 4 bytes, which can be guessed.
 */
export function openAesGcm({ key, nonce, aad }: AeadInput, ciphertext: Uint8Array, tag: Uint8Array): Buffer | null {
  if (nonce.length !== NONCE_BYTES || tag.length !== TAG_BYTES) return null;
  const decipher = createDecipheriv(algorithmOf(key), key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(tag);
  const first = decipher.update(ciphertext);
  try {
    return Buffer.concat([first, decipher.final()]);
  } catch {
    first.fill(0);
    return null;
  }
}

/** HKDF-SHA512 (RFC 5869). */
export function hkdfSha512(key: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
  return Buffer.from(hkdfSync('sha512', key, salt, info, length));
}
