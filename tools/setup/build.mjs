import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './node-runtime.mjs';

const marker = join(ROOT, '.data', 'cache', 'build.json');
const inputs = ['apps', 'libs', 'package-lock.json', 'tsconfig.base.json'];
const outputs = [
  'apps/gateway/dist/main.js',
  'apps/agent-worker/dist/main.js',
  'apps/web/dist/site/index.html',
  'libs/sandbox/dist/image',
];
const ignored = new Set(['node_modules', 'dist', '.data', 'coverage']);

const programs = ['gateway', 'agent-worker', 'demo-model'].map((app) => `apps/${app}/tsconfig.app.json`);
const steps = [
  { what: 'types and code', command: 'tsc', args: ['-b', ...programs] },
  { what: 'sandbox and page', command: 'npm', args: ['run', '--silent', 'build', '--workspaces', '--if-present'] },
  { what: 'Python snapshot', command: 'npm', args: ['run', '--silent', 'build:python', '-w', 'libs/sandbox'] },
];

/** Builds everything that runs, unless nothing has changed since the last build. Throws with the step that failed. */
export function build(say) {
  const state = stateOfInputs();
  if (outputs.every((file) => existsSync(join(ROOT, file))) && readMarker() === state) {
    say('Build: up to date');
    return;
  }
  for (const { what, command, args } of steps) {
    say(`Build: ${what}`);
    const outcome = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', timeout: 600_000, maxBuffer: 64 << 20 });
    if (outcome.status !== 0) {
      say(`${outcome.stdout ?? ''}${outcome.stderr ?? ''}`);
      throw new Error(`Building failed at: ${what}. Its own words are above.`);
    }
    const remarks = (outcome.stdout ?? '').split('\n').filter((line) => line.startsWith('Python: '));
    for (const remark of remarks) say(remark);
  }
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, JSON.stringify({ state }));
}

function readMarker() {
  return existsSync(marker) ? JSON.parse(readFileSync(marker, 'utf8')).state : null;
}

function stateOfInputs() {
  const hash = createHash('sha256');
  for (const input of inputs) addToHash(hash, join(ROOT, input));
  return hash.digest('hex');
}

function addToHash(hash, path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) {
    hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
    return;
  }
  for (const entry of readdirSync(path).sort()) {
    if (!ignored.has(entry)) addToHash(hash, join(path, entry));
  }
}
