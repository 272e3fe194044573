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
  stdlib: 'python_stdlib.zip',
  site: 'site.zip',
  extras: 'extras.zip',
  snapshot: 'snapshot.bin',
} as const;

const manifestSchema = z.object({
  /** SHA-256 over everything the image was made of. */
  inputs: z.string(),
  requests: z.boolean(),
  remedy: z.string().nullable(),
  lockInfo: z.record(z.string(), z.string()),
});

/** What an image says about itself: what it was made of, and whether `requests` is in it. */
export type PythonImageManifest = z.infer<typeof manifestSchema>;

/** An image in memory. The bytes are copied into each isolate, never shared with it. */
export interface PythonImage {
  readonly manifest: PythonImageManifest;
  /** The script that boots Python in an isolate; trusted code. */
  readonly engine: string;
  /** V8's code cache of it; `null` only while the image is being built. */
  readonly engineCache: Buffer | null;
  readonly bytes: Readonly<Record<'wasm' | 'stdlib' | 'site' | 'extras', Buffer>>;
  /** `null` only while the image is being built. */
  readonly snapshot: Buffer | null;
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
  const engine = await readFile(join(directory, imageFiles.engine), 'utf8');
  const [engineCache, snapshot] = await Promise.all([bytes('engineCache'), bytes('snapshot')]);
  const [wasm, stdlib, site, extras] = await Promise.all([
    bytes('wasm'),
    bytes('stdlib'),
    bytes('site'),
    bytes('extras'),
  ]);
  return { manifest, engine, engineCache, bytes: { wasm, stdlib, site, extras }, snapshot };
}
