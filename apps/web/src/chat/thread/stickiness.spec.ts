import { nextStickiness } from './stickiness.js';

describe('nextStickiness', () => {
  it('lets go as soon as the reader scrolls up', () => {
    expect(nextStickiness(true, { previousTop: 500, top: 480, distanceToEnd: 20 })).toBe(false);
  });

  it('stays off while the reader scrolls down on the way', () => {
    expect(nextStickiness(false, { previousTop: 100, top: 200, distanceToEnd: 400 })).toBe(false);
  });

  it('takes hold again at the end', () => {
    expect(nextStickiness(false, { previousTop: 400, top: 590, distanceToEnd: 10 })).toBe(true);
  });

  it('is not shaken by content that grows below', () => {
    expect(nextStickiness(true, { previousTop: 500, top: 500, distanceToEnd: 300 })).toBe(true);
  });

  it('does not mistake a list that got shorter for a reader', () => {
    expect(nextStickiness(true, { previousTop: 500, top: 300, distanceToEnd: 0 })).toBe(true);
  });
});
