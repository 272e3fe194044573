// crypto.subtle: each call goes to the host's Web Crypto with keys in exported form; a CryptoKey's material stays in
// this isolate, in a private field.
import { askHost, request } from './bridge.js';
import { fromBase64, toBase64 } from './primordials.js';
import { decodeUtf8, encodeUtf8 } from './text-codec.js';

const MAKE = Symbol('make');
var materialOf;
var usagesOf;
export class CryptoKey {
  #material;
  #info;
  #algorithm;
  #usages;
  static {
    materialOf = (key) => key.#material;
    usagesOf = (key) => key.#info.usages;
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
    return (this.#algorithm ??= structuredClone(this.#info.algorithm));
  }
  get usages() {
    return (this.#usages ??= [...this.#info.usages]);
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
  // A dictionary of Web IDL is read with what it inherits.
  for (const key in value ?? {}) {
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
  if (!usagesOf(key).includes(usage))
    throw new DOMException(`Unable to use this key to ${usage}`, 'InvalidAccessError');
  return materialOf(key);
}

const buffer = (value) => fromBase64(value).buffer;

export class SubtleCrypto {
  constructor(token) {
    if (token !== MAKE) throw new TypeError('Illegal constructor');
  }
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
        usages: [...new Set(usages)],
      }),
    );
  }
  async generateKey(algorithm, extractable, usages) {
    const made = await ask('generateKey', {
      algorithm: plain(algorithm),
      extractable: Boolean(extractable),
      usages: [...new Set(usages)],
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
        usages: [...new Set(usages)],
      }),
    );
  }
  async exportKey(format, key) {
    if (!(key instanceof CryptoKey)) throw new TypeError('The "key" argument must be an instance of CryptoKey.');
    if (!key.extractable) throw new DOMException('key is not extractable', 'InvalidAccessError');
    const out = await ask('exportKey', { format: String(format), key: materialOf(key) });
    return format === 'jwk' ? JSON.parse(out) : buffer(out);
  }
  async wrapKey(format, key, ...[wrappingKey, algorithm]) {
    use(wrappingKey, 'wrapKey');
    const exported = await this.exportKey(format, key);
    const data = format === 'jwk' ? toBase64(encodeUtf8(JSON.stringify(exported))) : bytes(exported);
    return buffer(await transport('encrypt', { algorithm, key: wrappingKey, data }));
  }
  async unwrapKey(format, wrapped, ...rest) {
    const [unwrappingKey, algorithm, keyAlgorithm, extractable, usages] = rest;
    use(unwrappingKey, 'unwrapKey');
    const data = bytes(wrapped, 'wrappedKey');
    const clear = fromBase64(await transport('decrypt', { algorithm, key: unwrappingKey, data }));
    const material = format === 'jwk' ? JSON.parse(decodeUtf8(clear)) : clear;
    return this.importKey(format, material, keyAlgorithm, extractable, usages);
  }
  get [Symbol.toStringTag]() {
    return 'SubtleCrypto';
  }
}

// RFC 3394, the initial value that it gives.
const KEY_WRAP_START = 'pqampqampqY=';
const algorithmName = (algorithm) => `${typeof algorithm === 'object' ? algorithm.name : algorithm}`.toUpperCase();

// A key that may wrap does so as one that may encrypt.
async function transport(direction, { algorithm, key, data }) {
  const material = { ...materialOf(key), usages: [direction] };
  if (algorithmName(algorithm) !== 'AES-KW')
    return ask(direction, { algorithm: plain(algorithm), key: material, data });
  const raw = await ask('exportKey', { format: 'raw', key: { ...materialOf(key), usages: ['wrapKey', 'unwrapKey'] } });
  try {
    const { data: out } = askHost('crypto.cipher', {
      algorithm: `id-aes${fromBase64(raw).length * 8}-wrap`,
      key: raw,
      iv: KEY_WRAP_START,
      decrypts: direction === 'decrypt',
      data,
      final: true,
      aad: null,
      tag: null,
      authTagLength: null,
      padding: true,
      plaintextLength: null,
    });
    return out;
  } catch {
    throw new DOMException('The operation failed for an operation-specific reason', 'OperationError');
  }
}

export const makeSubtle = () => new SubtleCrypto(MAKE);
