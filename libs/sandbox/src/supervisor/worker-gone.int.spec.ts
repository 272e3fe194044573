import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { libraryFolder } from './child-entry.js';

const WORKER = `
  const { createSandbox } = await import(${JSON.stringify(join(libraryFolder(), 'dist/index.js'))});
  const sandbox = createSandbox({ idle: { javascript: 1, python: 1 } });
  await sandbox.start();
  let begun = 0;
  for (const [language, code] of [['python', 'print(1)\\nwhile True: pass'], ['javascript', 'console.log(1); for(;;);']]) {
    const onOutput = () => { begun += 1; if (begun === 2) console.log('BEGUN'); };
    void sandbox.openSession({ userId: language, runId: language }).execute({
      language, code, env: {}, files: [], egress: {}, onOutput, signal: new AbortController().signal,
    });
  }`;

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
  const own = children.trim().split(/\s+/).filter(Boolean).map(Number);
  return own.flatMap((child) => [child, ...descendants(child)]);
}

/** Whether a process runs; one that waits to be collected by this machine's first process does not. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('sandbox processes whose worker was killed', () => {
  it('are gone within a second, busy and idle ones, whatever their programs do', async () => {
    const worker = spawn(process.execPath, ['--input-type=module', '-e', WORKER], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await new Promise<void>((resolve, reject) => {
      worker.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('BEGUN')) resolve();
      });
      worker.once('exit', () => {
        reject(new Error('The worker ended by itself.'));
      });
    });
    const processes = descendants(worker.pid ?? 0);
    expect(processes.length).toBeGreaterThanOrEqual(4);
    worker.kill('SIGKILL');
    const deadline = Date.now() + 1_000;
    while (processes.some(runs) && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
    expect(processes.filter(runs)).toEqual([]);
  }, 60_000);
});
