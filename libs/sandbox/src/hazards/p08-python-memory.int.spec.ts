import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P08 a gigabyte of WebAssembly memory from Python', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('python');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('is refused', async () => {
    const code = `import js
make = js.constructor.constructor("return new WebAssembly.Memory({ initial: 16384 }).buffer.byteLength")
print("made", make())`;
    const { ok, error, output } = await kit.run({ code, wallTimeoutMs: 10_000 });
    expect(ok).toBe(false);
    expect(['USER_ERROR', 'MEMORY', 'CRASHED']).toContain(error?.kind);
    expect(output).not.toContain('made');
  }, 60_000);
});
