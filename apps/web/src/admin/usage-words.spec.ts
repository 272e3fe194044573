import { counted, usageWords } from './usage-words.js';

const nothing = { conversations: 0, runs: 0, runsLastDay: 0, files: 0, fileBytes: 0, lastRunAt: null };

describe('the words of usage', () => {
  it.each([
    [{}, 'Nothing here yet'],
    [{ conversations: 1, runs: 1 }, '1 chat · 1 run'],
    [{ conversations: 2, runs: 1_200, runsLastDay: 3 }, '2 chats · 1,200 runs · 3 in a day'],
    [{ files: 2, fileBytes: 3 * 1_024 ** 3 }, '0 chats · 0 runs · 2 files of 3 GB'],
  ])('%j', (usage, words) => {
    expect(usageWords({ ...nothing, ...usage })).toBe(words);
  });

  it('counts in the singular and the plural', () => {
    expect([counted(1, 'person', 'people'), counted(1_000, 'person', 'people')]).toEqual(['1 person', '1,000 people']);
  });
});
