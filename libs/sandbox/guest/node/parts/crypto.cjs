'use strict';
// `node:crypto` for programs: hashes, keys, ciphers and signatures, with Node's own checks of arguments.
const { askHost, baseCrypto } = require('cloakroom/core');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { inherits } = require('util');
const LazyTransform = require('internal/streams/lazy_transform');
const {
  validateInteger,
  validateNumber,
  validateString,
  validateFunction,
  validateUint32,
} = require('internal/validators');
const ciphers = require('cloakroom/parts/ciphers');
const keys = require('cloakroom/parts/keys');
const { later, ...cipherExports } = ciphers;
const { b64, buffer, bytesOf, secretBytes } = keys;

const { ERR_CRYPTO_HASH_FINALIZED, ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE } = codes;
const shown = (bytes, encoding) => (encoding && encoding !== 'buffer' ? bytes.toString(encoding) : bytes);

function digestClass(name, { prepare, finish }) {
  const Digest = {
    [name]: function (...args) {
      if (!new.target) return new Digest(...args);
      this.state = prepare(...args);
      this.parts = [];
      Reflect.apply(LazyTransform, this, [args.at(-1)]);
      for (const key of ['state', 'parts']) Object.defineProperty(this, key, { enumerable: false });
      return this;
    },
  }[name];
  inherits(Digest, LazyTransform);
  Object.setPrototypeOf(Digest, LazyTransform);
  Object.assign(Digest.prototype, {
    update(data, encoding) {
      if (this.parts === null) throw new ERR_CRYPTO_HASH_FINALIZED();
      if (typeof data !== 'string' && !ArrayBuffer.isView(data))
        throw new ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
      this.parts.push(Buffer.from(bytesOf(data, 'data', encoding ?? 'utf8')));
      return this;
    },
    digest(encoding) {
      if (this.parts === null) {
        if (name === 'Hmac') return shown(Buffer.alloc(0), encoding);
        throw new ERR_CRYPTO_HASH_FINALIZED();
      }
      const data = Buffer.concat(this.parts);
      this.parts = null;
      return shown(buffer(finish(this.state, b64(data))), encoding);
    },
    _transform(chunk, encoding, callback) {
      this.update(chunk, encoding);
      callback();
    },
    _flush(callback) {
      this.push(this.digest());
      callback();
    },
  });
  return Digest;
}
const Hash = digestClass('Hash', {
  prepare(algorithm, options) {
    validateString(algorithm, 'algorithm');
    if (options?.outputLength !== undefined) validateUint32(options.outputLength, 'options.outputLength');
    const state = { hash: algorithm, outputLength: options?.outputLength ?? null };
    askHost('crypto.digest', { ...state, data: '' });
    return state;
  },
  finish: (state, data) => askHost('crypto.digest', { ...state, data }),
});
Hash.prototype.copy = function copy(options) {
  if (this.parts === null) throw new ERR_CRYPTO_HASH_FINALIZED();
  const made = new Hash(this.state.hash, { outputLength: this.state.outputLength ?? undefined, ...options });
  made.parts = [...this.parts];
  return made;
};
const Hmac = digestClass('Hmac', {
  prepare(algorithm, key, options) {
    validateString(algorithm, 'hmac');
    const state = { hash: algorithm, key: b64(secretBytes(key, 'key', options?.encoding)) };
    try {
      askHost('crypto.hmac', { ...state, data: '' });
    } catch (error) {
      if (error.code === undefined || error.message.includes('digest'))
        throw new codes.ERR_CRYPTO_INVALID_DIGEST(algorithm);
      throw error;
    }
    return state;
  },
  finish: (state, data) => askHost('crypto.hmac', { ...state, data }),
});

function randomBytes(size, callback) {
  validateNumber(size, 'size', 0, 2147483647);
  if (callback !== undefined) validateFunction(callback, 'callback');
  return later(() => baseCrypto.randomBytes(Math.trunc(size)), callback);
}
function randomFillSync(array, offset = 0, size = undefined) {
  const bytes = bytesOf(typeof array === 'string' ? undefined : array, 'buf');
  validateInteger(offset, 'offset', 0, bytes.length);
  const count = size ?? bytes.length - offset;
  validateInteger(count, 'size', 0, bytes.length - offset);
  bytes.set(baseCrypto.randomBytes(count), offset);
  return array;
}
function randomFill(array, ...rest) {
  const callback = rest.pop();
  validateFunction(callback, 'callback');
  return later(() => randomFillSync(array, ...rest), callback);
}
function randomInt(min, max, callback) {
  const isShort = max === undefined || typeof max === 'function';
  const [low, high, done] = isShort ? [0, min, max] : [min, max, callback];
  if (done !== undefined) validateFunction(done, 'callback');
  if (!Number.isSafeInteger(low)) throw new ERR_INVALID_ARG_TYPE('min', 'a safe integer', low);
  if (!Number.isSafeInteger(high)) throw new ERR_INVALID_ARG_TYPE('max', 'a safe integer', high);
  if (high <= low) throw new ERR_OUT_OF_RANGE('max', `greater than the value of "min" (${low})`, high);
  if (high - low > 2 ** 48 - 1)
    throw new ERR_OUT_OF_RANGE(isShort ? 'max' : 'max - min', `<= ${2 ** 48 - 1}`, high - low);
  return later(() => baseCrypto.randomInt(low, high), done);
}
function timingSafeEqual(a, b) {
  for (const [name, value] of Object.entries({ buf1: a, buf2: b }))
    if (!ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer))
      throw new ERR_INVALID_ARG_TYPE(name, ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], value);
  if (a.byteLength !== b.byteLength)
    throw Object.assign(new RangeError('Input buffers must have the same byte length'), {
      code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
    });
  return baseCrypto.timingSafeEqual(a, b);
}
function diffieHellman({ privateKey, publicKey }, callback) {
  const pair = { privateKey: keys.wire(privateKey), publicKey: keys.wire(publicKey) };
  return later(() => buffer(askHost('crypto.diffieHellman', pair)), callback);
}
const names = () => askHost('crypto.names', null);
const withCallback =
  (work) =>
  (...args) =>
    later(() => work(...args.slice(0, -1)), args.at(-1));
const pairWithCallback = (type, ...[options, callback]) => {
  let made;
  try {
    made = keys.generateKeyPairSync(type, options);
  } catch (error) {
    process.nextTick(callback, error);
    return;
  }
  process.nextTick(callback, null, made.publicKey, made.privateKey);
};
Object.defineProperty(pairWithCallback, Symbol.for('nodejs.util.promisify.custom'), {
  value: async (...args) => keys.generateKeyPairSync(...args),
});

module.exports = {
  ...baseCrypto,
  ...cipherExports,
  Hash,
  Hmac,
  KeyObject: keys.KeyObject,
  createHash: (algorithm, options) => new Hash(algorithm, options),
  createHmac: (algorithm, key, options) => new Hmac(algorithm, key, options),
  createPrivateKey: keys.createPrivateKey,
  createPublicKey: keys.createPublicKey,
  createSecretKey: keys.createSecretKey,
  diffieHellman,
  generateKeyPair: pairWithCallback,
  generateKeyPairSync: keys.generateKeyPairSync,
  generateKey: withCallback(keys.generateKeySync),
  generateKeySync: keys.generateKeySync,
  getCipherInfo: (name) => askHost('crypto.cipherInfo', String(name)) ?? undefined,
  getCiphers: () => names().ciphers,
  getCurves: () => names().curves,
  getFips: () => 0,
  get constants() {
    return names().constants;
  },
  hash(algorithm, data, encoding = 'hex') {
    const wanted = typeof encoding === 'object' ? (encoding?.outputEncoding ?? 'hex') : encoding;
    validateString(algorithm, 'algorithm');
    return new Hash(algorithm).update(data).digest(wanted);
  },
  pseudoRandomBytes: randomBytes,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  timingSafeEqual,
};
