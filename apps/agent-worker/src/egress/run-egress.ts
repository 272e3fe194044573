import type { EgressLogEntry, EgressRequest, EgressResponse } from '@cloakroom/sandbox';
import { Agent, type buildConnector } from 'undici';
import { AddressBook } from './address-book.js';
import { ownAddressSet } from './address-judge.js';
import { CallEgress, type RunParts } from './call-egress.js';
import type {
  BeforeUse,
  Clock,
  Dial,
  LoggedEgress,
  OpenRunOptions,
  ResolvedAddress,
  RunEgress,
} from './egress.types.js';
import type { LookupGate } from './lookup-gate.js';
import { createPinnedConnector, dialTcp } from './pinned-connector.js';
import { RequestLog } from './request-log.js';
import type { TargetRules } from './target-judge.js';
import { abortedError } from './with-deadline.js';

const KEPT_ALIVE_MS = 10_000;

/** What the runs of one broker share. */
export interface BrokerParts {
  readonly rules: TargetRules;
  readonly lookups: LookupGate;
  readonly ownAddresses: () => readonly string[];
  readonly dial: Dial;
  readonly trustedCa: string | undefined;
  readonly clock: Clock;
}

const LOOPBACK_BY_NAME: readonly ResolvedAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

function overrideAddresses(hostname: string): readonly ResolvedAddress[] {
  return hostname === 'localhost' ? LOOPBACK_BY_NAME : [{ address: hostname, family: hostname.includes(':') ? 6 : 4 }];
}

/** The way out of one run: owns its connections, its address book and its log. */
export class BrokerRun implements RunEgress {
  readonly #abort = new AbortController();
  readonly #agents: readonly Agent[];
  readonly #parts: RunParts;
  readonly #log: RequestLog;
  readonly #whole: CallEgress;
  #closing: Promise<void> | null = null;

  constructor(
    private readonly broker: BrokerParts,
    private readonly options: OpenRunOptions,
    private readonly onClosed: (run: BrokerRun) => void,
  ) {
    const { rules, clock } = broker;
    const book = new AddressBook({
      resolver: broker.lookups.forRun(options.userId, this.#abort.signal),
      ownAddresses: () => ownAddressSet(broker.ownAddresses()),
      clock,
    });
    const direct = this.#agent((hostname) => book.addressesOf(hostname), broker.dial);
    const override = this.#agent(overrideAddresses, dialTcp);
    this.#agents = [direct, override];
    this.#parts = {
      rules,
      book,
      dispatchers: { direct, override },
      rewriter: options.requestRewriter ?? null,
      signal: this.#abort.signal,
    };
    this.#log = this.#newLog(null);
    this.#whole = new CallEgress(this.#parts, this.#log);
  }

  request(request: EgressRequest, signal: AbortSignal): Promise<EgressResponse> {
    return this.#whole.request(request, signal);
  }

  log(): readonly EgressLogEntry[] {
    return this.#log.entries();
  }

  openCall(beforeUse?: BeforeUse): LoggedEgress {
    return new CallEgress(this.#parts, this.#newLog(this.#log), beforeUse);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#log.closeAll();
    this.#abort.abort(abortedError());
    this.onClosed(this);
    await Promise.allSettled(this.#agents.map((agent) => agent.destroy()));
  }

  #newLog(parent: RequestLog | null): RequestLog {
    const onLog = (entry: EgressLogEntry): void => {
      try {
        this.options.onLog?.(entry);
      } catch {
        return;
      }
    };
    return new RequestLog(this.broker.clock, onLog, parent);
  }

  #agent(addressesOf: (hostname: string) => readonly ResolvedAddress[], dial: Dial): Agent {
    const { limits } = this.broker.rules;
    const connect: buildConnector.connector = createPinnedConnector({
      addressesOf,
      dial,
      timeoutMs: limits.connectTimeoutMs,
      trustedCa: this.broker.trustedCa,
      signal: this.#abort.signal,
    });
    return new Agent({
      connect,
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: KEPT_ALIVE_MS,
      keepAliveMaxTimeout: KEPT_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: limits.maxResponseHeaderBytes,
    });
  }
}
