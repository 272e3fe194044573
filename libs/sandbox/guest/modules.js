// What `require` and `import` find: the pure built-ins of Node. Anything else is refused with the list of what exists.
import { Buffer, kMaxLength } from 'buffer';
import path from 'path-browserify';
import events from 'events';
import inspector from 'node-inspect-extracted';
import { consoleObject } from './console.js';
import { nodeCrypto } from './crypto.js';
import * as timers from './event-loop.js';
import { fs, promises } from './workspace.js';
import { util } from './util.js';
import { querystring } from './querystring.js';

const urlModule = () => ({
  URL,
  URLSearchParams,
  fileURLToPath: (value) => decodeURIComponent(new URL(value).pathname),
  pathToFileURL: (value) =>
    new URL(`file://${encodeURI(path.resolve('/workspace', value)).replace(/[?#]/g, encodeURIComponent)}`),
  domainToASCII: (value) => {
    try {
      return new URL(`http://${value}`).hostname;
    } catch {
      return '';
    }
  },
  urlToHttpOptions: (url) => ({
    protocol: url.protocol,
    hostname: url.hostname,
    hash: url.hash,
    search: url.search,
    pathname: url.pathname,
    path: url.pathname + url.search,
    href: url.href,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
  }),
  format: (value) =>
    typeof value === 'string'
      ? value
      : value instanceof URL
        ? value.href
        : `${value.protocol ? value.protocol.replace(/:?$/, '://') : ''}${value.host ?? value.hostname ?? ''}${value.pathname ?? ''}${value.search ?? (value.query ? `?${querystring.stringify(value.query)}` : '')}${value.hash ?? ''}`,
  parse(value, parseQuery) {
    const url = new URL(value);
    const query = url.search.slice(1);
    return {
      protocol: url.protocol,
      slashes: true,
      auth: url.username ? `${url.username}:${url.password}` : null,
      host: url.host,
      port: url.port || null,
      hostname: url.hostname,
      hash: url.hash || null,
      search: url.search || null,
      query: parseQuery ? querystring.parse(query) : query || null,
      pathname: url.pathname,
      path: url.pathname + url.search,
      href: url.href,
    };
  },
  resolve: (from, to) => new URL(to, from).href,
});

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

class StringDecoder {
  #decoder;
  constructor(encoding = 'utf8') {
    this.encoding = encoding;
    this.#decoder = new TextDecoder(encoding === 'utf16le' ? 'utf-16le' : encoding === 'utf8' ? 'utf-8' : encoding);
  }
  write(bytes) {
    return this.#decoder.decode(bytes, { stream: true });
  }
  end(bytes) {
    return this.#decoder.decode(bytes);
  }
}

const posix = path;
const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = timers;

// Made on first use; each gets the call's `process`.
const builtIns = {
  assert: () => require('assert'),
  'assert/strict': () => require('assert').strict,
  buffer: () => ({
    Buffer,
    Blob,
    File,
    atob,
    btoa,
    kMaxLength,
    constants: { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: 536870888 },
    isUtf8: (data) => {
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(data);
        return true;
      } catch {
        return false;
      }
    },
  }),
  console: () => consoleObject,
  crypto: () => nodeCrypto,
  events: () => Object.assign(events.EventEmitter, { once: events.once, on: asyncOn }),
  fs: () => fs,
  'fs/promises': () => promises,
  os: () => ({
    EOL: '\n',
    platform: () => 'linux',
    type: () => 'Linux',
    arch: () => 'x64',
    tmpdir: () => '/workspace',
    homedir: () => '/workspace',
    hostname: () => 'sandbox',
    cpus: () => [],
    totalmem: () => 0,
    freemem: () => 0,
    release: () => '',
    endianness: () => 'LE',
    availableParallelism: () => 1,
  }),
  path: () => Object.assign(posix, { posix }),
  'path/posix': () => posix,
  perf_hooks: () => ({ performance }),
  process: (process) => process,
  punycode: () => ({ toASCII: (name) => urlModule().domainToASCII(name) }),
  querystring: () => querystring,
  'stream/web': () => ({
    ReadableStream,
    WritableStream,
    TransformStream,
    ByteLengthQueuingStrategy,
    CountQueuingStrategy,
    TextEncoderStream,
    TextDecoderStream,
  }),
  string_decoder: () => ({ StringDecoder }),
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
  url: urlModule,
  util: () => util,
  'util/types': () => inspector.types ?? util.types,
};

export function makeModules(process) {
  const loaded = new Map();
  const names = Object.keys(builtIns).sort();
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
    if (!Object.hasOwn(builtIns, name)) throw missing(request);
    if (!loaded.has(name)) loaded.set(name, builtIns[name](process));
    return loaded.get(name);
  }
  return { names, load };
}

async function* asyncOn(emitter, name) {
  const queue = [];
  let wake = () => undefined;
  emitter.on(name, (...args) => {
    queue.push(args);
    wake();
  });
  for (;;) {
    if (queue.length > 0) yield queue.shift();
    else
      await new Promise((resolve) => {
        wake = resolve;
      });
  }
}
