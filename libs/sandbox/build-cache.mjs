// Writes V8's cached data for the isolate's image, under the flags that the sandbox process runs with.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

import ivm from 'isolated-vm';

const [, , image] = process.argv;
const source = readFileSync(join(image, 'guest.js'), 'utf8');
setFlagsFromString('--no-lazy');
const isolate = new ivm.Isolate({ memoryLimit: 128 });
const script = isolate.compileScriptSync(source, { filename: 'cloakroom:guest', produceCachedData: true });
writeFileSync(join(image, 'guest.cache'), Buffer.from(script.cachedData.copy()));
