import type { SandboxLimits } from '../limits.js';
import type { SandboxLanguage } from '../sandbox.types.js';
import type { GuestRuntime } from './guest-runtime.types.js';

/** A runtime, or why there is none. */
export type MadeRuntime =
  | { readonly runtime: GuestRuntime; readonly note: string | null; readonly requests: boolean }
  | { readonly runtime: null; readonly message: string };

/** The runtime of one language; loads only that language's engine. */
export async function createRuntime(language: SandboxLanguage, limits: SandboxLimits): Promise<MadeRuntime> {
  if (language === 'javascript') {
    const { createJavaScriptRuntime } = await import('./javascript/runtime.js');
    return { runtime: createJavaScriptRuntime(limits), note: null, requests: false };
  }
  const { createPythonRuntime, readPythonAvailability } = await import('../python/index.js');
  const { available, requests, remedy } = await readPythonAvailability();
  if (!available) return { runtime: null, message: remedy ?? 'Python is not available here.' };
  return { runtime: createPythonRuntime(), note: remedy, requests };
}
