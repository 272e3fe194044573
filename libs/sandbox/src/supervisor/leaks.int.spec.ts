import { readdirSync, readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { openKit, type SandboxKit, until } from '../hazards/hazard-kit.js';
import type { SandboxLanguage } from '../sandbox.types.js';

/** 140 runs of 7 calls and 4 of 5 come to 1,000. */
const JAVASCRIPT_RUNS = 140;
const PYTHON_RUNS = 4;
/** Calls of one run that is looked at from outside between its first and its last. */
const LONG_RUN_CALLS = 200;

/** Every way a call may end, one after the other. */
const ENDINGS = [
  '1 + 1',
  'throw new Error("x")',
  'process.exit(1)',
  'await fetch("https://a.example").catch(() => 0)',
  'setTimeout(() => {}, 1e6); process.exit()',
  'require("fs").writeFileSync("/workspace/a", "x".repeat(1e5))',
];

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function stateOf(pid: number): string {
  return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? '';
}

const openFiles = (pid: number | 'self'): number => readdirSync(`/proc/${String(pid)}/fd`).length;

/** Waits until the pool is full again and nothing else runs. */
async function settled(kit: SandboxKit): Promise<void> {
  const full = { javascript: 1, python: 1 };
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const { ready, busy } = kit.sandbox.stats();
    if (busy === 0 && ready.javascript === full.javascript && ready.python === full.python) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('The pool did not come to rest.');
}

describe('1,000 calls', () => {
  let kit: SandboxKit;

  beforeAll(async () => {
    kit = await openKit('javascript', { idle: { javascript: 1, python: 1 }, maxProcessesPerUser: 16 });
    await settled(kit);
  }, 60_000);

  afterAll(async () => {
    await kit.stop();
  });

  async function runMany(language: SandboxLanguage, runs: number, codes: readonly string[]): Promise<void> {
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < runs) {
        const run = next++;
        const session = kit.sandbox.openSession({
          userId: `user-${String(run % 5)}`,
          runId: `${language}-${String(run)}`,
        });
        const last = run % 10 === 9 ? [language === 'python' ? 'while True: pass' : 'for(;;);'] : [];
        for (const code of codes) await kit.run({ session, language, code });
        const hung = last.map((code) => kit.run({ session, language, code }));
        await session.close();
        for (const { error } of await Promise.all(hung)) expect(error?.kind).toBe('CANCELLED');
      }
    };
    await Promise.all([lane(), lane()]);
  }

  it('leave no process, no zombie and no open file behind', async () => {
    const files = openFiles('self');
    const processes = descendants(process.pid).length;
    await runMany('javascript', JAVASCRIPT_RUNS, [...ENDINGS, '({ a: [1] })']);
    await runMany('python', PYTHON_RUNS, [
      '1 + 1',
      '1/0',
      'open("a", "w").write("a")',
      'print(1)',
      'raise SystemExit(3)',
    ]);
    await settled(kit);
    // Both counts may hold a process that is on its way out: the last one is given time to go.
    await until(() => descendants(process.pid).length <= processes && openFiles('self') <= files);
    expect(descendants(process.pid).map(stateOf)).not.toContain('Z');
    expect(descendants(process.pid).length).toBeLessThanOrEqual(processes);
    expect(openFiles('self')).toBeLessThanOrEqual(files);
    expect(kit.sandbox.stats()).toMatchObject({ busy: 0, queued: 0 });
  }, 180_000);

  it('of one run leave no open file in its process, nor memory', async () => {
    const session = kit.sandbox.openSession({ userId: 'u', runId: 'long' });
    const call = (n: number) => kit.run({ session, code: ENDINGS[n % 2] ?? '' });
    const look = () => {
      const [top = 0] = kit.sandbox.processIds();
      const pid = descendants(top).at(-1) ?? 0;
      const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0);
      return { pid, files: openFiles(pid), rssMb: rss / 1024 };
    };
    for (let n = 0; n < 20; n += 1) await call(n);
    const early = look();
    for (let n = 20; n < LONG_RUN_CALLS; n += 1) await call(n);
    const late = look();
    await session.close();
    expect(late.pid).toBe(early.pid);
    expect(late.files).toBe(early.files);
    expect(late.rssMb - early.rssMb).toBeLessThan(40);
  }, 60_000);
});
