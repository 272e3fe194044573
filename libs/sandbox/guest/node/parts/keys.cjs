'use strict';
// Keys of `node:crypto`: their material stays in this isolate and goes to the host's OpenSSL with each question.
const { askHost, toBase64, fromBase64 } = require('cloakroom/core');
const { Buffer } = require('buffer');
const { codes } = require('internal/errors');
const { validateObject, validateOneOf, validateString } = require('internal/validators');

const { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE } = codes;
const MAKE = Symbol('make');

function bytesOf(data, name = 'data', encoding = 'utf8') {
  if (typeof data === 'string') return Buffer.from(data, encoding === 'buffer' ? 'utf8' : encoding);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw new ERR_INVALID_ARG_TYPE(name, ['string', 'ArrayBuffer', 'Buffer', 'TypedArray', 'DataView'], data);
}
const b64 = (data, name, encoding) => {
  const bytes = bytesOf(data, name, encoding);
  return toBase64(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
};
const buffer = (text) => Buffer.from(fromBase64(text).buffer);

let materialOf;
class KeyObject {
  #material;
  static {
    materialOf = (key) => key.#material;
  }
  constructor(token, material) {
    if (token !== MAKE) throw new ERR_INVALID_ARG_VALUE('type', token);
    this.#material = material;
  }
  static isKey(value) {
    return typeof value === 'object' && value !== null && #material in value;
  }
  static from(key) {
    throw new ERR_INVALID_ARG_TYPE('key', 'CryptoKey', key);
  }
  get type() {
    return this.#material.type;
  }
  get [Symbol.toStringTag]() {
    return 'KeyObject';
  }
  equals(other) {
    if (!KeyObject.isKey(other)) throw new ERR_INVALID_ARG_TYPE('otherKeyObject', 'KeyObject', other);
    return this.type === other.type && this.#material.data === materialOf(other).data;
  }
}
class SecretKeyObject extends KeyObject {
  get symmetricKeySize() {
    return fromBase64(materialOf(this).data).length;
  }
  export(options = {}) {
    const { data } = materialOf(this);
    if (options.format === 'jwk') return { kty: 'oct', k: buffer(data).toString('base64url') };
    return buffer(data);
  }
}
class AsymmetricKeyObject extends KeyObject {
  get asymmetricKeyType() {
    return materialOf(this).asymmetricKeyType ?? undefined;
  }
  get asymmetricKeyDetails() {
    const { publicExponent, ...details } = materialOf(this).details ?? {};
    return publicExponent === undefined ? details : { ...details, publicExponent: BigInt(publicExponent) };
  }
  export(options) {
    validateObject(options, 'options');
    const { format, type, cipher, passphrase } = options;
    const answer = askHost('crypto.exportKey', {
      key: wire(this),
      format: format ?? 'pem',
      type: type ?? null,
      cipher: cipher ?? null,
      passphrase: passphrase === undefined ? null : Buffer.from(passphrase).toString(),
    });
    return typeof answer === 'object' && typeof answer.data === 'string' && format === 'der'
      ? buffer(answer.data)
      : answer;
  }
}
class PublicKeyObject extends AsymmetricKeyObject {}
class PrivateKeyObject extends AsymmetricKeyObject {}

const CLASSES = { secret: SecretKeyObject, public: PublicKeyObject, private: PrivateKeyObject };
const wrap = (material) => new CLASSES[material.type](MAKE, material);
const wire = (key) => ({ type: key.type, data: materialOf(key).data });

function createSecretKey(key, encoding) {
  return wrap({ type: 'secret', data: b64(key, 'key', encoding) });
}

function importKey(as, input) {
  const given =
    typeof input === 'string' || ArrayBuffer.isView(input) || input instanceof ArrayBuffer ? { key: input } : input;
  if (typeof given !== 'object' || given === null) {
    throw new ERR_INVALID_ARG_TYPE(
      'key',
      ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'string', 'object'],
      input,
    );
  }
  const { key, format = 'pem', type, passphrase } = given;
  if (format === 'jwk') validateObject(key, 'key.key');
  else if (typeof key === 'object' && KeyObject.isKey(key)) return fromObject(as, key);
  return wrap(
    askHost('crypto.importKey', {
      as,
      text: typeof key === 'string' ? key : null,
      bytes: format === 'jwk' || typeof key === 'string' ? null : b64(key, 'key.key'),
      jwk: format === 'jwk' ? key : null,
      format,
      type: type ?? null,
      passphrase: passphrase === undefined ? null : Buffer.from(passphrase).toString(),
    }),
  );
}
function fromObject(as, key) {
  if (key.type === as) return key;
  if (as === 'private' || key.type !== 'private') throw new ERR_CRYPTO_INVALID_KEY_OBJECT_TYPE(key.type, as);
  return importKey('public', { key: key.export({ format: 'pem', type: 'pkcs8' }) });
}
const createPrivateKey = (input) => importKey('private', input);
const createPublicKey = (input) => importKey('public', KeyObject.isKey(input) ? { key: input } : input);

/** The key of a call: a KeyObject, or what makes one. */
function keyFor(as, input) {
  if (KeyObject.isKey(input)) return fromObject(as, input);
  if (KeyObject.isKey(input?.key)) return fromObject(as, input.key);
  if (input === undefined || input === null) {
    throw new ERR_INVALID_ARG_TYPE(
      'key',
      ['ArrayBuffer', 'Buffer', 'TypedArray', 'DataView', 'string', 'KeyObject', 'CryptoKey'],
      input,
    );
  }
  return importKey(as, input);
}
const secretBytes = (key, name = 'key', encoding = 'utf8') =>
  KeyObject.isKey(key) ? fromBase64(materialOf(key).data) : bytesOf(key, name, encoding);

const TYPES = ['rsa', 'rsa-pss', 'ec', 'ed25519', 'ed448', 'x25519', 'x448'];
function generateKeyPairSync(type, options = {}) {
  validateString(type, 'type');
  if (!TYPES.includes(type)) throw new ERR_INVALID_ARG_VALUE('type', type, 'must be a supported key type');
  const made = askHost('crypto.keyPair', {
    type,
    modulusLength: options.modulusLength ?? null,
    publicExponent: options.publicExponent ?? null,
    namedCurve: options.namedCurve ?? null,
  });
  const encoded = (key, encoding) => (encoding === undefined ? key : key.export(encoding));
  return {
    publicKey: encoded(wrap(made.publicKey), options.publicKeyEncoding),
    privateKey: encoded(wrap(made.privateKey), options.privateKeyEncoding),
  };
}
function generateKeySync(type, { length }) {
  validateOneOf(type, 'type', ['hmac', 'aes']);
  return createSecretKey(require('cloakroom/core').randomBytes(length >> 3));
}

module.exports = {
  b64,
  buffer,
  bytesOf,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  generateKeySync,
  keyFor,
  KeyObject,
  secretBytes,
  wire,
};
