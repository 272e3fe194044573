import { DRAWN_AT_ONCE, firstDrawn } from './first-drawn.js';

describe('firstDrawn', () => {
  it.each([
    ['everything of a short list', 10, 10, 0],
    ['the end of a long one', 1_000, 1_000, 1_000 - DRAWN_AT_ONCE],
    ['from where was asked for, also when more has come since', 1_010, 900, 900],
    ['the end of a branch that is shorter', 100, 900, 100 - DRAWN_AT_ONCE],
    ['everything, once the beginning was asked for', 1_000, 0, 0],
  ])('draws %s', (_, count, asked, expected) => {
    expect(firstDrawn(count, asked)).toBe(expected);
  });
});
