import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P03 a promise that never settles', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('ends as TIMEOUT by the wall clock, which it names', async () => {
    const { error, durationMs } = await kit.run({ code: 'await new Promise(() => {})', wallTimeoutMs: 1_000 });
    expect(error).toMatchObject({ kind: 'TIMEOUT', message: expect.stringContaining('1 s') });
    expect(durationMs).toBeGreaterThanOrEqual(990);
    expect(durationMs).toBeLessThan(1_500);
  }, 30_000);
});
