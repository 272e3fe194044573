import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort } from '../services/child-service.mjs';
import { startServices } from '../services/start-services.mjs';
import { ensureKeys } from '../setup/keys.mjs';
import { demoModelProcess, gatewayProcess, workerProcess } from './process-environments.mjs';
import { noteAddresses } from './running-addresses.mjs';
import { SupervisedProcess } from './supervised-process.mjs';

const MODEL_START_MS = 15_000;
const READY_MS = 90_000;
const GRACE_MS = 25_000;

/**
 * Starts databases, model, worker and gateway for one data folder, and waits until the gateway says that all is ready.
 * Returns the address, the processes by name, and `stop`, which ends what was started here in order. `onHandle` gets
 * `stop` and `kill` before anything starts, for whoever is interrupted meanwhile.
 */
export async function startStack({ dataDir, port, environment, say, onHandle = () => undefined }) {
  const running = [];
  const stop = async () => {
    for (const { end } of [...running].reverse()) await end();
  };
  const processes = {};
  const kill = () => Object.values(processes).forEach((child) => child.kill());
  onHandle({ stop, kill });
  const launch = (name, spec, onLine) => {
    const logFile = join(dataDir, 'logs', `${name}.log`);
    const child = new SupervisedProcess({
      name,
      ...spec,
      logFile,
      folder: dataDir,
      say,
      ...(onLine ? { onLine } : {}),
    });
    child.start();
    processes[name] = child;
    running.push({ end: () => child.stop(GRACE_MS) });
  };
  try {
    const services = await startServices({ dataDir, say, environment });
    running.push({ end: services.stop });
    const forget = noteAddresses(dataDir, services);
    running.push({ end: async () => forget() });
    const keys = await ensureKeys({ dataDir, say });
    const model = await chooseModel({ environment, launch, say });
    launch('agent-worker', workerProcess({ environment, services, keys, model }));
    launch('gateway', gatewayProcess({ environment, services, keys, model, port }));
    const url = environment.PUBLIC_URL ?? `http://localhost:${port}`;
    await waitUntilReady({ port, processes, host: environment.HOST });
    for (const child of Object.values(processes)) child.revive = true;
    return { url, port, services, processes, stop, kill };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function chooseModel({ environment, launch, say }) {
  if (environment.OPENAI_API_KEY || environment.OPENAI_BASE_URL) {
    const name = environment.OPENAI_MODEL ?? 'gpt-5-mini';
    const where = environment.OPENAI_BASE_URL ?? 'the OpenAI API';
    say(`Model: ${name} at ${where}`);
    return {
      worker: { MODEL_KIND: 'custom', OPENAI_MODEL: name },
      gateway: { MODEL_KIND: 'custom', MODEL_NAME: name },
    };
  }
  const port = await findFreePort();
  await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('The built-in model did not start; see logs/demo-model.log.')),
      MODEL_START_MS,
    );
    launch('demo-model', demoModelProcess({ environment, port }), (entry) => {
      if (entry?.msg !== 'listening') return;
      clearTimeout(timer);
      resolve();
    });
  });
  say('Model: the built-in demonstration model (set OPENAI_API_KEY or OPENAI_BASE_URL for a real one)');
  return {
    worker: {
      MODEL_KIND: 'demo',
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_API_KEY: 'demonstration',
      OPENAI_MODEL: 'cloakroom-demo',
    },
    gateway: { MODEL_KIND: 'demo', MODEL_NAME: 'cloakroom-demo' },
  };
}

async function waitUntilReady({ port, processes, host }) {
  const address = host && host !== '0.0.0.0' ? host : '127.0.0.1';
  const deadline = Date.now() + READY_MS;
  let last = 'no answer';
  while (Date.now() < deadline) {
    const readiness = await fetch(`http://${address}:${port}/health/ready`).catch(() => null);
    if (readiness?.status === 200) return;
    const ended = Object.values(processes).find((child) => child.failure !== null);
    if (ended !== undefined) throw new Error(`${ended.name} ended while starting: ${ended.failure}`);
    if (readiness !== null) last = whatIsDown(await readiness.json().catch(() => null));
    await pause(150);
  }
  const logs = Object.keys(processes).map((name) => `logs/${name}.log`);
  throw new Error(`Not ready after ${READY_MS / 1000} s: ${last}. See ${logs.join(', ')} in the data folder.`);
}

function whatIsDown(readiness) {
  const parts = Object.entries(readiness?.parts ?? {}).filter(([, part]) => part.status !== 'up');
  return parts.map(([name, part]) => `${name}: ${part.detail}`).join('; ') || 'not ready';
}
