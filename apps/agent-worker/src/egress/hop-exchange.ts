/*
 * Trust boundary: one request on the wire and the bytes that come back.
 * Not trusted: everything the server sends, and how slowly. Its head, its interim responses, its pauses and its body are
 * bounded here; nothing is read ahead of the guest beyond one small window.
 */
import { EgressError, type HeaderList } from '@cloakroom/sandbox';
import type { Dispatcher } from 'undici';
import { ByteQueue } from './byte-queue.js';
import { formatBytes, type EgressLimits } from './egress-limits.js';
import { exchangeError } from './network-error.js';
import { abortedError, abortError } from './with-deadline.js';

const MAX_INTERIM_RESPONSES = 20;
const MAX_DISCARDED_BYTES = 64 * 1024;
const MAX_DISCARDING_MS = 1_000;

/** One request as it goes on the wire. */
export interface WireRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array | null;
}

/** How an exchange is bounded and watched. */
export interface ExchangeOptions {
  /** As it is named in messages. */
  readonly hostname: string;
  readonly limits: EgressLimits;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Called when the request begins to be written to the host. */
  readonly onSent: () => void;
  /** Called once when the exchange needs the network no more, or waits for its reader. */
  readonly onQuiet: () => void;
  /** Called once when the last byte came, or with what ended the exchange before. */
  readonly onOver: (error: EgressError | null) => void;
}

/** The head of a response and its raw body. */
export interface HopResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderList;
  readonly body: RawBody;
}

/** Body bytes as the server sent them. */
export interface RawBody {
  /** Throws {@link EgressError}. */
  next(): Promise<Uint8Array | null>;
  /** Drops the connection. */
  cancel(): void;
  /** Throws the rest away, keeping the connection for the next request when the rest is small. */
  discard(): void;
}

function headerList(raw: Dispatcher.DispatchController['rawHeaders']): HeaderList {
  if (!Array.isArray(raw)) return [];
  const texts = raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < texts.length; at += 2) list.push([texts[at] ?? '', texts[at + 1] ?? '']);
  return list;
}

class Exchange implements Dispatcher.DispatchHandler, RawBody {
  readonly head = Promise.withResolvers<HopResponse>();
  readonly #queue = new ByteQueue(() => {
    this.#onDrained();
  });
  #controller: Dispatcher.DispatchController | null = null;
  #timer: NodeJS.Timeout | undefined;
  #timesServer = false;
  #over = false;
  #quiet = false;
  #discarding = false;
  #received = 0;
  #interim = 0;

  constructor(private readonly options: ExchangeOptions) {
    options.signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#startTimer(options.connectTimeoutMs, () => {
      const message = `"${options.hostname}" did not accept a connection within ${options.connectTimeoutMs} ms.`;
      return new EgressError('CONNECT_TIMEOUT', `${message} Try again later.`);
    });
    if (options.signal.aborted) this.#onAbort();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#over) {
      controller.abort(abortedError());
      return;
    }
    this.#controller = controller;
    this.options.onSent();
    this.#expectServer();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _parsed: unknown, reason?: string): void {
    if (status < 200) {
      this.#interim += 1;
      if (this.#interim > MAX_INTERIM_RESPONSES) {
        this.#fail(
          new EgressError(
            'LIMIT',
            `"${this.options.hostname}" sent more than ${MAX_INTERIM_RESPONSES} interim responses.`,
          ),
        );
      }
      return;
    }
    this.#expectServer();
    const headers = headerList(controller.rawHeaders);
    this.head.resolve({ status, statusText: reason ?? '', headers, body: this });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { hostname, limits } = this.options;
    this.#received += chunk.byteLength;
    if (this.#discarding) {
      if (this.#received > MAX_DISCARDED_BYTES) this.cancel();
      return;
    }
    if (this.#received > limits.maxResponseBytes) {
      const size = formatBytes(limits.maxResponseBytes);
      this.#fail(
        new EgressError(
          'LIMIT',
          `The response of "${hostname}" is larger than ${size}. Ask for less, or for a part of it.`,
        ),
      );
      return;
    }
    this.#queue.push(chunk);
    if (!this.#queue.isFull) {
      this.#expectServer();
      return;
    }
    controller.pause();
    this.#stopTimer();
    this.#becomeQuiet();
  }

  onResponseEnd(): void {
    if (this.#over) return;
    this.#queue.end();
    this.#finish(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#fail(exchangeError(error, this.options.hostname, this.options.limits), false);
  }

  next(): Promise<Uint8Array | null> {
    return this.#queue.next();
  }

  cancel(): void {
    this.#fail(abortedError());
  }

  discard(): void {
    if (this.#over) return;
    this.#discarding = true;
    this.#startTimer(MAX_DISCARDING_MS, abortedError);
    this.#queue.fail(abortedError(), true);
    this.#controller?.resume();
  }

  /** Ends the exchange with a failure; a second one changes nothing. */
  #fail(error: EgressError, discardQueued = true): void {
    if (this.#over) return;
    this.head.reject(error);
    this.#queue.fail(error, discardQueued);
    this.#finish(error);
    this.#controller?.abort(error);
  }

  #finish(error: EgressError | null): void {
    this.#over = true;
    this.#stopTimer();
    this.options.signal.removeEventListener('abort', this.#onAbort);
    this.options.onOver(error);
    this.#becomeQuiet();
  }

  #becomeQuiet(): void {
    if (this.#quiet) return;
    this.#quiet = true;
    this.options.onQuiet();
  }

  #onDrained(): void {
    if (this.#over || this.#controller?.paused !== true) return;
    this.#expectServer();
    this.#controller.resume();
  }

  readonly #onAbort = (): void => {
    this.#fail(abortError(this.options.signal));
  };

  #expectServer(): void {
    if (this.#timesServer) {
      this.#timer?.refresh();
      return;
    }
    const { hostname, readTimeoutMs } = this.options;
    this.#startTimer(readTimeoutMs, () => {
      const message = `"${hostname}" sent nothing for ${readTimeoutMs} ms, so the request was ended.`;
      return new EgressError('READ_TIMEOUT', message);
    });
    this.#timesServer = true;
  }

  #startTimer(timeoutMs: number, error: () => EgressError): void {
    this.#stopTimer();
    this.#timer = setTimeout(() => {
      this.#fail(error());
    }, timeoutMs);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timesServer = false;
  }
}

/** Sends one request and waits for the head of its response. Throws {@link EgressError}. */
export function exchangeHop(
  dispatcher: Dispatcher,
  request: WireRequest,
  options: ExchangeOptions,
): Promise<HopResponse> {
  const exchange = new Exchange(options);
  dispatcher.dispatch(
    {
      origin: request.origin,
      path: request.path,
      method: request.method,
      headers: request.headers.flat(),
      body: request.body,
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    exchange,
  );
  return exchange.head.promise;
}
