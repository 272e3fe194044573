import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P07 a resizable buffer of a gigabyte', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('is an error', async () => {
    const { ok, error } = await kit.run({ code: 'new ArrayBuffer(0,{maxByteLength:2**30}).resize(2**30)' });
    expect(ok).toBe(false);
    expect(['USER_ERROR', 'MEMORY', 'CRASHED']).toContain(error?.kind);
  }, 30_000);
});
