import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parseManifest, parseMemoryPlan, type MemoryPlan, type PythonImageManifest } from './image-manifest.js';

export { defaultImageDirectory } from './image-directory.js';

/** File names of an image; everything that the sandbox process needs to run Python lies in one folder. */
export const imageFiles = {
  manifest: 'manifest.json',
  engine: 'engine.js',
  engineCache: 'engine.cache',
  wasm: 'pyodide.asm.wasm',
  programCode: 'program.code',
  stdlib: 'python_stdlib.zip',
  site: 'site.zip',
  extras: 'extras.zip',
  snapshot: 'snapshot.bin',
  memory: 'memory.json',
} as const;

/** Name of the engine script; part of what its code cache is checked against. */
export const engineFileName = 'file:///python/engine.js';

/** An image in memory. The bytes are copied into each isolate, never shared with it. */
export interface PythonImage {
  readonly manifest: PythonImageManifest;
  /** The script that boots Python in an isolate; trusted code. */
  readonly engine: string;
  /** V8's code cache of it; `null` only while the image is being built. */
  readonly engineCache: Buffer | null;
  /** V8's code of the WebAssembly program; `null` only while the image is being built. */
  readonly programCode: Buffer | null;
  readonly bytes: Readonly<Record<'wasm' | 'stdlib' | 'site' | 'extras', Buffer>>;
  /** `null` only while the image is being built. */
  readonly snapshot: Buffer | null;
  /** `null` only while the image is being built; the snapshot is then one piece. */
  readonly memory: MemoryPlan | null;
}

/** Reads the manifest of the image in `directory`; `null` when there is none or it is not one of ours. */
export async function readImageManifest(directory: string): Promise<PythonImageManifest | null> {
  const text = await readFile(join(directory, imageFiles.manifest), 'utf8').catch(() => null);
  return text === null ? null : parseManifest(text);
}

/** Reads a whole image, in one go: nothing else happens in its process until it is there. Throws when it is missing or incomplete, saying which command builds it. */
export async function readPythonImage(directory: string): Promise<PythonImage> {
  const manifest = await readImageManifest(directory);
  if (manifest === null) {
    throw new Error('The Python image is not built. Build it with: npm run build:python -w libs/sandbox');
  }
  const path = (name: keyof typeof imageFiles) => join(directory, imageFiles[name]);
  const bytes = (name: keyof typeof imageFiles) => readFileSync(path(name));
  const text = (name: keyof typeof imageFiles) => readFileSync(path(name), 'utf8');
  const snapshot = bytes('snapshot');
  const memory = parseMemoryPlan(text('memory'));
  if (memory === null && snapshot.length > 0)
    throw new Error('The Python image does not say where its memory belongs.');
  return {
    manifest,
    engine: text('engine'),
    engineCache: bytes('engineCache'),
    programCode: bytes('programCode'),
    bytes: { wasm: bytes('wasm'), stdlib: bytes('stdlib'), site: bytes('site'), extras: bytes('extras') },
    snapshot,
    memory,
  };
}
