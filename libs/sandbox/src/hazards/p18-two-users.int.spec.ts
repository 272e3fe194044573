import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit } from './hazard-kit.js';

describe('P18 two users in turn', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('never see a name or value of each other, in different processes', async () => {
    const a = kit.sandbox.openSession({ userId: 'a', runId: 'ra' });
    const b = kit.sandbox.openSession({ userId: 'b', runId: 'rb' });
    const code =
      'const left = [globalThis.mark, require("fs").readdirSync("/workspace")]; globalThis.mark = process.env; require("fs").writeFileSync("/workspace/f", JSON.stringify(process.env)); JSON.stringify([left, process.env])';
    const seen: string[] = [];
    for (let i = 0; i < 100; i += 1) {
      const [ofA, ofB] = await Promise.all([
        kit.run({ session: a, code, env: { A_NAME: `a-${String(i)}` } }),
        kit.run({ session: b, code, env: { B_NAME: `b-${String(i)}` } }),
      ]);
      seen.push(ofA.result ?? '', ofB.result ?? '');
      expect(ofA.result).toBe(`[[null,[]],{"A_NAME":"a-${String(i)}"}]`);
      expect(ofB.result).toBe(`[[null,[]],{"B_NAME":"b-${String(i)}"}]`);
    }
    expect(seen).toHaveLength(200);
    const processes = kit.sandbox.processIds();
    expect(processes).toHaveLength(2);
    expect(new Set(processes).size).toBe(2);
    await Promise.all([a.close(), b.close()]);
  }, 60_000);
});
