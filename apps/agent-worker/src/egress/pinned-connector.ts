/*
 * Trust boundary: the sockets of agent code. A connection is made to an address that the run's address book has judged,
 * never to a name, so nothing between the judgement and the connection can change where it goes. TLS is checked against
 * the name that was asked for.
 */
import { EgressError } from '@cloakroom/sandbox';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { buildConnector } from 'undici';
import type { Dial, ResolvedAddress } from './egress.types.js';
import { connectError, tlsError } from './network-error.js';
import { abortError } from './with-deadline.js';

const NEXT_ADDRESS_AFTER_MS = 500;

/** A TCP connection to the first of the addresses that answers (RFC 8305). */
export const dialTcp: Dial = (addresses, port) => {
  const answer = addresses.map(({ address, family }) => ({ address, family }));
  const lookup: LookupFunction = (_hostname, _options, callback) => {
    callback(null, answer);
  };
  return connectTcp({
    host: 'judged.invalid',
    port,
    lookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
    noDelay: true,
  });
};

/** What a connector works with. */
export interface PinnedConnectorOptions {
  readonly addressesOf: (hostname: string) => readonly ResolvedAddress[];
  readonly dial: Dial;
  readonly timeoutMs: number;
  readonly trustedCa: string | undefined;
  /** Gives up connections that are still being made. */
  readonly signal: AbortSignal;
}

interface Attempt {
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
}

function secure(socket: Socket, hostname: string, trustedCa: string | undefined): Socket {
  return connectTls({
    socket,
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    ...(isIP(hostname) === 0 ? { servername: hostname } : { host: hostname }),
    ...(trustedCa === undefined ? {} : { ca: trustedCa }),
  });
}

function open(attempt: Attempt, options: PinnedConnectorOptions, done: buildConnector.Callback): void {
  const { hostname, port } = attempt;
  const addresses = options.addressesOf(hostname);
  if (addresses.length === 0) {
    done(new EgressError('DENIED', `"${hostname}" was not judged before connecting to it.`), null);
    return;
  }
  const tcp = options.dial(addresses, port);
  let current = tcp;
  let settled = false;
  const settle = (error: EgressError | null): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    options.signal.removeEventListener('abort', onAbort);
    if (error === null) {
      done(null, current);
      return;
    }
    tcp.destroy();
    current.destroy();
    done(error, null);
  };
  const timer = setTimeout(() => {
    settle(
      new EgressError(
        'CONNECT_TIMEOUT',
        `"${hostname}" did not accept a connection within ${options.timeoutMs} ms. Try again later.`,
      ),
    );
  }, options.timeoutMs);
  const onAbort = (): void => {
    settle(abortError(options.signal));
  };
  options.signal.addEventListener('abort', onAbort, { once: true });

  tcp.on('error', (error) => {
    settle(connectError(error, hostname));
  });
  tcp.once('connect', () => {
    if (!attempt.secure) {
      settle(null);
      return;
    }
    current = secure(tcp, hostname, options.trustedCa);
    current.on('error', (error) => {
      settle(tlsError(error, hostname));
    });
    current.once('close', () => {
      settle(tlsError(null, hostname));
    });
    current.once('secureConnect', () => {
      settle(null);
    });
  });
}

/** An undici connector that knows no look-up of its own. */
export function createPinnedConnector(options: PinnedConnectorOptions): buildConnector.connector {
  return ({ hostname, protocol, port }, callback) => {
    const secureByDefault = protocol === 'https:';
    const defaultPort = secureByDefault ? 443 : 80;
    open({ hostname, secure: secureByDefault, port: port === '' ? defaultPort : Number(port) }, options, callback);
  };
}
