// Builds the image of the JavaScript isolate: one script of trusted code, and V8's cached data for it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { rolldown } from 'rolldown';

import { libraryInImage, readLibrary, writeLibrary } from './build-library.mjs';

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
  ['util', shim('util-lite.cjs')],
  ['util/', shim('util-lite.cjs')],
  ['process', shim('process-lite.cjs')],
]);

// Bundled libraries get small stand-ins for classes that are Node's own, and heavy, for programs.
const LIGHT_BUFFER = `const Buffer = require(${JSON.stringify(shim('light-buffer.cjs'))});\n`;
const LIGHT_URL = `const { URL, URLSearchParams } = require(${JSON.stringify(join(here, 'guest', 'light-url.js'))});\n`;
const LIBRARY_MODULE = 'cloakroom:library';
const library = readLibrary(here);
const resolver = {
  name: 'isolate-resolver',
  resolveId(source, importer) {
    if (source === LIBRARY_MODULE) return LIBRARY_MODULE;
    if (source.startsWith('node:')) return NODE.get(source.slice('node:'.length)) ?? shim('node-builtins.cjs');
    if (importer?.includes('undici') && source.endsWith('/util/timers')) return shim('empty.cjs');
    return LIBRARIES.get(source) ?? null;
  },
  transform: (code, id) =>
    id.includes('undici')
      ? `${/\bBuffer\b/.test(code) ? LIGHT_BUFFER : ''}${/\bURL/.test(code) ? LIGHT_URL : ''}${code}`
      : null,
  load: (id) => (id === LIBRARY_MODULE ? libraryInImage(library) : null),
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
const modules = writeLibrary(library, image);
console.log(
  `sandbox image: ${String(Math.round(source.length / 1024))} KB, ${String(modules)} modules of Node's library`,
);
