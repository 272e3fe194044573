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
    super(String(message), hasOptions && 'cause' in options ? { cause: options.cause } : undefined);
    this.#name = String(hasOptions ? (options.name ?? 'Error') : options);
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
for (const [name, code] of Object.entries(CODES)) {
  const key =
    name
      .replace(/Error$/, '')
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .toUpperCase() + '_ERR';
  for (const target of [DOMException, DOMException.prototype])
    Object.defineProperty(target, key, { value: code, enumerable: true });
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
    time: performance.now(),
  };
  constructor(type, options) {
    if (arguments.length === 0) throw new TypeError('The "type" argument must be specified');
    this.#type = String(type);
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
  get cancelBubble() {
    return this.#state.stopped;
  }
  set cancelBubble(value) {
    if (value) this.stopPropagation();
  }
  get isTrusted() {
    return false;
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

export class EventTarget {
  #listeners = new Map();
  addEventListener(type, callback, options) {
    if (arguments.length < 2) throw new TypeError('The "type" and "listener" arguments must be specified');
    if (callback === null || callback === undefined) return;
    if (typeof callback !== 'function' && typeof callback !== 'object')
      throw new TypeError('The "listener" argument must be an instance of EventListener.');
    const {
      capture = false,
      once = false,
      passive = false,
      signal,
    } = typeof options === 'object' && options !== null ? options : { capture: options };
    if (signal?.aborted) return;
    const key = String(type);
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
    const capture = Boolean(typeof options === 'object' && options !== null ? options.capture : options);
    const key = String(type);
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
    if (state.dispatching) throw new DOMException('The event is already being dispatched', 'InvalidStateError');
    Object.assign(state, { target: this, current: this, phase: 2, dispatching: true });
    for (const item of this.#listeners.get(event.type) ?? []) {
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
  static {
    abortSignal = (signal, reason) => signal.#abort(reason);
  }
  constructor(token) {
    if (token !== MAKE) throw new TypeError('Illegal constructor');
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
  #abort(reason = new DOMException('This operation was aborted', 'AbortError')) {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.dispatchEvent(new Event('abort'));
  }
  static abort(reason) {
    const signal = new AbortSignal(MAKE);
    signal.#abort(reason);
    return signal;
  }
  static timeout(ms) {
    const delay = Number(ms);
    if (!(delay >= 0)) throw new RangeError('The value of "delay" is out of range.');
    const signal = new AbortSignal(MAKE);
    setTimeout(
      () => signal.#abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      delay,
    ).unref();
    return signal;
  }
  static any(signals) {
    const result = new AbortSignal(MAKE);
    const list = [...signals];
    for (const signal of list)
      if (!(signal instanceof AbortSignal))
        throw new TypeError('The "signals" argument must be an array of AbortSignal.');
    const aborted = list.find((signal) => signal.aborted);
    if (aborted) {
      result.#abort(aborted.reason);
      return result;
    }
    for (const signal of list) signal.addEventListener('abort', () => result.#abort(signal.reason), { once: true });
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
