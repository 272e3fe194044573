import type { SandboxLanguage } from './sandbox.types.js';

const COMMON = ['--no-node-snapshot', '--no-warnings'] as const;

/**
 * Flags of Node and V8 that a sandbox process starts with, by language. V8 refuses a code cache that was made under
 * other flags, so whatever makes one takes them from here. Any flag of V8 in a command line also makes it refuse the
 * cache of Node's own library and costs 40 to 90 ms of the start: Python sets its own later, see {@link PYTHON_ENGINE_FLAGS}.
 */
export const PROCESS_FLAGS: Readonly<Record<SandboxLanguage, readonly string[]>> = {
  javascript: [...COMMON, '--js-base-64', '--jitless'],
  python: COMMON,
};

/** Flags of V8 that a Python process sets before it makes its first isolate: 256 MB for each WebAssembly memory. */
export const PYTHON_ENGINE_FLAGS = '--wasm-max-mem-pages=4096';

/**
 * Flag of V8 while the image of a JavaScript isolate is compiled: every function of it at once, so that the cached data
 * holds them all and none is compiled when a call first needs it.
 */
export const IMAGE_FLAG = '--no-lazy';
/** Back to V8's own way, for programs and what they require. */
export const PROGRAM_FLAG = '--lazy';
