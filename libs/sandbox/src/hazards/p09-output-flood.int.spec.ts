import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P09 floods', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('a result of 500 MB is cut and says so', async () => {
    const { error, result } = await kit.run({ code: '"x".repeat(5e8)' });
    expect(error?.kind).toBe('OUTPUT_LIMIT');
    expect(result).toContain('[result cut: ');
  }, 30_000);

  it('a million prints end as OUTPUT_LIMIT, and what is kept says that it was cut', async () => {
    const { error, output, outputLost } = await kit.run({
      code: 'for (let i = 0; i < 1e6; i++) console.log("line", i)',
    });
    expect(error?.kind).toBe('OUTPUT_LIMIT');
    expect(output.length).toBeLessThan(205_000);
    expect(output).toContain('[output cut: ');
    expect(outputLost).toBeGreaterThan(0);
  }, 30_000);

  it.each([
    ['fetch', 'for (let i = 0; i < 1e6; i++) fetch("https://a.example/").catch(() => {})'],
    [
      'digest',
      'const { createHash } = require("crypto"); for (let i = 0; i < 1e6; i++) createHash("sha256").update("a").digest()',
    ],
    ['subtle', 'for (let i = 0; i < 1e6; i++) crypto.subtle.digest("SHA-256", new Uint8Array(1))'],
    ['timers', 'for (let i = 0; i < 1e6; i++) setTimeout(() => {}, 1)'],
    ['writes', 'for (let i = 0; i < 1e6; i++) process.stdout.write("")'],
  ])(
    'a million calls of %s end with a typed error',
    async (_name, code) => {
      const { ok, error } = await kit.run({ code, wallTimeoutMs: 8_000 });
      expect(ok).toBe(false);
      expect(['OUTPUT_LIMIT', 'TIMEOUT', 'MEMORY', 'CRASHED']).toContain(error?.kind);
    },
    30_000,
  );
});
