import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

/** Everything a program can find of another one, or of the rehearsal that prepared its isolate. */
const LOOK_AROUND = `const fs = require('fs');
  return JSON.stringify({
    env: Object.keys(process.env), argv: process.argv.length, exitCode: process.exitCode ?? null,
    listeners: process.listenerCount('exit'), files: fs.readdirSync('/workspace'), mark: globalThis.mark ?? null,
    cached: Object.keys(require('path')).includes('mark'), uptime: process.uptime() < 5,
  })`;
const NOTHING = { argv: 2, exitCode: null, listeners: 0, files: [], mark: null, cached: false, uptime: true };

describe('an isolate that was prepared before its call', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('holds nothing of the call before it, nor of its own rehearsal, and is used once', async () => {
    const session = kit.sandbox.openSession({ userId: 'u', runId: 'r' });
    const first = await kit.run({ session, code: LOOK_AROUND });
    expect(JSON.parse(first.result ?? '')).toEqual({ ...NOTHING, env: [] });
    const leave = `globalThis.mark = 1; require('path').mark = 1; process.exitCode = 0; process.on('exit', () => {});
      require('fs').writeFileSync('/workspace/left.txt', 'x'); 'left'`;
    const left = await kit.run({ session, code: leave });
    expect(left.result).toBe('left');
    const then = await kit.run({ session, code: LOOK_AROUND });
    expect(JSON.parse(then.result ?? '')).toEqual({ ...NOTHING, env: [] });
    await session.close();
  }, 30_000);

  it('reports the program’s own end, whatever its rehearsal ended with', async () => {
    expect((await kit.run({ code: 'undefined' })).result).toBeNull();
    expect((await kit.run({ code: 'process.exit(0)' })).result).toBeNull();
    expect((await kit.run({ code: 'process.exit(3)' })).error?.message).toContain('process.exit(3)');
    const said = await kit.run({ code: "process.on('exit', (code) => console.log('bye', code)); 'end'" });
    expect(said).toMatchObject({ result: 'end', output: 'bye 0\n' });
  }, 30_000);

  it('keeps its prepared parts out of reach of changed built-ins in the same call', async () => {
    const code = `const { stringify } = JSON;
      Object.defineProperty = Reflect.apply = Object.create = Object.freeze = () => { throw 1 };
      Array.prototype[Symbol.iterator] = () => { throw 2 };
      JSON.parse = JSON.stringify = () => 'evil';
      return stringify([process.platform, typeof process.env, Object.hasOwn(globalThis, 'post')])`;
    expect((await kit.run({ code })).result).toBe('["linux","object",false]');
  }, 30_000);

  it.each([
    ['a rejection that nobody handles', "Promise.reject(new Error('late')); 5"],
    ['what a microtask throws', "queueMicrotask(() => { throw new Error('late') }); 5"],
    ['what a listener throws at the end', "process.on('exit', () => { throw new Error('late') }); 5"],
  ])('does not answer before %s', async (_name, code) => {
    expect((await kit.run({ code })).error).toMatchObject({
      kind: 'USER_ERROR',
      message: expect.stringMatching(/late/),
    });
  });

  it('answers when the last microtask has run', async () => {
    const code = "(async () => { for (let i = 0; i < 50; i++) await null; console.log('tail') })(); 5";
    expect(await kit.run({ code })).toMatchObject({ result: '5', output: 'tail\n' });
  });

  it('runs what only the parser can read, and nothing of what nobody can', async () => {
    expect((await kit.run({ code: 'const a: number = 5; a' })).result).toBe('5');
    const unreadable = await kit.run({ code: "console.log('ran'); let = = 2" });
    expect(unreadable).toMatchObject({
      output: '',
      error: { message: expect.stringMatching(/^SyntaxError: .*main\.js:1:/s) },
    });
  });
});
