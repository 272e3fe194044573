import fc from 'fast-check';
import { SealingError, canSeal, fromBase64url, sealSecretValue, secretAssociatedData, toBase64url } from './sealing.js';
import { sealedEnvelopeSchema } from './secrets/sealed-envelope.schema.js';

const publicKey = toBase64url(Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 9 : 0)));
const request = { value: 'a-token-to-seal', publicKey, keyId: 'vk_test', userId: 'user', name: 'NAME', version: 1 };

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof SealingError ? error.code : 'none';
}

describe('sealing', () => {
  it('makes an envelope of the agreed shape that never repeats the value', async () => {
    const envelope = await sealSecretValue(request);
    expect(sealedEnvelopeSchema.parse(envelope)).toEqual(envelope);
    expect(fromBase64url(envelope.ct)).toHaveLength(request.value.length + 16);
    expect(JSON.stringify(envelope)).not.toContain(request.value);
  });

  it('seals the smallest and the largest value, and nothing beyond', async () => {
    expect(await codeOf(sealSecretValue({ ...request, value: 'x' }))).toBe('none');
    const largest = await sealSecretValue({ ...request, value: 'é'.repeat(32_768) });
    expect(sealedEnvelopeSchema.safeParse(largest).success).toBe(true);
    expect(await codeOf(sealSecretValue({ ...request, value: '' }))).toBe('VALUE_SIZE');
    expect(await codeOf(sealSecretValue({ ...request, value: 'x'.repeat(65_537) }))).toBe('VALUE_SIZE');
  });

  it.each(['', 'AAAA', '!'.repeat(43), `${'A'.repeat(42)}B`])('refuses %p as a public key', async (key) => {
    expect(await codeOf(sealSecretValue({ ...request, publicKey: key }))).toBe('INVALID_PUBLIC_KEY');
  });

  it('refuses a public key of small order, which would make the shared secret known to all', async () => {
    const zero = toBase64url(new Uint8Array(32));
    expect(await codeOf(sealSecretValue({ ...request, publicKey: zero }))).toBe('SEALING_FAILED');
  });

  it('refuses half a surrogate pair, which would be stored as another value', async () => {
    expect(await codeOf(sealSecretValue({ ...request, value: 'token-\ud83d' }))).toBe('VALUE_NOT_TEXT');
    expect(await codeOf(sealSecretValue({ ...request, value: 'token-\ude00-end' }))).toBe('VALUE_NOT_TEXT');
    expect(await codeOf(sealSecretValue({ ...request, value: 'token-😀' }))).toBe('none');
  });

  it('says that HTTPS is needed where a page has no WebCrypto', async () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
    Object.defineProperty(globalThis, 'crypto', { configurable: true, value: undefined });
    try {
      expect(canSeal()).toBe(false);
      expect(await codeOf(sealSecretValue(request))).toBe('INSECURE_CONTEXT');
    } finally {
      if (before) Object.defineProperty(globalThis, 'crypto', before);
    }
    expect(canSeal()).toBe(true);
  });
});

describe('associated data', () => {
  const binding = fc.record({
    userId: fc.string(),
    name: fc.string(),
    version: fc.integer({ min: 1 }),
    keyId: fc.string(),
  });

  it('differs whenever a part differs', () => {
    fc.assert(
      fc.property(binding, binding, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(toBase64url(secretAssociatedData(one)) === toBase64url(secretAssociatedData(other))).toBe(same);
      }),
    );
  });

  it('keeps parts apart that read the same when joined', () => {
    const one = secretAssociatedData({ userId: 'ab', name: 'c', version: 1, keyId: 'k' });
    const other = secretAssociatedData({ userId: 'a', name: 'bc', version: 1, keyId: 'k' });
    expect(toBase64url(one)).not.toBe(toBase64url(other));
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('refuses version %p', (version) => {
    expect(() => secretAssociatedData({ userId: 'u', name: 'N', version, keyId: 'k' })).toThrow(RangeError);
  });
});

describe('base64url', () => {
  it('gives back every byte array', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(Buffer.from(fromBase64url(text)).equals(bytes)).toBe(true);
      }),
    );
  });

  it.each(['A', 'AB', 'AAB', 'AA==', 'A+AA', 'AA AA', 'AA\n'])('refuses the second spelling %p', (text) => {
    expect(() => fromBase64url(text)).toThrow(RangeError);
  });
});
