// `process`: what pure code asks of it. The environment is read-only, whichever way it is written to.
import { Buffer } from 'buffer';
import events from 'events';
import { writeRaw } from './console.js';
import { nextTick } from './event-loop.js';
import { create, defineProperty, freeze, NativeTypeError, objectKeys } from './primordials.js';

const READ_ONLY = 'process.env is read-only in this sandbox: its variables cannot be added, changed or deleted.';

function refuse() {
  throw new NativeTypeError(READ_ONLY);
}

function makeEnv(values) {
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
  freeze(inherited);
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

function stream(name) {
  const emitter = new events.EventEmitter();
  return Object.assign(emitter, {
    isTTY: false,
    writable: true,
    columns: 80,
    fd: name === 'stdout' ? 1 : 2,
    write(chunk, encoding, callback) {
      writeRaw(name, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') nextTick(done);
      return true;
    },
    end(chunk) {
      if (chunk !== undefined) this.write(chunk);
      return this;
    },
  });
}

const refuseKey = (name) => () => {
  throw new NativeTypeError(`process.${name} is read-only in this sandbox.`);
};

export function makeProcess(env, onExit) {
  const started = performance.now();
  const readOnlyEnv = makeEnv(env);
  const process = create(new events.EventEmitter());
  const hrtime = (from) => {
    const ms = performance.now();
    const s = Math.floor(ms / 1000) - (from?.[0] ?? 0);
    const ns = Math.floor((ms % 1000) * 1e6) - (from?.[1] ?? 0);
    return ns < 0 ? [s - 1, ns + 1e9] : [s, ns];
  };
  hrtime.bigint = () => BigInt(Math.floor(performance.now() * 1e6));
  const members = {
    title: 'node',
    arch: 'x64',
    platform: 'linux',
    pid: 1,
    ppid: 0,
    version: 'v24.0.0',
    exitCode: undefined,
    versions: freeze({ node: '24.0.0', v8: '13.6' }),
    release: freeze({ name: 'node' }),
    argv: ['node', '/workspace/main.js'],
    execArgv: [],
    execPath: '/usr/bin/node',
    config: freeze({}),
    features: freeze({}),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdin: freeze({ isTTY: false, fd: 0 }),
    cwd: () => '/workspace',
    chdir: () => {
      throw new NativeTypeError('process.chdir() is not available in this sandbox.');
    },
    uptime: () => (performance.now() - started) / 1000,
    hrtime,
    nextTick,
    emitWarning: (warning) => writeRaw('stderr', `Warning: ${warning?.message ?? warning}\n`),
    memoryUsage: Object.assign(() => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }), {
      rss: () => 0,
    }),
    exit: (code) => onExit(new ExitSignal(Number(code ?? process.exitCode ?? 0) | 0)),
    abort: () => onExit(new ExitSignal(134)),
    umask: () => 0o22,
    getuid: () => 1000,
    getgid: () => 1000,
  };
  for (const [name, value] of Object.entries(members)) {
    defineProperty(
      process,
      name,
      name === 'exitCode'
        ? { value, writable: true, enumerable: true }
        : { get: () => value, set: refuseKey(name), enumerable: true },
    );
  }
  defineProperty(process, 'env', { get: () => readOnlyEnv, set: refuse, enumerable: true });
  defineProperty(process, Symbol.toStringTag, { value: 'process' });
  return Object.seal(process);
}
