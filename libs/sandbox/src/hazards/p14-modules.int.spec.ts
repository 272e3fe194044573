import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P14 modules that do not exist', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it.each([
    "require('child_process')",
    "require('net')",
    "await import('child_process')",
    "await import('./x.js')",
    "import 'http'; 1",
    "require('isolated-vm')",
  ])(
    '%s is refused with the list of what exists',
    async (code) => {
      const { error } = await kit.run({ code });
      expect(error).toMatchObject({ kind: 'USER_ERROR', message: expect.stringMatching(/crypto, .*events, .*fs/) });
    },
    30_000,
  );

  it('fs sees /workspace and nothing else', async () => {
    const { error } = await kit.run({ code: "require('fs').readFileSync('/etc/passwd', 'utf8')" });
    expect(error).toMatchObject({ kind: 'USER_ERROR', message: expect.stringContaining('only /workspace') });
  }, 30_000);
});
