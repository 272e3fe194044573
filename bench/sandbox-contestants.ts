import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type EgressPort, type Sandbox, type SandboxLanguage, type SandboxSession } from '@cloakroom/sandbox';
import { getQuickJS } from 'quickjs-emscripten';
import { request } from 'undici';
import { BarePeer } from './bare-peer.ts';
import { clocked, type Contestant } from './bench-statistics.ts';

/** The same small tool call in both languages; the answer is 46. */
export const JAVASCRIPT_CALL =
  'Array.from({ length: 100 }, (_, id) => ({ id, score: (id * 7) % 13 })).filter((row) => row.score > 6).length';
export const PYTHON_CALL =
  "len([row for row in [{'id': i, 'score': (i * 7) % 13} for i in range(100)] if row['score'] > 6])";
const ANSWER = 46;
const FETCHES = 10;
/** A ready process warms its interpreter while idle and does not say when it is done. */
const SETTLE_MS = 500;

/** What is measured needs these. */
export interface BenchParts {
  readonly session: SandboxSession;
  /** The way out of one tool call. */
  readonly openEgress: () => EgressPort;
  /** Origin of the loopback server, and the name that the broker maps to it. */
  readonly origin: string;
  readonly hostName: string;
}

async function execute(parts: BenchParts, language: SandboxLanguage, code: string): Promise<string> {
  const { ok, result, error } = await parts.session.execute({
    language,
    code,
    env: {},
    files: [],
    egress: parts.openEgress(),
    onOutput: () => undefined,
    signal: new AbortController().signal,
  });
  if (!ok || result === null) throw new Error(`A measured call failed: ${error?.message ?? 'no result'}`);
  return result;
}

function expectAnswer(result: unknown): void {
  if (String(result) !== String(ANSWER)) throw new Error(`A measured call answered ${String(result)}, not ${ANSWER}.`);
}

/** A tool call of the product, start to end, as the worker sees it. */
export function toolCall(name: string, language: SandboxLanguage, parts: BenchParts): Contestant {
  const code = language === 'javascript' ? JAVASCRIPT_CALL : PYTHON_CALL;
  return { name, once: () => clocked(async () => expectAnswer(await execute(parts, language, code))) };
}

async function untilReady(sandbox: Sandbox): Promise<void> {
  const end = performance.now() + 20_000;
  while (sandbox.stats().ready.python === 0) {
    if (performance.now() > end) throw new Error('No Python process became ready within 20 seconds.');
    await pause(20);
  }
  await pause(SETTLE_MS);
}

/** The first Python call of a run that takes a ready process from the warm pool. */
export function pooledPythonCall(name: string, sandbox: Sandbox, parts: BenchParts): Contestant {
  return {
    name,
    once: async () => {
      const session = sandbox.openSession({ userId: 'bench', runId: randomUUID() });
      const ms = await clocked(async () => expectAnswer(await execute({ ...parts, session }, 'python', PYTHON_CALL)));
      await session.close();
      return ms;
    },
  };
}

/** The same contestants, each begun only when the pool is full again and its process idle. */
export function rested(sandbox: Sandbox, contestants: readonly Contestant[]): Contestant[] {
  return contestants.map(({ name, once: run }) => ({ name, once: () => untilReady(sandbox).then(run) }));
}

/** A call of an engine with nothing around it: inside its process, or with the messages to it and back. */
export function bareCall(name: string, peer: BarePeer, code: string): [inside: Contestant, outside: Contestant] {
  return [
    { name, once: () => peer.call(code, ANSWER) },
    { name: `${name}, with the messages to its process`, once: () => clocked(() => peer.call(code, ANSWER)) },
  ];
}

/** The usual ways to run JavaScript elsewhere, each with a fresh place for each call. */
export function otherWays(): Contestant[] {
  const workerCode = `require('node:worker_threads').parentPort.postMessage((0, eval)(${JSON.stringify(JAVASCRIPT_CALL)}))`;
  const forkPath = fileURLToPath(new URL('fork-peer.mjs', import.meta.url));
  const inWorker = async (): Promise<void> => {
    const worker = new Worker(workerCode, { eval: true });
    const values: unknown[] = await once(worker, 'message');
    expectAnswer(values[0]);
    await worker.terminate();
  };
  const inFork = async (): Promise<void> => {
    const child = fork(forkPath, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const ended = once(child, 'exit');
    child.send({ code: JAVASCRIPT_CALL });
    const values: unknown[] = await once(child, 'message');
    const message = values[0];
    expectAnswer(message !== null && typeof message === 'object' && 'result' in message ? message.result : null);
    await ended;
  };
  const inQuickJs = async (): Promise<void> => expectAnswer((await getQuickJS()).evalCode(JAVASCRIPT_CALL));
  return [
    { name: 'worker_threads, new worker', once: () => clocked(inWorker) },
    { name: 'child_process.fork, new process', once: () => clocked(inFork) },
    { name: 'quickjs-emscripten, new context, no process', once: () => clocked(inQuickJs) },
  ];
}

/** From nothing to the first answer: the product without idle processes, and bare Pyodide with and without a snapshot. */
export function coldPython(sandbox: Sandbox, parts: BenchParts, snapshot: string): Contestant[] {
  const product = async (): Promise<void> => {
    const session = sandbox.openSession({ userId: 'bench', runId: randomUUID() });
    expectAnswer(await execute({ ...parts, session }, 'python', PYTHON_CALL));
    await session.close();
  };
  const bare = async (args: string[]): Promise<void> => {
    const peer = await BarePeer.start('bare-pyodide.mjs', args);
    await peer.call(PYTHON_CALL, ANSWER);
    await peer.stop();
  };
  return [
    { name: 'Cloakroom, Python from snapshot, no idle process', once: () => clocked(product) },
    { name: 'bare Pyodide without snapshot, new process', once: () => clocked(() => bare(['plain'])) },
    { name: 'bare Pyodide with snapshot, new process', once: () => clocked(() => bare(['snapshot', snapshot])) },
  ];
}

/** One request, from inside a running call (the mean of ten), and the same with undici and no sandbox. */
export function fetches(parts: BenchParts): Contestant[] {
  const url = `http://${parts.hostName}/`;
  const javascript = `const from = performance.now(); for (let i = 0; i < ${FETCHES}; i++) await (await fetch('${url}')).text(); return String((performance.now() - from) / ${FETCHES})`;
  const python = `import time, requests\nsession = requests.Session()\nstart = time.perf_counter()\nfor i in range(${FETCHES}): session.get('${url}').text\nstr((time.perf_counter() - start) * 1000 / ${FETCHES})`;
  const direct = async (): Promise<void> => {
    for (let i = 0; i < FETCHES; i += 1) await (await request(parts.origin)).body.text();
  };
  return [
    { name: 'fetch from JavaScript', once: async () => Number(await execute(parts, 'javascript', javascript)) },
    { name: 'requests.get from Python', once: async () => Number(await execute(parts, 'python', python)) },
    { name: 'undici direct', once: async () => (await clocked(direct)) / FETCHES },
  ];
}
