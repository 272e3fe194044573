import { randomUUID } from 'node:crypto';
import { ownerId } from '@cloakroom/persistence';
import { idempotencyMark, readIdempotencyKey } from './idempotency-key.js';

describe('readIdempotencyKey', () => {
  it.each([
    [undefined, null],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"with a blank, and \\"marks\\""', 'with a blank, and "marks"'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('reads %j as %j', (header, key) => {
    expect(readIdempotencyKey(header)).toBe(key);
  });

  it.each(['', '""', 'two words', '"half', 'half"', '"a"b"', 'x'.repeat(256), 'é', '"é"', 'a\tb', 'one, two'])(
    'refuses %j',
    (header) => {
      expect(() => readIdempotencyKey(header)).toThrow('An Idempotency-Key has 1 to 255 printable ASCII characters');
    },
  );
});

describe('idempotencyMark', () => {
  const owner = ownerId('u1');
  const body = { input: 'Say hello' };

  it('is the same for the same request, and another for another key, person, input or conversation', () => {
    const marks = [
      idempotencyMark(owner, 'k', body),
      idempotencyMark(owner, 'k', { ...body }),
      idempotencyMark(owner, 'k2', body),
      idempotencyMark(ownerId('u2'), 'k', body),
      idempotencyMark(owner, 'k', { input: 'Say goodbye' }),
      idempotencyMark(owner, 'k', { ...body, conversationId: randomUUID() }),
    ];
    expect(marks[1]).toEqual(marks[0]);
    expect(new Set(marks.map(({ keyHash }) => keyHash)).size).toBe(3);
    expect(new Set(marks.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });
});
