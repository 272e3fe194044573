// Timers, immediates and ticks with Node's order: one macrotask per entry, microtasks drained between them.
import { bridge, tell } from './bridge.js';
import {
  arrayPush,
  arrayShift,
  arraySplice,
  mapDelete,
  mapGet,
  mapSet,
  max,
  NativeMap,
  NativePromise,
  NativeTypeError,
  now,
  promiseThen,
  reflectApply,
  trunc,
} from './primordials.js';

const MAX_DELAY = 2 ** 31 - 1;
const queue = [];
const immediates = [];
const ticks = [];
const byId = new NativeMap();
let nextId = 1;
let sequence = 0;
let depth = 0;
let tickScheduled = false;

export const loop = { referenced: 0 };
/** What `AsyncLocalStorage` follows: a map, or undefined outside of any. */
export const asyncContext = { current: undefined };
let onUncaught = () => undefined;

export function setUncaughtHandler(handler) {
  onUncaught = handler;
}

class Timeout {
  #entry;
  constructor(entry) {
    this.#entry = entry;
  }
  ref() {
    setReferenced(this.#entry, true);
    return this;
  }
  unref() {
    setReferenced(this.#entry, false);
    return this;
  }
  hasRef() {
    return this.#entry.referenced;
  }
  refresh() {
    if (this.#entry.active) {
      remove(this.#entry);
      insert(this.#entry);
    }
    return this;
  }
  close() {
    clearTimer(this);
    return this;
  }
  [Symbol.toPrimitive]() {
    return this.#entry.id;
  }
  [Symbol.dispose]() {
    clearTimer(this);
  }
  static entryOf(value) {
    return #entry in value ? value.#entry : undefined;
  }
}
class Immediate extends Timeout {}

function setReferenced(entry, referenced) {
  if (entry.active && entry.referenced !== referenced) loop.referenced += referenced ? 1 : -1;
  entry.referenced = referenced;
}

function insert(entry) {
  entry.due = now() + entry.delay;
  entry.order = sequence++;
  let at = queue.length;
  while (at > 0 && queue[at - 1].due > entry.due) at -= 1;
  arraySplice(queue, at, 0, entry);
  if (at === 0) wake();
}

function remove(entry) {
  for (let i = 0; i < queue.length; i += 1) {
    if (queue[i] === entry) {
      arraySplice(queue, i, 1);
      return;
    }
  }
}

function wake() {
  if (immediates.length > 0) tell('wake', 0, '', '');
  else if (queue.length > 0) tell('wake', max(0, queue[0].due - now()), '', '');
}

function start(entry) {
  entry.active = true;
  loop.referenced += 1;
  mapSet(byId, entry.id, entry);
}

function finish(entry) {
  if (!entry.active) return;
  entry.active = false;
  if (entry.referenced) loop.referenced -= 1;
  mapDelete(byId, entry.id);
}

function makeTimer(callback, delay, args, repeat) {
  if (typeof callback !== 'function') {
    throw Object.assign(new NativeTypeError('The "callback" argument must be of type function.'), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  }
  let ms = trunc(+delay || 0);
  if (!(ms >= 1 && ms <= MAX_DELAY)) ms = 1;
  const entry = { id: nextId++, callback, args, delay: ms, repeat, referenced: true, active: false, due: 0, order: 0 };
  entry.context = asyncContext.current;
  start(entry);
  insert(entry);
  return new Timeout(entry);
}

export const setTimeout = (callback, delay, ...args) => makeTimer(callback, delay, args, false);
export const setInterval = (callback, delay, ...args) => makeTimer(callback, delay, args, true);
export function setImmediate(callback, ...args) {
  if (typeof callback !== 'function') {
    throw Object.assign(new NativeTypeError('The "callback" argument must be of type function.'), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  }
  const entry = { id: nextId++, callback, args, delay: 0, repeat: false, referenced: true, active: false };
  entry.context = asyncContext.current;
  start(entry);
  arrayPush(immediates, entry);
  if (immediates.length === 1) wake();
  return new Immediate(entry);
}

function clearTimer(handle) {
  const entry = typeof handle === 'object' && handle !== null ? Timeout.entryOf(handle) : mapGet(byId, +handle);
  if (entry === undefined) return;
  entry.repeat = false;
  finish(entry);
  remove(entry);
}
export const clearTimeout = (handle) => clearTimer(handle);
export const clearInterval = (handle) => clearTimer(handle);
export const clearImmediate = (handle) => clearTimer(handle);

export function queueMicrotask(callback) {
  if (typeof callback !== 'function') {
    throw Object.assign(new NativeTypeError('The "callback" argument must be of type function.'), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  }
  const context = asyncContext.current;
  promiseThen(resolved, () => guarded(callback, [], context));
}
const resolved = NativePromise.resolve();

export function nextTick(callback, ...args) {
  if (typeof callback !== 'function') throw new NativeTypeError('The "callback" argument must be of type function.');
  arrayPush(ticks, { callback, args, context: asyncContext.current });
  if (depth === 0 && !tickScheduled) {
    tickScheduled = true;
    promiseThen(resolved, () => {
      tickScheduled = false;
      drainTicks();
    });
  }
}

function drainTicks() {
  while (ticks.length > 0) {
    const { callback, args, context } = arrayShift(ticks);
    guarded(callback, args, context);
  }
}

function guarded(callback, args, context) {
  asyncContext.current = context;
  try {
    reflectApply(callback, undefined, args);
  } catch (error) {
    onUncaught(error);
  } finally {
    asyncContext.current = undefined;
  }
}

/** Runs `work` as one macrotask. */
export function macrotask(work) {
  depth += 1;
  asyncContext.current = undefined;
  try {
    work();
    drainTicks();
  } finally {
    depth -= 1;
  }
}

/** Runs the next due timer or immediate. */
export function runNext() {
  if (queue.length > 0 && queue[0].due <= now()) {
    const entry = arrayShift(queue);
    if (!entry.repeat) finish(entry);
    guarded(entry.callback, entry.args, entry.context);
    if (entry.repeat) insert(entry);
  } else {
    while (immediates.length > 0) {
      const entry = arrayShift(immediates);
      if (!entry.active) continue;
      finish(entry);
      guarded(entry.callback, entry.args, entry.context);
      break;
    }
  }
  wake();
}

export const isIdle = () => loop.referenced === 0 && bridge.pending === 0;
