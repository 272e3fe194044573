// CompressionStream and DecompressionStream after the Compression standard.
import { TransformStream } from 'web-streams-polyfill';

const FORMATS = {
  deflate: ['createDeflate', 'createInflate'],
  'deflate-raw': ['createDeflateRaw', 'createInflateRaw'],
  gzip: ['createGzip', 'createGunzip'],
  brotli: ['createBrotliCompress', 'createBrotliDecompress'],
};
let load = () => undefined;

export function setZlibLoader(loader) {
  load = loader;
}

function bytesOf(chunk) {
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new TypeError('The chunk must be an ArrayBuffer or a view of one');
}

function makePair(format, direction) {
  const name = String(format);
  if (!Object.hasOwn(FORMATS, name)) throw new TypeError(`Unsupported compression format: '${name}'`);
  const engine = load()[FORMATS[name][direction]]({ rejectGarbageAfterEnd: true });
  let size = 0;
  return new TransformStream({
    start(controller) {
      engine.on('data', (chunk) => controller.enqueue(new Uint8Array(chunk)));
      engine.on('error', () => undefined);
    },
    transform(chunk) {
      const bytes = bytesOf(chunk);
      size += bytes.length;
      return new Promise((resolve, reject) => {
        engine.write(bytes, (error) => (error ? reject(new TypeError(error.message, { cause: error })) : resolve()));
      });
    },
    flush() {
      if (direction === 1 && size === 0) throw new TypeError('The compressed data was not complete');
      return new Promise((resolve, reject) => {
        engine.once('error', (error) => reject(new TypeError(error.message, { cause: error })));
        engine.once('end', resolve);
        engine.end();
      });
    },
  });
}

export class CompressionStream {
  #pair;
  constructor(format) {
    if (arguments.length === 0) throw new TypeError('The "format" argument must be specified');
    this.#pair = makePair(format, 0);
  }
  get readable() {
    return this.#pair.readable;
  }
  get writable() {
    return this.#pair.writable;
  }
  get [Symbol.toStringTag]() {
    return 'CompressionStream';
  }
}

export class DecompressionStream {
  #pair;
  constructor(format) {
    if (arguments.length === 0) throw new TypeError('The "format" argument must be specified');
    this.#pair = makePair(format, 1);
  }
  get readable() {
    return this.#pair.readable;
  }
  get writable() {
    return this.#pair.writable;
  }
  get [Symbol.toStringTag]() {
    return 'DecompressionStream';
  }
}
