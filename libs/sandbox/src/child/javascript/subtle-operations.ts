/**
 * `crypto.subtle` for agent code, done by Node's own Web Crypto outside the isolate. Keys are the agent code's own:
 * they arrive exported, are imported for one operation, and are not kept. Input is hostile JSON, checked in shape and
 * size here and in meaning by Web Crypto.
 */
import { webcrypto } from 'node:crypto';
import { z } from 'zod';

import {
  importMaterial,
  materialSchema,
  toMaterial,
  usagesSchema,
  wireAlgorithmSchema,
  toAlgorithm,
  type NamedAlgorithm,
} from './subtle-wire.js';

const { subtle } = webcrypto;
const bytes = z
  .base64()
  .max(12 * 1024 * 1024)
  .transform((data) => new Uint8Array(Buffer.from(data, 'base64')));
const base = { algorithm: wireAlgorithmSchema };
const withKey = { ...base, key: materialSchema };
const dataInput = z.strictObject({ ...withKey, data: bytes });
const verifyInput = z.strictObject({ ...withKey, data: bytes, signature: bytes });
const digestInput = z.strictObject({ ...base, data: bytes });
const deriveInput = z.strictObject({ ...withKey, length: z.number().int().min(0).max(65_536).nullable() });
const options = { extractable: z.boolean(), usages: usagesSchema };
const deriveKeyInput = z.strictObject({ ...withKey, derived: wireAlgorithmSchema, ...options });
const generateInput = z.strictObject({ ...base, ...options });
const importInput = z.strictObject({
  ...base,
  ...options,
  format: z.enum(['raw', 'pkcs8', 'spki', 'jwk']),
  data: z.string().max(1_000_000),
});
const exportInput = z.strictObject({ format: z.enum(['raw', 'pkcs8', 'spki', 'jwk']), key: materialSchema });

const text = (data: ArrayBuffer): string => Buffer.from(data).toString('base64');

async function generate(
  algorithm: NamedAlgorithm,
  usages: webcrypto.KeyUsage[],
): Promise<webcrypto.CryptoKey | webcrypto.CryptoKeyPair> {
  return subtle.generateKey(algorithm, true, usages);
}

type Operation = (input: unknown) => Promise<unknown>;

const operations = new Map<string, Operation>([
  [
    'subtle.digest',
    async (input) => {
      const { algorithm, data } = digestInput.parse(input);
      return text(await subtle.digest(await toAlgorithm(algorithm), data));
    },
  ],
  [
    'subtle.sign',
    async (input) => {
      const { algorithm, key, data } = dataInput.parse(input);
      return text(await subtle.sign(await toAlgorithm(algorithm), await importMaterial(key), data));
    },
  ],
  [
    'subtle.verify',
    async (input) => {
      const { algorithm, key, signature, data } = verifyInput.parse(input);
      return subtle.verify(await toAlgorithm(algorithm), await importMaterial(key), signature, data);
    },
  ],
  [
    'subtle.encrypt',
    async (input) => {
      const { algorithm, key, data } = dataInput.parse(input);
      return text(await subtle.encrypt(await toAlgorithm(algorithm), await importMaterial(key), data));
    },
  ],
  [
    'subtle.decrypt',
    async (input) => {
      const { algorithm, key, data } = dataInput.parse(input);
      return text(await subtle.decrypt(await toAlgorithm(algorithm), await importMaterial(key), data));
    },
  ],
  [
    'subtle.deriveBits',
    async (input) => {
      const { algorithm, key, length } = deriveInput.parse(input);
      return text(await subtle.deriveBits(await toAlgorithm(algorithm), await importMaterial(key), length ?? 256));
    },
  ],
  [
    'subtle.deriveKey',
    async (input) => {
      const { algorithm, key, derived, extractable, usages } = deriveKeyInput.parse(input);
      const base = await importMaterial(key);
      const type = await toAlgorithm(derived);
      return toMaterial(await subtle.deriveKey(await toAlgorithm(algorithm), base, type, true, usages), extractable);
    },
  ],
  [
    'subtle.generateKey',
    async (input) => {
      const { algorithm, extractable, usages } = generateInput.parse(input);
      const made: webcrypto.CryptoKey | webcrypto.CryptoKeyPair = await generate(await toAlgorithm(algorithm), usages);
      if (!('publicKey' in made)) return toMaterial(made, extractable);
      const [publicKey, privateKey] = await Promise.all([
        toMaterial(made.publicKey, true),
        toMaterial(made.privateKey, extractable),
      ]);
      return { publicKey, privateKey };
    },
  ],
  [
    'subtle.importKey',
    async (input) => {
      const { algorithm, format, data, extractable, usages } = importInput.parse(input);
      const type = await toAlgorithm(algorithm);
      const isDerivation = ['HKDF', 'PBKDF2'].includes(type.name.toUpperCase());
      const key =
        format === 'jwk'
          ? await subtle.importKey('jwk', z.record(z.string(), z.unknown()).parse(JSON.parse(data)), type, true, usages)
          : await subtle.importKey(format, Buffer.from(data, 'base64'), type, !isDerivation, usages);
      return isDerivation && format === 'raw'
        ? {
            material: { format: 'raw', data, algorithm: { name: type.name }, usages },
            info: { type: 'secret', extractable: false, algorithm: { name: type.name }, usages },
          }
        : toMaterial(key, extractable);
    },
  ],
  [
    'subtle.exportKey',
    async (input) => {
      const { format, key } = exportInput.parse(input);
      const imported = await importMaterial(key);
      if (format === 'jwk') return JSON.stringify(await subtle.exportKey('jwk', imported));
      return text(await subtle.exportKey(format, imported));
    },
  ],
]);

/** Answers one `subtle` operation as JSON: `{ok: true, value}` or `{ok: false, name, message}`; never rejects. */
export async function answerSubtle(operation: string, json: string): Promise<string> {
  try {
    const run = operations.get(operation);
    if (run === undefined) throw new TypeError('There is no such operation.');
    return JSON.stringify({ ok: true, value: await run(JSON.parse(json)) });
  } catch (error) {
    if (error instanceof z.ZodError) {
      return JSON.stringify({
        ok: false,
        name: 'TypeError',
        message: 'The arguments are not of the expected type or size.',
      });
    }
    const name = error instanceof Error && /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'OperationError';
    const message = error instanceof Error ? error.message.slice(0, 300) : 'The operation failed.';
    return JSON.stringify({ ok: false, name, message });
  }
}
