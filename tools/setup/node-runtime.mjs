import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the checkout. */
export const ROOT = join(import.meta.dirname, '..', '..');

const NODE_MAJOR = 24;
const localNode = join(ROOT, 'node_modules', '.bin', 'node');
const installMarker = join(ROOT, 'node_modules', '.cloakroom-lock');

/**
 * Installs the dependencies when the lock file asks for it, and runs this same command again under the Node of the
 * lock file when this one is older. Returns only in a process that may go on.
 */
export async function ensureRuntime(say) {
  installDependencies(say);
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return;
  if (!existsSync(localNode)) {
    throw new Error(
      `Node ${NODE_MAJOR} is needed, this is ${process.versions.node}, and none came with the packages for ${process.platform}-${process.arch}. Install Node ${NODE_MAJOR} and try again.`,
    );
  }
  process.exit(await runAgain());
}

function installDependencies(say) {
  const lock = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(installMarker) && readFileSync(installMarker, 'utf8') === lock) return;
  if (isInstalled()) {
    writeFileSync(installMarker, lock);
    return;
  }
  say('Packages: npm ci (first start, or the lock file changed; about a minute)');
  const outcome = spawnSync('npm', ['ci'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], timeout: 900_000 });
  if (outcome.status !== 0) throw new Error('`npm ci` failed; its own words are above. Mend that and try again.');
  writeFileSync(installMarker, lock);
}

/**
 * Whether what is installed is what the lock file asks for, by npm's own record of it. `npm ci` deletes node_modules under
 * whatever is running from it, so it is for a real difference only.
 */
function isInstalled() {
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.optional && !entry.devOptional && !entry.link)
    .every(([path, entry]) => installed[path]?.version === entry.version);
}

function runAgain() {
  const path = `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`;
  const child = spawn(localNode, process.argv.slice(1), { stdio: 'inherit', env: { ...process.env, PATH: path } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT') child.kill(signal);
    });
  }
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
