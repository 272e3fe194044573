import { describe, expect, it } from '@jest/globals';
import { memoryStorage } from '../testing/memory-storage.js';
import { beSeen, tellOnce, type TabLocks, type TellingParts } from './tell-once.js';

/** Locks as tabs share them: exclusive ones wait for each other, shared ones do not. */
function browser(): TellingParts {
  const held: LockInfo[] = [];
  let queue: Promise<void> = Promise.resolve();
  const locks: TabLocks = {
    query: () => Promise.resolve({ held: [...held], pending: [] }),
    request: (name, { mode = 'exclusive' }, action) => {
      const hold = async (): Promise<void> => {
        const info = { name, mode };
        held.push(info);
        await action().finally(() => held.splice(held.indexOf(info), 1));
      };
      if (mode === 'shared') return hold();
      queue = queue.then(hold);
      return queue;
    },
  };
  return { locks, storage: memoryStorage() };
}

describe('news for a page that nobody looks at', () => {
  it('are told by one of many tabs', async () => {
    const parts = browser();
    const told: string[] = [];
    const tabs = ['a', 'b', 'c'].map((tab) => tellOnce('run/1', () => told.push(tab), parts));
    await Promise.all(tabs);
    await tellOnce('run/1', () => told.push('late'), parts);
    await tellOnce('run/2', () => told.push('next'), parts);
    expect(told).toEqual(['a', 'next']);
  });

  it('are not told while another tab is looked at, but after it', async () => {
    const parts = browser();
    const told: string[] = [];
    const leave = beSeen(parts);
    await tellOnce('run/1', () => told.push('seen'), parts);
    leave();
    await Promise.resolve();
    await tellOnce('run/2', () => told.push('unseen'), parts);
    expect(told).toEqual(['unseen']);
  });

  it('are forgotten one day, so that what is kept stays small', async () => {
    const parts = browser();
    for (let run = 0; run < 200; run += 1) await tellOnce(`run/${run}`, () => undefined, parts);
    expect(parts.storage.getItem('cloakroom:told')?.length).toBeLessThan(1_000);
  });
});
