// `process`: what pure code asks of it. The environment is read-only, whichever way it is written to.
import { nodeVersion } from 'cloakroom:library';
import { writeRaw } from './console.js';
import { emitterState, lazyEmitter } from './lazy-emitter.js';
import { nextTick } from './event-loop.js';
import { decodeUtf8 } from './text-codec.js';
import { create, defineProperty, freeze, NativeError, NativeTypeError, objectKeys } from './primordials.js';

const READ_ONLY = 'process.env is read-only in this sandbox: its variables cannot be added, changed or deleted.';

function refuse() {
  throw new NativeTypeError(READ_ONLY);
}

function makeInherited() {
  const inherited = create(null);
  for (const key of [
    'hasOwnProperty',
    'isPrototypeOf',
    'propertyIsEnumerable',
    'toString',
    'valueOf',
    'toLocaleString',
    'constructor',
  ]) {
    defineProperty(inherited, key, { value: Object.prototype[key], enumerable: false });
  }
  defineProperty(inherited, Symbol.for('nodejs.util.inspect.custom'), {
    value() {
      return { ...this };
    },
  });
  return freeze(inherited);
}

function makeEnv(inherited, values) {
  const env = create(inherited);
  const names = objectKeys(values);
  for (let i = 0; i < names.length; i += 1)
    defineProperty(env, names[i], { value: values[names[i]], enumerable: true });
  freeze(env);
  return new Proxy(
    env,
    freeze({
      __proto__: null,
      set: refuse,
      deleteProperty: refuse,
      defineProperty: refuse,
      setPrototypeOf: refuse,
      preventExtensions: () => true,
    }),
  );
}

export class ExitSignal {
  constructor(code) {
    this.exitCode = code;
  }
}

function stream(name, prototype) {
  return Object.assign(create(prototype), emitterState(), {
    isTTY: false,
    writable: true,
    columns: 80,
    fd: name === 'stdout' ? 1 : 2,
    write(chunk, encoding, callback) {
      writeRaw(name, typeof chunk === 'string' ? chunk : decodeUtf8(chunk));
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') nextTick(done);
      return true;
    },
    end(chunk, ...rest) {
      if (chunk !== undefined && typeof chunk !== 'function') this.write(chunk, ...rest);
      return this;
    },
    cork() {},
    uncork() {},
    getColorDepth: () => 1,
    hasColors: () => false,
    getWindowSize: () => [80, 24],
  });
}

const refuseKey = (name) => () => {
  throw new NativeTypeError(`process.${name} is read-only in this sandbox.`);
};

function hrtime(from) {
  const ms = performance.now();
  const s = Math.floor(ms / 1000) - (from?.[0] ?? 0);
  const ns = Math.floor((ms % 1000) * 1e6) - (from?.[1] ?? 0);
  return ns < 0 ? [s - 1, ns + 1e9] : [s, ns];
}
hrtime.bigint = () => BigInt(Math.floor(performance.now() * 1e6));

function emitWarning(process) {
  return (warning, options, code) => {
    const given = typeof options === 'object' && options !== null ? options : { type: options, code };
    const error = warning instanceof Error ? warning : new NativeError(String(warning));
    if (!(warning instanceof Error)) {
      error.name = String(given.type ?? 'Warning');
      if (given.code !== undefined) error.code = given.code;
      if (given.detail !== undefined) error.detail = given.detail;
    }
    nextTick(() => {
      const label = error.code === undefined ? '' : `[${error.code}] `;
      writeRaw('stderr', `(node:1) ${label}${error.name}: ${error.message}\n`);
      if (process._eventsCount > 0) process.emit('warning', error);
    });
  };
}

const memory = { rss: 67108864, heapTotal: 16777216, heapUsed: 8388608, external: 1048576, arrayBuffers: 65536 };
const unavailable = (name) => () => {
  throw new NativeTypeError(`process.${name}() is not available in this sandbox.`);
};

function constants() {
  const [major] = nodeVersion.slice(1).split('.');
  return {
    title: 'node',
    arch: 'x64',
    platform: 'linux',
    pid: 1,
    ppid: 0,
    version: nodeVersion,
    versions: freeze({ node: nodeVersion.slice(1), v8: '13.6', openssl: '3.5', modules: '137' }),
    release: freeze({ name: 'node', lts: major === '24' ? 'Krypton' : undefined }),
    argv: ['node', '/workspace/main.js'],
    argv0: 'node',
    execArgv: [],
    execPath: '/usr/bin/node',
    config: freeze({ variables: freeze({}), target_defaults: freeze({}) }),
    features: freeze({ inspector: false, typescript: 'strip' }),
    allowedNodeEnvironmentFlags: new Set(),
    cwd: () => '/workspace',
    chdir: unavailable('chdir'),
    kill: unavailable('kill'),
    hrtime,
    nextTick,
    memoryUsage: Object.assign(() => ({ ...memory }), { rss: () => memory.rss }),
    availableMemory: () => 134217728,
    constrainedMemory: () => 134217728,
    cpuUsage: () => ({ user: Math.floor(performance.now() * 1000), system: 0 }),
    umask: () => 0o22,
    getuid: () => 1000,
    geteuid: () => 1000,
    getgid: () => 1000,
    getegid: () => 1000,
    getgroups: () => [1000],
    setUncaughtExceptionCaptureCallback: unavailable('setUncaughtExceptionCaptureCallback'),
    hasUncaughtExceptionCaptureCallback: () => false,
    setSourceMapsEnabled() {},
  };
}

/** The call's `process`, and what gives it its environment; `onExit` ends the call, `load` finds modules. */
export function makeProcess(onExit, load) {
  let started = 0;
  let readOnlyEnv;
  const inherited = makeInherited();
  const emitter = lazyEmitter(load);
  const process = create(create(emitter, { constructor: { value: function process() {}, writable: true } }));
  for (const [name, value] of Object.entries(emitterState()))
    defineProperty(process, name, { value, writable: true, enumerable: false });
  const members = {
    ...constants(),
    stdout: stream('stdout', emitter),
    stderr: stream('stderr', emitter),
    uptime: () => (performance.now() - started) / 1000,
    emitWarning: emitWarning(process),
    getBuiltinModule: (name) => {
      try {
        return load(name);
      } catch {
        return undefined;
      }
    },
    exit: (code) => onExit(new ExitSignal(Number(code ?? process.exitCode ?? 0) | 0)),
    reallyExit: (code) => onExit(new ExitSignal(Number(code ?? 0) | 0)),
    abort: () => onExit(new ExitSignal(134)),
  };
  for (const [name, value] of Object.entries(members))
    defineProperty(process, name, { get: () => value, set: refuseKey(name), enumerable: true });
  let stdin;
  const readStdin = () => (stdin ??= Object.assign(load('stream').Readable.from([]), { isTTY: false, fd: 0 }));
  defineProperty(process, 'stdin', { get: readStdin, set: refuseKey('stdin'), enumerable: true });
  defineProperty(process, 'exitCode', { value: undefined, writable: true, enumerable: true });
  defineProperty(process, 'env', { get: () => readOnlyEnv, set: refuse, enumerable: true });
  defineProperty(process, Symbol.toStringTag, { value: 'process' });
  const open = (env) => {
    started = performance.now();
    readOnlyEnv = makeEnv(inherited, env);
  };
  return { process: Object.seal(process), open };
}
