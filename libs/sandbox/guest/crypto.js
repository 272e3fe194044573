// `crypto` (Web Crypto) and `node:crypto`: arguments are checked here and again by the host, which does the arithmetic.
import { askHost } from './bridge.js';
import { nodeBuffer } from './lazy-globals.js';
import { fromBase64, toBase64 } from './primordials.js';
import { makeSubtle, CryptoKey } from './crypto-subtle.js';

const POOL = 4096;
let pool = new Uint8Array(0);

export function randomBytesRaw(length) {
  if (length > POOL) {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += 1048576)
      out.set(fromBase64(askHost('crypto.random', Math.min(1048576, length - at))), at);
    return out;
  }
  if (pool.length < length) pool = fromBase64(askHost('crypto.random', POOL));
  const out = pool.slice(0, length);
  pool = pool.subarray(length);
  return out;
}

const INTEGERS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
];

const MAKE = Symbol('make');
export class Crypto {
  constructor(token) {
    if (token !== MAKE) throw new TypeError('Illegal constructor');
  }
  getRandomValues(array) {
    if (!INTEGERS.some((Type) => array instanceof Type))
      throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError');
    if (array.byteLength > 65536)
      throw new DOMException(`The requested length exceeds 65,536 bytes`, 'QuotaExceededError');
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(randomBytesRaw(array.byteLength));
    return array;
  }
  randomUUID() {
    const bytes = randomBytesRaw(16);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = bytes.toHex();
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }
  get subtle() {
    return subtle;
  }
  get [Symbol.toStringTag]() {
    return 'Crypto';
  }
}
export const webcrypto = new Crypto(MAKE);
const subtle = makeSubtle(randomBytesRaw);

function view(data, encoding) {
  if (typeof data === 'string') return nodeBuffer().from(data, encoding ?? 'utf8');
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw Object.assign(
    new TypeError('The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView.'),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );
}
const encoded = (bytes, encoding) =>
  encoding && encoding !== 'buffer' ? nodeBuffer().from(bytes).toString(encoding) : nodeBuffer().from(bytes);
const b64 = (data, encoding) => {
  const bytes = view(data, encoding);
  return toBase64(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
};

class Digest {
  #parts = [];
  #done = false;
  #finish;
  constructor(finish) {
    this.#finish = finish;
  }
  update(data, encoding) {
    if (this.#done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
    this.#parts.push(nodeBuffer().from(view(data, encoding)));
    return this;
  }
  digest(encoding) {
    if (this.#done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' });
    this.#done = true;
    return encoded(fromBase64(this.#finish(b64(nodeBuffer().concat(this.#parts)))), encoding);
  }
  copy() {
    const other = new this.constructor(this.#finish);
    other.#parts = [...this.#parts];
    return other;
  }
}
class Hash extends Digest {}
class Hmac extends Digest {}

const needAlgorithm = (name) => {
  if (typeof name !== 'string')
    throw Object.assign(new TypeError('The "algorithm" argument must be of type string.'), {
      code: 'ERR_INVALID_ARG_TYPE',
    });
  return name.toLowerCase();
};

const withCallback =
  (fn) =>
  (...args) => {
    const callback = args.pop();
    let error = null;
    let value;
    try {
      value = fn(...args);
    } catch (caught) {
      error = caught;
    }
    queueMicrotask(() => callback(error, value));
  };

export const nodeCrypto = {
  webcrypto,
  subtle,
  CryptoKey,
  getRandomValues: (array) => webcrypto.getRandomValues(array),
  randomUUID: () => webcrypto.randomUUID(),
  randomBytes(size, callback) {
    if (!(Number.isInteger(size) && size >= 0 && size <= 67108864))
      throw Object.assign(new RangeError('The value of "size" is out of range.'), { code: 'ERR_OUT_OF_RANGE' });
    const bytes = nodeBuffer().from(randomBytesRaw(size));
    if (typeof callback !== 'function') return bytes;
    queueMicrotask(() => callback(null, bytes));
    return undefined;
  },
  randomFillSync(array) {
    view(array).set(randomBytesRaw(array.byteLength));
    return array;
  },
  randomInt(low, high, callback) {
    if (high === undefined || typeof high === 'function') {
      callback = high;
      high = low;
      low = 0;
    }
    const range = high - low;
    if (!(range > 0 && range <= 2 ** 48))
      throw Object.assign(new RangeError('The value of "max" is out of range.'), { code: 'ERR_OUT_OF_RANGE' });
    const limit = 2 ** 48 - (2 ** 48 % range);
    for (;;) {
      const [a, b, c, d, e, f] = randomBytesRaw(6);
      const value = a * 2 ** 40 + b * 2 ** 32 + c * 2 ** 24 + d * 65536 + e * 256 + f;
      if (value >= limit) continue;
      if (typeof callback !== 'function') return low + (value % range);
      queueMicrotask(() => callback(null, low + (value % range)));
      return undefined;
    }
  },
  createHash(name, options) {
    const hash = needAlgorithm(name);
    askHost('crypto.digest', { hash, data: '', outputLength: options?.outputLength ?? null });
    return new Hash((data) => askHost('crypto.digest', { hash, data, outputLength: options?.outputLength ?? null }));
  },
  createHmac(name, key) {
    const hash = needAlgorithm(name);
    const secret = b64(key);
    return new Hmac((data) => askHost('crypto.hmac', { hash, key: secret, data }));
  },
  hash: (name, data, encoding = 'hex') => nodeCrypto.createHash(name).update(data).digest(encoding),
  getHashes: () => askHost('crypto.hashes', null),
  hkdfSync: (...[hash, key, salt, info, length]) =>
    fromBase64(askHost('crypto.hkdf', { hash, key: b64(key), salt: b64(salt), info: b64(info), length })).buffer,
  pbkdf2Sync: (...[password, salt, iterations, length, hash]) =>
    nodeBuffer().from(
      fromBase64(askHost('crypto.pbkdf2', { hash, password: b64(password), salt: b64(salt), iterations, length })),
    ),
  scryptSync: (password, salt, length, o = {}) =>
    nodeBuffer().from(
      fromBase64(
        askHost('crypto.scrypt', {
          password: b64(password),
          salt: b64(salt),
          length,
          cost: o.cost ?? o.N ?? 16384,
          blockSize: o.blockSize ?? o.r ?? 8,
          parallelization: o.parallelization ?? o.p ?? 1,
        }),
      ),
    ),
  timingSafeEqual(a, b) {
    const left = view(a);
    const right = view(b);
    if (left.length !== right.length)
      throw Object.assign(new RangeError('Input buffers must have the same byte length'), {
        code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
      });
    return askHost('crypto.equal', { a: b64(left), b: b64(right) });
  },
};
nodeCrypto.pbkdf2 = withCallback(nodeCrypto.pbkdf2Sync);
nodeCrypto.scrypt = withCallback(nodeCrypto.scryptSync);
nodeCrypto.hkdf = withCallback((...args) => nodeCrypto.hkdfSync(...args));
