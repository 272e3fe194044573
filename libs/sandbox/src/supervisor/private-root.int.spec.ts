import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { layerNames, probeIsolation, type IsolationPlan } from './isolation-plan.js';
import { insidePrivateRoot } from './private-root.js';

const run = promisify(execFile);

describe('private root', () => {
  let folder = '';
  let plan: IsolationPlan;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'private-root-'));
    plan = await probeIsolation(folder, process.execPath);
  }, 60_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const inside = async (...command: string[]): Promise<string> => {
    if (plan.privateRoot === null) throw new Error('Mounts inside user namespaces do not work on this machine.');
    const args = [
      '--user',
      '--mount',
      '--pid',
      '--map-root-user',
      '--fork',
      '--kill-child',
      '--',
      ...insidePrivateRoot(plan.privateRoot, command),
    ];
    return (await run('/usr/bin/unshare', args, { env: {} })).stdout;
  };

  it('shows programs and packages, and nothing of the machine', async () => {
    const entries = (await inside('/bin/ls', '/')).trim().split('\n');
    expect(entries).toEqual(expect.arrayContaining(['usr', 'bin']));
    for (const hidden of ['etc', 'root', 'home', 'proc', 'sys', 'dev', 'var', 'run', 'tmp']) {
      const listed = entries.includes(hidden)
        ? (
            await inside(
              '/usr/bin/find',
              `/${hidden}`,
              '-type',
              'f',
              '-not',
              '-path',
              '*/node_modules/*',
              '-not',
              '-path',
              '*/libs/sandbox/*',
            )
          ).trim()
        : '';
      expect(listed).toBe('');
    }
  }, 60_000);

  it('is read-only everywhere', async () => {
    await expect(inside('/usr/bin/touch', '/new')).rejects.toThrow(/Read-only/);
    await expect(inside('/usr/bin/touch', '/usr/new')).rejects.toThrow(/Read-only/);
  }, 60_000);

  it('is reported among the layers', () => {
    expect(layerNames(plan)).toEqual(
      expect.arrayContaining(['private-root', 'network-namespace', 'no-new-privs', 'rlimit-data']),
    );
    expect(plan.missing).toEqual([]);
  });
});
