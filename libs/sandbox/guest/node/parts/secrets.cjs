'use strict';
// `secrets`: signatures with keys that a program need not have. Arguments are put into JSON here; the worker behind the
// host judges them, holds the keys and does the arithmetic.
const { askHost, request, fromBase64, toBase64 } = require('cloakroom/core');
const { Buffer } = require('buffer');

const HASHES = { 'SHA-256': 'sha256', SHA256: 'sha256', 'SHA-512': 'sha512', SHA512: 'sha512' };
const KEY_ENCODINGS = ['utf8', 'hex', 'base64', 'base64url'];

class SecretError extends Error {
  name = 'SecretError';
  code = 'SECRET_REFUSED';
}

function needName(name, what = 'The first argument') {
  if (typeof name === 'string' && name !== '') return name;
  throw new TypeError(`${what} must be the NAME of a secret, as in process.env, and not its value.`);
}

function needText(value, what) {
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError(`${what} must be a string.`);
}

function needOneOf(value, allowed, what) {
  if (allowed.includes(value)) return value;
  throw new TypeError(`${what} must be one of ${allowed.join(', ')}.`);
}

function needOptions(options) {
  if (typeof options === 'object' && options !== null) return options;
  throw new TypeError('The options must be an object.');
}

function bytesIn(data, what) {
  if (typeof data === 'string') return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer) return Buffer.from(data);
  throw new TypeError(`${what} must be a string, an ArrayBuffer or a view of one.`);
}

const base64 = (bytes) => toBase64(new Uint8Array(bytes));

async function sign(input) {
  const answer = await request('secrets.sign', { body: null, ...input });
  if (answer.ok === true) return answer.value;
  throw new SecretError(answer.message);
}

function jsonObject(value, what) {
  const json = typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : undefined;
  if (typeof json !== 'string') throw new TypeError(`${what} must be a plain object.`);
  return json;
}

/** HMAC of `data` under the secret called `name`. */
async function hmac(name, data, options = {}) {
  const { algorithm = 'SHA-256', encoding = 'hex', keyEncoding = 'utf8' } = needOptions(options);
  needName(name);
  const hash = HASHES[needOneOf(`${algorithm}`.toUpperCase(), Object.keys(HASHES), 'options.algorithm')];
  needOneOf(encoding, ['hex', 'base64', 'base64url', 'bytes'], 'options.encoding');
  needOneOf(keyEncoding, KEY_ENCODINGS, 'options.keyEncoding');
  const written = encoding === 'bytes' ? 'base64' : encoding;
  const body = base64(bytesIn(data, 'The data'));
  const value = await sign({ kind: 'hmac', name, algorithm: hash, keyEncoding, encoding: written, body });
  return encoding === 'bytes' ? Buffer.from(fromBase64(value)) : value;
}

/** A JSON Web Token with `claims`, signed with the secret called `name`. */
async function signJwt(name, claims, options = {}) {
  const { algorithm = 'HS256', header, keyEncoding = 'utf8' } = needOptions(options);
  needOneOf(algorithm, ['HS256', 'HS512'], 'options.algorithm');
  needOneOf(keyEncoding, KEY_ENCODINGS, 'options.keyEncoding');
  const more = header === undefined ? null : jsonObject(header, 'options.header');
  const shown = jsonObject(claims, 'The claims');
  return sign({ kind: 'jwt', name: needName(name), algorithm, keyEncoding, claims: shown, header: more });
}

function amzDate(date) {
  if (date === undefined || date === null) return null;
  const made = date instanceof Date ? date : new Date(date);
  return made.toISOString().replace(/\.\d+Z$|[-:]/g, (part) => (part.length > 1 ? 'Z' : ''));
}

function sha256Of({ body, bodySha256 }) {
  if (bodySha256 !== undefined) return needText(bodySha256, 'bodySha256');
  const data = base64(bytesIn(body ?? '', 'The body'));
  return fromBase64(askHost('crypto.digest', { hash: 'sha256', data, outputLength: null })).toHex();
}

/** The headers of a request to AWS, with its signature; `secretAccessKey` is the NAME of the secret. */
async function signAwsV4(options) {
  const { accessKeyId, secretAccessKey, sessionToken, region, service, method = 'GET' } = needOptions(options);
  const pairs = await sign({
    kind: 'aws-v4',
    name: needName(secretAccessKey, 'secretAccessKey'),
    accessKeyId: needText(accessKeyId, 'accessKeyId'),
    sessionToken: sessionToken === undefined || sessionToken === null ? null : needText(sessionToken, 'sessionToken'),
    region: needText(region, 'region'),
    service: needText(service, 'service'),
    method: needText(method, 'method'),
    url: new URL(`${options.url}`).href,
    headers: [...new Headers(options.headers ?? {})],
    bodySha256: sha256Of(options),
    date: amzDate(options.date),
  });
  return Object.fromEntries(pairs);
}

const secrets = { hmac, signJwt, signAwsV4 };
Object.defineProperty(secrets, Symbol.toStringTag, { value: 'secrets', configurable: true });
module.exports = { secrets };
