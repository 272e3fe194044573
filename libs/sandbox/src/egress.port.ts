/**
 * The only way out of a sandbox. Whoever hosts the sandbox implements this port; nothing behind it is trusted with
 * more than the one request it is handed, and everything in a request comes from hostile code.
 * Values cross as plain data: no object of the host reaches the guest, no object of the guest reaches the host.
 */

/** Header name and value pairs in the order they were given; duplicates kept. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** One HTTP request that agent code wants to make. */
export interface EgressRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderList;
  /** The whole body, at most 4 MB; `null` for none. */
  readonly body: Uint8Array | null;
  /** What to do with a 3xx: follow (each hop judged again), hand it back, or fail. */
  readonly redirect: 'follow' | 'manual' | 'error';
  /** Whether the host undoes the content encoding; Python keeps it and decodes in the guest. */
  readonly decompress: boolean;
  readonly connectTimeoutMs: number | null;
  readonly readTimeoutMs: number | null;
}

/** A response body that is pulled, never pushed. */
export interface EgressBody {
  /** The next bytes (at most `maxBytes`), or `null` at the end. Throws {@link EgressError}. */
  read(maxBytes: number): Promise<Uint8Array | null>;
  cancel(): void;
}

/** The head of a response, and its body to pull. */
export interface EgressResponse {
  readonly status: number;
  readonly statusText: string;
  /** The address that answered, after redirects, without credentials. */
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: HeaderList;
  readonly body: EgressBody;
}

/** Why a request did not work. `DENIED` is policy; the rest are the network's or the request's own fault. */
export type EgressErrorCode =
  | 'DENIED'
  | 'DNS'
  | 'CONNECT_REFUSED'
  | 'CONNECT_TIMEOUT'
  | 'READ_TIMEOUT'
  | 'TLS'
  | 'RESET'
  | 'LIMIT'
  | 'TOO_MANY_REDIRECTS'
  | 'BAD_REQUEST'
  | 'ABORTED';

/** A refusal or failure of one request; `message` is written for the person whose code it was and holds no stack, path or value. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  constructor(
    readonly code: EgressErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** One line of a run's request log: where agent code went, never what it carried. */
export interface EgressLogEntry {
  readonly method: string;
  readonly host: string;
  /** Path without the query. */
  readonly path: string;
  /** HTTP status, or `null` when no response came. */
  readonly status: number | null;
  readonly errorCode: EgressErrorCode | null;
  /** Response body bytes handed to the guest. */
  readonly bytes: number;
  readonly ms: number;
  /** Secrets that stood in what was sent, or would have if it had not been refused; names only. */
  readonly secrets?: readonly EgressSecretUse[];
}

/** One secret in one place of a request. */
export interface EgressSecretUse {
  readonly name: string;
  readonly place: 'header' | 'query' | 'path' | 'body';
  /** In lower case; `null` elsewhere than in a header. */
  readonly headerName: string | null;
  /** Whether the program had the value itself, or a placeholder for it. */
  readonly mode: 'exposed' | 'sealed';
}

/** The way out of one tool call of one run. */
export interface EgressPort {
  /** Throws {@link EgressError} and nothing else. */
  request(request: EgressRequest, signal: AbortSignal): Promise<EgressResponse>;
}
