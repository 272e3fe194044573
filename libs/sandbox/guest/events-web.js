// DOMException, Event, EventTarget, AbortController and AbortSignal after the DOM standard.
import { nextTick, setTimeout } from './event-loop.js';

const CODES = {
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  WrongDocumentError: 4,
  InvalidCharacterError: 5,
  NoModificationAllowedError: 7,
  NotFoundError: 8,
  NotSupportedError: 9,
  InUseAttributeError: 10,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidModificationError: 13,
  NamespaceError: 14,
  InvalidAccessError: 15,
  TypeMismatchError: 17,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  URLMismatchError: 21,
  QuotaExceededError: 22,
  TimeoutError: 23,
  InvalidNodeTypeError: 24,
  DataCloneError: 25,
};

export class DOMException extends Error {
  #name;
  constructor(message = '', options = 'Error') {
    const hasOptions = typeof options === 'object' && options !== null;
    super(`${message}`, hasOptions && 'cause' in options ? { cause: options.cause } : undefined);
    this.#name = `${hasOptions ? (options.name ?? 'Error') : options}`;
  }
  get name() {
    return this.#name;
  }
  get code() {
    return CODES[this.#name] ?? 0;
  }
  get [Symbol.toStringTag]() {
    return 'DOMException';
  }
}
// Codes that no name has any more.
const UNUSED_CODES = { DOMSTRING_SIZE_ERR: 2, NO_DATA_ALLOWED_ERR: 6, VALIDATION_ERR: 16 };
const keyOf = (name) =>
  name === 'InUseAttributeError'
    ? 'INUSE_ATTRIBUTE_ERR'
    : name
        .replace(/Error$/, '')
        .replace(/([a-z])([A-Z])/g, '$1_$2')
        .toUpperCase() + '_ERR';
const CONSTANTS = {
  ...Object.fromEntries(Object.entries(CODES).map(([name, code]) => [keyOf(name), code])),
  ...UNUSED_CODES,
};
for (const [key, code] of Object.entries(CONSTANTS)) {
  for (const target of [DOMException, DOMException.prototype])
    Object.defineProperty(target, key, { value: code, enumerable: true });
}

const coded = (error, code) => Object.assign(error, { code });
function needDictionary(value, name) {
  if (value === undefined || value === null || typeof value === 'object' || typeof value === 'function') return;
  throw coded(new TypeError(`The "${name}" argument must be of type object.`), 'ERR_INVALID_ARG_TYPE');
}

export class Event {
  #type;
  #bubbles;
  #cancelable;
  #composed;
  static {
    stateOf = (event) => event.#state;
    isEvent = (value) => typeof value === 'object' && value !== null && #state in value;
  }
  #state = {
    target: null,
    current: null,
    phase: 0,
    stopped: false,
    stoppedNow: false,
    canceled: false,
    passive: false,
    dispatching: false,
    trusted: false,
    time: performance.now(),
  };
  constructor(type, options) {
    if (arguments.length === 0) throw new TypeError('The "type" argument must be specified');
    needDictionary(options, 'options');
    this.#type = `${type}`;
    this.#bubbles = Boolean(options?.bubbles);
    this.#cancelable = Boolean(options?.cancelable);
    this.#composed = Boolean(options?.composed);
  }
  get type() {
    return this.#type;
  }
  get bubbles() {
    return this.#bubbles;
  }
  get cancelable() {
    return this.#cancelable;
  }
  get composed() {
    return this.#composed;
  }
  get target() {
    return this.#state.target;
  }
  get srcElement() {
    return this.#state.target;
  }
  get currentTarget() {
    return this.#state.current;
  }
  get eventPhase() {
    return this.#state.phase;
  }
  get timeStamp() {
    return this.#state.time;
  }
  get defaultPrevented() {
    return this.#cancelable && this.#state.canceled;
  }
  get returnValue() {
    return !this.defaultPrevented;
  }
  set returnValue(value) {
    if (!value) this.preventDefault();
  }
  initEvent(type, bubbles = false, cancelable = false) {
    if (arguments.length === 0) throw new TypeError('The "type" argument must be specified');
    if (this.#state.dispatching) return;
    Object.assign(this.#state, { stopped: false, stoppedNow: false, canceled: false, target: null });
    this.#type = `${type}`;
    this.#bubbles = Boolean(bubbles);
    this.#cancelable = Boolean(cancelable);
  }
  get cancelBubble() {
    return this.#state.stopped;
  }
  set cancelBubble(value) {
    if (value) this.stopPropagation();
  }
  get isTrusted() {
    return this.#state.trusted;
  }
  preventDefault() {
    if (this.#cancelable && !this.#state.passive) this.#state.canceled = true;
  }
  stopPropagation() {
    this.#state.stopped = true;
  }
  stopImmediatePropagation() {
    this.#state.stopped = true;
    this.#state.stoppedNow = true;
  }
  composedPath() {
    return this.#state.dispatching ? [this.#state.current] : [];
  }
  get [Symbol.toStringTag]() {
    return 'Event';
  }
}
var stateOf, isEvent;
['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE'].forEach((key, value) => {
  for (const target of [Event, Event.prototype]) Object.defineProperty(target, key, { value, enumerable: true });
});

export class CustomEvent extends Event {
  #detail;
  constructor(type, options) {
    super(type, options);
    this.#detail = options?.detail ?? null;
  }
  get detail() {
    return this.#detail;
  }
  get [Symbol.toStringTag]() {
    return 'CustomEvent';
  }
}

// The event that trusted code is about to dispatch.
let trusted = null;

export class EventTarget {
  #listeners = new Map();
  addEventListener(type, callback, options) {
    if (arguments.length < 2) throw new TypeError('The "type" and "listener" arguments must be specified');
    if (callback !== null && callback !== undefined && typeof callback !== 'function' && typeof callback !== 'object')
      throw coded(
        new TypeError('The "listener" argument must be an instance of EventListener.'),
        'ERR_INVALID_ARG_TYPE',
      );
    const {
      capture = false,
      once = false,
      passive = false,
      signal,
    } = typeof options === 'object' && options !== null ? options : { capture: options };
    if (signal !== undefined && !(signal instanceof AbortSignal))
      throw coded(
        new TypeError('The "options.signal" property must be an instance of AbortSignal.'),
        'ERR_INVALID_ARG_TYPE',
      );
    if (callback === null || callback === undefined || signal?.aborted) return;
    const key = `${type}`;
    const list = this.#listeners.get(key) ?? [];
    if (list.some((item) => item.callback === callback && item.capture === Boolean(capture))) return;
    const item = {
      callback,
      capture: Boolean(capture),
      once: Boolean(once),
      passive: Boolean(passive),
      removed: false,
    };
    this.#listeners.set(key, [...list, item]);
    signal?.addEventListener('abort', () => this.removeEventListener(type, callback, { capture }), { once: true });
  }
  removeEventListener(type, callback, options) {
    if (arguments.length < 2) throw new TypeError('The "type" and "listener" arguments must be specified');
    const capture = Boolean(typeof options === 'object' && options !== null ? options.capture : options);
    const key = `${type}`;
    const list = this.#listeners.get(key) ?? [];
    this.#listeners.set(
      key,
      list.filter((item) => {
        const gone = item.callback === callback && item.capture === capture;
        if (gone) item.removed = true;
        return !gone;
      }),
    );
  }
  dispatchEvent(event) {
    if (!isEvent(event)) throw new TypeError('The "event" argument must be an instance of Event.');
    const state = stateOf(event);
    state.trusted = trusted === event;
    if (state.dispatching) throw new DOMException('The event is already being dispatched', 'InvalidStateError');
    Object.assign(state, { target: this, current: this, phase: 2, dispatching: true });
    for (const item of state.stopped ? [] : (this.#listeners.get(event.type) ?? [])) {
      if (item.removed) continue;
      if (item.once) this.removeEventListener(event.type, item.callback, item.capture);
      state.passive = item.passive;
      try {
        if (typeof item.callback === 'function') item.callback.call(this, event);
        else item.callback.handleEvent(event);
      } catch (error) {
        nextTick(() => {
          throw error;
        });
      }
      state.passive = false;
      if (state.stoppedNow) break;
    }
    Object.assign(state, { current: null, phase: 0, dispatching: false, stopped: false, stoppedNow: false });
    return !event.defaultPrevented;
  }
  get [Symbol.toStringTag]() {
    return 'EventTarget';
  }
}

/** Gives `prototype` an `on<type>` attribute. */
export function eventAttribute(prototype, type) {
  const handlers = new WeakMap();
  Object.defineProperty(prototype, `on${type}`, {
    configurable: true,
    enumerable: true,
    get() {
      return handlers.get(this)?.handler ?? null;
    },
    set(handler) {
      let slot = handlers.get(this);
      if (slot === undefined) {
        slot = { handler: null };
        handlers.set(this, slot);
        this.addEventListener(type, (event) => slot.handler?.call(this, event));
      }
      slot.handler = typeof handler === 'function' ? handler : null;
    },
  });
}

const MAKE = Symbol('make');
var abortSignal;
export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason;
  #sources = null;
  #dependents = new Set();
  static {
    abortSignal = (signal, reason) => signal.#abort(reason);
  }
  constructor(token) {
    if (token !== MAKE) throw coded(new TypeError('Illegal constructor'), 'ERR_ILLEGAL_CONSTRUCTOR');
    super();
  }
  get aborted() {
    return this.#aborted;
  }
  get reason() {
    return this.#reason;
  }
  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }
  #mark(reason) {
    if (this.#aborted) return false;
    this.#aborted = true;
    this.#reason = reason;
    return true;
  }
  #announce() {
    trusted = new Event('abort');
    this.dispatchEvent(trusted);
    trusted = null;
  }
  // All signals that depend on this one are aborted before the first listener runs.
  #abort(reason = new DOMException('This operation was aborted', 'AbortError')) {
    if (!this.#mark(reason)) return;
    const followers = [...this.#dependents].filter((signal) => signal.#mark(reason));
    this.#dependents.clear();
    this.#announce();
    for (const signal of followers) signal.#announce();
  }
  static abort(reason) {
    const signal = new AbortSignal(MAKE);
    signal.#mark(reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason);
    return signal;
  }
  static timeout(delay) {
    if (typeof delay !== 'number')
      throw coded(new TypeError('The "delay" argument must be of type number.'), 'ERR_INVALID_ARG_TYPE');
    if (!Number.isInteger(delay) || delay < 0 || delay > Number.MAX_SAFE_INTEGER)
      throw coded(new RangeError(`The value of "delay" is out of range. Received ${delay}`), 'ERR_OUT_OF_RANGE');
    const signal = new AbortSignal(MAKE);
    setTimeout(
      () => signal.#abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      delay,
    ).unref();
    return signal;
  }
  static any(signals) {
    const list = [...signals];
    for (const signal of list)
      if (!(typeof signal === 'object' && signal !== null && #aborted in signal))
        throw coded(new TypeError('The "signals" argument must be an array of AbortSignal.'), 'ERR_INVALID_ARG_TYPE');
    const result = new AbortSignal(MAKE);
    const aborted = list.find((signal) => signal.#aborted);
    if (aborted) {
      result.#mark(aborted.#reason);
      return result;
    }
    result.#sources = new Set(list.flatMap((signal) => [...(signal.#sources ?? [signal])]));
    for (const source of result.#sources) source.#dependents.add(result);
    return result;
  }
  get [Symbol.toStringTag]() {
    return 'AbortSignal';
  }
}
eventAttribute(AbortSignal.prototype, 'abort');

export class AbortController {
  #signal = new AbortSignal(MAKE);
  get signal() {
    return this.#signal;
  }
  abort(reason) {
    abortSignal(this.#signal, reason);
  }
  get [Symbol.toStringTag]() {
    return 'AbortController';
  }
}
