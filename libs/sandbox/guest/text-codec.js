// TextEncoder and TextDecoder. UTF-8 uses V8's own converters; other encodings are the host's ICU.
import { askHost } from './bridge.js';
import { fromBase64, toBase64 } from './primordials.js';

const CHUNK = 8192;

function binary(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode.apply(null, bytes.subarray(i, i + CHUNK));
  return text;
}

export function encodeUtf8(value) {
  const text = `${value}`.toWellFormed();
  const raw = unescape(encodeURIComponent(text));
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

export function decodeUtf8(bytes) {
  return askHost('text.decode', { label: 'utf-8', data: toBase64(bytes), fatal: false, ignoreBOM: true });
}

export const bytesOf = (source) => {
  if (source === undefined) return new Uint8Array(0);
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (source instanceof ArrayBuffer || source instanceof SharedArrayBuffer) return new Uint8Array(source);
  const error = new TypeError('The "input" argument must be an instance of ArrayBuffer or ArrayBufferView.');
  error.code = 'ERR_INVALID_ARG_TYPE';
  throw error;
};

export class TextEncoder {
  get encoding() {
    return 'utf-8';
  }
  encode(input = '') {
    return encodeUtf8(input);
  }
  encodeInto(source, destination) {
    let read = 0;
    let written = 0;
    for (const point of `${source}`) {
      const bytes = encodeUtf8(point);
      if (written + bytes.length > destination.length) break;
      destination.set(bytes, written);
      written += bytes.length;
      read += point.length;
    }
    return { read, written };
  }
  get [Symbol.toStringTag]() {
    return 'TextEncoder';
  }
}

// Bytes at the end of a chunk that begin a UTF-8 character which the next chunk completes.
function incompleteTail(bytes) {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0xc2 && byte <= 0xf4) {
      const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      if (need <= back) return 0;
      const second = back > 1 ? bytes[bytes.length - back + 1] : 0x80;
      const low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
      const high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
      return back > 1 && (second < low || second > high) ? 0 : back;
    }
    if ((byte & 0xc0) !== 0x80) return 0;
  }
  return 0;
}

function tailOf(encoding, bytes) {
  if (encoding === 'utf-8') return incompleteTail(bytes);
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const odd = bytes.length % 2;
    const at = bytes.length - odd - 2;
    const lead = at >= 0 && (bytes[encoding === 'utf-16le' ? at + 1 : at] & 0xfc) === 0xd8;
    return odd + (lead ? 2 : 0);
  }
  return 0;
}

const isSingleByte = (encoding) => /^(?:windows-|iso-8859|koi8|ibm|mac|x-mac|x-user)/.test(encoding);
const invalid = (encoding) =>
  Object.assign(new TypeError(`The encoded data was not valid for encoding ${encoding}`), {
    code: 'ERR_ENCODING_INVALID_ENCODED_DATA',
  });

export class TextDecoder {
  #encoding;
  #fatal;
  #ignoreBOM;
  #held = new Uint8Array(0);
  #started = false;
  constructor(label = 'utf-8', options = {}) {
    const { fatal = false, ignoreBOM = false } = options ?? {};
    const name = `${label}`.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '').toLowerCase();
    try {
      this.#encoding = name === 'utf-8' || name === 'utf8' ? 'utf-8' : askHost('text.encoding', name);
    } catch {
      const error = new RangeError(`The "${String(label)}" encoding is not supported`);
      error.code = 'ERR_ENCODING_NOT_SUPPORTED';
      throw error;
    }
    this.#fatal = Boolean(fatal);
    this.#ignoreBOM = Boolean(ignoreBOM);
  }
  get encoding() {
    return this.#encoding;
  }
  get fatal() {
    return this.#fatal;
  }
  get ignoreBOM() {
    return this.#ignoreBOM;
  }
  decode(input, options) {
    const stream = Boolean(options?.stream);
    let bytes = bytesOf(input);
    if (this.#held.length > 0) {
      const joined = new Uint8Array(this.#held.length + bytes.length);
      joined.set(this.#held);
      joined.set(bytes, this.#held.length);
      bytes = joined;
    }
    if (stream && !/^utf-/.test(this.#encoding) && !isSingleByte(this.#encoding)) return this.#streamed(bytes);
    const tail = stream ? tailOf(this.#encoding, bytes) : 0;
    this.#held = bytes.slice(bytes.length - tail);
    const whole = bytes.subarray(0, bytes.length - tail);
    const skipBom = !this.#started && !this.#ignoreBOM;
    if (whole.length > 0) this.#started = stream;
    if (!stream) this.#started = false;
    return this.#convert(whole, skipBom);
  }
  // The host says how many bytes at the end begin a character.
  #streamed(bytes) {
    try {
      const { text, held } = askHost('text.decodePart', {
        label: this.#encoding,
        data: toBase64(bytes),
        fatal: this.#fatal,
      });
      this.#held = bytes.slice(bytes.length - held);
      return text;
    } catch {
      throw invalid(this.#encoding);
    }
  }
  #convert(bytes, skipBom) {
    if (this.#encoding === 'utf-8') {
      const raw = binary(bytes);
      if (!/[\x80-\xff]/.test(raw)) return raw;
    }
    try {
      return askHost('text.decode', {
        label: this.#encoding,
        data: toBase64(bytes),
        fatal: this.#fatal,
        ignoreBOM: !skipBom,
      });
    } catch {
      throw invalid(this.#encoding);
    }
  }
  get [Symbol.toStringTag]() {
    return 'TextDecoder';
  }
}

export function atob(input) {
  if (arguments.length === 0) throw new TypeError('The "input" argument must be specified');
  const text = `${input}`.replace(/[\t\n\f\r ]/g, '');
  let bytes;
  try {
    bytes = fromBase64(text, { lastChunkHandling: 'loose' });
  } catch {
    throw new DOMException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
  }
  return binary(bytes);
}

export function btoa(input) {
  if (arguments.length === 0) throw new TypeError('The "input" argument must be specified');
  const text = `${input}`;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 255) throw new DOMException('Invalid character', 'InvalidCharacterError');
    bytes[i] = code;
  }
  return toBase64(bytes);
}
