/*
 * Boots the image once in a context of Node's own while it is built, and runs a program of ours. What V8 compiled on
 * the way goes into the code cache: every later boot then compiles nothing. No user's code is present.
 */
import { randomBytes } from 'node:crypto';
import vm from 'node:vm';

import { engineFileName, type PythonImage } from './python-image.js';
import { bootSettings } from './python-isolate.js';
import { restoreCode, restoredFiles } from './restored-files.js';

/** What a boot for practice left behind. */
export interface Rehearsal {
  /** V8's code cache of the engine; it holds for processes with the same flags only. */
  readonly engineCache: Buffer;
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

/** Boots, warms up and runs once. Rejects when the program does not end well. */
export async function rehearse(image: PythonImage): Promise<Rehearsal> {
  if (image.snapshot === null) throw new Error('There is nothing to rehearse without a snapshot.');
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
  await api.warm();
  await api.run(JSON.stringify({ code: '1 + 1', env: {}, files: [] }));
  if (!outcome.includes('"result": "2"')) throw new Error(`The rehearsal came to ${outcome}`);
  return { engineCache: script.createCachedData(), freshMemory: Buffer.from(api.freshMemory()) };
}

function copy(bytes: Buffer): ArrayBuffer {
  const copied = new ArrayBuffer(bytes.byteLength);
  Buffer.from(copied).set(bytes);
  return copied;
}
