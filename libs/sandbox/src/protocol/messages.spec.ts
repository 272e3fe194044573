import { describe, expect, it } from '@jest/globals';

import { parseChildMessage } from './messages.js';

describe('messages from a sandbox process', () => {
  it('are taken when they have a known shape', () => {
    const message = { t: 'output', call: 1, stream: 'stdout', text: 'x' };
    expect(parseChildMessage(JSON.stringify(message))).toEqual(message);
  });

  const answer = { t: 'done', call: 1, result: '4', error: null, files: [], outputLost: 0, reusable: true };

  it.each([
    answer,
    { ...answer, result: null },
    { ...answer, error: { kind: 'USER_ERROR', message: 'no' }, files: [{ path: 'a', data: 'YQ==' }] },
  ])('are taken when they answer: %j', (message) => {
    expect(parseChildMessage(JSON.stringify(message))).toEqual(message);
  });

  it.each([
    { more: 1 },
    { call: -1 },
    { call: 0.5 },
    { result: 4 },
    { result: 'x'.repeat(1_048_577) },
    { error: 'no' },
    { files: {} },
    { files: [1] },
    { outputLost: null },
    { reusable: 1 },
    { reusable: undefined },
  ])('are nothing when an answer has %j', (wrong) => {
    expect(parseChildMessage(JSON.stringify({ ...answer, ...wrong }))).toBeNull();
  });

  it.each([
    ['no JSON', '{'],
    ['an unknown kind', '{"t":"exec","cmd":"id"}'],
    ['an extra field', '{"t":"output","call":1,"stream":"stdout","text":"x","more":1}'],
    ['an unknown operation', '{"t":"op","call":1,"id":1,"op":"fs.read","json":"{}"}'],
    ['a wrong type', '{"t":"done","call":"1"}'],
  ])('are nothing with %s', (_name, text) => {
    expect(parseChildMessage(text)).toBeNull();
  });
});
