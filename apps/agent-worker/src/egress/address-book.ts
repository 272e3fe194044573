/*
 * Trust boundary: the one place where a run's host names become addresses.
 * Not trusted: the names, and every answer of the name server. A name is looked up once, all its addresses are judged,
 * and one bad address refuses the name; connections are made to what this book holds and to nothing else, so an answer
 * that changes between the judgement and the connection has no effect.
 */
import { EgressError } from '@cloakroom/sandbox';
import { isIP } from 'node:net';
import { judgeAddress } from './address-judge.js';
import type { AddressResolver, Clock, ResolvedAddress } from './egress.types.js';
import { withDeadline } from './with-deadline.js';

const KEPT_MS = 60_000;
const MAX_ADDRESSES_TRIED = 16;

interface Entry {
  readonly addresses: readonly ResolvedAddress[];
  readonly judgedAt: number;
}

/** What a run's address book works with. */
export interface AddressBookOptions {
  readonly resolver: AddressResolver;
  readonly ownAddresses: () => ReadonlySet<string>;
  readonly clock: Clock;
}

/** The judged addresses of one run. */
export class AddressBook {
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<void>>();

  constructor(private readonly options: AddressBookOptions) {}

  /** Looks a host up and judges every address, unless that was done within the last minute. Throws {@link EgressError}. */
  async admit(hostname: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const known = this.#entries.get(hostname);
    if (known !== undefined && this.options.clock.now() - known.judgedAt < KEPT_MS) return;
    const pending = this.#pending.get(hostname) ?? this.#start(hostname);
    await withDeadline(pending, {
      signal,
      timeoutMs,
      onTimeout: () =>
        new EgressError('DNS', `No answer within ${timeoutMs} ms when looking up "${hostname}". Try again later.`),
    });
  }

  /** What a connection to this host may be made to; empty when it was never admitted. */
  addressesOf(hostname: string): readonly ResolvedAddress[] {
    return this.#entries.get(hostname)?.addresses ?? [];
  }

  #start(hostname: string): Promise<void> {
    const pending = this.#judge(hostname).finally(() => this.#pending.delete(hostname));
    this.#pending.set(hostname, pending);
    return pending;
  }

  async #judge(hostname: string): Promise<void> {
    const literal = isIP(hostname);
    const addresses: readonly ResolvedAddress[] =
      literal === 0 ? await this.#resolve(hostname) : [{ address: hostname, family: literal === 4 ? 4 : 6 }];
    const own = this.options.ownAddresses();
    for (const { address } of addresses) {
      const reason = judgeAddress(address, own);
      if (reason === null) continue;
      this.#entries.delete(hostname);
      throw new EgressError(
        'DENIED',
        `"${hostname}" ${literal === 0 ? 'resolves to' : 'is'} ${reason}. Agent code can reach public internet ` +
          "addresses only. Use the service's public address.",
      );
    }
    this.#entries.set(hostname, {
      addresses: addresses.slice(0, MAX_ADDRESSES_TRIED),
      judgedAt: this.options.clock.now(),
    });
  }

  async #resolve(hostname: string): Promise<readonly ResolvedAddress[]> {
    const addresses = await this.options.resolver.resolve(hostname).catch(() => []);
    if (addresses.length > 0) return addresses;
    throw new EgressError(
      'DNS',
      `The host name "${hostname}" could not be resolved. Check its spelling, and that this server has a connection to ` +
        'the internet.',
    );
  }
}
