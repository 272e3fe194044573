// Blob and File after the File API.
import { ReadableStream } from 'web-streams-polyfill';
import { decodeUtf8, encodeUtf8, TextDecoder } from './text-codec.js';

const CHUNK = 65536;
var partsOf;

function partBytes(part, endings) {
  if (part instanceof Blob) return partsOf(part);
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength).slice();
  if (part instanceof ArrayBuffer) return new Uint8Array(part).slice();
  const text = `${part}`;
  return encodeUtf8(endings === 'native' ? text.replace(/\r\n?/g, '\n') : text);
}

// A `long long` that is clamped.
const clamp = (value, otherwise) =>
  value === undefined ? otherwise : Math.min(Math.max(Math.round(Number(value)) || 0, -(2 ** 53)), 2 ** 53);

// An enumeration and dictionary of WebIDL: read in the order of their names, refused when of another type.
function readOptions(options) {
  if (options === undefined || options === null) return { endings: 'transparent', type: '' };
  if (typeof options !== 'object' && typeof options !== 'function')
    throw new TypeError('The "options" argument must be of type object.');
  const { endings = 'transparent' } = options;
  const ending = `${endings}`;
  if (ending !== 'transparent' && ending !== 'native') throw new TypeError(`'${ending}' is not a value of endings`);
  const { type = '' } = options;
  return { endings: ending, type };
}

export class Blob {
  #bytes;
  #type;
  static {
    partsOf = (blob) => blob.#bytes;
  }
  constructor(parts = [], options = {}) {
    if (
      (typeof parts !== 'object' && typeof parts !== 'function') ||
      parts === null ||
      typeof parts[Symbol.iterator] !== 'function'
    ) {
      throw new TypeError('The "sources" argument must be a sequence');
    }
    const sources = [...parts];
    const { endings, type } = readOptions(options);
    const list = sources.map((part) => partBytes(part, endings));
    this.#bytes = new Uint8Array(list.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of list) {
      this.#bytes.set(part, at);
      at += part.length;
    }
    const name = `${type}`;
    this.#type = /[^\x20-\x7e]/.test(name) ? '' : name.toLowerCase();
  }
  get size() {
    return this.#bytes.length;
  }
  get type() {
    return this.#type;
  }
  slice(start, end, type = '') {
    return new Blob([this.#bytes.slice(clamp(start, 0), clamp(end, this.#bytes.length))], { type });
  }
  async arrayBuffer() {
    return this.#bytes.slice().buffer;
  }
  async bytes() {
    return this.#bytes.slice();
  }
  async text() {
    return new TextDecoder().decode(this.#bytes);
  }
  stream() {
    const bytes = this.#bytes;
    let at = 0;
    return new ReadableStream({
      type: 'bytes',
      pull(controller) {
        if (at >= bytes.length) {
          controller.close();
          controller.byobRequest?.respond(0);
          return;
        }
        controller.enqueue(bytes.slice(at, at + CHUNK));
        at += CHUNK;
      },
    });
  }
  get [Symbol.toStringTag]() {
    return 'Blob';
  }
}
void decodeUtf8;

export class File extends Blob {
  #name;
  #lastModified;
  constructor(parts, name, options = {}) {
    if (arguments.length < 2) throw new TypeError('The "fileBits" and "fileName" arguments must be specified');
    super(parts, options);
    this.#name = `${name}`.toWellFormed();
    this.#lastModified =
      options?.lastModified === undefined ? Date.now() : Math.trunc(Number(options.lastModified)) || 0;
  }
  get name() {
    return this.#name;
  }
  get lastModified() {
    return this.#lastModified;
  }
  get webkitRelativePath() {
    return '';
  }
  get [Symbol.toStringTag]() {
    return 'File';
  }
}
