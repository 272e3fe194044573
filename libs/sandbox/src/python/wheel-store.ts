import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { downloadWheels, type WheelPlatform } from './pip.js';

/** Requirement files, and for which platform pip is asked; `site` is in the snapshot, `extras` is unpacked on import. */
const requirementFiles: readonly { file: string; group: WheelGroup; platform: WheelPlatform }[] = [
  { file: 'site.txt', group: 'site', platform: 'pure' },
  { file: 'extras.txt', group: 'extras', platform: 'pure' },
  { file: 'extras-platform.txt', group: 'extras', platform: 'manylinux' },
];

type WheelGroup = 'site' | 'extras';

/** A wheel whose bytes have been checked against its pinned hash. */
export interface VerifiedWheel {
  readonly group: WheelGroup;
  readonly name: string;
  readonly path: string;
}

/** The wheels that are there, and one line about what to do when some are not. */
export interface WheelStock {
  readonly wheels: readonly VerifiedWheel[];
  readonly remedy: string | null;
}

/** Finds every pinned wheel in `directory`, asks pip for what is missing, and checks each against its SHA-256. Never throws for a missing wheel. */
export async function stockWheels(requirementsDirectory: string, directory: string): Promise<WheelStock> {
  await mkdir(directory, { recursive: true });
  const wheels: VerifiedWheel[] = [];
  let remedy: string | null = null;
  for (const { file, group, platform } of requirementFiles) {
    const path = join(requirementsDirectory, file);
    const hashes = pinnedHashes(await readFile(path, 'utf8'));
    let found = await wheelsByHash(directory, hashes);
    if (found.size < hashes.length) {
      remedy ??= await downloadWheels({ requirements: path, directory, platform });
      found = await wheelsByHash(directory, hashes);
    }
    if (found.size < hashes.length) remedy ??= 'some pinned wheels could not be downloaded; run the build again';
    for (const name of [...found.values()].sort()) wheels.push({ group, name, path: join(directory, name) });
  }
  return { wheels, remedy };
}

function pinnedHashes(requirements: string): string[] {
  return [...requirements.matchAll(/--hash=sha256:([0-9a-f]{64})/g)].map(([, hash]) => hash ?? '');
}

async function wheelsByHash(directory: string, wanted: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.whl')) continue;
    const hash = createHash('sha256')
      .update(await readFile(join(directory, name)))
      .digest('hex');
    if (wanted.includes(hash)) found.set(hash, name);
  }
  return found;
}
