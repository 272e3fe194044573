import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P17 Python without end', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('python');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it.each([
    ['endless loop', 'while True: pass'],
    ['exit', 'import os\nos._exit(3)'],
    ['exit without a fault', 'import os\nos._exit(0)\nprint("still here")'],
    ['memory', 'a = bytearray(2**31)'],
    ['big number', 'x = str(7**5000000)'],
    ['recursion', 'def f(): return f()\nf()'],
  ])(
    '%s ends with a typed error and the next call works',
    async (_name, code) => {
      const session = kit.sandbox.openSession({ userId: 'u', runId: 'r' });
      const { error } = await kit.run({ session, code, wallTimeoutMs: 3_000 });
      expect(['TIMEOUT', 'CRASHED', 'MEMORY', 'USER_ERROR']).toContain(error?.kind);
      const next = await kit.run({ session, code: '1 + 1', wallTimeoutMs: 20_000 });
      expect(next).toMatchObject({ ok: true, result: '2' });
      await session.close();
    },
    60_000,
  );
});
