/**
 * Cryptographic primitives for agent code, done by Node's own OpenSSL outside the isolate.
 * Keys and data are the agent code's own; they arrive as base64, are checked for type and size, are used once and not
 * kept. Nothing here knows a key of Cloakroom.
 */
import {
  createHash,
  createHmac,
  getHashes,
  hkdfSync,
  pbkdf2Sync,
  randomBytes,
  scryptSync,
  timingSafeEqual,
} from 'node:crypto';
import { z } from 'zod';

import type { SyncOperation } from './sync-operation.types.js';

const bytes = z
  .base64()
  .max(12 * 1024 * 1024)
  .transform((data) => Buffer.from(data, 'base64'));
const hash = z.string().max(32);
const outLength = z.number().int().min(0).max(65_536);

const digestInput = z.strictObject({ hash, data: bytes, outputLength: outLength.nullable() });
const hmacInput = z.strictObject({ hash, key: bytes, data: bytes });
const hkdfInput = z.strictObject({ hash, key: bytes, salt: bytes, info: bytes, length: outLength });
const pbkdf2Input = z.strictObject({
  hash,
  password: bytes,
  salt: bytes,
  iterations: z.number().int().min(1).max(2_000_000),
  length: outLength,
});
const scryptInput = z.strictObject({
  password: bytes,
  salt: bytes,
  length: outLength,
  cost: z.number().int().min(2).max(65_536),
  blockSize: z.number().int().min(1).max(32),
  parallelization: z.number().int().min(1).max(16),
});
const equalInput = z.strictObject({ a: bytes, b: bytes });

const base64 = (data: ArrayBuffer | Buffer): string => Buffer.from(data as ArrayBuffer).toString('base64');

/** The operations by name. */
export const cryptoOperations: readonly (readonly [string, SyncOperation])[] = [
  ['crypto.random', (input) => base64(randomBytes(z.number().int().min(0).max(1_048_576).parse(input)))],
  ['crypto.hashes', () => getHashes()],
  [
    'crypto.digest',
    (input) => {
      const { hash: name, data, outputLength } = digestInput.parse(input);
      return base64(
        createHash(name, outputLength === null ? {} : { outputLength })
          .update(data)
          .digest(),
      );
    },
  ],
  [
    'crypto.hmac',
    (input) => {
      const { hash: name, key, data } = hmacInput.parse(input);
      return base64(createHmac(name, key).update(data).digest());
    },
  ],
  [
    'crypto.hkdf',
    (input) => {
      const { hash: name, key, salt, info, length } = hkdfInput.parse(input);
      return base64(hkdfSync(name, key, salt, info, length));
    },
  ],
  [
    'crypto.pbkdf2',
    (input) => {
      const { hash: name, password, salt, iterations, length } = pbkdf2Input.parse(input);
      return base64(pbkdf2Sync(password, salt, iterations, length, name));
    },
  ],
  [
    'crypto.scrypt',
    (input) => {
      const { password, salt, length, cost, blockSize, parallelization } = scryptInput.parse(input);
      return base64(
        scryptSync(password, salt, length, { cost, blockSize, parallelization, maxmem: 100 * 1024 * 1024 }),
      );
    },
  ],
  [
    'crypto.equal',
    (input) => {
      const { a, b } = equalInput.parse(input);
      return timingSafeEqual(a, b);
    },
  ],
];
