import type { SandboxLanguage, ToolError, WorkspaceFile } from '../sandbox.types.js';

/**
 * What a language runtime inside the sandbox process may ask of that process. Everything behind it is JSON text:
 * the process forwards `call` to its parent and treats each operation as hostile, because guest code can send any JSON.
 */
export interface GuestHost {
  /**
   * Starts an asynchronous operation and answers with JSON text; never rejects. Operations:
   * `egress.open` {url, method, headers, body: base64 | null, redirect, decompress, connectTimeoutMs, readTimeoutMs}
   *   -> {ok: true, id, status, statusText, url, redirected, headers} | {ok: false, code, message};
   * `egress.read` {id, maxBytes} -> {ok: true, data: base64 | null} | {ok: false, code, message};
   * `egress.close` {id} -> {ok: true}; `sleep` {ms} -> {ok: true};
   * `secrets.sign` {kind: 'hmac' | 'jwt' | 'aws-v4', name, …, body: base64 of an HMAC's message | null}
   *   -> {ok: true, value} | {ok: false, code, message};
   * `crypto.pbkdf2` {hash, password, salt, iterations, length} and `crypto.scrypt` {password, salt, length, cost, blockSize,
   *   parallelization, maxmem}, bytes as base64 -> {ok: true, data: base64} | {ok: false, code}.
   */
  call(operation: string, json: string): Promise<string>;
  /** Output as it comes; counted and cut by the process and again by its parent. */
  output(stream: 'stdout' | 'stderr', text: string): void;
}

/** One call of agent code, as the runtime sees it. */
export interface GuestCall {
  readonly code: string;
  readonly env: Readonly<Record<string, string>>;
  readonly files: readonly WorkspaceFile[];
}

/** What the runtime found; limits of time and memory are judged by the process and its parent. */
export interface GuestResult {
  readonly result: string | null;
  readonly error: ToolError | null;
  readonly files: readonly WorkspaceFile[];
  /** `false` when code may still be running: the process is then not used again; default `true`. */
  readonly reusable?: boolean;
}

/** A language runtime: `prepare` before any user's code, until an isolate waits; then exactly one fresh isolate per `execute`. */
export interface GuestRuntime {
  readonly language: SandboxLanguage;
  prepare(): Promise<void>;
  execute(call: GuestCall, host: GuestHost): Promise<GuestResult>;
}
