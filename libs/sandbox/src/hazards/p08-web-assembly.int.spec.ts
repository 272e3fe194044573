import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P08 WebAssembly', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('does not exist in JavaScript', async () => {
    expect((await kit.run({ code: 'typeof WebAssembly' })).result).toBe('undefined');
  }, 30_000);
});
