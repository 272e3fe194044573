/**
 * `npm run --silent sandbox -- --lang js|py [--env NAME=value]… [--host api.example.com=http://127.0.0.1:PORT]… FILE…`:
 * runs files through the real supervisor, sandbox process and egress broker, one JSON line for each. Set-up that is
 * missing is made first and told on the error stream. Paths of files are relative to where the command was given.
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
const fromNpm = process.env.npm_lifecycle_event === 'sandbox' && process.env.INIT_CWD;
const child = spawn(process.execPath, [command, ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  cwd: fromNpm || process.cwd(),
  detached: true,
});
// The command is in a group of its own: a terminal's interrupt reaches it once, by way of this process.
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (interrupted) return;
    interrupted = true;
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  });
}
child.once('exit', (code) => process.exit(code ?? 1));
