/**
 * `npm run bench`: measures the built product with MongoDB and Redis of its own, and writes docs/benchmarks.md.
 * `npm run bench -- --only sandbox|runs` measures one of its two parts.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startServices } from './services/start-services.mjs';
import { build } from './setup/build.mjs';
import { ensureRuntime, ROOT } from './setup/node-runtime.mjs';

const say = (line) => console.error(line);
const dataDir = join(ROOT, '.data', 'bench');

await ensureRuntime(say);
build(say);
rmSync(dataDir, { recursive: true, force: true });
const services = await startServices({ dataDir, say });
try {
  const env = {
    ...process.env,
    CLOAKROOM_TEST_MONGODB_URI: services.mongoUri,
    CLOAKROOM_TEST_REDIS_URL: services.redisUrl,
  };
  const args = ['--disable-warning=ExperimentalWarning', join(ROOT, 'bench', 'run.ts'), ...process.argv.slice(2)];
  const run = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => run.kill(signal));
  const [code] = await once(run, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await services.stop();
}
if (process.exitCode === 0) {
  const prettier = join(ROOT, 'node_modules', 'prettier', 'bin', 'prettier.cjs');
  spawnSync(process.execPath, [prettier, '--log-level', 'warn', '--write', 'docs/benchmarks.md'], { cwd: ROOT });
}
