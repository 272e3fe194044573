/*
 * AWS Signature Version 4, from the canonical request to the header. What must never cross: the signing key or one of
 * those it is derived from; they are made here for one signature, and only that leaves.
 */
import { createHash, createHmac } from 'node:crypto';
import type { AwsSignatureRequest, HeaderList } from '@cloakroom/sandbox';

/** What signs. */
export interface AwsKeys {
  readonly secretAccessKey: string;
  /** What the signed header says; `null` without one. */
  readonly sessionToken: string | null;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Made here; what the code gave under these names is left out. */
const OWN_HEADERS = new Set(['authorization', 'host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-security-token']);
/** May be changed or added on the way, so that they are sent and not signed. */
const UNSIGNED_HEADERS = new Set([
  ...['accept-encoding', 'connection', 'content-length', 'expect', 'keep-alive', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'user-agent', 'x-amzn-trace-id'],
]);

/** The headers to send: those of the request, and the signature's own. `request.sessionToken` is sent as it is. */
export function signAwsRequest(request: AwsSignatureRequest, keys: AwsKeys, now: Date): HeaderList {
  const date = request.date ?? stampOf(now);
  const url = new URL(request.url);
  const given = request.headers.filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
  const isS3 = request.service.startsWith('s3');
  const own = (sessionToken: string | null): [string, string][] => [
    ['x-amz-date', date],
    ...(isS3 ? [['x-amz-content-sha256', request.bodySha256] satisfies [string, string]] : []),
    ...(sessionToken === null ? [] : [['x-amz-security-token', sessionToken] satisfies [string, string]]),
  ];
  const { lines, names } = canonicalHeaders([['host', url.host], ...given, ...own(keys.sessionToken)]);
  const canonical = [
    request.method.toUpperCase(),
    isS3 ? onceEncodedPath(url) : twiceEncodedPath(url),
    canonicalQuery(url),
    `${lines.join('\n')}\n`,
    names,
    request.bodySha256,
  ].join('\n');
  const scope = [date.slice(0, 8), request.region, request.service, 'aws4_request'];
  const toSign = [ALGORITHM, date, scope.join('/'), createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = scope.reduce<Buffer | string>(hmac, `AWS4${keys.secretAccessKey}`);
  const credential = `${request.accessKeyId}/${scope.join('/')}`;
  const signature = hmac(key, toSign).toString('hex');
  const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return [...given, ...own(request.sessionToken), ['authorization', authorization]];
}

function canonicalHeaders(headers: HeaderList): { readonly lines: string[]; readonly names: string } {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (UNSIGNED_HEADERS.has(lower)) continue;
    values.set(lower, [...(values.get(lower) ?? []), value.trim().replace(/[ \t]+/g, ' ')]);
  }
  const sorted = [...values].sort(byFirst);
  return {
    lines: sorted.map(([name, list]) => `${name}:${list.join(',')}`),
    names: sorted.map(([name]) => name).join(';'),
  };
}

function canonicalQuery({ search }: URL): string {
  const pairs = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.includes('=') ? pair.indexOf('=') : pair.length;
      return [queryPart(pair.slice(0, at)), queryPart(pair.slice(at + 1))] satisfies [string, string];
    });
  const sorted = pairs.sort((a, b) => byFirst(a, b) || compare(a[1], b[1]));
  return sorted.map(([name, value]) => `${name}=${value}`).join('&');
}

function queryPart(text: string): string {
  return encode(decode(text.replaceAll('+', ' ')));
}

/** As S3 has it: each segment encoded once, however it is spelled in the URL. */
function onceEncodedPath({ pathname }: URL): string {
  return pathname
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/');
}

/** As every other service has it: the path of the URL encoded once more, without empty segments. */
function twiceEncodedPath({ pathname }: URL): string {
  return pathname
    .replace(/\/{2,}/g, '/')
    .split('/')
    .map(encode)
    .join('/');
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

function stampOf(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function byFirst(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return compare(a[0], b[0]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
