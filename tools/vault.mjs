/**
 * `npm run vault -- status|rotate|verify|backup|restore`: the keys of an installation. It uses the database of a running
 * `npm start`, or MONGODB_URI, or starts the one in the data folder for as long as it takes.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { build } from './setup/build.mjs';
import { ensureRuntime, ROOT } from './setup/node-runtime.mjs';
import { holdDataFolder } from './stack/data-lock.mjs';
import { readAddresses } from './stack/running-addresses.mjs';

const say = (line) => console.error(line);

try {
  await main();
} catch (error) {
  say(error instanceof Error ? error.message : 'The vault command failed.');
  process.exitCode = 1;
}

async function main() {
  await ensureRuntime(say);
  const { values, tokens } = parseArgs({
    options: { data: { type: 'string', default: join(ROOT, '.data') } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  build((line) => line !== 'Build: up to date' && say(line));
  const dataDir = resolve(String(values.data));
  const environment = { ...readEnvFile(), ...process.env };
  const database = await findDatabase(dataDir, environment, process.argv.includes('restore'));
  try {
    process.exitCode = await run(withoutDataOption(tokens), {
      MONGODB_URI: database.uri,
      KEYS_DIR: resolve(environment.KEYS_DIR ?? join(dataDir, 'keys')),
    });
  } finally {
    await database.stop();
  }
}

function withoutDataOption(tokens) {
  const taken = new Set();
  for (const token of tokens) {
    if (token.kind !== 'option' || token.name !== 'data') continue;
    taken.add(token.index);
    if (!token.inlineValue) taken.add(token.index + 1);
  }
  return process.argv.slice(2).filter((_argument, index) => !taken.has(index));
}

/** A restore must be alone with the database; everything else may run beside the servers. */
async function findDatabase(dataDir, environment, alone) {
  const running = readAddresses(dataDir);
  if (running !== null && alone) {
    throw new Error('Cloakroom runs on this data folder. End it first: a backup is put back into an empty database.');
  }
  if (environment.MONGODB_URI) return { uri: environment.MONGODB_URI, stop: async () => undefined };
  if (running !== null) {
    if (running.mongoUri === null) throw new Error('Set MONGODB_URI as it is set for the servers that run.');
    return { uri: running.mongoUri, stop: async () => undefined };
  }
  const release = holdDataFolder(dataDir);
  const { startMongo } = await import('./services/mongo.mjs');
  const { CACHE_DIR } = await import('./services/start-services.mjs');
  try {
    const mongo = await startMongo({ dataDir, cacheDir: CACHE_DIR, say, environment });
    return {
      uri: mongo.uri,
      stop: async () => {
        await mongo.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

function run(args, settings) {
  const command = join(ROOT, 'apps', 'agent-worker', 'dist', 'cli', 'vault.js');
  const child = spawn(process.execPath, [command, ...args], {
    stdio: 'inherit',
    cwd: process.env.INIT_CWD ?? process.cwd(),
    env: { ...process.env, ...settings },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((done) => child.once('exit', (code) => done(code ?? 1)));
}

function readEnvFile() {
  const file = join(ROOT, '.env');
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}
