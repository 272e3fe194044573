// What `require` and `import` find: the pure built-ins of Node. Anything else is refused with the list of what exists.
import { consoleObject } from './console.js';
import { setZlibLoader } from './compression-streams.js';
import { makeLocalRequire } from './local-modules.js';
import { linkEmitters } from './lazy-emitter.js';
import { nodeUrl } from './lazy-globals.js';
import * as timers from './event-loop.js';
import { makeLibrary } from './node/loader.js';

const timersPromises = {
  setTimeout: (ms, value, options) => wait({ start: timers.setTimeout, stop: timers.clearTimeout, ms, value, options }),
  setImmediate: (value, options) =>
    wait({ start: (done) => timers.setImmediate(done), stop: timers.clearImmediate, ms: 0, value, options }),
  async *setInterval(ms, value) {
    for (;;) {
      await timersPromises.setTimeout(ms);
      yield value;
    }
  },
  scheduler: {
    wait: (ms, options) => timersPromises.setTimeout(ms, undefined, options),
    yield: () => timersPromises.setImmediate(),
  },
};
function wait({ start, stop, ms, value, options }) {
  return new Promise((resolve, reject) => {
    const signal = options?.signal;
    const fail = () =>
      reject(
        Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
          name: 'AbortError',
          code: 'ABORT_ERR',
        }),
      );
    if (signal?.aborted) {
      fail();
      return;
    }
    const handle = start(() => resolve(value), ms);
    signal?.addEventListener(
      'abort',
      () => {
        stop(handle);
        fail();
      },
      { once: true },
    );
  });
}

const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = timers;

// Node's own, evaluated on the first `require`.
const FROM_LIBRARY = [
  'assert',
  'assert/strict',
  'async_hooks',
  'buffer',
  'diagnostics_channel',
  'events',
  'fs',
  'fs/promises',
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
];

// Made on first use; each gets the call's `process`.
const builtIns = {
  'cloakroom:secrets': (_process, library) => library('cloakroom/parts/secrets').secrets,
  console: () => consoleObject,
  crypto: (_process, library) => library('cloakroom/parts/crypto'),
  constants: (_process, library) => {
    const { os, fs } = library('cloakroom/constants');
    return { ...os.errno, ...os.signals, ...os.priority, ...fs };
  },
  module: (process, library, load) => ({
    builtinModules: load.names,
    createRequire: () => makeLocalRequire(load)('/workspace'),
    isBuiltin: (name) => load.names.includes(String(name).replace(/^node:/, '')),
  }),
  os: (_process, library) => library('cloakroom/parts/os'),
  perf_hooks: () => ({ performance, Performance, PerformanceEntry, PerformanceMark, PerformanceMeasure }),
  process: (process) => process,
  'stream/web': () => ({
    ReadableStream,
    WritableStream,
    TransformStream,
    ByteLengthQueuingStrategy,
    CountQueuingStrategy,
    TextEncoderStream,
    TextDecoderStream,
    CompressionStream,
    DecompressionStream,
    ReadableStreamDefaultReader,
    ReadableStreamBYOBReader,
    ReadableStreamBYOBRequest,
    ReadableByteStreamController,
    ReadableStreamDefaultController,
    WritableStreamDefaultWriter,
    WritableStreamDefaultController,
    TransformStreamDefaultController,
  }),
  timers: () => ({
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout,
    clearInterval,
    clearImmediate,
    promises: timersPromises,
  }),
  'timers/promises': () => timersPromises,
  tty: () => ({ isatty: () => false }),
};

export function makeModules(getProcess) {
  const loaded = new Map();
  const names = [...Object.keys(builtIns), ...FROM_LIBRARY].sort();
  const missing = (name) =>
    Object.assign(
      new Error(
        `Cannot find module '${name}'. This sandbox has these modules: ${names.join(', ')}. Files can be read from /workspace with fs; HTTP is done with fetch.`,
      ),
      { code: 'MODULE_NOT_FOUND' },
    );
  function load(request) {
    if (typeof request !== 'string')
      throw Object.assign(new TypeError('The "id" argument must be of type string.'), { code: 'ERR_INVALID_ARG_TYPE' });
    const name = request.replace(/^node:/, '');
    if (FROM_LIBRARY.includes(name)) {
      const found = library(name);
      if (name === 'events') linkEmitters(found);
      if (name === 'url') nodeUrl();
      return found;
    }
    if (!Object.hasOwn(builtIns, name)) throw missing(request);
    if (!loaded.has(name)) loaded.set(name, builtIns[name](getProcess(), library, load));
    return loaded.get(name);
  }
  setZlibLoader(() => load('zlib'));
  load.names = names;
  const library = makeLibrary({ getProcess, load, names });
  return { load, library };
}
