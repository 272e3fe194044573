import type { PromptAsk } from '@cloakroom/contracts';
import { closedWords } from './prompt-words.js';

const secret: PromptAsk = { kind: 'secret', name: 'A_KEY', reason: 'r', hosts: [] };
const lease: PromptAsk = {
  kind: 'lease',
  toolCallId: 'c1',
  language: 'python',
  code: '1',
  names: ['A_KEY', 'B_KEY'],
  hosts: [],
};

describe('closedWords', () => {
  it.each([
    [secret, 'provided', null, 'You saved A_KEY.'],
    [secret, 'declined', null, 'You declined to give A_KEY.'],
    [lease, 'granted', 'hour', 'You allowed the use of A_KEY, B_KEY for one hour.'],
    [lease, 'declined', null, 'You did not allow the use of A_KEY, B_KEY. The code was not run.'],
  ] as const)('%# says what came of it', (ask, state, scope, words) => {
    expect(closedWords(ask, state, scope)).toBe(words);
  });

  it('names the secrets whatever came of it', () => {
    for (const ask of [secret, lease]) {
      for (const state of ['provided', 'granted', 'declined', 'expired', 'withdrawn'] as const) {
        expect(closedWords(ask, state, null)).toContain('A_KEY');
      }
    }
  });
});
