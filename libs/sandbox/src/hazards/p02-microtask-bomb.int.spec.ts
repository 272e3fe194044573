import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P02 a microtask bomb', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('ends as TIMEOUT', async () => {
    const { error, durationMs } = await kit.run({ code: '(function f(){Promise.resolve().then(f)})()' });
    expect(error?.kind).toBe('TIMEOUT');
    expect(durationMs).toBeLessThan(5_500);
  }, 30_000);
});
