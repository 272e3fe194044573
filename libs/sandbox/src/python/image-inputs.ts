/* What an image is made of. No dependencies here: a build that has nothing to do is over in a blink. */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative } from 'node:path';

/** Folder of this library's own Python and in-isolate sources. */
export const sources = join(import.meta.dirname, '../../python');

/** Folder of the installed Pyodide. */
export const pyodide = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));

/** File in a complete image that holds the hash of its inputs. */
export const completeMark = 'inputs.sha256';

/** Build steps whose change makes another image. */
const steps = [
  'engine-source',
  'snapshot-process',
  'restored-files',
  'image-builder',
  'rehearsal',
  'pack-snapshot',
  'program-code',
  '../process-flags',
];

/** SHA-256 over everything that an image is made of, wheels by their pinned hashes. */
export async function hashInputs(): Promise<string> {
  const hash = createHash('sha256').update(`${process.version} ${process.arch}\n`);
  const files = [
    ...(await listFiles(sources)).filter((path) => !path.includes('__pycache__')),
    ...steps.map((name) => join(import.meta.dirname, `${name}${extname(import.meta.filename)}`)),
    join(pyodide, 'package.json'),
  ];
  for (const path of files) {
    hash.update(`${relative(sources, path)}\n`).update(await readFile(path));
  }
  return hash.digest('hex');
}

/** Whether the image in `directory` is complete and made of the inputs as they are now. */
export async function isUpToDate(directory: string): Promise<boolean> {
  const mark = await readFile(join(directory, completeMark), 'utf8').catch(() => null);
  return mark === (await hashInputs());
}

/** Every file below `directory`, in a fixed order. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
