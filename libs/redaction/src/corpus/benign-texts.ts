import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/* Texts in which no value stands, as programs put them out; the same at every run, as far as the installed packages are. */

function noise(seed: string, bytes: number): Buffer {
  return createHash('shake256', { outputLength: bytes }).update(seed).digest();
}

function filesIn(folder: string, ending: RegExp, maxBytes: number): Buffer {
  const found: Buffer[] = [];
  let size = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort(byPath)) {
    if (!entry.isFile() || !ending.test(entry.name) || size > maxBytes) continue;
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    found.push(bytes);
    size += bytes.length;
  }
  return Buffer.concat(found).subarray(0, maxBytes);
}

function byPath(one: { parentPath: string; name: string }, other: { parentPath: string; name: string }): number {
  return join(one.parentPath, one.name) < join(other.parentPath, other.name) ? -1 : 1;
}

function logs(lines: number): string {
  const random = noise('logs', lines * 16);
  const line = (at: number): string => {
    const id = random.subarray(at * 16, at * 16 + 16).toString('hex');
    const ms = random.readUInt16LE(at * 16);
    return `${new Date(1.7e12 + at * 977).toISOString()} INFO [worker-${at % 7}] run=${id} GET /api/v1/items?page=${at} ${at % 9 === 0 ? 404 : 200} ${ms / 10} ms "Mozilla/5.0 (X11; Linux x86_64)" 10.${at % 256}.${ms % 256}.7`;
  };
  return Array.from({ length: lines }, (_, at) => line(at)).join('\n');
}

function rows(count: number): string {
  const random = noise('rows', count * 24);
  return JSON.stringify(
    Array.from({ length: count }, (_, id) => ({
      ...{ id, at: new Date(id * 1e7), name: `user-${id}`, score: random.readUInt32LE(id * 24) / 7 },
      token: random.subarray(id * 24, id * 24 + 24).toString('base64url'),
    })),
    null,
    1,
  );
}

function csv(lines: number): string {
  const random = noise('csv', lines * 8);
  return Array.from({ length: lines }, (_, at) => [...random.subarray(at * 8, at * 8 + 8)].join(',')).join('\n');
}

function words(): string {
  const common =
    'the of and a to in is you that it he was for on are as with his they I at be this have from or one'.split(' ');
  const random = noise('words', 400_000);
  return [...random].map((byte, at) => `${common[byte % common.length] ?? ''}${at % 13 === 12 ? '.\n' : ' '}`).join('');
}

/** More than 20 MB of code, documents, logs, JSON, CSV, prose, base64, hex and byte lists, by name. */
export function benignTexts(): Readonly<Record<string, Buffer>> {
  const require = createRequire(import.meta.url);
  const compiler = dirname(require.resolve('typescript'));
  const modules = dirname(dirname(compiler));
  const blob = noise('blob', 1_300_000);
  return {
    'source code': readFileSync(require.resolve('typescript')).subarray(0, 4_000_000),
    'own code': filesIn(fileURLToPath(new URL('..', import.meta.url)), /\.ts$/, 1_000_000),
    documents: filesIn(join(modules, 'eslint'), /\.(md|js|json)$/, 2_000_000),
    declarations: filesIn(compiler, /\.d\.ts$/, 3_000_000),
    logs: Buffer.from(logs(16_000)),
    JSON: Buffer.from(rows(14_000)),
    CSV: Buffer.from(csv(45_000)),
    prose: Buffer.from(words()),
    base64: Buffer.from(blob.toString('base64')),
    'base64 in lines': Buffer.from(blob.toString('base64').replace(/.{76}/g, '$&\n')),
    hex: Buffer.from(blob.toString('hex')),
    'byte list': Buffer.from(JSON.stringify([...blob.subarray(0, 500_000)])),
    binary: Buffer.from(blob.toString('latin1')),
  };
}
