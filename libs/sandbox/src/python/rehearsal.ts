/*
 * Boots the image once in a context of Node's own while it is built, and runs a program of ours. What V8 compiled on
 * the way goes into the code cache: every later boot then compiles nothing. No user's code is present.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';

import { engineFileName, type PythonImage } from './python-image.js';
import { bootSettings } from './python-isolate.js';
import { loadProgram, storeProgram, type Program } from './program-code.js';
import { restoreCode, restoredFiles } from './restored-files.js';

/** What a boot for practice left behind. */
export interface Rehearsal {
  /** V8's code cache of the engine; it holds for processes with the same flags only. */
  readonly engineCache: Buffer;
  /** The program's optimized code; see `program-code.ts`. */
  readonly programCode: Buffer;
  /** The interpreter's memory as it was just before the snapshot was copied into it. */
  readonly freshMemory: Buffer;
}

interface Api {
  readonly settle: (id: number, text: string) => void;
  readonly boot: () => Promise<void>;
  readonly warm: () => Promise<void>;
  readonly run: (callJson: string) => Promise<void>;
  readonly freshMemory: () => ArrayBuffer;
}
type Start = (...values: unknown[]) => Api;

/** Calls after which V8 optimizes a function: at once here, so that what ran once is in the image. */
const eagerBudget = '--wasm-tiering-budget=1000';
const usualBudget = '--wasm-tiering-budget=13000000';
const settleMs = 500;
const maxSettles = 60;

/** Boots, warms up and runs `programs` one after another. Rejects when one of them does not end well. */
export async function rehearse(image: PythonImage, programs: readonly string[]): Promise<Rehearsal> {
  if (image.snapshot === null) throw new Error('There is nothing to rehearse without a snapshot.');
  v8.setFlagsFromString(eagerBudget);
  const program = loadProgram(image.bytes.wasm, null);
  const script = new vm.Script(image.engine, { filename: engineFileName });
  const start = script.runInContext(vm.createContext({})) as Start;
  const files = restoredFiles(image);
  let outcome = '';
  const api: Api = start(
    bootSettings(image, { makeSnapshot: false, files, restoreCode }),
    (kind: string, id: number, payload: string) => {
      if (kind === 'timer') setTimeout(() => api.settle(id, ''), Number(payload));
      else if (kind === 'done') outcome = payload;
    },
    (length: number) => randomBytes(length).toString('hex'),
    ...[image.snapshot, image.bytes.wasm, image.bytes.stdlib, ...Object.values(files)].map(copy),
  );
  await api.boot();
  const freshMemory = Buffer.from(api.freshMemory());
  await api.warm();
  for (const code of programs) {
    await api.run(JSON.stringify({ code, env: { NAME: 'value' }, files: [] }));
    if (!outcome.includes('"error": null')) throw new Error(`A rehearsed program came to ${outcome}`);
  }
  v8.setFlagsFromString(usualBudget);
  return { engineCache: script.createCachedData(), programCode: await settledCode(program), freshMemory };
}

/** V8 optimizes in the background and does not say when it is done: its code has then stopped growing. */
async function settledCode(program: Program): Promise<Buffer> {
  await pause(settleMs);
  let code = storeProgram(program);
  for (let count = 0; count < maxSettles; count += 1) {
    await pause(settleMs);
    const now = storeProgram(program);
    if (now.length === code.length) return now;
    code = now;
  }
  return code;
}

function copy(bytes: Buffer): ArrayBuffer {
  const copied = new ArrayBuffer(bytes.byteLength);
  Buffer.from(copied).set(bytes);
  return copied;
}
