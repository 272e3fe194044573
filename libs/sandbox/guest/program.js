// One program: its arguments, its end, its result as text.
import { setBudget, tell } from './bridge.js';
import { inspect, linkConsole } from './console.js';
import { asyncContext, isIdle } from './event-loop.js';
import { isDenied } from './fetch.js';
import { consoleObject } from './console.js';
import { makeLocalRequire } from './local-modules.js';
import { makeModules } from './modules.js';
import {
  defineProperty,
  indirectEval,
  NativePromise,
  NativeSyntaxError,
  NativeTypeError,
  promiseThen,
  reflectApply,
  safeStringify,
  stringSlice,
  text,
} from './primordials.js';
import { ExitSignal, makeProcess } from './process.js';
import { defineLazyGlobals } from './lazy-globals.js';
import { changedFiles, hasChangedFiles, loadWorkspace } from './workspace.js';

const PREFIX = '(async function (exports, require, module, __filename, __dirname, ᐧimport, ᐧmeta, ᐧkeep) {';
let state = 'idle';
let process = null;
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
  if (state !== 'done') tell('done', 0, outcome(), '');
}

/** How the program ended, as JSON text. */
function outcome() {
  let code = 0;
  try {
    code = emitExit();
  } catch (caught) {
    failure ??= { reason: caught };
  }
  state = 'done';
  let result = null;
  let error = null;
  let denied = false;
  if (failure !== null) {
    const reason = failure.reason;
    if (reason instanceof ExitSignal) {
      if (reason.exitCode !== 0) error = `The program ended with process.exit(${reason.exitCode}).`;
    } else {
      error = stringSlice(describe(reason), 0, 100_000);
      denied = isDenied(reason);
    }
  } else if (code !== 0) {
    error = `The program ended with process.exitCode ${code}.`;
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
  return safeStringify({ result, resultChars, error, denied, files });
}

function listens(name) {
  return process !== null && process._eventsCount > 0 && process.listenerCount(name) > 0;
}

// As in Node: `exit` listeners run once, whatever ended the program, and may set its code or fail.
let exiting = false;
function emitExit() {
  if (exiting) return Number(process?.exitCode ?? 0) | 0;
  exiting = true;
  const reason = failure?.reason;
  const code =
    reason instanceof ExitSignal ? reason.exitCode : failure !== null ? 1 : Number(process?.exitCode ?? 0) | 0;
  if (!listens('exit')) return code;
  if (failure !== null) process.exitCode = code;
  try {
    process.emit('exit', code);
  } catch (error) {
    if (!(error instanceof ExitSignal)) failure = { reason: error };
  }
  return Number(process.exitCode ?? 0) | 0;
}

export function uncaught(reason, origin = 'uncaughtException') {
  if (state === 'done') return;
  if (!(reason instanceof ExitSignal) && !exiting && listens('uncaughtException')) {
    try {
      process.emit('uncaughtException', reason, origin);
      return;
    } catch (error) {
      reason = error;
    }
  }
  failure = { reason };
  finish();
}

/** A promise was rejected and nobody handled it: as in Node, that ends the program. */
export function unhandled({ message, stack }) {
  const error = new Error(message);
  error.stack = stack === null ? `Uncaught (in promise) ${message}` : stack;
  if (listens('unhandledRejection')) {
    try {
      process.emit('unhandledRejection', error, NativePromise.resolve());
    } catch (thrown) {
      uncaught(thrown);
    }
  } else uncaught(error, 'unhandledRejection');
}

let saidBeforeExit = false;

/** Ends the call once the program has ended and nothing is pending; `drained` says that no microtask is left. */
export function checkIdle(drained) {
  if (state !== 'settled' || !isIdle()) return -1;
  if (drained) {
    if (!saidBeforeExit && listens('beforeExit')) {
      saidBeforeExit = true;
      process.emit('beforeExit', Number(process.exitCode ?? 0) | 0);
      checkIdle(false);
    } else finish();
  } else if (!glanceComes) tell('settled', 0, '', '');
  return -1;
}

let glanceComes = false;

/** Whether it is certain, without running any of its code, that the program has ended well and with which result. */
function isPlainEnd() {
  if (failure !== null || process._eventsCount !== 0 || process.exitCode !== undefined || hasChangedFiles())
    return false;
  return (typeof value !== 'object' || value === null) && typeof value !== 'function';
}

/**
 * Looks at the program right behind its first entry, when no microtask is left. Tells its result when it has a plain
 * end; changes nothing, because the host may still have to report a rejection that nobody handled.
 */
export function glance() {
  glanceComes = false;
  if (state !== 'settled' || !isIdle()) return -1;
  const result = isPlainEnd() ? render(value) : undefined;
  if (result === undefined || (result !== null && result.length > resultLimit)) tell('settled', 0, '', '');
  else tell('glanced', result === null ? 0 : 1, result ?? '', '');
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

// Gives what was awaited behind a function that first brings the context back.
function keepContext(awaited) {
  const context = asyncContext.current;
  const back = (result) => () => {
    asyncContext.current = context;
    return result();
  };
  return promiseThen(
    NativePromise.resolve(awaited),
    (value) => back(() => value),
    (error) =>
      back(() => {
        throw error;
      }),
  );
}

let openProcess = () => undefined;
let require = () => undefined;

/** Everything of a program that is the same for each: done before one is there, so that none waits for it. */
export function prepareProgram(limits) {
  const modules = makeModules(() => process);
  const { load } = modules;
  ({ process, open: openProcess } = makeProcess(exit, load));
  linkConsole(process, modules.library);
  defineLazyGlobals(modules.library);
  defineProperty(globalThis, 'process', { get: () => process, set: refuse, enumerable: false, configurable: false });
  defineProperty(globalThis, 'console', { value: consoleObject, writable: true, configurable: true });
  require = makeLocalRequire(load)('/workspace');
  resultLimit = limits.resultChars;
  setBudget(limits);
  rehearse();
  setBudget(limits);
}

/** Runs a program of our own up to its result, which nobody hears: V8 compiles a function when it is first called. */
function rehearse() {
  runProgram({ source: 'return (1)', strict: false, judge: true, env: {}, files: [] });
  value = 1;
  state = 'settled';
  checkIdle(false);
  glance();
  outcome();
  state = 'idle';
  exiting = false;
}

export function runProgram({ source, strict, judge, env, files }) {
  value = undefined;
  glanceComes = true;
  openProcess(env);
  loadWorkspace(files);
  const module = { exports: {}, id: '.', filename: '/workspace/main.js', loaded: false };
  const head = strict ? `${PREFIX}'use strict';` : PREFIX;
  offset = head.length;
  state = 'running';
  let program;
  try {
    program = indirectEval(`${head}${source}\n})\n//# sourceURL=main.js`);
  } catch (error) {
    if (judge && error instanceof NativeSyntaxError) {
      state = 'idle';
      tell('unread', 0, '', '');
    } else uncaught(error);
    return;
  }
  const meta = { url: 'file:///workspace/main.js', dirname: '/workspace', filename: '/workspace/main.js' };
  const promise = reflectApply(program, strict ? undefined : module.exports, [
    module.exports,
    require,
    module,
    '/workspace/main.js',
    '/workspace',
    loadAsync(require),
    meta,
    keepContext,
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
    (error) => {
      uncaught(error);
      if (state === 'running') {
        state = 'settled';
        checkIdle(false);
      }
    },
  );
}
