// `secrets`: signatures with keys that a program need not have. Arguments are put into JSON here; the worker behind the
// host judges them, holds the keys and does the arithmetic.
import { askHost, request } from './bridge.js';
import { nodeBuffer } from './lazy-globals.js';
import { fromBase64, NativeError, NativeTypeError, stringSlice, text, toBase64 } from './primordials.js';
import { encodeUtf8 } from './text-codec.js';

function needName(name, what = 'The name of a secret') {
  if (typeof name === 'string' && name !== '') return name;
  throw new NativeTypeError(`${what} must be a string: the name, as in process.env, and not the value.`);
}

function needOneOf(value, allowed, what) {
  if (allowed.includes(value)) return value;
  throw new NativeTypeError(`${what} must be one of ${allowed.join(', ')}.`);
}

function bytesIn(data, what) {
  if (typeof data === 'string') return encodeUtf8(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw new NativeTypeError(`${what} must be a string, an ArrayBuffer or a view of one.`);
}

async function sign(input) {
  const answer = await request('secrets.sign', input);
  if (answer.ok === true) return answer.value;
  const error = new NativeError(text(answer.message));
  error.name = 'SecretError';
  error.code = 'SECRET_REFUSED';
  throw error;
}

function jsonObject(value, what) {
  const json = typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : undefined;
  if (json === undefined) throw new NativeTypeError(`${what} must be a plain object.`);
  return json;
}

function amzDate(date) {
  if (date === undefined || date === null) return null;
  const iso = (date instanceof Date ? date : new Date(date)).toISOString();
  return `${stringSlice(iso, 0, 19).replace(/[-:]/g, '')}Z`;
}

function bodySha256({ body, bodySha256: known }) {
  if (known !== undefined) return text(known);
  const data = toBase64(bytesIn(body ?? '', 'The body').slice());
  return fromBase64(askHost('crypto.digest', { hash: 'sha256', data, outputLength: null })).toHex();
}

export const secrets = {
  /** HMAC of `data` under the secret called `name`. */
  async hmac(name, data, { algorithm = 'sha256', encoding = 'hex' } = {}) {
    const value = await sign({
      kind: 'hmac',
      name: needName(name),
      algorithm: needOneOf(algorithm, ['sha256', 'sha512'], 'options.algorithm'),
      encoding: needOneOf(encoding, ['hex', 'base64', 'base64url', 'bytes'], 'options.encoding').replace(
        'bytes',
        'base64',
      ),
      data: toBase64(bytesIn(data, 'The data').slice()),
    });
    return encoding === 'bytes' ? nodeBuffer().from(value, 'base64') : value;
  },
  /** A JSON Web Token with `claims`, signed with the secret called `name`. */
  async signJwt(name, claims, { algorithm = 'HS256', header } = {}) {
    return sign({
      kind: 'jwt',
      name: needName(name),
      algorithm: needOneOf(algorithm, ['HS256', 'HS512'], 'options.algorithm'),
      claims: jsonObject(claims, 'The claims'),
      header: header === undefined ? null : jsonObject(header, 'options.header'),
    });
  },
  /** The headers of a request to AWS, with its signature; `secretAccessKey` is the NAME of the secret. */
  async signAwsV4(options) {
    const { accessKeyId, secretAccessKey, sessionToken, region, service, method = 'GET', url, headers, date } = options;
    const pairs = await sign({
      kind: 'aws-v4',
      name: needName(secretAccessKey, 'secretAccessKey'),
      accessKeyId: needName(accessKeyId, 'accessKeyId'),
      sessionToken: sessionToken === undefined || sessionToken === null ? null : text(sessionToken),
      region: text(region),
      service: text(service),
      method: text(method),
      url: text(url),
      headers: [...new Headers(headers ?? {})],
      bodySha256: bodySha256(options),
      date: amzDate(date),
    });
    return Object.fromEntries(pairs);
  },
};
Object.defineProperty(secrets, Symbol.toStringTag, { value: 'secrets', configurable: true });
