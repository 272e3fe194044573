/** `node tools/make-keys.mjs [FOLDER]` makes what is missing of the keys in FOLDER/keys (default `.data`), for `deploy/`. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { ensureRuntime, ROOT } from './setup/node-runtime.mjs';

await ensureRuntime(console.log);
const compiled = spawnSync('tsc', ['-b', 'libs/secrets'], { cwd: ROOT, stdio: 'inherit', timeout: 120_000 });
if (compiled.status !== 0) throw new Error('libs/secrets could not be built; the words of tsc are above.');
const { ensureKeys } = await import('./setup/keys.mjs');
const files = await ensureKeys({ dataDir: resolve(process.argv[2] ?? '.data'), say: console.log });
for (const file of Object.values(files)) console.log(file);
