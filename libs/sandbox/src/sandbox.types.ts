import type { EgressLogEntry, EgressPort } from './egress.port.js';
import type { SigningPort } from './signing.port.js';

/** Languages that agent code may be written in. */
export type SandboxLanguage = 'javascript' | 'python';

/** How a tool call can fail, as users and the model see it. */
export type ToolErrorKind =
  'TIMEOUT' | 'MEMORY' | 'CRASHED' | 'CANCELLED' | 'OUTPUT_LIMIT' | 'EGRESS_DENIED' | 'USER_ERROR';

/** A failed tool call; `message` names the limit, its number and what to do, or shows the user's own error. */
export interface ToolError {
  readonly kind: ToolErrorKind;
  readonly message: string;
}

/** A piece of output as it comes. Pieces of one stream are in order; they may split anywhere, also inside a line. */
export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** A file of `/workspace`, by its path relative to that folder. */
export interface WorkspaceFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** One tool call. */
export interface ExecuteRequest {
  readonly language: SandboxLanguage;
  readonly code: string;
  /** What `process.env` / `os.environ` hold, and nothing besides. */
  readonly env: Readonly<Record<string, string>>;
  /** `/workspace` before the call. */
  readonly files: readonly WorkspaceFile[];
  readonly egress: EgressPort;
  /** Signs for the code with secrets that it names; none: every signature is refused. */
  readonly signing?: SigningPort;
  /** Called in order while the code runs. Not redacted: the caller redacts before anybody sees it. */
  readonly onOutput: (chunk: OutputChunk) => void;
  /** Ends the call as CANCELLED within 500 ms. */
  readonly signal: AbortSignal;
  /** Wall-clock limit in milliseconds; default 30 000 (Python 60 000). */
  readonly wallTimeoutMs?: number;
}

/** What a tool call came to. Never redacted. */
export interface ExecuteOutcome {
  readonly ok: boolean;
  /** The last expression's or returned value, rendered (strings as they are, else as the language's own inspector prints it); `null` when undefined/None. */
  readonly result: string | null;
  readonly error: ToolError | null;
  /** Characters of output that were not kept, beyond the limit. */
  readonly outputLost: number;
  /** Files of `/workspace` written or changed by the call. */
  readonly files: readonly WorkspaceFile[];
  readonly durationMs: number;
}

/** The process or processes of one run of one user. No other run ever enters them; SIGKILL ends them. */
export interface SandboxSession {
  /** Never throws for anything the code does; a fresh isolate for each call. One call at a time. */
  execute(request: ExecuteRequest): Promise<ExecuteOutcome>;
  /** Kills the session's processes. Idempotent. */
  close(): Promise<void>;
}

/** `strict` needs every layer; `standard` runs without namespaces and says so. */
export type IsolationLevel = 'strict' | 'standard';

/** What stands between agent code and this machine. */
export interface IsolationReport {
  readonly level: IsolationLevel;
  /** Layers in force, for instance `user-namespace`, `network-namespace`, `rlimit-data`, `no-new-privs`. */
  readonly layers: readonly string[];
  readonly missing: readonly { readonly layer: string; readonly remedy: string }[];
  readonly python: { readonly available: boolean; readonly requests: boolean; readonly remedy: string | null };
}

/** Owns every sandbox process of a worker. */
export interface Sandbox {
  /** Probes the layers, runs the self-test, fills the pool. Throws with the missing layer and its remedy in `strict`. */
  start(): Promise<IsolationReport>;
  /** A session for one run; processes are taken from the warm pool at its first call of each language. */
  openSession(owner: { readonly userId: string; readonly runId: string }): SandboxSession;
  /** Pool state for health and metrics. */
  stats(): {
    readonly ready: Record<SandboxLanguage, number>;
    readonly busy: number;
    readonly queued: number;
    readonly rssBytes: number;
  };
  /** Kills every process. */
  stop(): Promise<void>;
}

export type { EgressLogEntry };
