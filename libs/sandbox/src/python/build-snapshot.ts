import { join } from 'node:path';

import { defaultImageDirectory } from './image-directory.js';
import { isUpToDate } from './image-inputs.js';

async function build(): Promise<string> {
  if (await isUpToDate(defaultImageDirectory)) return 'the image is up to date, with requests';
  const { buildPythonImage } = await import('./image-builder.js');
  const started = performance.now();
  const wheels = join(defaultImageDirectory, '../python-wheels');
  const { built, manifest } = await buildPythonImage(defaultImageDirectory, wheels);
  const done = built ? `image built in ${((performance.now() - started) / 1000).toFixed(1)} s` : 'the image is there';
  if (manifest.remedy === null) return `${done}, with requests`;
  return `${done}, ${manifest.requests ? 'some packages are missing' : 'without requests'}: ${manifest.remedy}`;
}

console.log(`Python: ${await build()}`);
