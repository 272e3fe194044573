'use strict';
// What bundled libraries ask of Node and never use inside an isolate.
class Nothing {}
module.exports = {
  Transform: Nothing,
  Readable: Nothing,
  IncomingMessage: Nothing,
  isDisturbed: (stream) => Boolean(stream && stream._disturbed),
  isErrored: (stream) => Boolean(stream && stream._state === 'errored'),
  isDestroyed: () => false,
  markAsUncloneable() {},
  isIP: () => 0,
  stringify: () => '',
  addAbortListener(signal, listener) {
    signal.addEventListener('abort', listener, { once: true });
    return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) };
  },
  EventEmitter: class EventEmitter {},
  performance: globalThis.performance,
  randomInt: (max) => Math.floor(Math.random() * max),
};
