/*
 * Trust boundary: what of a request is carried on to where a server points.
 * Not trusted: the Location. Must never pass: credentials to another origin. The target is judged anew by the caller.
 * The rules are those of the Fetch standard's HTTP-redirect fetch.
 */
import { EgressError, type EgressRequest, type HeaderList } from '@cloakroom/sandbox';

/** A request at some point of a chain of redirects. */
export type HopRequest = Pick<EgressRequest, 'url' | 'method' | 'headers' | 'body'>;

/** The part of a response that redirects are decided by. */
export interface HopHead {
  readonly status: number;
  readonly headers: HeaderList;
}

const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
const CREDENTIALS = new Set(['authorization', 'cookie', 'cookie2', 'proxy-authorization']);
const BODY_HEADERS = new Set([
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-type',
  'transfer-encoding',
]);

function without(headers: HeaderList, names: ReadonlySet<string>): HeaderList {
  return headers.filter(([name]) => !names.has(name.toLowerCase()));
}

/** Header strings hold bytes; a Location that is not ASCII was meant as UTF-8. */
function decodeLocation(value: string): string {
  return Buffer.from(value, 'latin1').toString('utf8').trim();
}

function becomesGet(status: number, method: string): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}

/** Where a response points, as it was sent, or `null` when it is not a redirect to follow. */
export function locationOf(head: HopHead): string | null {
  if (!REDIRECT_STATUSES.has(head.status)) return null;
  const location = head.headers.find(([name]) => name.toLowerCase() === 'location');
  return location === undefined ? null : decodeLocation(location[1]);
}

/** The request to make next. Throws {@link EgressError} when `location` is not a URL. */
export function redirectedRequest(from: HopRequest, status: number, location: string): HopRequest {
  const here = new URL(from.url);
  if (!URL.canParse(location, here.href)) {
    throw new EgressError('BAD_REQUEST', `"${here.hostname}" redirected to something that is not a URL.`);
  }
  const there = new URL(location, here.href);
  const rewritten = becomesGet(status, from.method);
  const sameOrigin = there.origin === here.origin;
  const kept = sameOrigin ? from.headers : without(from.headers, new Set([...CREDENTIALS, 'host']));
  return {
    url: there.href,
    method: rewritten ? 'GET' : from.method,
    headers: rewritten ? without(kept, BODY_HEADERS) : kept,
    body: rewritten ? null : from.body,
  };
}
