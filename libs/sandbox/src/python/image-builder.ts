import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { PROCESS_FLAGS } from '../process-flags.js';
import { makeEngineSource } from './engine-source.js';
import { completeMark, hashInputs, listFiles, pyodide, sources } from './image-inputs.js';
import type { PythonImageManifest } from './image-manifest.js';
import { imageFiles, readImageManifest } from './python-image.js';
import { stockWheels, type VerifiedWheel } from './wheel-store.js';
import { z } from 'zod';

const lockSchema = z.object({ info: z.record(z.string(), z.string()) });

/** What a build did. */
export interface PythonImageBuild {
  readonly built: boolean;
  readonly manifest: PythonImageManifest;
}

/** Builds the image at `imageDirectory` unless it is there and made of the same inputs. Wheels are kept in `wheelDirectory`. */
export async function buildPythonImage(imageDirectory: string, wheelDirectory: string): Promise<PythonImageBuild> {
  const inputs = await hashInputs();
  const present = await readImageManifest(imageDirectory);
  if (present?.inputs === inputs && present.remedy === null) return { built: false, manifest: present };
  const { wheels, remedy } = await stockWheels(join(sources, 'requirements'), wheelDirectory);
  if (present?.inputs === inputs && present.remedy === remedy) return { built: false, manifest: present };
  const temporary = `${imageDirectory}.${process.pid}`;
  try {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    const manifest: PythonImageManifest = {
      inputs,
      requests: wheels.some(({ name }) => name.startsWith('requests-')),
      remedy,
      lockInfo: lockSchema.parse(JSON.parse(await readFile(join(pyodide, 'pyodide-lock.json'), 'utf8'))).info,
    };
    await writeStaticFiles(temporary, manifest);
    await runSnapshotProcess(temporary, wheels);
    if (remedy === null) await writeFile(join(temporary, completeMark), inputs);
    await rm(imageDirectory, { recursive: true, force: true });
    await rename(temporary, imageDirectory);
    return { built: true, manifest };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function writeStaticFiles(directory: string, manifest: PythonImageManifest): Promise<void> {
  const text = (path: string) => readFile(path, 'utf8');
  const engine = makeEngineSource({
    runtime: await text(join(pyodide, 'pyodide.mjs')),
    module: await text(join(pyodide, 'pyodide.asm.mjs')),
    shell: await text(join(sources, 'isolate/shell.js')),
    boot: await text(join(sources, 'isolate/boot.js')),
  });
  await writeFile(join(directory, imageFiles.engine), engine);
  await copyFile(join(pyodide, 'pyodide.asm.wasm'), join(directory, imageFiles.wasm));
  await copyFile(join(pyodide, 'python_stdlib.zip'), join(directory, imageFiles.stdlib));
  await writeFile(join(directory, imageFiles.manifest), JSON.stringify(manifest));
}

async function runSnapshotProcess(imageDirectory: string, wheels: readonly VerifiedWheel[]): Promise<void> {
  const guest = join(sources, 'guest');
  const files: Record<string, string> = {};
  for (const path of await listFiles(guest)) files[`/guest/${relative(guest, path)}`] = path;
  const overrides = join(sources, 'overrides');
  for (const path of await listFiles(overrides)) files[`/overrides/${relative(overrides, path)}`] = path;
  for (const wheel of wheels) files[`/wheels/${wheel.group}/${wheel.name}`] = wheel.path;
  const orderPath = join(imageDirectory, 'order.json');
  const order = {
    imageDirectory,
    makeSite: join(sources, 'build/make_site.py'),
    prepareSnapshot: join(sources, 'build/prepare_snapshot.py'),
    rehearsal: join(sources, 'build/rehearsal.py'),
    files,
  };
  await writeFile(orderPath, JSON.stringify(order));
  const child = spawn(
    process.execPath,
    [...PROCESS_FLAGS.python, join(import.meta.dirname, 'snapshot-process.js'), orderPath],
    { env: {}, stdio: ['ignore', 'inherit', 'inherit'], timeout: 180_000 },
  );
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  await rm(orderPath);
  if (code !== 0) throw new Error(`the process that builds the Python snapshot ended with ${String(code)}`);
}
