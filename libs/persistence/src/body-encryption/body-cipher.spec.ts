import { inspect } from 'node:util';
import fc from 'fast-check';
import { BodyCipherError, type BodyCipherErrorCode } from './body-cipher.error.js';
import { BodyCipher } from './body-cipher.js';
import { RECORD_OVERHEAD_BYTES } from './sealed-record.js';
import { type KeyEncryptionKeys, createUserKey, unwrapUserKey, wrapUserKey } from './user-data-key.js';

const cipher = new BodyCipher();
const anna = createUserKey('anna');
const text = 'the meeting is at nine, röom 4 😀';

function codeOf(open: () => unknown): BodyCipherErrorCode | 'opened' {
  try {
    open();
    return 'opened';
  } catch (error) {
    if (error instanceof BodyCipherError) return error.code;
    throw error;
  }
}

describe('message bodies', () => {
  it('come back as they were, texts and bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.string(), (bytes, place) => {
        const body = cipher.encrypt(anna, bytes, place);
        expect(body).toHaveLength(bytes.length + RECORD_OVERHEAD_BYTES);
        expect(cipher.decrypt(anna, body, place).equals(bytes)).toBe(true);
      }),
    );
    expect(cipher.decrypt(anna, cipher.encrypt(anna, text, 'm:1'), 'm:1').toString('utf8')).toBe(text);
  });

  it('look different each time, and never hold their text', () => {
    const bodies = Array.from({ length: 50 }, () => cipher.encrypt(anna, text, 'm:1'));
    expect(new Set(bodies.map((body) => body.toString('hex'))).size).toBe(50);
    expect(bodies.some((body) => body.includes('meeting'))).toBe(false);
  });

  it('P29: are refused with a tag cut to 0 to 15 bytes', () => {
    const body = cipher.encrypt(anna, text, 'm:1');
    for (let kept = 0; kept < 16; kept++) {
      expect(codeOf(() => cipher.decrypt(anna, body.subarray(0, body.length - 16 + kept), 'm:1'))).toBe(
        'BODY_NOT_AUTHENTIC',
      );
    }
  });

  it('P30: are refused when moved to another user, message or kind', () => {
    const body = cipher.encrypt(anna, text, 'message:1');
    const berta = createUserKey('berta');
    const annasKeyAsBerta = { userId: 'berta', key: anna.key };
    expect(codeOf(() => cipher.decrypt(berta, body, 'message:1'))).toBe('BODY_WRONG_KEY');
    expect(codeOf(() => cipher.decrypt(annasKeyAsBerta, body, 'message:1'))).toBe('BODY_NOT_AUTHENTIC');
    for (const place of ['message:2', 'file:1', '', 'message:1 ']) {
      expect(codeOf(() => cipher.decrypt(anna, body, place))).toBe('BODY_NOT_AUTHENTIC');
    }
  });

  it('P31: are refused with any one bit flipped', () => {
    const body = cipher.encrypt(anna, text, 'm:1');
    const codes = new Set<string>();
    for (let bit = 0; bit < body.length * 8; bit++) {
      const damaged = Buffer.from(body);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      codes.add(codeOf(() => cipher.decrypt(anna, damaged, 'm:1')));
    }
    expect([...codes].sort()).toEqual(['BODY_FORMAT', 'BODY_NOT_AUTHENTIC', 'BODY_WRONG_KEY']);
  });

  it('are refused when shorter than a record or of another version', () => {
    const body = cipher.encrypt(anna, '', 'm:1');
    expect(codeOf(() => cipher.decrypt(anna, body, 'm:1'))).toBe('opened');
    expect(codeOf(() => cipher.decrypt(anna, body.subarray(0, body.length - 1), 'm:1'))).toBe('BODY_FORMAT');
    expect(codeOf(() => cipher.decrypt(anna, Buffer.alloc(0), 'm:1'))).toBe('BODY_FORMAT');
  });

  it('keep their text and key out of errors', () => {
    const body = cipher.encrypt(anna, text, 'm:1');
    try {
      cipher.decrypt(anna, body, 'm:2');
    } catch (error) {
      const shown = inspect(error, { depth: 9, showHidden: true });
      expect(shown).not.toContain(anna.key.toString('hex'));
      expect(shown).not.toContain('meeting');
    }
    expect.assertions(2);
  });
});

describe('wrapped data keys', () => {
  const kekOf = (fill: number): Buffer => Buffer.alloc(32, fill);
  const keks: KeyEncryptionKeys = {
    current: 'ck_b',
    keys: new Map([
      ['ck_a', kekOf(1)],
      ['ck_b', kekOf(2)],
    ]),
  };

  it('come back for their own user, under the current and under older keys', () => {
    const older = wrapUserKey({ ...keks, current: 'ck_a' }, anna);
    const newer = wrapUserKey(keks, anna);
    expect([older.kekId, newer.kekId]).toEqual(['ck_a', 'ck_b']);
    for (const wrapped of [older, newer]) {
      expect(unwrapUserKey(keks, 'anna', wrapped).key.equals(anna.key)).toBe(true);
      expect(wrapped.wrapped).toHaveLength(113);
      expect(wrapped.wrapped.includes(anna.key)).toBe(false);
    }
  });

  it('P30: are refused for another user or under another key', () => {
    const wrapped = wrapUserKey(keks, anna);
    expect(codeOf(() => unwrapUserKey(keks, 'berta', wrapped))).toBe('BODY_NOT_AUTHENTIC');
    expect(codeOf(() => unwrapUserKey(keks, 'anna', { ...wrapped, kekId: 'ck_a' }))).toBe('BODY_WRONG_KEY');
    expect(codeOf(() => unwrapUserKey(keks, 'anna', { ...wrapped, kekId: 'ck_c' }))).toBe('KEK_UNKNOWN');
    const renamed: KeyEncryptionKeys = { current: 'ck_c', keys: new Map([['ck_c', kekOf(2)]]) };
    expect(codeOf(() => unwrapUserKey(renamed, 'anna', { ...wrapped, kekId: 'ck_c' }))).toBe('BODY_NOT_AUTHENTIC');
  });

  it('P30: cannot pass for a body, nor a body for a key', () => {
    const sameKey = { userId: 'anna', key: kekOf(2) };
    const { wrapped } = wrapUserKey(keks, anna);
    expect(codeOf(() => cipher.decrypt(sameKey, wrapped, 'ck_b'))).toBe('BODY_WRONG_KEY');
  });

  it('need keys of 32 bytes', () => {
    expect(() => cipher.encrypt({ userId: 'anna', key: Buffer.alloc(16) }, text, 'm:1')).toThrow(RangeError);
  });
});
