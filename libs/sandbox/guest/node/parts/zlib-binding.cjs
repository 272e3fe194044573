'use strict';
// The `zlib` binding of Node's library. The host's zlib works on whole inputs: what is written is kept until the end.
// Whoever decodes a stream reads before its end, so what can be decoded of the input so far is given then, too; the more
// has come, the more has to come before the next look, so that no byte is decoded often.
const { askHost, fromBase64, toBase64, nextTick } = require('cloakroom/core');
const { owner_symbol: owner } = require('internal/async_hooks').symbols;

const MODES = [
  'none',
  'deflate',
  'inflate',
  'gzip',
  'gunzip',
  'deflateRaw',
  'inflateRaw',
  'unzip',
  'brotliDecompress',
  'brotliCompress',
  'zstdCompress',
  'zstdDecompress',
];
const UNSET = 4294967295;
const DECODES = new Set([2, 4, 6, 7, 8, 11]);
const SYNC_FLUSH = 2;
const FLUSH_OF = { 8: 1, 11: 0 };
const ALWAYS_LOOKED_AT_BYTES = 65_536;
const paramsOf = (list) => [...list].flatMap((value, key) => (value === UNSET ? [] : [[key, value | 0]]));

class Handle {
  constructor(mode) {
    this.mode = mode;
    this.parts = [];
    this.size = 0;
    this.output = null;
    this.given = 0;
    this.junk = 0;
    this.looked = 0;
    this.early = null;
    this.options = {};
  }
  start(state, callback, options) {
    this.state = state;
    this.callback = callback;
    this.options = options;
  }
  input() {
    const input = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.parts) {
      input.set(part, at);
      at += part.length;
    }
    this.parts = [input];
    return input;
  }
  decode(input, flag) {
    const dictionary = this.options.dictionary;
    return askHost('zlib.run', {
      mode: MODES[this.mode],
      data: toBase64(input),
      options: {
        ...this.options,
        dictionary: dictionary === undefined ? null : base64Of(dictionary),
        finishFlush: flag,
      },
    });
  }
  run(flag) {
    const answer = this.decode(this.input(), flag);
    this.parts = [];
    if (answer.error !== null) {
      this.onerror(answer.error.message, answer.error.errno, answer.error.code);
      return false;
    }
    this.output = fromBase64(answer.data);
    this.junk = Math.max(0, this.size - answer.consumed);
    return true;
  }
  // What the input so far decodes to. A fault in it is told at the end, as the whole input has it.
  look() {
    if (this.size === this.looked) return;
    if (this.size > ALWAYS_LOOKED_AT_BYTES && this.size < this.looked * 1.125) return;
    this.looked = this.size;
    const answer = this.decode(this.input(), FLUSH_OF[this.mode] ?? SYNC_FLUSH);
    if (answer.error === null) this.early = fromBase64(answer.data);
  }
  step(...[flag, input, from, count, out, outFrom, outCount]) {
    if (this.output === null) {
      if (count > 0) this.parts.push(new Uint8Array(input.buffer, input.byteOffset + from, count).slice());
      this.size += count;
      if (flag === this[owner]._finishFlushFlag) {
        if (!this.run(flag)) return false;
      } else if (DECODES.has(this.mode)) this.look();
    }
    const decoded = this.output ?? this.early;
    const ready = decoded === null ? 0 : Math.min(outCount, decoded.length - this.given);
    if (ready > 0) out.set(decoded.subarray(this.given, this.given + ready), outFrom);
    this.given += ready;
    this.state[0] = outCount - ready;
    this.state[1] = this.output !== null && ready < outCount ? this.junk : 0;
    return true;
  }
  writeSync(...args) {
    this.step(...args);
  }
  write(...args) {
    nextTick(() => {
      if (this.step(...args)) this.callback.call(this);
    });
  }
  reset() {
    this.parts = [];
    this.size = this.given = this.junk = this.looked = 0;
    this.output = this.early = null;
  }
  params(level, strategy) {
    Object.assign(this.options, { level, strategy });
  }
  close() {
    this.reset();
  }
  getAsyncId() {
    return 0;
  }
}
const base64Of = (data) =>
  ArrayBuffer.isView(data)
    ? toBase64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    : toBase64(new Uint8Array(data));

class Zlib extends Handle {
  init(...[windowBits, level, memLevel, strategy, state, callback, dictionary]) {
    const decodes = [2, 4, 6, 7].includes(this.mode);
    this.start(state, callback, { windowBits, dictionary, ...(decodes ? {} : { level, memLevel, strategy }) });
  }
}
class Brotli extends Handle {
  init(...[params, state, callback, dictionary]) {
    this.start(state, callback, { params: paramsOf(params), dictionary });
  }
}
class Zstd extends Handle {
  init(...[params, , state, callback, dictionary]) {
    this.start(state, callback, { params: paramsOf(params), dictionary });
  }
}

module.exports = {
  Zlib,
  BrotliEncoder: Brotli,
  BrotliDecoder: Brotli,
  ZstdCompress: class extends Zstd {
    constructor() {
      super(10);
    }
  },
  ZstdDecompress: class extends Zstd {
    constructor() {
      super(11);
    }
  },
  crc32: (data, value) =>
    askHost('zlib.crc32', { data: base64Of(typeof data === 'string' ? new TextEncoder().encode(data) : data), value }),
};
