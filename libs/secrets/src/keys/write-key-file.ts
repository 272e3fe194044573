import { randomUUID } from 'node:crypto';
import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemErrorCode } from './system-error-code.js';

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeTemporary(file: string, content: unknown): Promise<string> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(`${JSON.stringify(content, null, 2)}\n`, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

/** Makes the folder of key files, mode 0700, if it is not there. */
export async function makeKeyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/**
 * Writes a key file that is not there yet, mode 0600, whole or not at all, also across a crash. Never overwrites: `false`
 * when the file exists, even when another process made it at the same moment.
 */
export async function writeNewKeyFile(file: string, content: unknown): Promise<boolean> {
  const temporary = await writeTemporary(file, content);
  try {
    // link() fails when the name is taken, which rename() would silently replace.
    await link(temporary, file);
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(temporary);
  }
  await syncFolder(dirname(file));
  return true;
}

/** Replaces a key file, mode 0600: after a crash there is the old one or the new one, never half of either. */
export async function replaceKeyFile(file: string, content: unknown): Promise<void> {
  const temporary = await writeTemporary(file, content);
  await rename(temporary, file);
  await syncFolder(dirname(file));
}
