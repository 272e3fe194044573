// The globals of an isolate, in the order in which they need each other.
import { nodeVersion } from 'cloakroom:library';
import * as streams from 'web-streams-polyfill';
import { AbortController, AbortSignal, CustomEvent, DOMException, Event, EventTarget } from './events-web.js';
import { Blob, File } from './blob.js';
import {
  clearImmediate,
  clearInterval,
  clearTimeout,
  queueMicrotask,
  setImmediate,
  setInterval,
  setTimeout,
} from './event-loop.js';
import { atob, btoa, TextDecoder, TextEncoder } from './text-codec.js';
import { structuredClone } from './structured-clone.js';
import { CompressionStream, DecompressionStream } from './compression-streams.js';
import { TextDecoderStream, TextEncoderStream } from './text-streams.js';
import { inspect } from './console.js';
import { Crypto, webcrypto } from './crypto.js';
import { Performance, PerformanceEntry, PerformanceMark, PerformanceMeasure } from './performance.js';
import { MessageChannel, MessageEvent, MessagePort } from './message-channel.js';
import { URLPattern } from './url-pattern.js';
import { finishInterface } from './web-idl.js';
import { WatchedProxy } from './proxies.js';
import { CryptoKey, SubtleCrypto } from './crypto-subtle.js';

export function define(values, enumerable = false) {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'function' && value.prototype !== undefined && value.name !== name) {
      Object.defineProperty(value, 'name', { value: name, configurable: true });
    }
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable });
  }
}

const {
  ReadableStream,
  ReadableStreamDefaultReader,
  ReadableStreamBYOBReader,
  ReadableStreamDefaultController,
  ReadableByteStreamController,
  ReadableStreamBYOBRequest,
  WritableStream,
  WritableStreamDefaultWriter,
  WritableStreamDefaultController,
  TransformStream,
  TransformStreamDefaultController,
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
} = streams;

define({
  ReadableStream,
  ReadableStreamDefaultReader,
  ReadableStreamBYOBReader,
  ReadableStreamDefaultController,
  ReadableByteStreamController,
  ReadableStreamBYOBRequest,
  WritableStream,
  WritableStreamDefaultWriter,
  WritableStreamDefaultController,
  TransformStream,
  TransformStreamDefaultController,
  ByteLengthQueuingStrategy,
  CountQueuingStrategy,
  TextEncoderStream,
  TextDecoderStream,
  CompressionStream,
  DecompressionStream,
  TextEncoder,
  TextDecoder,
  Event,
  CustomEvent,
  EventTarget,
  DOMException,
  AbortController,
  AbortSignal,
  Blob,
  File,
  Crypto,
  CryptoKey,
  SubtleCrypto,
  Performance,
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  MessageChannel,
  MessageEvent,
  MessagePort,
  URLPattern,
});
for (const Type of [
  Event,
  CustomEvent,
  EventTarget,
  DOMException,
  AbortController,
  AbortSignal,
  Blob,
  File,
  TextEncoder,
  TextDecoder,
  TextEncoderStream,
  TextDecoderStream,
  CompressionStream,
  DecompressionStream,
  Crypto,
  CryptoKey,
  SubtleCrypto,
  Performance,
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  MessageChannel,
  MessageEvent,
  MessagePort,
  URLPattern,
])
  finishInterface(Type);
const navigator = Object.freeze({
  hardwareConcurrency: 1,
  language: 'en-US',
  languages: Object.freeze(['en-US']),
  platform: 'linux',
  userAgent: `Node.js/${nodeVersion.slice(1).split('.')[0]}`,
});
define(
  {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout,
    clearInterval,
    clearImmediate,
    queueMicrotask,
    structuredClone,
    atob,
    btoa,
    crypto: webcrypto,
    navigator,
  },
  true,
);
define({ global: globalThis, Proxy: WatchedProxy });
delete globalThis.WebAssembly;
delete globalThis.SharedArrayBuffer;

const { fetch, FormData, Headers, Request, Response } = require('./fetch.js');
define({ fetch }, true);
const custom = Symbol.for('nodejs.util.inspect.custom');
function shownAs(Type, look) {
  Object.defineProperty(Type.prototype, custom, {
    value(_depth, options) {
      return `${this.constructor.name} ${inspect(look(this), options)}`;
    },
    configurable: true,
    writable: true,
  });
}
shownAs(Blob, ({ size, type }) => ({ size, type }));
shownAs(File, ({ size, type, name, lastModified }) => ({ size, type, name, lastModified }));
shownAs(ReadableStream, (stream) => ({
  locked: stream.locked,
  state: stream._state,
  supportsBYOB: stream._readableStreamController instanceof ReadableByteStreamController,
}));
shownAs(WritableStream, (stream) => ({ locked: stream.locked, state: stream._state }));
shownAs(TransformStream, ({ readable, writable }) => ({ readable, writable }));
shownAs(AbortSignal, ({ aborted }) => ({ aborted }));
shownAs(AbortController, ({ signal }) => ({ signal }));
shownAs(Event, (event) => ({
  type: event.type,
  defaultPrevented: event.defaultPrevented,
  cancelable: event.cancelable,
  timeStamp: event.timeStamp,
}));
shownAs(TextDecoder, ({ encoding, fatal, ignoreBOM }) => ({ encoding, fatal, ignoreBOM }));

define({ FormData, Headers, Request, Response });
