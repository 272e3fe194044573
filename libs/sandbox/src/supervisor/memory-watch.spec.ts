import { describe, expect, it } from '@jest/globals';

import { MemoryWatch } from './memory-watch.js';

const MB = 1_048_576;

function watched(ready: number | null, looks: readonly number[]): number | null {
  const left = [...looks];
  const watch = new MemoryWatch({
    takeReadyRss: () => (ready === null ? null : ready * MB),
    rssBytes: () => (left.shift() ?? 0) * MB,
  });
  looks.forEach(() => watch.look());
  const grown = watch.filledUp(128 * MB);
  return grown === null ? null : grown / MB;
}

describe('MemoryWatch', () => {
  it.each([
    ['a process that stays small', 70, [70, 71, 72, 72], null],
    ['three quarters of the limit, held', 70, [80, 176, 176, 176], 96],
    ['a first look that comes late', 70, [120, 190, 190, 190], 96],
    ['three quarters, let go again', 70, [75, 175, 90, 80], 100],
    ['half of it, held', 70, [80, 144, 144, 144], null],
    ['nearly half of it, and more all the time', 70, [72, 90, 110, 126], 54],
    ['a third of it, and more all the time', 70, [72, 90, 100, 115], null],
    ['what it takes to begin with', 55, [78, 80, 84, 100], null],
    ['a quarter of it, and more all the time', 70, [71, 80, 85, 104], null],
    ['a used process that begins large', null, [180, 181, 181, 182], null],
    ['a used process that grows', null, [180, 200, 230, 280], 100],
  ])('%s', (_name, ready, looks, grown) => {
    expect(watched(ready, looks)).toBe(grown);
  });
});
