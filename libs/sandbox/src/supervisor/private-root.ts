/**
 * A root folder for sandbox processes that shows the system's programs, this library and the packages it needs, all
 * read-only, and nothing else of the machine: no home, no keys, no /proc, no /etc, no /tmp.
 * It is prepared by the worker; the mounts happen inside each process's own mount namespace.
 */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import { mkdir, readlink, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { libraryFolder } from './child-entry.js';

/** Where the prepared root lies, and the table of its mounts. */
export interface PrivateRoot {
  readonly root: string;
  readonly table: string;
}

const SYSTEM = ['/usr', '/lib', '/lib32', '/lib64', '/bin', '/sbin'];
const escapeField = (path: string): string =>
  path.replaceAll('\\', '\\134').replaceAll(' ', '\\040').replaceAll('\t', '\\011');

function packageFolders(from: string): string[] {
  const folders: string[] = [];
  for (let at = from; ; at = dirname(at)) {
    const packages = join(at, 'node_modules');
    if (existsSync(packages)) folders.push(packages);
    if (dirname(at) === at) return folders;
  }
}

function withoutNested(folders: readonly string[]): string[] {
  const unique = [...new Set(folders)].sort();
  return unique.filter((folder) => !unique.some((other) => other !== folder && folder.startsWith(`${other}/`)));
}

/** Makes the folders and the mount table under `folder`. */
export async function preparePrivateRoot(folder: string, nodePath: string): Promise<PrivateRoot> {
  const root = join(folder, 'root');
  await mkdir(root, { recursive: true });
  const binds: string[] = [];
  for (const path of SYSTEM.filter((name) => existsSync(name))) {
    if (lstatSync(path).isSymbolicLink()) await symlink(await readlink(path), join(root, path));
    else binds.push(path);
  }
  const library = realpathSync(libraryFolder());
  binds.push(library, ...packageFolders(library), dirname(realpathSync(nodePath)));
  const mounts = withoutNested(binds);
  for (const path of mounts) await mkdir(join(root, path), { recursive: true });
  const lines = [
    `${escapeField(root)} ${escapeField(root)} none bind,ro,nosuid,nodev 0 0`,
    ...mounts.map((path) => `${escapeField(path)} ${escapeField(join(root, path))} none bind,ro,nosuid,nodev 0 0`),
  ];
  const table = join(folder, 'mounts');
  await writeFile(table, `${lines.join('\n')}\n`, { mode: 0o600 });
  return { root, table };
}

/** Puts `command` behind the mounts and into the root; to be run inside a user and a mount namespace. */
export function insidePrivateRoot({ root, table }: PrivateRoot, command: readonly string[]): string[] {
  return ['/bin/sh', '-c', 'mount -a -T "$0" && exec "$@"', table, '/usr/sbin/chroot', root, ...command];
}
