import { webcrypto } from 'node:crypto';
import { z } from 'zod';

const base64 = z.base64().max(12 * 1024 * 1024);
const name = z.string().max(64);

/** What a key may be used for. */
export const usagesSchema = z
  .array(z.enum(['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey']))
  .max(8);

const plainAlgorithm = z.record(name, z.union([z.string().max(64), z.number(), z.strictObject({ name })]));

/** A key in exported form, as the isolate keeps it. */
export const materialSchema = z.strictObject({
  format: z.enum(['raw', 'pkcs8', 'spki']),
  data: base64,
  algorithm: plainAlgorithm,
  usages: usagesSchema,
});

/** A key in exported form. */
export type Material = z.infer<typeof materialSchema>;

/** An algorithm on the wire: byte sources are `{$: base64}`, keys `{key: material}`. */
export const wireAlgorithmSchema = z.record(
  name,
  z.union([z.string().max(64), z.number(), z.strictObject({ $: base64 }), z.strictObject({ key: materialSchema })]),
);

const MAX_ITERATIONS = 2_000_000;
const MAX_RSA_BITS = 4096;
const { subtle } = webcrypto;

/** An algorithm as Web Crypto reads it: a name, and whatever else the caller gave. */
export interface NamedAlgorithm extends webcrypto.AeadParams, webcrypto.HkdfParams, webcrypto.Pbkdf2Params {}

const namedAlgorithm = z.custom<NamedAlgorithm>(
  (value) => typeof value === 'object' && value !== null && 'name' in value,
);

/** The algorithm that `wire` describes. Throws a TypeError without a name, and past the limits of work. */
export async function toAlgorithm(wire: z.infer<typeof wireAlgorithmSchema>): Promise<NamedAlgorithm> {
  if (typeof wire['name'] !== 'string') throw new TypeError('The algorithm needs a name.');
  if (typeof wire['iterations'] === 'number' && wire['iterations'] > MAX_ITERATIONS) {
    throw new TypeError(`At most ${String(MAX_ITERATIONS)} iterations are possible in this sandbox.`);
  }
  if (typeof wire['modulusLength'] === 'number' && wire['modulusLength'] > MAX_RSA_BITS) {
    throw new TypeError(`At most ${String(MAX_RSA_BITS)} bits are possible in this sandbox.`);
  }
  const entries = await Promise.all(
    Object.entries(wire).map(async ([key, value]): Promise<[string, unknown]> => {
      if (typeof value !== 'object') return [key, value];
      if ('$' in value) return [key, new Uint8Array(Buffer.from(value.$, 'base64'))];
      return [key, await importMaterial(value.key)];
    }),
  );
  return namedAlgorithm.parse(Object.fromEntries(entries));
}

/** The key that `material` describes. */
export function importMaterial(material: Material): Promise<webcrypto.CryptoKey> {
  const data = new Uint8Array(Buffer.from(material.data, 'base64'));
  const type = material.algorithm['name'];
  const extractable = typeof type === 'string' && !['HKDF', 'PBKDF2'].includes(type.toUpperCase());
  return subtle.importKey(material.format, data, { name: '', ...material.algorithm }, extractable, material.usages);
}

function plainAlgorithmOf(algorithm: object): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(algorithm)) {
    out[key] = value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
  }
  return out;
}

/** A key as the isolate keeps and shows it. */
export async function toMaterial(key: webcrypto.CryptoKey, extractable: boolean): Promise<object> {
  const format = key.type === 'secret' ? 'raw' : key.type === 'private' ? 'pkcs8' : 'spki';
  const data = Buffer.from(await subtle.exportKey(format, key)).toString('base64');
  const algorithm = plainAlgorithmOf(key.algorithm);
  const needed = Object.entries(algorithm).filter(
    ([key]) => !['publicExponent', 'modulusLength', 'length'].includes(key),
  );
  return {
    material: { format, data, algorithm: Object.fromEntries(needed), usages: key.usages },
    info: { type: key.type, extractable, algorithm, usages: key.usages },
  };
}
