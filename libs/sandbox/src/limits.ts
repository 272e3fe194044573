const KIB = 1024;
const MIB = 1024 * KIB;

/** Every limit of a tool call; each is enforced in the sandbox process and again by its parent. */
export interface SandboxLimits {
  /** Wall clock of one call in milliseconds; JavaScript 30 000, Python 60 000. */
  readonly wallTimeoutMs: number;
  /** Milliseconds of CPU time that JavaScript may use without giving way; 1 000. */
  readonly sliceMs: number;
  /** Characters of standard output and standard error kept; 204 800. */
  readonly outputChars: number;
  /** Characters that may be cut from the output before the call is ended; 262 144. */
  readonly outputLostChars: number;
  /** Calls that write output; 20 000. */
  readonly outputCalls: number;
  /** Characters of the rendered result; 262 144. */
  readonly resultChars: number;
  /** HTTP requests of one call; 100. */
  readonly requests: number;
  /** HTTP requests at the same time; further ones wait; 8. */
  readonly concurrentRequests: number;
  /** Characters of a URL; 8 192. */
  readonly urlChars: number;
  /** Bytes of a request body; 4 MiB. */
  readonly requestBytes: number;
  /** Bytes of a response body handed to the code; 8 MiB. */
  readonly responseBytes: number;
  /** Calls over the bridge of any other kind (timers, response reads, digests); 100 000. */
  readonly bridgeCalls: number;
  /** Signatures that one call may ask for; 1 000. */
  readonly signatures: number;
  /** Bytes of all that one call may have signed, together; 8 MiB. */
  readonly signingBytes: number;
  /** Bytes of `/workspace` in all; 16 MiB. */
  readonly workspaceBytes: number;
  /** Files in `/workspace`; 1 000. */
  readonly workspaceFiles: number;
  /** Characters of code in one call; 1 MiB. */
  readonly codeChars: number;
  /** Resident memory of a sandbox process that makes its parent kill it; 600 MiB. */
  readonly rssBytes: number;
  /** `RLIMIT_DATA` of a JavaScript process; 400 MiB. */
  readonly dataBytes: number;
  /** Heap of the JavaScript isolate in MiB; 128. V8 treats it as a guideline: `dataBytes` is the wall behind it. */
  readonly heapMib: number;
}

/** The limits of a JavaScript call. */
export const JAVASCRIPT_LIMITS: SandboxLimits = {
  wallTimeoutMs: 30_000,
  sliceMs: 1_000,
  outputChars: 200 * KIB,
  outputLostChars: 256 * KIB,
  outputCalls: 20_000,
  resultChars: 256 * KIB,
  requests: 100,
  concurrentRequests: 8,
  urlChars: 8 * KIB,
  requestBytes: 4 * MIB,
  responseBytes: 8 * MIB,
  bridgeCalls: 100_000,
  signatures: 1_000,
  signingBytes: 8 * MIB,
  workspaceBytes: 16 * MIB,
  workspaceFiles: 1_000,
  codeChars: MIB,
  rssBytes: 600 * MIB,
  dataBytes: 400 * MIB,
  heapMib: 128,
};

/** The limits of a Python call: twice the wall clock, the rest as for JavaScript. */
export const PYTHON_LIMITS: SandboxLimits = { ...JAVASCRIPT_LIMITS, wallTimeoutMs: 60_000 };

/** The limits by language: the sandbox process and its parent both read them here, so they cannot differ. */
export const LIMITS = { javascript: JAVASCRIPT_LIMITS, python: PYTHON_LIMITS } as const;
