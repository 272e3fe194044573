import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P04 a big number printed', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('ends as TIMEOUT although V8 does not stop it', async () => {
    const { error, durationMs } = await kit.run({ code: '(2n**30000000n).toString()', wallTimeoutMs: 2_000 });
    expect(error?.kind).toBe('TIMEOUT');
    expect(durationMs).toBeLessThan(6_000);
  }, 30_000);
});
