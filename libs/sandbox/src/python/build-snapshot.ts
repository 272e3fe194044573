import { join } from 'node:path';

import { buildPythonImage } from './image-builder.js';
import { defaultImageDirectory } from './python-image.js';

const started = performance.now();
const { built, manifest } = await buildPythonImage(
  defaultImageDirectory,
  join(defaultImageDirectory, '../python-wheels'),
);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
const state = built ? `image built in ${seconds} s` : 'image is up to date';
console.log(
  manifest.remedy === null
    ? `Python: ${state}, with requests`
    : `Python: ${state}, ${manifest.requests ? 'some packages are missing' : 'without requests'}: ${manifest.remedy}`,
);
