import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { hkdfSha512, openAesGcm, sealAesGcm } from './aes-gcm.js';

const hex = z.string().transform((text) => Buffer.from(text, 'hex'));
const result = z.enum(['valid', 'invalid']);
const aeadTest = z.object({ tcId: z.number(), key: hex, iv: hex, aad: hex, msg: hex, ct: hex, tag: hex, result });
const aeadFile = z.object({
  testGroups: z.array(z.object({ ivSize: z.number(), tagSize: z.number(), tests: z.array(aeadTest) })),
});
const hkdfTest = z.object({ tcId: z.number(), ikm: hex, salt: hex, info: hex, size: z.number(), okm: hex, result });
const hkdfFile = z.object({ testGroups: z.array(z.object({ tests: z.array(hkdfTest) })) });

function read<T>(name: string, schema: z.ZodType<T>): T {
  return schema.parse(JSON.parse(readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8')));
}

const groups = read('aes_gcm_test.json', aeadFile).testGroups;
const standard = groups.filter(({ ivSize, tagSize }) => ivSize === 96 && tagSize === 128).flatMap(({ tests }) => tests);
const otherNonces = groups.filter(({ ivSize }) => ivSize !== 96).flatMap(({ tests }) => tests);

describe('P28: Wycheproof vectors', () => {
  it('has AES-GCM vectors of 96-bit nonces for all key sizes, good and bad ones', () => {
    expect(new Set(standard.map(({ key }) => key.length))).toEqual(new Set([16, 24, 32]));
    expect(standard.filter((test) => test.result === 'valid').length).toBeGreaterThan(50);
    expect(standard.filter((test) => test.result === 'invalid').length).toBeGreaterThan(50);
  });

  it.each(standard)('AES-GCM $tcId is $result', ({ key, iv, aad, msg, ct, tag, result: expected }) => {
    const opened = openAesGcm({ key, nonce: iv, aad }, ct, tag);
    expect(opened?.toString('hex') ?? null).toBe(expected === 'valid' ? msg.toString('hex') : null);
    const sealed = sealAesGcm({ key, nonce: iv, aad }, msg);
    const same = sealed.ciphertext.equals(ct) && sealed.tag.equals(tag);
    expect(same).toBe(expected === 'valid');
  });

  it('refuses every nonce of another size', () => {
    expect(otherNonces.length).toBeGreaterThan(50);
    for (const { key, iv, aad, msg, ct, tag } of otherNonces) {
      expect(openAesGcm({ key, nonce: iv, aad }, ct, tag)).toBeNull();
      expect(() => sealAesGcm({ key, nonce: iv, aad }, msg)).toThrow(RangeError);
    }
  });

  const hkdf = read('hkdf_sha512_test.json', hkdfFile).testGroups.flatMap(({ tests }) => tests);

  it.each(hkdf)('HKDF-SHA512 $tcId is $result', ({ ikm, salt, info, size, okm, result: expected }) => {
    if (expected === 'valid') expect(hkdfSha512(ikm, salt, info, size).equals(okm)).toBe(true);
    else expect(() => hkdfSha512(ikm, salt, info, size)).toThrow();
    expect(['valid', 'invalid']).toContain(expected);
  });
});

describe('P29: a tag cut short', () => {
  const input = { key: Buffer.alloc(32, 7), nonce: Buffer.alloc(12, 1), aad: Buffer.from('place') };
  const { ciphertext, tag } = sealAesGcm(input, Buffer.from('a message'));

  it.each(Array.from({ length: 16 }, (_, length) => length))('is refused at %d bytes', (length) => {
    expect(openAesGcm(input, ciphertext, tag.subarray(0, length))).toBeNull();
  });

  it('opens whole, and is refused when longer', () => {
    expect(openAesGcm(input, ciphertext, tag)?.toString()).toBe('a message');
    expect(openAesGcm(input, ciphertext, Buffer.concat([tag, tag.subarray(0, 1)]))).toBeNull();
  });
});
