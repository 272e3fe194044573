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
    ['typed arrays', 'const a=[]; for(;;) a.push(new Uint8Array(1e7).fill(1))'],
  ])(
    '%s end with a typed error under 600 MB',
    async (_name, code) => {
      const before = process.memoryUsage().rss;
      let peak = 0;
      const watch = setInterval(() => {
        peak = Math.max(peak, kit.sandbox.stats().rssBytes);
      }, 20);
      const { error } = await kit.run({ code });
      clearInterval(watch);
      expect(['MEMORY', 'CRASHED', 'TIMEOUT', 'USER_ERROR']).toContain(error?.kind);
      expect(peak).toBeLessThan(600 * 1_048_576);
      expect(process.memoryUsage().rss - before).toBeLessThan(20 * 1_048_576);
    },
    30_000,
  );
});
