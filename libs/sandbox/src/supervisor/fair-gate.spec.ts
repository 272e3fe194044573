import { describe, expect, it } from '@jest/globals';

import { FairGate, GateFullError } from './fair-gate.js';

const never = new AbortController().signal;

describe('FairGate', () => {
  it('never gives one user more than its share', async () => {
    const gate = new FairGate({ places: 4, placesPerUser: 2, waiters: 10 });
    await gate.enter('a', never);
    await gate.enter('a', never);
    const third = gate.enter('a', never);
    expect(gate.queued).toBe(1);
    expect(await gate.enter('b', never)).toBe(true);
    gate.leave('a');
    expect(await third).toBe(true);
    expect(gate.busy).toBe(3);
  });

  it('gives a free place to the user who holds the fewest', async () => {
    const gate = new FairGate({ places: 2, placesPerUser: 2, waiters: 10 });
    await gate.enter('a', never);
    await gate.enter('a', never);
    const order: string[] = [];
    const waitA = gate.enter('a', never).then(() => order.push('a'));
    const waitB = gate.enter('b', never).then(() => order.push('b'));
    gate.leave('a');
    await waitB;
    gate.leave('a');
    await waitA;
    expect(order).toEqual(['b', 'a']);
  });

  it('refuses past its queue, and lets a waiter leave', async () => {
    const gate = new FairGate({ places: 1, placesPerUser: 1, waiters: 1 });
    await gate.enter('a', never);
    const stop = new AbortController();
    const waiting = gate.enter('b', stop.signal);
    await expect(gate.enter('c', never)).rejects.toThrow(GateFullError);
    stop.abort();
    expect(await waiting).toBe(false);
    expect(gate.queued).toBe(0);
  });
});
