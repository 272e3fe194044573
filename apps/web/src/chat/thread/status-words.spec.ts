import { queueWords, statusWords } from './status-words.js';

describe('queueWords', () => {
  it.each([
    [null, 'Waiting for the agent…'],
    [{ position: null, ownLimit: false }, 'Waiting for the agent…'],
    [{ position: 1, ownLimit: false }, 'Waiting for the agent…'],
    [{ position: 2, ownLimit: false }, 'Waiting for the agent: 1 answer before yours…'],
    [{ position: 12, ownLimit: false }, 'Waiting for the agent: 11 answers before yours…'],
    [{ position: 2, ownLimit: true }, 'Waiting for your other answers…'],
  ])('says of the place %j: %s', (place, words) => {
    expect(queueWords(place)).toBe(words);
  });
});

describe('statusWords', () => {
  it('leaves thinking to the dots', () => {
    expect(statusWords('thinking')).toBeNull();
    expect(statusWords('starting-sandbox')).toBe('Starting sandbox…');
  });
});
