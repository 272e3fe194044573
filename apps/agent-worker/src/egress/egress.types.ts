import type { EgressLogEntry, EgressPort, EgressSecretUse, HeaderList } from '@cloakroom/sandbox';
import type { Socket } from 'node:net';
import type { EgressLimits } from './egress-limits.js';

/** One address that a host name stands for. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Name look-up; every address it returns is judged, and only those are ever connected to. */
export interface AddressResolver {
  /** All addresses of `hostname`. Throws when there are none. */
  resolve(hostname: string): Promise<readonly ResolvedAddress[]>;
}

/** Opens a TCP connection to one of the judged addresses, never to a name. */
export type Dial = (addresses: readonly ResolvedAddress[], port: number) => Socket;

/** Monotonic time in milliseconds. */
export interface Clock {
  now(): number;
}

/** What the operator decided about the way out. Every part is off when left out. */
export interface EgressBrokerOptions {
  /** Host name to loopback origin (`http://127.0.0.1:PORT`): any scheme and port of that name goes there instead. */
  readonly hostOverrides?: ReadonlyMap<string, string>;
  /** Hosts that may be reached, exact or `*.example.com`; empty means every public host. */
  readonly allowHosts?: readonly string[];
  /** Hosts that may not be reached, exact or `*.example.com`; wins over `allowHosts`. */
  readonly denyHosts?: readonly string[];
  /** Overrides of single limits; default {@link DEFAULT_EGRESS_LIMITS}. */
  readonly limits?: Partial<EgressLimits>;
  /** Default: the system's look-up (`node:dns`, all addresses). */
  readonly resolver?: AddressResolver;
  /** Default: a TCP connection to the judged addresses. */
  readonly dial?: Dial;
  /** Certificate authorities in PEM, instead of Node's own. */
  readonly trustedCa?: string;
  /** Addresses of this machine, which agent code may not reach; default: its network interfaces. */
  readonly ownAddresses?: () => readonly string[];
  readonly clock?: Clock;
}

/** One outgoing request of a chain of redirects, after its host, port and addresses were judged. */
export interface OutgoingHop {
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array | null;
  /** 0 for the request itself, 1 for its first redirect, and so on. */
  readonly hop: number;
}

/** A secret that stands in an outgoing request, or would have. */
export type SecretSighting = EgressSecretUse;

/** What leaves instead; it must stay on the same origin. */
export type RewrittenHop = Pick<OutgoingHop, 'url' | 'headers' | 'body'>;

/** Sees, and may change, what a response hands to the guest: its headers once, then its body in order. */
export interface ResponseFilter {
  headers(headers: HeaderList): HeaderList;
  /** Bytes to hand on now; may hold some back for a later call. */
  push(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** The rest, at the end of the body. */
  end(): Uint8Array;
}

/**
 * The place where a run's sealed values are put in and taken out.
 * What it puts in stays in that hop: redirects, log and `EgressResponse.url` are made from the guest's own request.
 */
export interface RequestRewriter {
  /** Called once per hop before its host is looked up. Throws `EgressError('DENIED', …)` to refuse the host's name. */
  admitHost?(url: string, note: (sighting: SecretSighting) => void): Promise<void>;
  /**
   * Called once per hop; tells `note` which secrets it saw there. Throws `EgressError('DENIED', …)` to refuse the hop.
   */
  rewrite(
    hop: OutgoingHop,
    signal: AbortSignal,
    note: (sighting: SecretSighting) => void,
  ): RewrittenHop | Promise<RewrittenHop>;
  /** A filter for the answer of a hop, or `null` to hand it on as it is. */
  openResponse?(hop: OutgoingHop): ResponseFilter | null;
}

/** What a run is opened with. */
export interface OpenRunOptions {
  readonly runId: string;
  readonly userId: string;
  /** Called once per hop, when it is over. */
  readonly onLog?: (entry: EgressLogEntry) => void;
  readonly requestRewriter?: RequestRewriter;
}

/** Called before a hop that holds secrets leaves. When it throws, nothing is sent. */
export type BeforeUse = (hop: EgressLogEntry) => Promise<void>;

/** An {@link EgressPort} that remembers where it went. */
export interface LoggedEgress extends EgressPort {
  /** One entry per hop in the order they started; those still open show what they have so far. */
  log(): readonly EgressLogEntry[];
}

/** The way out of one run: its connections are shared with no other run. */
export interface RunEgress extends LoggedEgress {
  /** The same way out with a budget (100 requests, 8 at a time) and a log of its own, for one tool call. */
  openCall(beforeUse?: BeforeUse): LoggedEgress;
  /** Ends every request of the run and closes its connections. Idempotent. */
  close(): Promise<void>;
}

/** The only way out of the sandbox. */
export interface EgressBroker {
  /** Overridden hosts, for the start message and the health page. */
  readonly hostOverrides: ReadonlyMap<string, string>;
  openRun(options: OpenRunOptions): RunEgress;
  /** Closes every open run. */
  close(): Promise<void>;
}
