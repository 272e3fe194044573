import { randomBytes, timingSafeEqual } from 'node:crypto';
import { NONCE_BYTES, TAG_BYTES, hkdfSha512, openAesGcm, sealAesGcm } from './aes-gcm.js';
import { BodyCipherError } from './body-cipher.error.js';

/*
 * One encrypted record: version (1 byte, 0x01) | salt (32) | commitment (32) | ciphertext | tag (16).
 * HKDF-SHA512 over the long-lived key and the record's salt gives the record's own key, nonce and commitment, so that no
 * nonce is ever used twice under one key, however many records there are. GCM alone lets a ciphertext be made that opens
 * under two keys; the commitment, compared first, rules that out (CMT-1).
 */

const VERSION = 1;
const SALT_BYTES = 32;
const COMMITMENT_BYTES = 32;
const KEY_BYTES = 32;
const HEADER_BYTES = 1 + SALT_BYTES + COMMITMENT_BYTES;

/** Bytes that a record is longer than what it holds. */
export const RECORD_OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;

/** What a record is bound to, besides its key. */
export interface RecordContext {
  /** What kind of record this is; keeps the keys of different uses apart. */
  readonly label: string;
  /** Where the record belongs; joined so that no two rows of parts give the same bytes. */
  readonly parts: readonly string[];
}

function framed(parts: readonly (string | Uint8Array)[]): Buffer {
  const buffers = parts.flatMap((part) => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(buffers);
}

function derive(key: Uint8Array, salt: Uint8Array, label: string): { key: Buffer; nonce: Buffer; commitment: Buffer } {
  if (key.length !== KEY_BYTES) throw new RangeError('A key has 32 bytes.');
  const info = framed([label, Uint8Array.of(VERSION)]);
  const material = hkdfSha512(key, salt, info, KEY_BYTES + NONCE_BYTES + COMMITMENT_BYTES);
  return {
    key: material.subarray(0, KEY_BYTES),
    nonce: material.subarray(KEY_BYTES, KEY_BYTES + NONCE_BYTES),
    commitment: material.subarray(KEY_BYTES + NONCE_BYTES),
  };
}

/** Encrypts under a long-lived key of 32 bytes and a fresh salt. */
export function sealRecord(key: Uint8Array, context: RecordContext, plaintext: Uint8Array): Buffer {
  const salt = randomBytes(SALT_BYTES);
  const derived = derive(key, salt, context.label);
  const header = Buffer.concat([Uint8Array.of(VERSION), salt, derived.commitment]);
  const aad = framed([header, context.label, ...context.parts]);
  const { ciphertext, tag } = sealAesGcm({ key: derived.key, nonce: derived.nonce, aad }, plaintext);
  derived.key.fill(0);
  return Buffer.concat([header, ciphertext, tag]);
}

/** Opens what {@link sealRecord} made. Throws {@link BodyCipherError} and nothing else for any record. */
export function openRecord(key: Uint8Array, context: RecordContext, record: Uint8Array): Buffer {
  if (record.length < RECORD_OVERHEAD_BYTES || record[0] !== VERSION) throw new BodyCipherError('BODY_FORMAT');
  const header = record.subarray(0, HEADER_BYTES);
  const derived = derive(key, header.subarray(1, 1 + SALT_BYTES), context.label);
  try {
    if (!timingSafeEqual(derived.commitment, header.subarray(1 + SALT_BYTES)))
      throw new BodyCipherError('BODY_WRONG_KEY');
    const aad = framed([header, context.label, ...context.parts]);
    const ciphertext = record.subarray(HEADER_BYTES, record.length - TAG_BYTES);
    const tag = record.subarray(record.length - TAG_BYTES);
    const plaintext = openAesGcm({ key: derived.key, nonce: derived.nonce, aad }, ciphertext, tag);
    if (!plaintext) throw new BodyCipherError('BODY_NOT_AUTHENTIC');
    return plaintext;
  } finally {
    derived.key.fill(0);
  }
}
