import { domainToASCII } from 'node:url';

/** Whether the operator's lists let a host through; `reason` says which list did not. */
export interface HostPolicy {
  refusal(hostname: string): string | null;
}

/** A lower-case host name without brackets and trailing dots, so that one host has one spelling. */
export function normaliseHostname(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.+$/, '');
}

type HostPattern = (hostname: string) => boolean;

function parsePattern(pattern: string): HostPattern {
  const wildcard = pattern.startsWith('*.');
  const given = normaliseHostname(wildcard ? pattern.slice(2) : pattern.trim());
  const host = given.includes(':') ? given : domainToASCII(given);
  if (host === '' || /[*/\s@]/.test(host)) {
    throw new Error(`"${pattern}" is not a host pattern: give a host name such as api.example.com or *.example.com`);
  }
  return wildcard ? (hostname) => hostname.endsWith(`.${host}`) : (hostname) => hostname === host;
}

/** The operator's policy. Throws at the first pattern that is not a host name or `*.` and a host name. */
export function createHostPolicy(allowHosts: readonly string[], denyHosts: readonly string[]): HostPolicy {
  const allow = allowHosts.map(parsePattern);
  const deny = denyHosts.map(parsePattern);
  return {
    refusal(hostname) {
      if (deny.some((matches) => matches(hostname))) return "is on the operator's list of hosts that are not allowed";
      if (allow.length > 0 && !allow.some((matches) => matches(hostname))) {
        return "is not on the operator's list of allowed hosts";
      }
      return null;
    },
  };
}

const OVERRIDE_TARGET = /^http:\/\/(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|localhost):\d{1,5}\/?$/;

/**
 * Checks the operator's host overrides and spells them uniformly: host name to `http://127.0.0.1:PORT`.
 * Throws when a name is an IP address or not a host name, or when a target is not a loopback http origin with a port.
 */
export function parseHostOverrides(overrides: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const parsed = new Map<string, string>();
  for (const [host, target] of overrides) {
    const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
    const hostname = name === null ? '' : normaliseHostname(name.hostname);
    const isName = name !== null && name.port === '' && name.pathname === '/' && /[a-z]/.test(hostname);
    if (!isName || name.username !== '' || hostname.includes(':')) {
      throw new Error(
        `Host override "${host}": give a host name without scheme, port or path, such as api.example.com`,
      );
    }
    if (!OVERRIDE_TARGET.test(target) || !URL.canParse(target)) {
      throw new Error(
        `Host override for "${host}": the target must be a loopback origin such as http://127.0.0.1:4010`,
      );
    }
    parsed.set(hostname, new URL(target).origin);
  }
  return parsed;
}
