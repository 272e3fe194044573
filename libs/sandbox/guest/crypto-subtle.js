// crypto.subtle: each call goes to the host's Web Crypto with keys in exported form; a CryptoKey's material stays in
// this isolate, in a private field.
import { request } from './bridge.js';
import { fromBase64, toBase64 } from './primordials.js';

const MAKE = Symbol('make');
var materialOf;
export class CryptoKey {
  #material;
  #info;
  static {
    materialOf = (key) => key.#material;
  }
  constructor(token, material, info) {
    if (token !== MAKE) throw new TypeError('Illegal constructor');
    this.#material = material;
    this.#info = info;
  }
  get type() {
    return this.#info.type;
  }
  get extractable() {
    return this.#info.extractable;
  }
  get algorithm() {
    return structuredClone(this.#info.algorithm);
  }
  get usages() {
    return [...this.#info.usages];
  }
  get [Symbol.toStringTag]() {
    return 'CryptoKey';
  }
}

function bytes(data, what = 'data') {
  if (ArrayBuffer.isView(data)) return toBase64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (data instanceof ArrayBuffer) return toBase64(new Uint8Array(data));
  throw new TypeError(`The "${what}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`);
}

// Plain JSON of an algorithm: byte sources become {$: base64}, keys {key: material}.
function plain(value) {
  if (typeof value === 'string') return { name: value };
  const out = {};
  for (const key of Object.keys(value ?? {})) {
    const part = value[key];
    if (part instanceof CryptoKey) out[key] = { key: materialOf(part) };
    else if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) out[key] = { $: bytes(part) };
    else if (key === 'hash' && typeof part === 'object') out[key] = String(part.name);
    else if (typeof part === 'string' || typeof part === 'number') out[key] = part;
  }
  return out;
}

const revive = (algorithm) =>
  'publicExponent' in algorithm ? { ...algorithm, publicExponent: fromBase64(algorithm.publicExponent) } : algorithm;
const wrap = ({ material, info }) => new CryptoKey(MAKE, material, { ...info, algorithm: revive(info.algorithm) });

async function ask(operation, input) {
  const answer = await request(`subtle.${operation}`, input);
  if (answer.ok === true) return answer.value;
  if (answer.name === 'TypeError') throw new TypeError(answer.message);
  throw new DOMException(answer.message, answer.name);
}

function use(key, usage) {
  if (!(key instanceof CryptoKey)) throw new TypeError('The "key" argument must be an instance of CryptoKey.');
  if (!key.usages.includes(usage)) throw new DOMException(`Unable to use this key to ${usage}`, 'InvalidAccessError');
  return materialOf(key);
}

const buffer = (value) => fromBase64(value).buffer;

export class SubtleCrypto {
  async digest(algorithm, data) {
    return buffer(await ask('digest', { algorithm: plain(algorithm), data: bytes(data) }));
  }
  async sign(algorithm, key, data) {
    return buffer(await ask('sign', { algorithm: plain(algorithm), key: use(key, 'sign'), data: bytes(data) }));
  }
  async verify(algorithm, key, signature, data) {
    return ask('verify', {
      algorithm: plain(algorithm),
      key: use(key, 'verify'),
      signature: bytes(signature),
      data: bytes(data),
    });
  }
  async encrypt(algorithm, key, data) {
    return buffer(await ask('encrypt', { algorithm: plain(algorithm), key: use(key, 'encrypt'), data: bytes(data) }));
  }
  async decrypt(algorithm, key, data) {
    return buffer(await ask('decrypt', { algorithm: plain(algorithm), key: use(key, 'decrypt'), data: bytes(data) }));
  }
  async deriveBits(algorithm, key, length = null) {
    return buffer(await ask('deriveBits', { algorithm: plain(algorithm), key: use(key, 'deriveBits'), length }));
  }
  async deriveKey(algorithm, key, ...rest) {
    const [derived, extractable, usages] = rest;
    return wrap(
      await ask('deriveKey', {
        algorithm: plain(algorithm),
        key: use(key, 'deriveKey'),
        derived: plain(derived),
        extractable: Boolean(extractable),
        usages: [...usages],
      }),
    );
  }
  async generateKey(algorithm, extractable, usages) {
    const made = await ask('generateKey', {
      algorithm: plain(algorithm),
      extractable: Boolean(extractable),
      usages: [...usages],
    });
    return 'publicKey' in made ? { publicKey: wrap(made.publicKey), privateKey: wrap(made.privateKey) } : wrap(made);
  }
  async importKey(format, data, ...rest) {
    const [algorithm, extractable, usages] = rest;
    const keyData = format === 'jwk' ? JSON.stringify(data) : bytes(data, 'keyData');
    return wrap(
      await ask('importKey', {
        format: String(format),
        data: keyData,
        algorithm: plain(algorithm),
        extractable: Boolean(extractable),
        usages: [...usages],
      }),
    );
  }
  async exportKey(format, key) {
    if (!(key instanceof CryptoKey)) throw new TypeError('The "key" argument must be an instance of CryptoKey.');
    if (!key.extractable) throw new DOMException('key is not extractable', 'InvalidAccessError');
    const out = await ask('exportKey', { format: String(format), key: materialOf(key) });
    return format === 'jwk' ? JSON.parse(out) : buffer(out);
  }
  get [Symbol.toStringTag]() {
    return 'SubtleCrypto';
  }
}
export const makeSubtle = () => new SubtleCrypto();
