import type { SandboxLanguage } from './sandbox.types.js';

const COMMON = ['--no-node-snapshot', '--js-base-64', '--no-warnings'] as const;

/**
 * Flags of Node and V8 that a sandbox process starts with, by language. V8 refuses a code cache that was made under
 * other flags, so whatever makes one takes them from here.
 */
export const PROCESS_FLAGS: Readonly<Record<SandboxLanguage, readonly string[]>> = {
  javascript: [...COMMON, '--jitless'],
  python: [...COMMON, '--wasm-max-mem-pages=4096'],
};
