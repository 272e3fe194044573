import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The full path of a program on the PATH, or `null`. */
export function findProgram(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      continue;
    }
  }
  return null;
}

/** Whether this process may install Debian packages. */
export function canInstallPackages() {
  return process.getuid?.() === 0 && findProgram('apt-get') !== null;
}

let listsAreFresh = false;

/** Installs Debian packages, saying so in one line; returns whether that worked. Bounded to ten minutes. */
export function installPackages(packages, purpose, say) {
  if (!canInstallPackages()) return false;
  say(`${purpose}: installing ${packages.join(', ')} with apt-get (once; this takes a minute)`);
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      stdio: 'ignore',
      timeout: 600_000,
      env: { PATH: process.env.PATH, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  listsAreFresh ||= apt('-qq', 'update');
  return apt('-qq', '-y', '--no-install-recommends', 'install', ...packages);
}
