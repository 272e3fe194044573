import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createScratchFolder } from './scratch-folder.js';

describe('the folder of sandbox processes', () => {
  it('is its process’s own, and what a killed process left behind is removed', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'scratch-spec-'));
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    const leftBehind = join(parent, `cloakroom-sandbox-${String(ended)}-abc`, 'root');
    const anothers = join(parent, `cloakroom-sandbox-${String(process.ppid)}-abc`);
    const unrelated = join(parent, 'cloakroom-sandbox-notes');
    for (const folder of [leftBehind, anothers, unrelated]) await mkdir(folder, { recursive: true });

    const own = await createScratchFolder(parent);

    expect(own).toContain(`cloakroom-sandbox-${String(process.pid)}-`);
    expect([own, anothers, unrelated].map((folder) => existsSync(folder))).toEqual([true, true, true]);
    expect(existsSync(join(leftBehind, '..'))).toBe(false);
    await rm(parent, { recursive: true });
  });
});
