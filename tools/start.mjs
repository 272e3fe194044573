/** `npm start`: everything from a fresh checkout to a printed address; Ctrl-C ends what it started, in order. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs, parseEnv } from 'node:util';
import { acceptsConnections, stopLeftover } from './services/child-service.mjs';
import { build } from './setup/build.mjs';
import { ensureRuntime, ROOT } from './setup/node-runtime.mjs';
import { holdDataFolder } from './stack/data-lock.mjs';

const HELP = `npm start [-- options]

  --fresh        start with empty data (asks first; keys, accounts, secrets and chats are removed)
  --yes          do not ask
  --data DIR     where data lies (default: .data in this folder)
  --help         this text

Settings come from the environment or from a file .env beside package.json; .env.example lists them.`;

const APPS = ['gateway', 'agent-worker', 'demo-model'];

const say = (line) => console.log(line);

try {
  await main();
} catch (error) {
  console.error(`\nCloakroom could not start. ${error instanceof Error ? error.message : 'Unknown error.'}`);
  process.exit(1);
}

async function main() {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      data: { type: 'string', default: join(ROOT, '.data') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(HELP);

  await ensureRuntime(say);
  const environment = { ...readEnvFile(), ...process.env };
  const port = Number(environment.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('PORT is not a port number (1 to 65535).');
  const dataDir = resolve(values.data);
  process.on('exit', holdDataFolder(dataDir));
  for (const name of APPS) {
    if (await stopLeftover(dataDir, name)) say(`${name}: ended one that an earlier start had left behind`);
  }
  if (values.fresh) await emptyData(dataDir, values.yes);
  if (await acceptsConnections('127.0.0.1', port)) {
    throw new Error(`Port ${port} is in use. End what uses it, or choose another: PORT=${port + 1} npm start`);
  }
  build(say);
  await offerOllama(environment);
  if (environment.EGRESS_HOST_OVERRIDES) say(`Host overrides are on: ${environment.EGRESS_HOST_OVERRIDES}`);
  const { startStack } = await import('./stack/start-stack.mjs');
  const stack = await startStack({ dataDir, port, environment, say, onHandle: endOnSignal });
  say(`\nCloakroom is ready: ${stack.url}\n(Ctrl-C ends it; data lies in ${dataDir})`);
}

function endOnSignal(stack) {
  let asked = false;
  const end = async () => {
    if (asked) {
      stack.kill();
      process.exit(1);
    }
    asked = true;
    say('\nEnding: running answers get time to finish; press Ctrl-C again to end at once.');
    await stack.stop();
    say('Ended.');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end());
}

function readEnvFile() {
  const file = join(ROOT, '.env');
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}

async function emptyData(dataDir, agreed) {
  const parts = ['keys', 'mongo', 'embedded-mongo', 'redis', 'logs'].map((name) => join(dataDir, name));
  const there = parts.filter((part) => existsSync(part));
  if (there.length === 0) return;
  if (!agreed) {
    if (!process.stdin.isTTY) throw new Error('--fresh removes data and there is nobody to ask: add --yes.');
    const prompt = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await prompt.question(`Remove all accounts, secrets, chats and keys in ${dataDir}? Type "remove": `);
    prompt.close();
    if (answer.trim() !== 'remove') throw new Error('Nothing was removed.');
  }
  await stopLeftover(dataDir, 'redis');
  await stopLeftover(dataDir, 'mongo');
  for (const part of there) rmSync(part, { recursive: true, force: true });
  say('Data: removed');
}

async function offerOllama(environment) {
  if (environment.OPENAI_API_KEY || environment.OPENAI_BASE_URL) return;
  const tags = await fetch('http://127.0.0.1:11434/api/tags', { signal: AbortSignal.timeout(500) })
    .then((response) => response.json())
    .catch(() => null);
  const model = tags?.models?.[0]?.name;
  if (typeof model !== 'string') return;
  say(`Model: Ollama runs here. To use it: OPENAI_BASE_URL=http://127.0.0.1:11434/v1 OPENAI_MODEL=${model} npm start`);
}
