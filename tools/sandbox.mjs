/**
 * `npm run --silent sandbox -- --lang js|py [--env NAME=value]… [--host api.example.com=http://127.0.0.1:PORT]… FILE…`:
 * runs files through the real supervisor, sandbox process and egress broker, one JSON line for each. Set-up that is
 * missing is made first and told on the error stream.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './setup/build.mjs';
import { ensureRuntime, ROOT } from './setup/node-runtime.mjs';

const say = (line) => console.error(line);

try {
  await ensureRuntime(say);
  build((line) => line !== 'Build: up to date' && say(line));
} catch (error) {
  say(error instanceof Error ? error.message : 'The set-up failed.');
  process.exit(1);
}
const command = join(ROOT, 'apps', 'agent-worker', 'dist', 'cli', 'sandbox.js');
const child = spawn(process.execPath, [command, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
