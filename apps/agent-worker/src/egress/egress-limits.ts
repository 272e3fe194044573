/** Limits of one tool call's traffic. Sizes in bytes, times in milliseconds. */
export interface EgressLimits {
  readonly maxRequests: number;
  readonly maxConcurrent: number;
  readonly maxRedirects: number;
  readonly maxUrlBytes: number;
  readonly maxRequestHeaderBytes: number;
  readonly maxRequestBytes: number;
  readonly maxResponseHeaderBytes: number;
  /** Of the body as it comes over the wire, and again of the body after decoding. */
  readonly maxResponseBytes: number;
  readonly connectTimeoutMs: number;
  /** Without a byte from the server. */
  readonly readTimeoutMs: number;
  /** From the request to the last byte of its response, redirects included. */
  readonly totalTimeoutMs: number;
}

const KB = 1024;
const MB = 1024 * KB;

/** The limits agent code can rely on. */
export const DEFAULT_EGRESS_LIMITS: EgressLimits = {
  maxRequests: 100,
  maxConcurrent: 8,
  maxRedirects: 5,
  maxUrlBytes: 8 * KB,
  maxRequestHeaderBytes: 64 * KB,
  maxRequestBytes: 4 * MB,
  maxResponseHeaderBytes: 64 * KB,
  maxResponseBytes: 8 * MB,
  connectTimeoutMs: 10_000,
  readTimeoutMs: 30_000,
  totalTimeoutMs: 60_000,
};

/** `4 MB`, `8 KB` or `100 bytes`. */
export function formatBytes(bytes: number): string {
  if (bytes >= MB && bytes % MB === 0) return `${bytes / MB} MB`;
  if (bytes >= KB && bytes % KB === 0) return `${bytes / KB} KB`;
  return `${bytes} bytes`;
}
