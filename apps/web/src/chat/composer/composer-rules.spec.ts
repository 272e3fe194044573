import { MESSAGE_MAX_LENGTH } from '@cloakroom/contracts';
import { refusalFor } from './composer-rules.js';

describe('refusalFor', () => {
  it('lets a message go', () => {
    expect(refusalFor('hello')).toBeNull();
  });

  it('says nothing about an empty field', () => {
    expect(refusalFor('  \n')).toBeNull();
  });

  it('names the limit and the length of a text that is too long', () => {
    expect(refusalFor('x'.repeat(MESSAGE_MAX_LENGTH + 1))).toMatch(/at most 32.000 .* has 32.001/);
    expect(refusalFor('x'.repeat(MESSAGE_MAX_LENGTH))).toBeNull();
  });
});
