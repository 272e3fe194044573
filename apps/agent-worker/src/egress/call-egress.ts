/*
 * Trust boundary: the order in which a request is judged. Shape, then for each hop: URL, operator's policy, addresses,
 * headers, the run's rewriter, headers again, and only then the wire.
 * Not trusted: the request, every redirect, every response. Nothing but an EgressError leaves; it names a host at most.
 */
import {
  EgressError,
  type EgressLogEntry,
  type EgressRequest,
  type EgressResponse,
  type HeaderList,
} from '@cloakroom/sandbox';
import { STATUS_CODES } from 'node:http';
import type { Dispatcher } from 'undici';
import type { AddressBook } from './address-book.js';
import { contentCodings, decodeContent } from './content-decoding.js';
import { formatBytes } from './egress-limits.js';
import type { BeforeUse, LoggedEgress, OutgoingHop, RequestRewriter, ResponseFilter } from './egress.types.js';
import { GuestBody } from './guest-body.js';
import { admitHeaders, withFetchDefaults } from './header-rules.js';
import { type ExchangeOptions, exchangeHop, type HopResponse } from './hop-exchange.js';
import { locationOf, redirectedRequest, type HopRequest } from './redirect-rules.js';
import { RequestBudget } from './request-budget.js';
import { RequestLifetime } from './request-lifetime.js';
import type { LogRecord, RequestLog } from './request-log.js';
import { admitRequest } from './request-rules.js';
import { judgeTarget, type JudgedTarget, type TargetRules } from './target-judge.js';
import { abortError } from './with-deadline.js';

/** What the calls of one run share. */
export interface RunParts {
  readonly rules: TargetRules;
  readonly book: AddressBook;
  /** Connections to judged public addresses, and to the operator's overrides. */
  readonly dispatchers: { readonly direct: Dispatcher; readonly override: Dispatcher };
  readonly rewriter: RequestRewriter | null;
  readonly signal: AbortSignal;
}

/** One request on its way through its hops. */
interface Journey {
  readonly request: EgressRequest;
  readonly lifetime: RequestLifetime;
  readonly leave: () => void;
}

interface Arrival {
  readonly response: HopResponse;
  readonly record: LogRecord;
  readonly filter: ResponseFilter | null;
  readonly url: string;
  /** Settles when the hop no longer keeps the network busy. */
  readonly quiet: Promise<null>;
  /** Settles when its last byte came, or never will. */
  readonly over: Promise<null>;
}

function asEgressError(error: unknown): EgressError {
  if (error instanceof EgressError) return error;
  return new EgressError('RESET', 'The request failed for a reason of the server that runs this code. Try again.');
}

/** The way out of one tool call. */
export class CallEgress implements LoggedEgress {
  readonly #budget: RequestBudget;

  constructor(
    private readonly parts: RunParts,
    private readonly requestLog: RequestLog,
    private readonly beforeUse?: BeforeUse,
  ) {
    this.#budget = new RequestBudget(parts.rules.limits);
  }

  log(): readonly EgressLogEntry[] {
    return this.requestLog.entries();
  }

  async request(request: EgressRequest, signal: AbortSignal): Promise<EgressResponse> {
    const lifetime = new RequestLifetime([signal, this.parts.signal]);
    let leave = (): void => undefined;
    try {
      if (lifetime.signal.aborted) throw abortError(lifetime.signal);
      this.#budget.take();
      const admitted = admitRequest(request, this.parts.rules.limits);
      leave = await this.#budget.enter(lifetime.signal);
      lifetime.start(this.parts.rules.limits.totalTimeoutMs);
      return await this.#follow({ request: admitted, lifetime, leave });
    } catch (error) {
      leave();
      lifetime.end();
      throw asEgressError(error);
    }
  }

  async #follow(journey: Journey): Promise<EgressResponse> {
    const { maxRedirects } = this.parts.rules.limits;
    let current: HopRequest = journey.request;
    for (let hop = 0; ; hop += 1) {
      const arrival = await this.#hop(journey, current, hop);
      const { response, record } = arrival;
      const location = journey.request.redirect === 'manual' ? null : locationOf(response);
      if (location === null) return this.#answer(journey, current, arrival, hop > 0);
      record.close(null);
      response.body.discard();
      const { hostname } = new URL(arrival.url);
      if (journey.request.redirect === 'error') {
        throw new EgressError('BAD_REQUEST', `"${hostname}" redirected, and the request asked to fail on a redirect.`);
      }
      if (hop >= maxRedirects) {
        throw new EgressError(
          'TOO_MANY_REDIRECTS',
          `"${hostname}" redirected more than ${maxRedirects} times. Ask for the final address directly.`,
        );
      }
      current = redirectedRequest(current, response.status, location);
    }
  }

  async #hop(journey: Journey, current: HopRequest, hop: number): Promise<Arrival> {
    const { limits } = this.parts.rules;
    const record = this.requestLog.open(current.method, current.url);
    try {
      const target = judgeTarget(current.url, this.parts.rules);
      await this.parts.rewriter?.admitHost?.(target.url.href, record.noteSecret.bind(record));
      if (target.overrideOrigin === null) {
        await this.parts.book.admit(target.hostname, limits.connectTimeoutMs, journey.lifetime.signal);
      }
      const asked = { ...current, url: target.url.href, hop };
      const outgoing = await this.#outgoing(asked, journey, record);
      await this.#writeDown(record);
      const quiet = Promise.withResolvers<null>();
      const over = Promise.withResolvers<null>();
      const response = await this.#send(outgoing, target, journey, {
        onSent: () => {
          record.sent = true;
        },
        onQuiet: () => {
          quiet.resolve(null);
        },
        onOver: (error) => {
          if (error !== null) record.close(error.code);
          over.resolve(null);
        },
      });
      record.status = response.status;
      const filter = this.parts.rewriter?.openResponse?.(asked) ?? null;
      const seen = filter === null ? response : { ...response, headers: filter.headers(response.headers) };
      return { response: seen, record, filter, url: target.url.href, quiet: quiet.promise, over: over.promise };
    } catch (error) {
      record.close(asEgressError(error).code);
      throw error;
    }
  }

  /** The hop with its headers judged, after the rewriter when there is one: what it put in is judged again. */
  async #outgoing(asked: OutgoingHop, journey: Journey, record: LogRecord): Promise<OutgoingHop> {
    const { limits } = this.parts.rules;
    const admitted = (hop: OutgoingHop): OutgoingHop => ({
      ...hop,
      headers: admitHeaders(hop.headers, {
        url: new URL(hop.url),
        bodyBytes: hop.body?.byteLength ?? 0,
        maxHeaderBytes: limits.maxRequestHeaderBytes,
      }),
    });
    const own = admitted(asked);
    const { rewriter } = this.parts;
    if (rewriter === null) return own;
    const note = record.noteSecret.bind(record);
    const rewritten = { ...own, ...(await rewriter.rewrite(own, journey.lifetime.signal, note)) };
    if (!URL.canParse(rewritten.url) || new URL(rewritten.url).origin !== new URL(own.url).origin) {
      throw new EgressError(
        'DENIED',
        'The request was refused: filling in a sealed secret would have changed its host.',
      );
    }
    if ((rewritten.body?.byteLength ?? 0) > limits.maxRequestBytes) {
      throw new EgressError('LIMIT', `The request body is larger than ${formatBytes(limits.maxRequestBytes)}.`);
    }
    return admitted(rewritten);
  }

  async #writeDown(record: LogRecord): Promise<void> {
    const use = record.use();
    if (use === null || this.beforeUse === undefined) return;
    try {
      await this.beforeUse(use);
    } catch {
      const message = 'The request was kept back: the use of its secrets cannot be written down now. Try again.';
      throw new EgressError('DENIED', message);
    }
  }

  #send(
    outgoing: OutgoingHop,
    target: JudgedTarget,
    journey: Journey,
    watch: Pick<ExchangeOptions, 'onSent' | 'onQuiet' | 'onOver'>,
  ): Promise<HopResponse> {
    const { limits } = this.parts.rules;
    const { direct, override } = this.parts.dispatchers;
    const { signal } = journey.lifetime;
    if (signal.aborted) throw abortError(signal);
    const url = new URL(outgoing.url);
    const headers = journey.request.decompress ? withFetchDefaults(outgoing.headers) : outgoing.headers;
    const readTimeoutMs = Math.min(journey.request.readTimeoutMs ?? limits.readTimeoutMs, limits.totalTimeoutMs);
    return exchangeHop(
      target.overrideOrigin === null ? direct : override,
      {
        origin: target.overrideOrigin ?? url.origin,
        path: url.pathname + url.search,
        method: outgoing.method,
        headers: [['host', url.host], ...headers],
        body: outgoing.body,
      },
      {
        hostname: target.hostname,
        limits,
        connectTimeoutMs: this.#connectTimeoutMs(journey),
        readTimeoutMs,
        signal,
        ...watch,
      },
    );
  }

  #answer(journey: Journey, current: HopRequest, arrival: Arrival, redirected: boolean): EgressResponse {
    const { response, record, filter, url, quiet, over } = arrival;
    const { maxResponseBytes } = this.parts.rules.limits;
    const { hostname } = new URL(url);
    const onTooLarge = (): EgressError =>
      new EgressError(
        'LIMIT',
        `The response of "${hostname}" is larger than ${formatBytes(maxResponseBytes)} once decoded. Ask for less, or for a part of it.`,
      );
    const decodes = (journey.request.decompress || filter !== null) && current.method !== 'HEAD';
    const codings = contentCodings(response.headers, filter !== null);
    const source = decodeContent(response.body, decodes ? codings : [], {
      hostname,
      maxBytes: maxResponseBytes,
      onTooLarge,
      mustDecode: filter !== null,
    });
    const body = new GuestBody({
      source,
      filter,
      maxBytes: maxResponseBytes,
      onTooLarge,
      asEgressError,
      onBytes: (total) => {
        record.bytes = total;
      },
      onOver: (error) => {
        record.close(error?.code ?? null);
      },
    });
    void quiet.then(journey.leave);
    void over.then(() => {
      journey.lifetime.end();
    });
    return {
      status: response.status,
      statusText: filter === null ? response.statusText : (STATUS_CODES[response.status] ?? ''),
      url,
      redirected,
      headers: filter === null ? response.headers : withoutFraming(response.headers, journey.request),
      body,
    };
  }

  #connectTimeoutMs(journey: Journey): number {
    const { connectTimeoutMs } = this.parts.rules.limits;
    return Math.min(journey.request.connectTimeoutMs ?? connectTimeoutMs, connectTimeoutMs);
  }
}

/** What a filter changed has another length; and whoever undoes the encoding itself gets it undone already. */
function withoutFraming(headers: HeaderList, { decompress }: EgressRequest): HeaderList {
  const gone = new Set(['content-length', 'transfer-encoding', ...(decompress ? [] : ['content-encoding'])]);
  return headers.filter(([name]) => !gone.has(name.toLowerCase()));
}
