import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P13 polluted prototypes', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('are gone at the next call, and the bridge works after them', async () => {
    const session = kit.sandbox.openSession({ userId: 'u', runId: 'r' });
    const code = `Array.prototype.map = () => 'evil'; Object.prototype.x = 1; Object.prototype.toJSON = () => 'evil';
      Array.prototype.push = () => { throw 1 }; Promise.prototype.then = () => { throw 1 }; JSON.stringify = () => 'evil'; Map.prototype.get = () => 'evil';
      console.log('printed'); await new Promise((r) => setTimeout(r, 5)); return 'back'`;
    const first = await kit.run({ session, code });
    expect(first.output).toBe('printed\n');
    expect(['back', null]).toContain(first.result);
    const clean = '[[1].map((n) => n + 1)[0], ({}).x, JSON.stringify([1])].join()';
    expect((await kit.run({ session, code: clean })).result).toBe('2,,[1]');
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
    await session.close();
  }, 30_000);
});
