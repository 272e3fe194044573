// The globals of an isolate, in the order in which they need each other.
import { Buffer } from 'buffer';
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
import { TextDecoderStream, TextEncoderStream } from './text-streams.js';
import { URL, URLSearchParams } from './url.js';
import { Crypto, webcrypto } from './crypto.js';
import { CryptoKey, SubtleCrypto } from './crypto-subtle.js';

export function define(values, enumerable = false) {
  for (const [name, value] of Object.entries(values)) {
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
  URL,
  URLSearchParams,
  Buffer,
  Crypto,
  CryptoKey,
  SubtleCrypto,
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
  },
  true,
);
define({ global: globalThis });
delete globalThis.WebAssembly;
delete globalThis.SharedArrayBuffer;

const { fetch, FormData, Headers, Request, Response } = require('./fetch.js');
define({ fetch }, true);
define({ FormData, Headers, Request, Response });
