/*
 * Keys from passwords for Python, whose build has no OpenSSL: PBKDF2 and scrypt by Node's own. Input is hostile JSON,
 * parsed strictly and bounded in size; password and salt are the program's own, used once and not kept; every failure
 * comes back as text. The work is done before anything else of the call, so that none is left over when the call is.
 */
import { pbkdf2Sync, scryptSync } from 'node:crypto';

import { z } from 'zod';

const bytes = z
  .base64()
  .max(1_500_000)
  .transform((data) => Buffer.from(data, 'base64'));
const length = z.number().int().min(1).max(1_048_576);
const positive = z.number().int().min(1).max(2_147_483_647);

const pbkdf2Input = z.strictObject({
  hash: z.string().max(32),
  password: bytes,
  salt: bytes,
  iterations: positive,
  length,
});

const scryptInput = z.strictObject({
  password: bytes,
  salt: bytes,
  length,
  cost: positive,
  blockSize: positive,
  parallelization: positive,
  maxmem: z
    .number()
    .int()
    .min(1)
    .max(128 * 1_048_576),
});

/** The names of the two derivations, as operations of a call. */
export type KeyDerivation = 'crypto.pbkdf2' | 'crypto.scrypt';

/** Derives a key; JSON text `{ok: true, data: base64}` or `{ok: false, code: 'INVALID'}`. Never throws. */
export function deriveKey(operation: KeyDerivation, json: string): string {
  try {
    const input: unknown = JSON.parse(json);
    const key = operation === 'crypto.pbkdf2' ? pbkdf2(input) : scrypt(input);
    return JSON.stringify({ ok: true, data: key.toString('base64') });
  } catch {
    return JSON.stringify({ ok: false, code: 'INVALID' });
  }
}

function pbkdf2(input: unknown): Buffer {
  const { hash, password, salt, iterations, length: size } = pbkdf2Input.parse(input);
  return pbkdf2Sync(password, salt, iterations, size, hash);
}

function scrypt(input: unknown): Buffer {
  const { password, salt, length: size, ...options } = scryptInput.parse(input);
  return scryptSync(password, salt, size, options);
}
