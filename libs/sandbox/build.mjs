// Builds the image of the JavaScript isolate: one script of trusted code, and V8's cached data for it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { rolldown } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));
const image = join(here, 'dist', 'image');
const shim = (name) => join(here, 'guest', 'shims', name);

const NODE = new Map([
  ['assert', shim('assert-lite.cjs')],
  ['util', join(here, 'guest', 'shims', 'util-lite.cjs')],
  ['util/types', join(here, 'guest', 'shims', 'util-types.cjs')],
  ['querystring', shim('node-builtins.cjs')],
]);
const LIBRARIES = new Map([
  ['tr46', shim('tr46.cjs')],
  ['@exodus/bytes/encoding.js', shim('empty.cjs')],
  ['@exodus/bytes/whatwg.js', shim('exodus-whatwg.cjs')],
  ['util', shim('util-lite.cjs')],
  ['util/', shim('util-lite.cjs')],
  ['process', shim('process-lite.cjs')],
]);

const resolver = {
  name: 'isolate-resolver',
  resolveId(source, importer) {
    if (source.startsWith('node:')) return NODE.get(source.slice('node:'.length)) ?? shim('node-builtins.cjs');
    if (importer?.includes('undici') && source.endsWith('/util/timers')) return shim('empty.cjs');
    return LIBRARIES.get(source) ?? null;
  },
};

const bundle = await rolldown({
  input: join(here, 'guest', 'main.js'),
  plugins: [resolver],
  platform: 'browser',
  logLevel: 'warn',
  treeshake: true,
});
const { output } = await bundle.generate({
  format: 'iife',
  name: 'cloakroomGuest',
  minify: { compress: true, mangle: false, codegen: true },
});
const [chunk] = output;
const source = `(function () { 'use strict'; class MessagePort {} const process = Object.freeze({ platform: 'linux', env: Object.freeze({}), emitWarning() {}, versions: Object.freeze({}) });\n${chunk.code}\nreturn cloakroomGuest.boot; })()`;
mkdirSync(image, { recursive: true });
writeFileSync(join(image, 'guest.js'), source);
execFileSync(
  process.execPath,
  ['--no-node-snapshot', '--jitless', '--js-base-64', join(here, 'build-cache.mjs'), image],
  { stdio: 'inherit' },
);
console.log(`sandbox image: ${String(Math.round(source.length / 1024))} KB`);
