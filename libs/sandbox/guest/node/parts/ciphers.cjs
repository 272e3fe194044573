'use strict';
// Ciphers and signatures of `node:crypto` as streams; the host computes.
const { askHost, fromBase64, toBase64 } = require('cloakroom/core');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const LazyTransform = require('internal/streams/lazy_transform');
const { StringDecoder } = require('string_decoder');
const { validateFunction, validateString } = require('internal/validators');
const { b64, buffer, bytesOf, keyFor, secretBytes, wire } = require('cloakroom/parts/keys');

const { ERR_CRYPTO_INVALID_STATE } = codes;
// Up to here each `update` answers at once, as Node's does; more is answered by `final`.
const EAGER_BYTES = 262_144;

class Cipher extends LazyTransform {
  #settings;
  #parts = [];
  #size = 0;
  #given = 0;
  #tag = null;
  #decoder = null;
  #isFinal = false;
  constructor(algorithm, key, iv, { options, decrypts }) {
    super(options);
    validateString(algorithm, 'cipher');
    if (askHost('crypto.cipherInfo', algorithm) === null)
      throw Object.assign(new Error('Unknown cipher'), { code: 'ERR_CRYPTO_UNKNOWN_CIPHER' });
    this.#settings = {
      algorithm,
      key: b64(secretBytes(key)),
      iv: iv === null || iv === undefined ? null : b64(iv, 'iv'),
      decrypts,
      aad: null,
      tag: null,
      authTagLength: options?.authTagLength ?? null,
      padding: true,
      plaintextLength: null,
    };
    this.#run(false);
  }
  #run(final) {
    const data = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#parts) {
      data.set(part, at);
      at += part.length;
    }
    const settings = final ? this.#settings : { ...this.#settings, aad: null, tag: null };
    const answer = askHost('crypto.cipher', { ...settings, data: toBase64(data), final });
    const out = fromBase64(answer.data);
    this.#tag = answer.tag;
    const fresh = out.subarray(this.#given);
    this.#given = out.length;
    return Buffer.from(fresh);
  }
  #shown(bytes, encoding, last) {
    if (!encoding || encoding === 'buffer') return bytes;
    this.#decoder ??= new StringDecoder(encoding);
    return last ? this.#decoder.end(bytes) : this.#decoder.write(bytes);
  }
  update(data, inputEncoding, outputEncoding) {
    if (this.#isFinal) throw new ERR_CRYPTO_INVALID_STATE('update');
    const bytes = Uint8Array.from(bytesOf(data, 'data', inputEncoding ?? 'utf8'));
    this.#parts.push(bytes);
    this.#size += bytes.length;
    return this.#shown(this.#size > EAGER_BYTES ? Buffer.alloc(0) : this.#run(false), outputEncoding, false);
  }
  final(outputEncoding) {
    if (this.#isFinal) throw new ERR_CRYPTO_INVALID_STATE('final');
    this.#isFinal = true;
    return this.#shown(this.#run(true), outputEncoding, true);
  }
  setAutoPadding(on = true) {
    this.#settings.padding = Boolean(on);
    return this;
  }
  setAAD(aad, options) {
    this.#settings.aad = b64(aad, 'aadbuf', options?.encoding);
    this.#settings.plaintextLength = options?.plaintextLength ?? null;
    return this;
  }
  getAuthTag() {
    if (!this.#isFinal || this.#tag === null) throw new ERR_CRYPTO_INVALID_STATE('getAuthTag');
    return buffer(this.#tag);
  }
  setAuthTag(tag, encoding) {
    this.#settings.tag = b64(tag, 'buffer', encoding);
    return this;
  }
  _transform(chunk, encoding, callback) {
    this.push(this.update(chunk, encoding));
    callback();
  }
  _flush(callback) {
    try {
      this.push(this.final());
      callback();
    } catch (error) {
      callback(error);
    }
  }
}
class Cipheriv extends Cipher {
  constructor(algorithm, key, ...[iv, options]) {
    super(algorithm, key, iv, { options, decrypts: false });
  }
}
class Decipheriv extends Cipher {
  constructor(algorithm, key, ...[iv, options]) {
    super(algorithm, key, iv, { options, decrypts: true });
  }
}

const signing = (as, hash, data, { key, signature = null }) =>
  askHost('crypto.sign', {
    hash: hash ?? null,
    key: wire(keyFor(as, key)),
    data: b64(data),
    signature: signature === null ? null : b64(signature, 'signature'),
    dsaEncoding: key?.dsaEncoding ?? null,
    padding: key?.padding ?? null,
    saltLength: key?.saltLength ?? null,
  });
const { Writable } = require('stream');
class Signing extends Writable {
  #parts = [];
  constructor(hash, options) {
    validateString(hash, 'algorithm');
    super(options);
    this.hash = hash;
  }
  update(data, encoding) {
    this.#parts.push(Buffer.from(bytesOf(data, 'data', encoding ?? 'utf8')));
    return this;
  }
  _write(chunk, encoding, callback) {
    this.update(chunk, encoding);
    callback();
  }
  get data() {
    return Buffer.concat(this.#parts);
  }
}
class Sign extends Signing {
  sign(key, encoding) {
    const out = buffer(signing('private', this.hash, this.data, { key }));
    return encoding && encoding !== 'buffer' ? out.toString(encoding) : out;
  }
}
class Verify extends Signing {
  verify(key, signature, encoding) {
    return signing('public', this.hash, this.data, { key, signature: bytesOf(signature, 'signature', encoding) });
  }
}
const later = (work, callback) => {
  if (callback === undefined) return work();
  validateFunction(callback, 'callback');
  let answer;
  try {
    answer = [null, work()];
  } catch (error) {
    answer = [error];
  }
  process.nextTick(callback, ...answer);
  return undefined;
};
const rsa = (what, as) => (key, data) =>
  buffer(
    askHost('crypto.rsa', {
      what,
      key: wire(keyFor(as, key)),
      data: b64(data, 'buffer'),
      padding: key?.padding ?? null,
      oaepHash: key?.oaepHash ?? null,
      oaepLabel: key?.oaepLabel === undefined ? null : b64(key.oaepLabel, 'key.oaepLabel'),
    }),
  );

module.exports = {
  Cipheriv,
  Decipheriv,
  Sign,
  Verify,
  createCipheriv: (...args) => new Cipheriv(...args),
  createDecipheriv: (...args) => new Decipheriv(...args),
  createSign: (hash, options) => new Sign(hash, options),
  createVerify: (hash, options) => new Verify(hash, options),
  later,
  privateDecrypt: rsa('privateDecrypt', 'private'),
  privateEncrypt: rsa('privateEncrypt', 'private'),
  publicDecrypt: rsa('publicDecrypt', 'public'),
  publicEncrypt: rsa('publicEncrypt', 'public'),
  sign: (hash, data, ...[key, callback]) => later(() => buffer(signing('private', hash, data, { key })), callback),
  verify: (hash, data, ...[key, signature, callback]) =>
    later(() => signing('public', hash, data, { key, signature }), callback),
};
