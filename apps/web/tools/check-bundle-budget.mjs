// Fails the build when the script that the first chat needs grows over its budget. Lazy parts do not count.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 150_000;
const site = join(import.meta.dirname, '../dist/site');
const manifest = JSON.parse(readFileSync(join(site, '.vite/manifest.json'), 'utf8'));

/** Every script that is loaded with the entry, each once. */
function scriptsOf(key, seen = new Set()) {
  const chunk = manifest[key];
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const imported of chunk.imports ?? []) scriptsOf(imported, seen);
  return seen;
}

let total = 0;
for (const file of scriptsOf('index.html')) {
  const size = gzipSync(readFileSync(join(site, file))).byteLength;
  total += size;
  process.stdout.write(`${String(size).padStart(8)}  ${file}\n`);
}
const verdict = `${total} of ${BUDGET_BYTES} bytes (gzip) of script for the first chat`;
if (total > BUDGET_BYTES) {
  process.stderr.write(`Over the budget: ${verdict}. Make a part lazy, or import less.\n`);
  process.exit(1);
}
process.stdout.write(`${verdict}\n`);
