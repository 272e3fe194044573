import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { GuestTimers } from './guest-timers.js';

describe('GuestTimers', () => {
  let timers: GuestTimers;
  let fired: number[];

  beforeEach(() => {
    jest.useFakeTimers();
    fired = [];
    timers = new GuestTimers();
    timers.fire = (id) => fired.push(id);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('fires in the order of the delays', () => {
    timers.start(1, 20);
    timers.start(2, 10);
    timers.start(3, -5);
    jest.advanceTimersByTime(20);
    expect(fired).toEqual([3, 2, 1]);
  });

  it('waits for ever for a delay that is no number', () => {
    timers.start(1, Number.NaN);
    jest.advanceTimersByTime(1e9);
    expect(fired).toEqual([]);
  });

  it('does not take a delay beyond 24 days for none', () => {
    timers.start(1, Number.POSITIVE_INFINITY);
    jest.advanceTimersByTime(86_400_000);
    expect(fired).toEqual([]);
  });

  it('holds at most 10,000 at a time', () => {
    for (let id = 0; id < 10_005; id += 1) timers.start(id, 5);
    jest.advanceTimersByTime(5);
    expect(fired).toHaveLength(10_000);
  });

  it('forgets all when cleared', () => {
    timers.start(1, 5);
    timers.start(2, 0);
    timers.clear();
    jest.advanceTimersByTime(10);
    expect(fired).toEqual([]);
  });
});
