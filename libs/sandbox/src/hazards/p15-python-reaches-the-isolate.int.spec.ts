import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P15 Python reaches the isolate and nothing behind it', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('python');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('sees no process, no require and no bridge of the host', async () => {
    const code =
      'import js\nf = js.constructor.constructor("return [typeof process, typeof require, typeof WebSocket, typeof fetch].join()")\nprint(f())';
    const { output, error } = await kit.run({ code, wallTimeoutMs: 20_000 });
    expect(`${output}${error?.message ?? ''}`).not.toMatch(/object|function,/);
  }, 60_000);
});
