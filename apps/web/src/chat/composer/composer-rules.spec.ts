import { MESSAGE_MAX_LENGTH } from '@cloakroom/contracts';
import { refusalFor } from './composer-rules.js';

describe('refusalFor', () => {
  it('lets a message go when nothing is under way', () => {
    expect(refusalFor('hello', false)).toBeNull();
  });

  it('says nothing about an empty field', () => {
    expect(refusalFor('  \n', true)).toBeNull();
  });

  it('asks to wait or stop while the agent is at work', () => {
    expect(refusalFor('hello', true)).toMatch(/still at work.*stays here/);
  });

  it('names the limit and the length of a text that is too long', () => {
    expect(refusalFor('x'.repeat(MESSAGE_MAX_LENGTH + 1), false)).toMatch(/at most 32.000 .* has 32.001/);
    expect(refusalFor('x'.repeat(MESSAGE_MAX_LENGTH), false)).toBeNull();
  });
});
