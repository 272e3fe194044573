import { titleOf } from './conversation-title.js';

describe('titleOf', () => {
  it.each([
    ['  Hello   there \nsecond line', 'Hello there'],
    ['x', 'x'],
    ['\n```js\n  const a = 1;\n```', 'const a = 1;'],
    ['```', '```'],
    [`${'word '.repeat(12)}and more`, 'word word word word word word word word word word word word…'],
    ['a'.repeat(80), `${'a'.repeat(60)}…`],
  ])('makes a title of %j', (text, title) => {
    expect(titleOf(text)).toBe(title);
  });
});
