/*
 * Trust boundary: what agent code may say about its request, and what only the broker may say.
 * Not trusted: every name and value. Must never pass: a line break (request splitting), a Host other than the judged
 * one, framing that disagrees with the body (request smuggling), hop-by-hop headers. The broker writes Host, framing
 * and Connection itself; a guest's own spelling of them is accepted when it agrees, and then left out.
 */
import { EgressError, type HeaderList } from '@cloakroom/sandbox';
import { formatBytes } from './egress-limits.js';

/** The request that a header list belongs to. */
export interface HeaderContext {
  readonly url: URL;
  readonly bodyBytes: number;
  readonly maxHeaderBytes: number;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const HOP_BY_HOP = new Set([
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'te',
  'trailer',
  'upgrade',
  'http2-settings',
]);

function defaultPort(url: URL): string {
  if (url.port !== '') return url.port;
  return url.protocol === 'https:' ? '443' : '80';
}

function isAsTheBrokerSends(name: string, value: string, context: HeaderContext): boolean {
  const given = value.trim().toLowerCase();
  switch (name) {
    case 'host':
      return given === context.url.host || given === `${context.url.hostname}:${defaultPort(context.url)}`;
    case 'content-length':
      return given === String(context.bodyBytes);
    case 'transfer-encoding':
      return given === 'chunked';
    case 'connection':
      return given === 'keep-alive' || given === 'close';
    default:
      return given === '100-continue';
  }
}

const BROKER_WRITES: ReadonlyMap<string, string> = new Map([
  ['host', 'it differs from the host of the URL. Leave it out: it is sent for you.'],
  ['content-length', 'it differs from the length of the body. Leave it out: it is sent for you.'],
  ['transfer-encoding', 'only the broker decides how the body is framed. Leave it out.'],
  ['connection', 'only keep-alive and close may be asked for. Leave it out: connections are kept for you.'],
  ['expect', 'only 100-continue is understood. Leave it out.'],
]);

/** Header names as they may stand in a message: printable, and cut. */
function shown(name: string): string {
  return `"${name.replace(/[^\x21-\x7e]/g, '?').slice(0, 64)}"`;
}

function checkSpelling(name: string, value: string): void {
  if (!TOKEN.test(name)) {
    throw new EgressError('BAD_REQUEST', `The header name ${shown(name)} has characters that are not allowed in one.`);
  }
  if (!FIELD_VALUE.test(value)) {
    throw new EgressError(
      'BAD_REQUEST',
      `The value of the header ${shown(name)} has a line break, a control character or a character beyond U+00FF. ` +
        'Trim it or encode it.',
    );
  }
}

function isForGuest(name: string, value: string, context: HeaderContext): boolean {
  const lower = name.toLowerCase();
  if (HOP_BY_HOP.has(lower)) {
    throw new EgressError(
      'DENIED',
      `The header ${shown(name)} is not allowed: it is about the connection. Leave it out.`,
    );
  }
  const refusal = BROKER_WRITES.get(lower);
  if (refusal === undefined) return true;
  if (!isAsTheBrokerSends(lower, value, context)) {
    throw new EgressError('DENIED', `The header ${shown(name)} is not allowed: ${refusal}`);
  }
  return false;
}

function refuseSmuggling(headers: HeaderList): void {
  const framing = headers.filter(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name));
  if (framing.length > 1) {
    throw new EgressError(
      'DENIED',
      'The request frames its body more than once (Content-Length, Transfer-Encoding). Leave them out: they are sent for you.',
    );
  }
}

/** The headers that go out, without those that the broker writes itself. Throws {@link EgressError}. */
export function admitHeaders(headers: HeaderList, context: HeaderContext): HeaderList {
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  if (bytes > context.maxHeaderBytes) {
    throw new EgressError(
      'LIMIT',
      `The request headers are larger than ${formatBytes(context.maxHeaderBytes)}. Send large values in the body.`,
    );
  }
  for (const [name, value] of headers) checkSpelling(name, value);
  refuseSmuggling(headers);
  return headers.filter(([name, value]) => isForGuest(name, value, context));
}

/** Adds what a browser would send, unless the code said otherwise. */
export function withFetchDefaults(headers: HeaderList): HeaderList {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const defaults: HeaderList = [
    ['accept', '*/*'],
    ['accept-language', '*'],
    ['user-agent', 'cloakroom'],
    ['accept-encoding', 'gzip, deflate, br'],
  ];
  return [...headers, ...defaults.filter(([name]) => !given.has(name))];
}
