import type { SecretHostBinding, SecretPlace } from '@cloakroom/contracts';

/** One place of a request at which a secret would stand. */
export interface Spot {
  readonly place: SecretPlace;
  /** In lower case; `null` elsewhere than in a header. */
  readonly headerName: string | null;
}

/** Whether a binding lets its secret stand at a spot of a request to a judged URL. Only HTTPS counts. */
export function isBound(binding: SecretHostBinding, url: URL, spot: Spot): boolean {
  return (
    url.protocol === 'https:' &&
    matchesHost(binding.host, url) &&
    matchesPath(binding.pathPrefix, url.pathname) &&
    (binding.place === 'anywhere' || binding.place === spot.place) &&
    (binding.headerName === null || binding.headerName === spot.headerName)
  );
}

/** Whether a secret may go to this host at all, wherever in a request. */
export function isBoundHost({ host }: SecretHostBinding, url: URL): boolean {
  return matchesHost(host, url);
}

function matchesHost(pattern: string, url: URL): boolean {
  const host = url.host.toLowerCase().replace(/\.(?=:|$)/, '');
  if (!pattern.startsWith('*.')) return host === pattern;
  return host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1;
}

function matchesPath(prefix: string | null, path: string): boolean {
  if (prefix === null || prefix === '/') return true;
  const whole = prefix.replace(/\/$/, '');
  return (path === whole || path.startsWith(`${whole}/`)) && !mayLeadOut(path);
}

/** Whether some server would read a step out of a folder in a path: `..%2f`, `%252e%252e`, `..;`, `..\`. */
function mayLeadOut(path: string): boolean {
  let read = path;
  for (let round = 0; round < 4; round += 1) {
    if (read.split(/[/\\]/).some((segment) => /^\.\.(?:;|$)/.test(segment))) return true;
    read = read.replace(/%(2[ef5]|5c|3b)/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  }
  return false;
}

/** A binding in words, for whoever is told why a request was refused. */
export function describeBinding({ host, pathPrefix, place, headerName }: SecretHostBinding): string {
  const where = headerName ?? (place === 'anywhere' ? null : place);
  return `${host}${pathPrefix ?? ''}${where === null ? '' : ` (${where})`}`;
}
