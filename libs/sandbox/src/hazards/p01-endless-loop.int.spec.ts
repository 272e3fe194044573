import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P01 an endless loop', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('ends as TIMEOUT and the next call works', async () => {
    const session = kit.sandbox.openSession({ userId: 'u', runId: 'r' });
    const looped = await kit.run({ session, code: 'for(;;);' });
    expect(looped.error?.kind).toBe('TIMEOUT');
    expect(looped.durationMs).toBeLessThan(5_500);
    const next = await kit.run({ session, code: '40 + 2' });
    expect(next).toMatchObject({ ok: true, result: '42' });
    await session.close();
  }, 30_000);
});
