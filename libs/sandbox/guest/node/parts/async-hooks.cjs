'use strict';
// `async_hooks`: contexts that follow timers, ticks, promise callbacks and, in programs that name AsyncLocalStorage,
// `await`. V8's own hooks are not to be had inside an isolate.
const { asyncContext } = require('cloakroom/core');
const { codes } = require('internal/errors');
const { validateFunction, validateString } = require('internal/validators');

function within(context, work) {
  const outer = asyncContext.current;
  asyncContext.current = context;
  try {
    return work();
  } finally {
    asyncContext.current = outer;
  }
}
const nativeThen = Promise.prototype.then;
const follow = (callback, context) =>
  typeof callback === 'function' ? (value) => within(context, () => callback(value)) : callback;
Object.defineProperty(Promise.prototype, 'then', {
  value: {
    then(onFulfilled, onRejected) {
      const context = asyncContext.current;
      return nativeThen.call(this, follow(onFulfilled, context), follow(onRejected, context));
    },
  }.then,
  writable: true,
  configurable: true,
});

class AsyncLocalStorage {
  #default;
  #name;
  #enabled = true;
  constructor({ defaultValue, name = '' } = {}) {
    this.#default = defaultValue;
    this.#name = String(name);
  }
  get name() {
    return this.#name;
  }
  static bind(work) {
    return AsyncResource.bind(work);
  }
  static snapshot() {
    const context = asyncContext.current;
    return (work, ...args) => within(context, () => work(...args));
  }
  #with(store) {
    return new Map(asyncContext.current ?? []).set(this, store);
  }
  getStore() {
    const context = asyncContext.current;
    return this.#enabled && context?.has(this) ? context.get(this) : this.#default;
  }
  run(store, work, ...args) {
    this.#enabled = true;
    return within(this.#with(store), () => Reflect.apply(work, null, args));
  }
  exit(work, ...args) {
    return this.run(undefined, work, ...args);
  }
  enterWith(store) {
    this.#enabled = true;
    asyncContext.current = this.#with(store);
  }
  disable() {
    this.#enabled = false;
  }
}

let ids = 1;
class AsyncResource {
  #context = asyncContext.current;
  #id = (ids += 1);
  constructor(type, options) {
    validateString(type, 'type');
    const trigger = typeof options === 'number' ? options : (options?.triggerAsyncId ?? 1);
    if (!Number.isSafeInteger(trigger) || trigger < -1) throw new codes.ERR_INVALID_ASYNC_ID('triggerAsyncId', trigger);
  }
  runInAsyncScope(work, self, ...args) {
    return within(this.#context, () => Reflect.apply(work, self, args));
  }
  bind(work, self) {
    validateFunction(work, 'fn');
    const resource = this;
    const bound =
      self === undefined
        ? function (...args) {
            return resource.runInAsyncScope(work, this, ...args);
          }
        : (...args) => resource.runInAsyncScope(work, self, ...args);
    return Object.defineProperty(bound, 'length', { value: work.length, configurable: true });
  }
  static bind(work, type, self) {
    return new AsyncResource(type || work.name || 'bound-anonymous-fn').bind(work, self);
  }
  emitDestroy() {
    return this;
  }
  asyncId() {
    return this.#id;
  }
  triggerAsyncId() {
    return 1;
  }
}

const hook = { enable: () => hook, disable: () => hook };
module.exports = {
  AsyncLocalStorage,
  AsyncResource,
  createHook: () => hook,
  executionAsyncId: () => 1,
  executionAsyncResource: () => ({}),
  triggerAsyncId: () => 0,
  asyncWrapProviders: Object.freeze({ __proto__: null }),
};
