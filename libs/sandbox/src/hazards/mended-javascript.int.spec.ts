import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { EgressError, type EgressPort } from '../egress.port.js';
import { openKit, type SandboxKit } from './hazard-kit.js';

const BUILT_INS = 'Object Array String Map Set Promise Function Error RegExp Uint8Array ArrayBuffer Number Symbol';

function pollute(names: string): string {
  return `
    var leak = [];
    for (const C of [${names.split(' ').join()}]) for (const k of Reflect.ownKeys(C.prototype)) {
      if (k === 'constructor') continue;
      try { Object.defineProperty(C.prototype, k, { value() { leak.push(String(k)); }, configurable: true, writable: true }); } catch {}
    }`;
}

describe('hostile programs that once did harm', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it.each([...BUILT_INS.split(' '), BUILT_INS])(
    'a program that replaces every method of %s ends at once with its own error',
    async (names) => {
      const { error, durationMs } = await kit.run({ code: `${pollute(names)}\nthrow new Error('x');` });
      expect(error?.kind).toBe('USER_ERROR');
      expect(durationMs).toBeLessThan(10_000);
    },
  );

  it('a request that is taken back while its server is silent holds nothing up', async () => {
    let ended = 0;
    const silent: EgressPort = {
      request: (_request, signal) =>
        new Promise((_resolve, reject) => {
          const end = (): void => {
            ended += 1;
            reject(new EgressError('ABORTED', 'Taken back.'));
          };
          if (signal.aborted) end();
          else signal.addEventListener('abort', end);
        }),
    };
    const code = `
      const tries = Array.from({ length: 20 }, (_, i) =>
        fetch('https://a.example/' + i, { signal: AbortSignal.timeout(200), ...(i % 2 ? { method: 'POST', body: 'x' } : {}) }));
      return (await Promise.allSettled(tries)).map(({ reason }) => reason?.name).join()`;
    const { error, result, durationMs } = await kit.run({ code, egress: silent });
    expect(error).toBeNull();
    expect(result).toBe(Array(20).fill('TimeoutError').join());
    expect(durationMs).toBeLessThan(10_000);
    expect(ended).toBeGreaterThanOrEqual(8);
  });

  it('a name that is too long is refused when it is written, and ends nothing', async () => {
    const code = `
      const fs = require('fs');
      const tries = ['n'.repeat(256), 'n/'.repeat(600) + 'n'];
      return tries.map((name) => { try { fs.writeFileSync(name, 'x'); } catch ({ code }) { return code; } }).join()`;
    expect(await kit.run({ code })).toMatchObject({ error: null, result: 'ENAMETOOLONG,ENAMETOOLONG' });
  });

  it('a string that V8 cannot make room for is a lack of memory', async () => {
    const code = String.raw`'\ud83d'.repeat(2**28).toWellFormed().normalize('NFKD').length`;
    expect((await kit.run({ code })).error?.kind).toBe('MEMORY');
  });
});
