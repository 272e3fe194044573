/*
 * Trusted: the configured origins. Not trusted: every header a browser or another client sends.
 * What must never cross: a request that changes something, or a socket, that another site made a signed-in browser send.
 * Browsers always name the origin of such requests, so one that comes with a cookie and without an origin is refused.
 */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Decides which origins may change something or open a socket. */
export class OriginPolicy {
  readonly trusted: readonly string[];

  /** `publicUrl` on loopback stands for every name of loopback at its port. */
  constructor(publicUrl: string, further: readonly string[] = []) {
    this.trusted = [...new Set([...namesOf(publicUrl), ...further])];
  }

  isTrusted(origin: string | undefined): boolean {
    return origin !== undefined && this.trusted.includes(origin);
  }

  /** Whether a request may go on: reading always may, everything else by its origin. */
  allows(request: { readonly method: string; readonly headers: RequestHeaders }): boolean {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return true;
    const { origin, cookie } = request.headers;
    const site = request.headers['sec-fetch-site'];
    if (origin !== undefined) return this.isTrusted(origin);
    return cookie === undefined && (site === undefined || site === 'same-origin' || site === 'none');
  }
}

interface RequestHeaders {
  readonly origin?: string | undefined;
  readonly cookie?: string | undefined;
  readonly [name: string]: string | string[] | undefined;
}

function namesOf(publicUrl: string): string[] {
  const { protocol, hostname, port, origin } = new URL(publicUrl);
  if (!LOOPBACK.includes(hostname)) return [origin];
  const suffix = port === '' ? '' : `:${port}`;
  return LOOPBACK.map((name) => `${protocol}//${name}${suffix}`);
}
