// One program: its arguments, its end, its result as text.
import { setBudget, tell } from './bridge.js';
import { inspect } from './console.js';
import { isIdle } from './event-loop.js';
import { isDenied } from './fetch.js';
import { consoleObject } from './console.js';
import { makeModules } from './modules.js';
import {
  defineProperty,
  indirectEval,
  NativePromise,
  NativeTypeError,
  promiseThen,
  reflectApply,
  safeStringify,
  stringSlice,
  text,
} from './primordials.js';
import { ExitSignal, makeProcess } from './process.js';
import { changedFiles, loadWorkspace } from './workspace.js';

const PREFIX = '(async function (exports, require, module, __filename, __dirname, ᐧimport, ᐧmeta) {';
let state = 'idle';
let value;
let failure = null;

function stackOf(error) {
  const lines = [];
  const raw = text(error.stack ?? '');
  for (const line of raw.split('\n')) {
    if (/^\s+at /.test(line) && !/main\.js:\d+/.test(line)) continue;
    if (/^\s+at async? ?.*cloakroom:guest/.test(line)) continue;
    lines.push(
      line
        .replace(/main\.js:1:(\d+)/g, (_, column) => `main.js:1:${Math.max(1, Number(column) - offset)}`)
        .replace(/eval at \w+ \(cloakroom:guest[^)]*\), /, ''),
    );
  }
  return lines.join('\n');
}
let offset = 0;
let resultLimit = 0;
// Beyond this a string is not even flattened to keep its beginning: that would need as much memory again.
const MAX_FLAT_CHARS = 32_000_000;

function describe(error) {
  try {
    if (error instanceof Error) {
      const lines = [stackOf(error) || `${text(error.name)}: ${text(error.message)}`];
      const { cause } = error;
      if (cause !== undefined)
        lines.push(
          `  [cause]: ${cause instanceof Error ? `${text(cause.name)}: ${text(cause.message)}` : inspect(cause)}`,
        );
      return lines.join('\n');
    }
    return `Uncaught ${inspect(error)}`;
  } catch {
    return 'Uncaught error that cannot be shown: reading its own properties failed.';
  }
}

function render(result) {
  if (result === undefined || result === null) return null;
  if (typeof result === 'string') return result;
  return inspect(result);
}

function finish() {
  if (state === 'done') return;
  state = 'done';
  let result = null;
  let error = null;
  let denied = false;
  if (failure !== null) {
    const reason = failure.reason;
    if (reason instanceof ExitSignal) {
      if (reason.exitCode !== 0) error = `The program ended with process.exit(${reason.exitCode}).`;
    } else {
      error = describe(reason).slice(0, 100_000);
      denied = isDenied(reason);
    }
  } else {
    try {
      result = render(value);
    } catch (caught) {
      error = describe(caught);
    }
  }
  const resultChars = result === null ? 0 : result.length;
  if (resultChars > MAX_FLAT_CHARS) result = '';
  else if (resultChars > resultLimit) result = stringSlice(result, 0, resultLimit);
  let files;
  try {
    files = changedFiles();
  } catch {
    files = [];
  }
  tell('done', 0, safeStringify({ result, resultChars, error, denied, files }), '');
}

export function uncaught(reason) {
  if (state === 'done') return;
  failure = { reason };
  finish();
}

/** A promise was rejected and nobody handled it: as in Node, that ends the program. */
export function unhandled({ message, stack }) {
  const error = new Error(message);
  error.stack = stack === null ? `Uncaught (in promise) ${message}` : stack;
  uncaught(error);
}

/** Ends the call once the program has ended and nothing is pending; `drained` says that no microtask is left. */
export function checkIdle(drained) {
  if (state !== 'settled' || !isIdle()) return -1;
  if (drained) finish();
  else tell('settled', 0, '', '');
  return -1;
}

function exit(signal) {
  uncaught(signal);
  throw signal;
}

function refuse() {
  throw new NativeTypeError('process is read-only in this sandbox.');
}

function loadAsync(load) {
  return (request) =>
    new NativePromise((resolve) => {
      const found = load(text(request));
      resolve({ __proto__: null, ...found, default: found, [Symbol.toStringTag]: 'Module' });
    });
}

export function runProgram({ source, strict, env, files, limits }) {
  resultLimit = limits.resultChars;
  setBudget(limits);
  const process = makeProcess(env, exit);
  defineProperty(globalThis, 'process', { get: () => process, set: refuse, enumerable: false, configurable: false });
  defineProperty(globalThis, 'console', { value: consoleObject, writable: true, configurable: true });
  loadWorkspace(files);
  const { load } = makeModules(process);
  const require = (name) => load(name);
  require.resolve = (name) => {
    load(name);
    return name;
  };
  require.cache = {};
  require.main = undefined;
  const module = { exports: {}, id: '.', filename: '/workspace/main.js', loaded: false };
  const head = strict ? `${PREFIX}'use strict';` : PREFIX;
  offset = head.length;
  state = 'running';
  let program;
  try {
    program = indirectEval(`${head}${source}\n})\n//# sourceURL=main.js`);
  } catch (error) {
    uncaught(error);
    return;
  }
  const meta = { url: 'file:///workspace/main.js', dirname: '/workspace', filename: '/workspace/main.js' };
  const promise = reflectApply(program, strict ? undefined : module.exports, [
    module.exports,
    require,
    module,
    '/workspace/main.js',
    '/workspace',
    loadAsync(load),
    meta,
  ]);
  promiseThen(
    promise,
    (result) => {
      value = result === undefined && 'default' in module.exports ? module.exports.default : result;
      if (state === 'running') {
        state = 'settled';
        checkIdle(false);
      }
    },
    uncaught,
  );
}
