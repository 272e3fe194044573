import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'cloakroom-sandbox-';

/**
 * Makes this process's own folder for sandbox processes to stand in, under `parent` (default: the system's temporary
 * folder), and removes those of processes that were killed before they could.
 */
export async function createScratchFolder(parent = tmpdir()): Promise<string> {
  for (const name of await readdir(parent)) {
    const owner = ownerOf(name);
    if (owner !== null && !isAlive(owner)) await rm(join(parent, name), { recursive: true, force: true });
  }
  return mkdtemp(join(parent, `${PREFIX}${String(process.pid)}-`));
}

function ownerOf(name: string): number | null {
  const digits = name.startsWith(PREFIX) ? /^\d+(?=-)/.exec(name.slice(PREFIX.length)) : null;
  return digits === null ? null : Number(digits[0]);
}

/** A process of another user cannot be signalled, and lives. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ESRCH');
  }
}
