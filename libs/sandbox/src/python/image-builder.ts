import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

import { makeEngineSource } from './engine-source.js';
import { imageFiles, readImageManifest, type PythonImageManifest } from './python-image.js';
import { stockWheels, type VerifiedWheel } from './wheel-store.js';
import { z } from 'zod';

const sources = join(import.meta.dirname, '../../python');
const pyodide = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
const lockSchema = z.object({ info: z.record(z.string(), z.string()) });

/** Flags of every process that boots Python in an isolate. */
export const pythonProcessFlags = ['--no-node-snapshot', '--wasm-max-mem-pages=4096'] as const;

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
    await rm(imageDirectory, { recursive: true, force: true });
    await rename(temporary, imageDirectory);
    return { built: true, manifest };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function hashInputs(): Promise<string> {
  const hash = createHash('sha256').update(`${process.version} ${process.arch}\n`);
  const own = ['engine-source', 'snapshot-process', 'restored-files', 'image-builder'];
  const files = [
    ...(await listFiles(sources)).filter((path) => !path.includes('__pycache__')),
    ...own.map((name) => join(import.meta.dirname, `${name}${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`)),
    join(pyodide, 'package.json'),
  ];
  for (const path of files) {
    hash.update(`${relative(sources, path)}\n`).update(await readFile(path));
  }
  return hash.digest('hex');
}

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
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
    files,
  };
  await writeFile(orderPath, JSON.stringify(order));
  const child = spawn(
    process.execPath,
    [...pythonProcessFlags, join(import.meta.dirname, 'snapshot-process.js'), orderPath],
    { env: {}, stdio: ['ignore', 'inherit', 'inherit'], timeout: 180_000 },
  );
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  await rm(orderPath);
  if (code !== 0) throw new Error(`the process that builds the Python snapshot ended with ${String(code)}`);
}
