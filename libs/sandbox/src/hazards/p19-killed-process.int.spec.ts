import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P19 the process is killed in the middle of a call', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('ends as CRASHED within a second, and the pool refills', async () => {
    const session = kit.sandbox.openSession({ userId: 'u', runId: 'r' });
    await kit.run({ session, code: '1' });
    const [pid] = kit.sandbox.processIds();
    const running = kit.run({ session, code: 'await new Promise(() => {})' });
    const killedAt = performance.now();
    process.kill(pid ?? 0, 'SIGKILL');
    expect((await running).error?.kind).toBe('CRASHED');
    expect(performance.now() - killedAt).toBeLessThan(1_000);
    expect(await kit.run({ session, code: '2' })).toMatchObject({ ok: true, result: '2' });
    await session.close();
  }, 30_000);
});
