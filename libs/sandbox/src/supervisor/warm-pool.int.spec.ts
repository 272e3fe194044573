import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit, until } from '../hazards/hazard-kit.js';

const RUNS = 200;
const openDescriptors = (): number => readdirSync('/proc/self/fd').length;

function zombies(): number {
  const children = readFileSync(`/proc/self/task/${String(process.pid)}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  return children.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
    } catch {
      return false;
    }
  }).length;
}

describe('warm pool', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript', {
      idle: { javascript: 2, python: 0 },
      maxProcesses: 8,
      maxProcessesPerUser: 2,
      maxQueued: 60,
    });
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it(`${String(RUNS)} runs leave no zombie and no descriptor behind`, async () => {
    await kit.run({ code: '1' });
    expect(await until(() => kit.sandbox.stats().ready.javascript === 2)).toBe(true);
    const before = openDescriptors();
    for (let i = 0; i < RUNS; i += 4) {
      const runs = [0, 1, 2, 3].map((n) => kit.run({ code: `${String(i)} + ${String(n)}` }));
      const results = (await Promise.all(runs)).map(({ result }) => Number(result));
      expect(results).toEqual([i, i + 1, i + 2, i + 3]);
    }
    expect(await until(() => kit.sandbox.stats().ready.javascript === 2 && kit.sandbox.stats().busy === 0)).toBe(true);
    expect(await until(() => openDescriptors() <= before + 2)).toBe(true);
    expect(await until(() => zombies() === 0)).toBe(true);
  }, 180_000);

  it('one user with many endless programs does not slow another', async () => {
    const stop = new AbortController();
    const greedy = Array.from({ length: 40 }, (_, i) => {
      const session = kit.sandbox.openSession({ userId: 'greedy', runId: `g-${String(i)}` });
      return kit
        .run({ session, code: 'await new Promise(() => {})', wallTimeoutMs: 60_000, signal: stop.signal })
        .finally(() => session.close());
    });
    expect(await until(() => kit.sandbox.stats().queued >= 38)).toBe(true);
    const startedAt = performance.now();
    const other = await kit.run({ code: '"through"' });
    expect(other).toMatchObject({ error: null, result: 'through' });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    stop.abort();
    const ends = await Promise.all(greedy);
    expect(new Set(ends.map(({ error }) => error?.kind))).toEqual(new Set(['CANCELLED']));
  }, 60_000);

  it('a full queue is refused with a typed error', async () => {
    const stop = new AbortController();
    const sessions = Array.from({ length: 62 }, (_, i) =>
      kit.sandbox.openSession({ userId: 'full', runId: String(i) }),
    );
    const calls = sessions.map((session) =>
      kit.run({ session, code: 'await new Promise(() => {})', signal: stop.signal }),
    );
    expect(await until(() => kit.sandbox.stats().queued === 60)).toBe(true);
    const refused = await kit.run({ session: kit.sandbox.openSession({ userId: 'full', runId: 'x' }), code: '1' });
    expect(refused.error?.message).toContain('All sandboxes are busy');
    stop.abort();
    await Promise.all(calls);
    await Promise.all(sessions.map((session) => session.close()));
  }, 60_000);

  it('cancels a running call within a second', async () => {
    const stop = new AbortController();
    const session = kit.sandbox.openSession({ userId: 'c', runId: 'c' });
    await kit.run({ session, code: '1' });
    const running = kit.run({ session, code: 'console.log("on"); for(;;);', signal: stop.signal });
    const at = performance.now();
    stop.abort();
    expect((await running).error?.kind).toBe('CANCELLED');
    expect(performance.now() - at).toBeLessThan(1_000);
    await session.close();
  }, 30_000);

  it('reports the memory of its processes', async () => {
    const session = kit.sandbox.openSession({ userId: 'm', runId: 'm' });
    await kit.run({ session, code: '1' });
    expect(kit.sandbox.stats().rssBytes).toBeGreaterThan(10 * 1_048_576);
    await session.close();
  });
});
