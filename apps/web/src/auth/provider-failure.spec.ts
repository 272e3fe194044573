import { providerFailure } from './provider-failure.js';

describe('the words for a way over a provider that led nowhere', () => {
  it.each([
    [null, null],
    ['account_not_linked', expect.stringContaining('link the two in Settings')],
    ['INVITATION_NEEDED', expect.stringContaining('by invitation')],
    ['<b>anything</b>', expect.stringMatching(/^That did not work/)],
    ['toString', expect.stringMatching(/^That did not work/)],
  ])('%s', (error, words) => {
    expect(providerFailure(error)).toEqual(words);
  });
});
