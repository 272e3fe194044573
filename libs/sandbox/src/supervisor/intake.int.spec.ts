import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { EgressPort } from '../egress.port.js';
import { openKit, type SandboxKit } from '../hazards/hazard-kit.js';
import { JAVASCRIPT_LIMITS } from '../limits.js';
import { ByteBudget } from './byte-budget.js';
import { ProcessCall } from './process-call.js';
import { SandboxProcess } from './sandbox-process.js';

const MB = 1_048_576;

/** An outside that never runs dry. */
const endless: EgressPort = {
  request: ({ url }) =>
    Promise.resolve({
      status: 200,
      statusText: '',
      url,
      redirected: false,
      headers: [],
      body: { read: (max) => Promise.resolve(new Uint8Array(max)), cancel: () => undefined },
    }),
};

/** A process that speaks the protocol and means no good: `script` runs once its call is there, and nothing is read after that. */
function played(script: string): SandboxProcess {
  const prelude = `
    const socket = new (require('node:net').Socket)({ fd: 3, readable: true, writable: true });
    const frame = (message, bytes = Buffer.alloc(0)) => {
      const text = Buffer.from(JSON.stringify(message));
      const head = Buffer.alloc(8);
      head.writeUInt32LE(text.length, 0);
      head.writeUInt32LE(bytes.length, 4);
      socket.write(Buffer.concat([head, text, bytes]));
    };
    const open = { url: 'http://a.example/', method: 'POST', headers: [], hasBody: true, redirect: 'follow', decompress: true, connectTimeoutMs: null, readTimeoutMs: null };
    const op = (id, name, input, bytes) => frame({ t: 'op', call: 1, id, op: name, json: JSON.stringify(input) }, bytes);
    frame({ t: 'ready', note: null, requests: false });
  `;
  const onceCalled = `socket.once('data', () => { socket.pause(); ${script} });`;
  return new SandboxProcess({ file: process.execPath, args: ['-e', prelude + onceCalled] }, '/');
}

async function run(process: SandboxProcess, egress: EgressPort, wallTimeoutMs: number) {
  await process.ready;
  const request = { language: 'javascript', code: '', env: {}, files: [], onOutput: () => undefined } as const;
  const signal = new AbortController().signal;
  const end = await new ProcessCall(process, { ...request, egress, signal, wallTimeoutMs }, JAVASCRIPT_LIMITS, 1).run();
  process.kill();
  await process.ended;
  return end.outcome;
}

describe('what a sandbox process may make its parent hold', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript');
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  it('nine uploads of 4 MB at once all arrive whole, eight at a time', async () => {
    let underWay = 0;
    let most = 0;
    const sums: number[] = [];
    let allAtOnce: () => void = () => undefined;
    const eight = new Promise<void>((resolve) => (allAtOnce = resolve));
    const egress: EgressPort = {
      request: async (request, signal) => {
        underWay += 1;
        most = Math.max(most, underWay);
        sums.push((request.body ?? []).length);
        if (underWay === 8) allAtOnce();
        await eight;
        underWay -= 1;
        return endless.request(request, signal);
      },
    };
    const code = `
      const body = new Uint8Array(4 * 1024 * 1024).fill(7);
      const sent = [];
      for (let at = 0; at < 9; at++) {
        sent.push(fetch('https://a.example/', { method: 'POST', body }));
        await new Promise((resolve) => setTimeout(resolve));
      }
      const answers = await Promise.all(sent);
      return answers.map(({ status }) => status).join()`;
    const { error, result } = await kit.run({ code, egress, wallTimeoutMs: 20_000 });
    expect(error).toBeNull();
    expect(result).toBe(Array(9).fill(200).join());
    expect(sums).toEqual(Array(9).fill(4 * MB));
    expect(most).toBe(8);
  }, 30_000);

  it('a process that asks for answers and never reads them is given a few MB, not all it asked for', async () => {
    let fetched = 0;
    const egress: EgressPort = {
      request: async (request, signal) => ({
        ...(await endless.request(request, signal)),
        body: {
          read: (max) => {
            fetched += max;
            return Promise.resolve(new Uint8Array(max));
          },
          cancel: () => undefined,
        },
      }),
    };
    const greedy = played(`
      for (let id = 1; id <= 50; id++) op(id, 'egress.open', { ...open, method: 'GET', hasBody: false });
      socket.on('data', (answers) => {
        if (!String(answers).includes('"id":8,')) return;
        socket.removeAllListeners('data');
        socket.pause();
        for (let id = 0; id < 3000; id++) op(100 + id, 'egress.read', { id: 1 + (id % 50), maxBytes: 262144 });
      });
      socket.resume();
      setInterval(() => {}, 1000);`);
    expect(await run(greedy, egress, 8_000)).toMatchObject({ error: { kind: 'TIMEOUT' } });
    expect(fetched).toBeGreaterThan(0);
    expect(fetched).toBeLessThan(40 * MB);
  }, 30_000);

  it('bodies of all processes together wait for room before their bytes are taken in', async () => {
    const budget = new ByteBudget({ total: 10 * MB, perOwner: 6 * MB });
    let arrived = 0;
    let someCallIsOver = false;
    const stuck: EgressPort = {
      request: (_request, signal) =>
        new Promise((_resolve, reject) => {
          if (!someCallIsOver) arrived += 1;
          signal.addEventListener('abort', () => {
            someCallIsOver = true;
            reject(new Error('ended'));
          });
        }),
    };
    const uploads = `for (let id = 1; id <= 8; id++) op(id, 'egress.open', open, Buffer.alloc(4 * 1048576)); setInterval(() => {}, 1000);`;
    const processes = ['a', 'a', 'b', 'c'].map((owner) => {
      const one = played(uploads);
      one.countAgainst(budget, owner);
      return one;
    });
    const outcomes = await Promise.all(processes.map((one) => run(one, stuck, 2_000)));
    expect(outcomes.map(({ error }) => error?.kind)).toEqual(Array(4).fill('TIMEOUT'));
    expect(arrived).toBe(2);
    expect(budget.heldBytes).toBe(0);
  }, 30_000);

  it('a frame that is announced and never comes ends with its call', async () => {
    const silent = played(`
      const head = Buffer.alloc(8);
      head.writeUInt32LE(30 * 1048576, 4);
      socket.write(head);
      setInterval(() => {}, 1000);`);
    const budget = new ByteBudget({ total: 10 * MB, perOwner: 6 * MB });
    silent.countAgainst(budget, 'a');
    expect(await run(silent, endless, 1_000)).toMatchObject({ error: { kind: 'TIMEOUT' } });
    expect(budget.heldBytes).toBe(0);
  }, 30_000);
});
