/*
 * Test program: boots two interpreters, one as restored and one warmed up, runs the program of stdin in both and prints
 * what each came to as one JSON line. Also says whether V8 took the code that the image brings along.
 */
import { text } from 'node:stream/consumers';
import v8 from 'node:v8';

import { PYTHON_ENGINE_FLAGS } from '../../process-flags.js';
import { loadStoredProgram } from '../program-code.js';
import { defaultImageDirectory, readPythonImage } from '../python-image.js';
import { PythonIsolate } from '../python-isolate.js';
import { restoreCode, restoredFiles } from '../restored-files.js';
import { runPythonCall } from '../run-python-call.js';

const code = await text(process.stdin);
v8.setFlagsFromString(PYTHON_ENGINE_FLAGS);
const image = await readPythonImage(defaultImageDirectory);
const program = image.programCode === null ? null : loadStoredProgram(image.bytes.wasm, image.programCode);
const boot = () => PythonIsolate.boot(image, { makeSnapshot: false, files: restoredFiles(image), restoreCode });
const run = async (isolate: PythonIsolate) => {
  const host = { call: () => Promise.resolve('{"ok":true}'), output: () => undefined };
  const { result, error } = await runPythonCall(isolate, { code, env: {}, files: [] }, host);
  return error === null ? result : error.message;
};
const restored = await boot();
const warmed = await boot();
await warmed.warm();
const answer = {
  programTaken: program !== null,
  engineCacheTaken: warmed.engineCacheTaken,
  restored: await run(restored),
  warmed: await run(warmed),
};
process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.kill(process.pid, 'SIGKILL'));
