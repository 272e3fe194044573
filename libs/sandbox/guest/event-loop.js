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
    entry.handle = this;
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
    const entry = this.#entry;
    if (entry.cleared) return this;
    if (entry.active) remove(entry);
    else start(entry);
    insert(entry);
    return this;
  }
  get _destroyed() {
    return !this.#entry.active;
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
  if (entry.referenced) loop.referenced += 1;
  mapSet(byId, entry.id, entry);
}

function finish(entry) {
  if (!entry.active) return;
  entry.active = false;
  if (entry.referenced) loop.referenced -= 1;
  mapDelete(byId, entry.id);
}

function shown(value) {
  if (value === undefined || value === null) return `${value}`;
  if (typeof value === 'object') return `an instance of ${value.constructor?.name || 'Object'}`;
  return `type ${typeof value} (${typeof value === 'string' ? `'${value}'` : String(value)})`;
}
function needFunction(callback) {
  if (typeof callback === 'function') return;
  const message = `The "callback" argument must be of type function. Received ${shown(callback)}`;
  const error = new NativeTypeError(message);
  error.code = 'ERR_INVALID_ARG_TYPE';
  throw error;
}

function makeTimer(callback, delay, args, repeat) {
  needFunction(callback);
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
  needFunction(callback);
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
  entry.cleared = true;
  finish(entry);
  remove(entry);
}
export const clearTimeout = (handle) => clearTimer(handle);
export const clearInterval = (handle) => clearTimer(handle);
export const clearImmediate = (handle) => clearTimer(handle);

export function queueMicrotask(callback) {
  needFunction(callback);
  const context = asyncContext.current;
  promiseThen(resolved, () => guarded(callback, [], context));
}
const resolved = NativePromise.resolve();

export function nextTick(callback, ...args) {
  needFunction(callback);
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

function guarded(callback, args, context, self) {
  asyncContext.current = context;
  try {
    reflectApply(callback, self, args);
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

// How many immediates are left of the round that has begun: it ends before timers have their turn again.
let round = 0;

/** Runs the next due timer or immediate. */
export function runNext() {
  if (round === 0 && queue.length > 0 && queue[0].due <= now()) {
    const entry = arrayShift(queue);
    if (!entry.repeat) finish(entry);
    guarded(entry.callback, entry.args, entry.context, entry.handle);
    if (entry.repeat) {
      remove(entry);
      insert(entry);
    }
  } else {
    if (round === 0) round = immediates.length;
    while (round > 0) {
      round -= 1;
      const entry = arrayShift(immediates);
      if (!entry.active) continue;
      finish(entry);
      guarded(entry.callback, entry.args, entry.context, entry.handle);
      break;
    }
  }
  wake();
}

export const isIdle = () => loop.referenced === 0 && bridge.pending === 0;
