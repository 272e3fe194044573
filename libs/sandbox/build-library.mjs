// Collects the parts of Node's own library that the isolate offers, from the Node binary that builds: source text by
// id, read in the isolate on the first `require` and not before. What they need of C++ is answered by `guest/node/parts`.
import { constants as fsConstants, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { basename, join } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { constants as zlibConstants } from 'node:zlib';

import { minifySync } from 'rolldown/experimental';

/** What `require` gives a program straight from Node's library; each brings the modules it requires. */
const ENTRIES = [
  'assert',
  'assert/strict',
  'buffer',
  'diagnostics_channel',
  'events',
  'fs',
  'fs/promises',
  'internal/url',
  'internal/util/inspect',
  'path',
  'path/posix',
  'path/win32',
  'punycode',
  'querystring',
  'readline',
  'readline/promises',
  'stream',
  'stream/consumers',
  'stream/promises',
  'string_decoder',
  'url',
  'util',
  'util/types',
  'zlib',
  'internal/per_context/primordials',
];
/** Required inside functions, and of use here. */
const LAZY = [
  'internal/assert',
  'internal/assert/assertion_error',
  'internal/cli_table',
  'internal/console/constructor',
  'internal/data_url',
  'internal/readline/emitKeypressEvents',
  'internal/events/symbols',
  'internal/fixed_queue',
  'internal/fs/cp/cp',
  'internal/fs/cp/cp-sync',
  'internal/fs/dir',
  'internal/fs/glob',
  'internal/fs/promises',
  'internal/fs/read/context',
  'internal/fs/rimraf',
  'internal/fs/streams',
  'internal/fs/utils',
  'internal/deps/minimatch/index',
  'internal/mime',
  'internal/streams/compose',
  'internal/streams/duplexify',
  'internal/streams/fast-utf8-stream',
  'internal/streams/from',
  'internal/streams/add-abort-signal',
  'internal/streams/lazy_transform',
  'internal/util/colors',
  'internal/util/comparisons',
  'internal/util/diff',
  'internal/util/inspector',
  'internal/util/parse_args/parse_args',
  'internal/util/parse_args/utils',
  'internal/webstreams/adapters',
  'internal/webstreams/util',
];
/** Required at the top of something, and never used here. */
const UNUSED =
  /^(?:crypto$|internal\/crypto\/|internal\/fs\/(?:watchers|recursive_watch|sync_write)|internal\/deps\/(?!minimatch)|internal\/repl\/|os$)/;
const REQUIRED = /^(?:const|let|module\.exports|\}|Object|[A-Za-z.]+ =)[^;]*?require\('([^']+)'\)/gm;

function collect(natives, isAnswered) {
  const sources = {};
  const visit = (id) => {
    if (id in sources || UNUSED.test(id) || isAnswered(id) || typeof natives[id] !== 'string') return;
    sources[id] = natives[id];
    for (const [, required] of natives[id].matchAll(REQUIRED)) visit(required);
  };
  [...ENTRIES, ...LAZY].forEach(visit);
  return sources;
}

/** Evaluated so often that they are part of the isolate's image; in brackets, V8 compiles them into its cached data. */
const IN_IMAGE = [
  'internal/per_context/primordials',
  'internal/errors',
  'internal/assert',
  'internal/util',
  'internal/util/types',
  'internal/util/inspect',
  'internal/validators',
  'internal/buffer',
  'buffer',
  'cloakroom/parts/bindings',
  'cloakroom/parts/buffer',
  'cloakroom/parts/facades',
  'cloakroom/parts/string-decoder',
  'cloakroom/parts/util',
];
const PARAMETERS = 'exports, require, module, process, internalBinding, primordials';

/** The sources by id: of Node's modules, of the parts, and the constants of this platform. */
export function readLibrary(here) {
  const parts = join(here, 'guest', 'node', 'parts');
  const facades = readFileSync(join(parts, 'facades.cjs'), 'utf8');
  const sources = collect(
    process.binding('natives'),
    (id) => facades.includes(`\n  '${id}': `) || facades.includes(`\n  ${id}: `),
  );
  for (const file of readdirSync(parts))
    sources[`cloakroom/parts/${basename(file, '.cjs')}`] = readFileSync(join(parts, file), 'utf8');
  return sources;
}

const inFunction = (source) => `(function (${PARAMETERS}) {${source}\n})`;

/** The text of the module that `guest/node/loader.js` imports: the part of the library that is in the image. */
export function libraryInImage(sources) {
  const members = IN_IMAGE.map((id) => `${JSON.stringify(id)}: ${inFunction(sources[id])}`);
  return `export const nodeVersion = ${JSON.stringify(process.version)};\nexport const inImage = {__proto__: null,${members.join(',\n')}};`;
}

/** Writes the rest into the folder `library/`, one file for each id, without comments. */
export function writeLibrary(sources, image) {
  const folder = join(image, 'library');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const write = (id, text) => writeFileSync(join(folder, encodeURIComponent(id)), text);
  for (const [id, source] of Object.entries(sources)) {
    if (IN_IMAGE.includes(id)) continue;
    const { code } = minifySync(`${id}.js`, inFunction(source), { compress: false, mangle: false, module: false });
    write(id, code.replace(/;\s*$/, ''));
  }
  write(
    'cloakroom/constants',
    JSON.stringify({
      os: os.constants,
      fs: fsConstants,
      zlib: zlibConstants,
      uv: [...getSystemErrorMap()].map(([code, [name, message]]) => [code, name, message]),
      trace: {},
    }),
  );
  return Object.keys(sources).length;
}
