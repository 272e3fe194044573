import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P05 an error whose message never returns', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it.each([
    ['thrown object', 'throw {get message(){for(;;);}}'],
    ['thrown error', "throw Object.defineProperty(new Error('x'), 'message', {get(){for(;;);}})"],
    ['stack', "throw Object.defineProperty(new Error('x'), 'stack', {get(){for(;;);}})"],
    ['rejection', "Promise.reject(Object.defineProperty(new Error('x'), 'message', {get(){for(;;);}})); await 1"],
    ['result', '({ get [Symbol.toStringTag]() { for(;;); } })'],
  ])(
    '%s ends within its limit',
    async (_name, code) => {
      const { error, durationMs } = await kit.run({ code, wallTimeoutMs: 2_500 });
      expect(['TIMEOUT', 'USER_ERROR']).toContain(error?.kind);
      expect(durationMs).toBeLessThan(6_000);
    },
    30_000,
  );
});
