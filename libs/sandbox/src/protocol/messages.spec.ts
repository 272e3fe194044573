import { describe, expect, it } from '@jest/globals';

import { parseChildMessage } from './messages.js';

describe('messages from a sandbox process', () => {
  it('are taken when they have a known shape', () => {
    const message = { t: 'output', call: 1, stream: 'stdout', text: 'x' };
    expect(parseChildMessage(JSON.stringify(message))).toEqual(message);
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
