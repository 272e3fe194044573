/**
 * Ciphers, signatures and keys of `node:crypto` for agent code, done by OpenSSL outside the isolate. Keys are the agent
 * code's own: they come as PKCS#8, SPKI or bytes with each question, are parsed, used once and not kept.
 */
import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  getCipherInfo,
  getCiphers,
  getCurves,
  privateDecrypt,
  privateEncrypt,
  publicDecrypt,
  publicEncrypt,
  sign,
  verify,
  type CipherGCMTypes,
  type KeyObject,
} from 'node:crypto';
import { z } from 'zod';

import type { SyncOperation } from './sync-operation.types.js';

const bytes = z
  .base64()
  .max(12 * 1024 * 1024)
  .transform((data) => Buffer.from(data, 'base64'));
const word = z.string().max(64);
const count = z.number().int().min(0).max(65_536);

const keySchema = z.strictObject({ type: z.enum(['secret', 'private', 'public']), data: bytes });
type Key = z.infer<typeof keySchema>;

function keyOf({ type, data }: Key): KeyObject {
  if (type === 'secret') return createSecretKey(data);
  return type === 'private'
    ? createPrivateKey({ key: data, format: 'der', type: 'pkcs8' })
    : createPublicKey({ key: data, format: 'der', type: 'spki' });
}

function described(key: KeyObject): unknown {
  const der = key.export(key.type === 'private' ? { format: 'der', type: 'pkcs8' } : { format: 'der', type: 'spki' });
  const { publicExponent, ...details } = key.asymmetricKeyDetails ?? {};
  return {
    type: key.type,
    data: der.toString('base64'),
    asymmetricKeyType: key.asymmetricKeyType ?? null,
    details: publicExponent === undefined ? details : { ...details, publicExponent: String(publicExponent) },
  };
}

const importInput = z.strictObject({
  as: z.enum(['private', 'public']),
  text: z.string().max(200_000).nullable(),
  bytes: bytes.nullable(),
  jwk: z.record(z.string(), z.unknown()).nullable(),
  format: z.enum(['pem', 'der', 'jwk']),
  type: z.enum(['pkcs1', 'pkcs8', 'spki', 'sec1']).nullable(),
  passphrase: z.string().max(1024).nullable(),
});

function importKey(input: unknown): unknown {
  const { as, text, bytes: raw, jwk, format, type, passphrase } = importInput.parse(input);
  const make = as === 'private' ? createPrivateKey : createPublicKey;
  if (jwk !== null) return described(make({ key: jwk, format: 'jwk' }));
  const key = text ?? raw ?? '';
  const secret = passphrase === null ? {} : { passphrase };
  if (format === 'pem') return described(make({ key, format: 'pem', ...secret }));
  const der = { key, format: 'der' as const, ...secret };
  return described(
    as === 'private'
      ? createPrivateKey({ ...der, type: type === 'pkcs1' || type === 'sec1' ? type : 'pkcs8' })
      : createPublicKey({ ...der, type: type === 'pkcs1' ? 'pkcs1' : 'spki' }),
  );
}

const exportInput = z.strictObject({
  key: keySchema,
  format: z.enum(['pem', 'der', 'jwk']),
  type: z.enum(['pkcs1', 'pkcs8', 'spki', 'sec1']).nullable(),
  cipher: word.nullable(),
  passphrase: z.string().max(1024).nullable(),
});

function exportKey(input: unknown): unknown {
  const { key, format, type, cipher, passphrase } = exportInput.parse(input);
  const object = keyOf(key);
  if (format === 'jwk') return object.export({ format: 'jwk' });
  const locked = cipher === null ? {} : { cipher, passphrase: passphrase ?? '' };
  const out =
    object.type === 'private'
      ? object.export({ format, type: type === 'pkcs1' || type === 'sec1' ? type : 'pkcs8', ...locked } as never)
      : object.export({ format, type: type === 'pkcs1' ? 'pkcs1' : 'spki' } as never);
  return Buffer.isBuffer(out) ? { data: out.toString('base64') } : out;
}

const cipherInput = z.strictObject({
  algorithm: word,
  key: bytes,
  iv: bytes.nullable(),
  decrypts: z.boolean(),
  data: bytes,
  final: z.boolean(),
  aad: bytes.nullable(),
  tag: bytes.nullable(),
  authTagLength: count.nullable(),
  padding: z.boolean(),
  plaintextLength: z.number().int().min(0).nullable(),
});

interface AnyCipher {
  update(data: Buffer): Buffer;
  final(): Buffer;
  setAutoPadding(on: boolean): unknown;
  setAAD?(aad: Buffer, options: { plaintextLength: number }): unknown;
  setAuthTag?(tag: Buffer): unknown;
  getAuthTag?(): Buffer;
}

const isTagged = /^(gcm|ccm|ocb)$|poly1305/i;

function makeCipher(
  decrypts: boolean,
  algorithm: string,
  key: Buffer,
  { iv, authTagLength }: { iv: Buffer | null; authTagLength: number | null },
): AnyCipher {
  // The mode is the program's choice; this type only stands for those that have a tag.
  const name = algorithm as CipherGCMTypes;
  const options = authTagLength === null ? undefined : { authTagLength };
  const start = iv ?? Buffer.alloc(0);
  return decrypts ? createDecipheriv(name, key, start, options) : createCipheriv(name, key, start, options);
}

function runCipher(input: unknown): unknown {
  const { algorithm, key, iv, decrypts, data, final, aad, tag, authTagLength, padding, plaintextLength } =
    cipherInput.parse(input);
  const cipher = makeCipher(decrypts, algorithm, key, { iv, authTagLength });
  cipher.setAutoPadding(padding);
  if (aad !== null) cipher.setAAD?.(aad, { plaintextLength: plaintextLength ?? data.length });
  if (tag !== null) cipher.setAuthTag?.(tag);
  const parts = [cipher.update(data)];
  if (final) parts.push(cipher.final());
  const hasTag =
    final && !decrypts && (isTagged.test(getCipherInfo(algorithm)?.mode ?? '') || isTagged.test(algorithm));
  return {
    data: Buffer.concat(parts).toString('base64'),
    tag: hasTag ? (cipher.getAuthTag?.().toString('base64') ?? null) : null,
  };
}

const rsaOptions = {
  padding: z.number().int().min(0).max(16).nullable(),
  saltLength: z.number().int().min(-3).max(4096).nullable(),
};
const signInput = z.strictObject({
  hash: word.nullable(),
  key: keySchema,
  data: bytes,
  signature: bytes.nullable(),
  dsaEncoding: z.enum(['der', 'ieee-p1363']).nullable(),
  ...rsaOptions,
});

function signOrVerify(input: unknown): unknown {
  const { hash, key, data, signature, dsaEncoding, padding, saltLength } = signInput.parse(input);
  const options = {
    key: keyOf(key),
    ...(padding === null ? {} : { padding }),
    ...(saltLength === null ? {} : { saltLength }),
    ...(dsaEncoding === null ? {} : { dsaEncoding }),
  };
  if (signature !== null) return verify(hash, data, options, signature);
  return sign(hash, data, options).toString('base64');
}

const rsaInput = z.strictObject({
  what: z.enum(['publicEncrypt', 'privateDecrypt', 'privateEncrypt', 'publicDecrypt']),
  key: keySchema,
  data: bytes,
  padding: rsaOptions.padding,
  oaepHash: word.nullable(),
  oaepLabel: bytes.nullable(),
});
const RSA = { publicEncrypt, privateDecrypt, privateEncrypt, publicDecrypt };

function rsa(input: unknown): string {
  const { what, key, data, padding, oaepHash, oaepLabel } = rsaInput.parse(input);
  const options = {
    key: keyOf(key),
    ...(padding === null ? {} : { padding }),
    ...(oaepHash === null ? {} : { oaepHash }),
    ...(oaepLabel === null ? {} : { oaepLabel }),
  };
  return RSA[what](options, data).toString('base64');
}

const pairInput = z.strictObject({
  type: z.enum(['rsa', 'rsa-pss', 'ec', 'ed25519', 'ed448', 'x25519', 'x448']),
  modulusLength: z.number().int().min(512).max(4096).nullable(),
  publicExponent: z.number().int().min(3).max(4294967295).nullable(),
  namedCurve: word.nullable(),
});

function generatePair(input: unknown): unknown {
  const { type, modulusLength, publicExponent, namedCurve } = pairInput.parse(input);
  const options = {
    ...(modulusLength === null ? {} : { modulusLength }),
    ...(publicExponent === null ? {} : { publicExponent }),
    ...(namedCurve === null ? {} : { namedCurve }),
  };
  // One signature for every type of key; which options belong to which was validated by OpenSSL's own checks.
  const made = generateKeyPairSync(type as 'rsa', options as { modulusLength: number });
  return { publicKey: described(made.publicKey), privateKey: described(made.privateKey) };
}

/** The operations by name. */
export const keyOperations: readonly (readonly [string, SyncOperation])[] = [
  ['crypto.importKey', importKey],
  ['crypto.exportKey', exportKey],
  ['crypto.cipher', runCipher],
  ['crypto.cipherInfo', (input) => getCipherInfo(word.parse(input)) ?? null],
  ['crypto.names', () => ({ ciphers: getCiphers(), curves: getCurves(), constants })],
  ['crypto.sign', signOrVerify],
  ['crypto.rsa', rsa],
  ['crypto.keyPair', generatePair],
  [
    'crypto.diffieHellman',
    (input) => {
      const pair = z.strictObject({ privateKey: keySchema, publicKey: keySchema }).parse(input);
      return diffieHellman({ privateKey: keyOf(pair.privateKey), publicKey: keyOf(pair.publicKey) }).toString('base64');
    },
  ],
];
