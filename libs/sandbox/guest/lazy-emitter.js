// Event emitters that cost nothing until somebody listens: the methods are Node's own, loaded at the first use.
const METHODS = [
  'addListener',
  'emit',
  'eventNames',
  'getMaxListeners',
  'listenerCount',
  'listeners',
  'off',
  'on',
  'once',
  'prependListener',
  'prependOnceListener',
  'rawListeners',
  'removeAllListeners',
  'removeListener',
  'setMaxListeners',
];

/** What an emitter keeps about its listeners. */
export const emitterState = () => ({ _events: undefined, _eventsCount: 0, _maxListeners: undefined });

/** A prototype whose methods are those of `EventEmitter`, and whose prototype is `EventEmitter.prototype` from then on. */
export function lazyEmitter(load) {
  const prototype = {};
  for (const name of METHODS) {
    const value = function (...args) {
      const { prototype: real } = load('events');
      return Reflect.apply(real[name], this, args);
    };
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
  prototypes.push(prototype);
  return prototype;
}

const prototypes = [];

/** Makes `instanceof EventEmitter` true for lazy emitters, once the library has been loaded. */
export function linkEmitters(EventEmitter) {
  for (const prototype of prototypes.splice(0)) {
    for (const name of METHODS) delete prototype[name];
    Object.setPrototypeOf(prototype, EventEmitter.prototype);
  }
}
