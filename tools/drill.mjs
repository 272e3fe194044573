/** `npm run drill`: tries to get planted secrets out of the real sandbox, in some forty ways, and says what came of each. */
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
const command = join(ROOT, 'apps', 'agent-worker', 'dist', 'cli', 'drill.js');
const child = spawn(process.execPath, [command, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
