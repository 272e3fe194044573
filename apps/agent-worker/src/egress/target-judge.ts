/*
 * Trust boundary: decides which URLs agent code may ask for, before any name is looked up.
 * Trusted: the operator's policy and overrides. Not trusted: the URL, in a request or in a redirect.
 * Judged is the parsed URL only (the parser has already undone decimal, octal, hex and full-width digits), and the
 * request is made from that parsed URL. Must never pass: another scheme, credentials in the URL, a name of this machine
 * or of an internal network, a port of a database or of mail.
 */
import { EgressError } from '@cloakroom/sandbox';
import { isIP } from 'node:net';
import { formatBytes, type EgressLimits } from './egress-limits.js';
import { normaliseHostname, type HostPolicy } from './host-policy.js';
import { REFUSED_PORTS } from './refused-ports.js';

/** A URL that may be asked for once its addresses are judged too. */
export interface JudgedTarget {
  readonly url: URL;
  /** Lower case, without brackets or a trailing dot. */
  readonly hostname: string;
  /** The loopback origin that the operator put in the host's place, or `null`. */
  readonly overrideOrigin: string | null;
}

/** The operator's decisions that a URL is judged by. */
export interface TargetRules {
  readonly limits: EgressLimits;
  readonly policy: HostPolicy;
  readonly overrides: ReadonlyMap<string, string>;
}

const INTERNAL_SUFFIXES = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
  'svc',
];

function isInternalName(hostname: string): boolean {
  if (!hostname.includes('.')) return true;
  return INTERNAL_SUFFIXES.some((suffix) => hostname.endsWith(`.${suffix}`));
}

function parseUrl(given: string, limits: EgressLimits): URL {
  if (Buffer.byteLength(given) > limits.maxUrlBytes) {
    throw new EgressError(
      'LIMIT',
      `The URL is longer than ${formatBytes(limits.maxUrlBytes)}. Send large values in the request body instead.`,
    );
  }
  if (!URL.canParse(given)) {
    throw new EgressError(
      'BAD_REQUEST',
      'The URL could not be read. Give a whole one, such as https://api.example.com/path.',
    );
  }
  const url = new URL(given);
  url.hash = '';
  if (Buffer.byteLength(url.href) > limits.maxUrlBytes) {
    throw new EgressError(
      'LIMIT',
      `The URL is longer than ${formatBytes(limits.maxUrlBytes)} once encoded. Send large values in the request body.`,
    );
  }
  return url;
}

function refuseSchemeAndUserinfo(url: URL): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new EgressError(
      'DENIED',
      `"${url.protocol.slice(0, 32)}" URLs are not allowed: agent code can reach http and https only. Use an https URL.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new EgressError(
      'DENIED',
      'The URL carries a user name or password, which is not allowed. Send them in an Authorization header instead.',
    );
  }
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function refuseInternal(url: URL, hostname: string): void {
  if (isIP(hostname) === 0 && isInternalName(hostname)) {
    throw new EgressError(
      'DENIED',
      `"${hostname}" is a name of this machine or of an internal network. Agent code can reach public hosts only. ` +
        "Use the service's public host name.",
    );
  }
  const port = portOf(url);
  if (REFUSED_PORTS.has(port)) {
    throw new EgressError(
      'DENIED',
      `Port ${port} of "${hostname}" is not allowed: it belongs to a database, mail or another service that is not a ` +
        "web API. Use the service's https API.",
    );
  }
}

/** The parsed URL when it may be asked for. Throws {@link EgressError}. */
export function judgeTarget(given: string, rules: TargetRules): JudgedTarget {
  const url = parseUrl(given, rules.limits);
  refuseSchemeAndUserinfo(url);
  const hostname = normaliseHostname(url.hostname);
  if (hostname === '') {
    throw new EgressError('BAD_REQUEST', 'The URL names no host. Give one, such as https://api.example.com/path.');
  }
  if (isIP(hostname) === 0) url.hostname = hostname;

  const refusal = rules.policy.refusal(hostname);
  if (refusal !== null) {
    throw new EgressError('DENIED', `"${hostname}" ${refusal}. Ask the operator of this server to change it.`);
  }
  const overrideOrigin = rules.overrides.get(hostname) ?? null;
  if (overrideOrigin === null) refuseInternal(url, hostname);
  return { url, hostname, overrideOrigin };
}
