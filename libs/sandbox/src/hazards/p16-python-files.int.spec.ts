import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P16 Python asks for files, processes and sockets', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('python');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it.each([
    ['loadBinaryFile', 'import pyodide_js\npyodide_js._api.loadBinaryFile("/etc/passwd")'],
    ['open', 'open("/etc/passwd")'],
    ['subprocess', 'import subprocess\nsubprocess.run(["id"])'],
    ['socket', 'import socket\ns = socket.socket()\ns.bind(("0.0.0.0", 80))\ns.listen()'],
  ])(
    '%s is a clear error',
    async (_name, code) => {
      const { error } = await kit.run({ code, wallTimeoutMs: 20_000 });
      expect(error?.kind).toBe('USER_ERROR');
      expect(error?.message.length).toBeGreaterThan(10);
    },
    60_000,
  );
});
