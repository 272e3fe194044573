import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

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

const manifestSchema = z.object({
  /** SHA-256 over everything the image was made of. */
  inputs: z.string(),
  requests: z.boolean(),
  remedy: z.string().nullable(),
  lockInfo: z.record(z.string(), z.string()),
});

/** What an image says about itself: what it was made of, and whether `requests` is in it. */
export type PythonImageManifest = z.infer<typeof manifestSchema>;

const memorySchema = z.object({ bytes: z.number(), runs: z.array(z.tuple([z.number(), z.number()])) });

/** How long the restored memory is, and its stretches (offset, length) that the snapshot holds; the rest is zero. */
export type MemoryPlan = z.infer<typeof memorySchema>;

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
  if (text === null) return null;
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Reads a whole image. Throws when it is missing or incomplete, saying which command builds it. */
export async function readPythonImage(directory: string): Promise<PythonImage> {
  const manifest = await readImageManifest(directory);
  if (manifest === null) {
    throw new Error('The Python image is not built. Build it with: npm run build:python -w libs/sandbox');
  }
  const bytes = (name: keyof typeof imageFiles) => readFile(join(directory, imageFiles[name]));
  const text = (name: keyof typeof imageFiles) => readFile(join(directory, imageFiles[name]), 'utf8');
  const [engine, memory, engineCache, programCode, snapshot, wasm, stdlib, site, extras] = await Promise.all([
    text('engine'),
    text('memory'),
    bytes('engineCache'),
    bytes('programCode'),
    bytes('snapshot'),
    bytes('wasm'),
    bytes('stdlib'),
    bytes('site'),
    bytes('extras'),
  ]);
  return {
    manifest,
    engine,
    engineCache,
    programCode,
    bytes: { wasm, stdlib, site, extras },
    snapshot,
    memory: memorySchema.nullable().parse(JSON.parse(memory)),
  };
}
