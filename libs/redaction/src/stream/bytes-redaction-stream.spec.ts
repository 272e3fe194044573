import fc from 'fast-check';
import { SAMPLE_SECRETS } from '../corpus/sample-secrets.js';
import { createRedactor } from '../redactor.js';
import { decodeEscaped, encodeEscaped } from './surrogate-escape.js';

const redactor = createRedactor(SAMPLE_SECRETS);

function through(bytes: Uint8Array, size: number): Buffer {
  const stream = redactor.openByteStream();
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(stream.push(bytes.subarray(at, at + size)));
  return Buffer.concat([...parts, stream.end()]);
}

describe('bytes', () => {
  it.each(Array.from({ length: 64 }, (_, at) => at + 1))(
    'are redacted at chunk size %d, characters cut or not',
    (size) => {
      const text = SAMPLE_SECRETS.map(({ value }) => `😀 ü ${value} € `).join('');
      const expected = SAMPLE_SECRETS.map(({ name }) => `😀 ü «${name}» € `).join('');
      expect(through(Buffer.from(text), size).toString('utf8')).toBe(expected);
    },
  );

  it('that are no text pass unchanged, however they are cut', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 12 }),
        fc.string({ unit: 'binary' }).map((s) => new Uint8Array(Buffer.from(s))),
      ),
    );
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 9 }), (parts, size) => {
        const bytes = Buffer.concat(parts);
        expect(through(bytes, size).equals(bytes)).toBe(true);
      }),
    );
  });

  it('hide a value between bytes that are no text', () => {
    const binary = Buffer.concat([Buffer.of(0xff, 0xc3), Buffer.from('q7#Xw2!z'), Buffer.of(0x80, 0xf0, 0x9f)]);
    const expected = Buffer.concat([Buffer.of(0xff, 0xc3), Buffer.from('«SHORTEST»'), Buffer.of(0x80, 0xf0, 0x9f)]);
    for (const size of [1, 2, 3, 64]) expect(through(binary, size).equals(expected)).toBe(true);
  });

  it('in UTF-16 are redacted too', () => {
    const text = Buffer.from('see sk-proj-4tQz9LmVb7RcXy2KdHs8PwNf!', 'utf16le');
    expect(through(text, 5).includes(Buffer.from('4tQz9L', 'utf16le'))).toBe(false);
  });

  it('become text and bytes again without loss', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(encodeEscaped(decodeEscaped(Buffer.from(bytes))).equals(bytes)).toBe(true);
      }),
    );
  });
});
