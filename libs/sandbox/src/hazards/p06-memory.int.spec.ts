import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P06 memory without end', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it.each([
    ['objects', 'const a=[]; for(;;) a.push({a:1,b:[2]})'],
    ['array copies', 'let a=[1]; for(;;) a=[...a,...a]'],
    ['fill and join', 'new Array(2**28).fill(0).join()'],
    ['deep JSON', 'JSON.parse("[".repeat(5e6))'],
    ['one growing string', 'let s = ""; for (let i = 0; ; i++) s += i'],
    ['growth between await points', 'const a=[]; for(;;){ for(let i=0;i<1e4;i++) a.push({a:1,b:[2]}); await 0; }'],
  ])(
    '%s end as MEMORY or CRASHED under 600 MB',
    async (_name, code) => {
      const before = process.memoryUsage().rss;
      let peak = 0;
      const watch = setInterval(() => {
        peak = Math.max(peak, kit.sandbox.stats().rssBytes);
      }, 20);
      const { error } = await kit.run({ code });
      clearInterval(watch);
      expect(['MEMORY', 'CRASHED']).toContain(error?.kind);
      expect(error?.message).toMatch(error?.kind === 'MEMORY' ? /limit (?:is|of) \d+ MB/ : /ended/);
      expect(peak).toBeLessThan(600 * 1_048_576);
      expect(process.memoryUsage().rss - before).toBeLessThan(20 * 1_048_576);
    },
    30_000,
  );

  it.each([
    ['a loop', 'for(;;);'],
    ['garbage that is let go', 'for(;;) ({ a: [1, 2, 3] })'],
    ['a big array', 'const a = new Array(1e6).fill(1); for(;;) a[0]++;'],
  ])('%s is over by its time and not by its memory', async (_name, code) => {
    const { error } = await kit.run({ code });
    expect(error?.kind).toBe('TIMEOUT');
  });

  it('what an earlier program of the run took is not held against the next one', async () => {
    const session = kit.sandbox.openSession({ userId: 'u', runId: 'r' });
    await kit.run({ session, code: 'globalThis.kept = new Array(1.2e7).fill(1); 0' });
    const { error } = await kit.run({ session, code: 'for(;;);' });
    await session.close();
    expect(error?.kind).toBe('TIMEOUT');
  });

  it('an array buffer that does not fit is an error the program can catch', async () => {
    const { error } = await kit.run({ code: 'const a=[]; for(;;) a.push(new Uint8Array(1e7).fill(1))' });
    expect(error).toMatchObject({ kind: 'USER_ERROR', message: expect.stringContaining('Array buffer allocation') });
  });
});
