import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P12 writing to the environment', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  const WRITES = [
    "process.env.X = 'y'",
    "'use strict'; process.env.A = 'y'",
    'delete process.env.A',
    'process = 1',
    'process.env = {}',
    "Object.defineProperty(process.env, 'A', { value: 2 })",
    "Object.defineProperty(globalThis, 'process', { value: 1 })",
    "Object.setPrototypeOf(process.env, { A: 'y' })",
    "Reflect.set(process.env, 'A', 'y')",
    "process.env.__proto__ = { A: 'y' }",
    "Object.assign(process.env, { A: 'y' })",
    'globalThis.process = 1',
  ];

  it.each(WRITES)(
    '%s throws a TypeError and changes nothing',
    async (write) => {
      const code = `let name = 'none', message = '';
      try { ${write} } catch (e) { name = e.name; message = e.message }
      JSON.stringify([name, process.env.A, process.env.X, Object.keys(process.env), message])`;
      const { result } = await kit.run({ code, env: { A: '1' } });
      expect(result).toMatch(/^\["TypeError","1",null,\["A"\],"[^"]*(read-only|redefine)/);
    },
    30_000,
  );

  it('cannot be reached through a prototype, and is the same at the next call', async () => {
    const session = kit.sandbox.openSession({ userId: 'u', runId: 'r' });
    const poison = "Object.prototype.X = 'y'; String([process.env.X, process.env.A])";
    expect((await kit.run({ session, env: { A: '1' }, code: poison })).result).toBe(',1');
    expect((await kit.run({ session, env: { A: '1' }, code: 'JSON.stringify(process.env)' })).result).toBe('{"A":"1"}');
    await session.close();
  }, 30_000);
});
