/*
 * The process that builds the memory snapshot. isolated-vm runs here and not in the caller, with the flags of the
 * sandbox process. No user's code, environment or file is present: what is in memory here is in every sandbox later.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import v8 from 'node:v8';

import { z } from 'zod';

import { PYTHON_ENGINE_FLAGS } from '../process-flags.js';
import { imageFiles, readPythonImage, type PythonImage } from './python-image.js';
import { PythonIsolate } from './python-isolate.js';
import { rehearse } from './rehearsal.js';
import { packSnapshot } from './pack-snapshot.js';
import { restoredFiles } from './restored-files.js';

const orderSchema = z.object({
  imageDirectory: z.string(),
  makeSite: z.string(),
  prepareSnapshot: z.string(),
  rehearsal: z.string(),
  /** Path in the build's file system, path on this machine. */
  files: z.record(z.string(), z.string()),
});

async function build(order: z.infer<typeof orderSchema>): Promise<void> {
  const write = (name: keyof typeof imageFiles, bytes: Buffer) =>
    writeFile(join(order.imageDirectory, imageFiles[name]), bytes);
  for (const name of ['site', 'extras', 'engineCache', 'programCode', 'snapshot'] as const)
    await write(name, Buffer.alloc(0));
  await write('memory', Buffer.from('null'));
  const read = await readPythonImage(order.imageDirectory);
  const blank: PythonImage = { ...read, engineCache: null, programCode: null, snapshot: null, memory: null };

  const sources: Record<string, Buffer> = {};
  for (const [path, source] of Object.entries(order.files)) sources[path] = await readFile(source);
  const maker = await PythonIsolate.boot(blank, { makeSnapshot: false, files: sources, restoreCode: null });
  await maker.python(await readFile(order.makeSite, 'utf8'));
  const site = await maker.takeBytes('readFile', '/lib/site.zip');
  const extras = await maker.takeBytes('readFile', '/lib/extras.zip');
  maker.dispose();

  const filled: PythonImage = { ...blank, bytes: { ...blank.bytes, site, extras } };
  const isolate = await PythonIsolate.boot(filled, {
    makeSnapshot: true,
    files: restoredFiles(filled),
    restoreCode: null,
  });
  await isolate.python(await readFile(order.prepareSnapshot, 'utf8'));
  const snapshot = await isolate.takeBytes('snapshot');
  const programs = ['1 + 1', await readFile(order.rehearsal, 'utf8')];
  const { engineCache, programCode, freshMemory } = await rehearse({ ...filled, snapshot }, programs);
  const packed = packSnapshot(snapshot, freshMemory);
  await write('site', site);
  await write('extras', extras);
  await write('engineCache', engineCache);
  await write('programCode', programCode);
  await write('snapshot', packed.bytes);
  await write('memory', Buffer.from(JSON.stringify(packed.memory)));
}

v8.setFlagsFromString(PYTHON_ENGINE_FLAGS);
const orderPath = process.argv[2];
if (orderPath === undefined) throw new Error(`usage: ${basename(import.meta.filename)} ORDER.json`);
await build(orderSchema.parse(JSON.parse(await readFile(orderPath, 'utf8'))));
// dispose() followed at once by exit() is a segmentation fault in isolated-vm.
setTimeout(() => process.exit(0), 300);
