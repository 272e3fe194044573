import { createSandbox, type InspectableSandbox, type SandboxOptions } from '../supervisor/create-sandbox.js';
import { EgressError, type EgressPort } from '../egress.port.js';
import type { ExecuteOutcome, ExecuteRequest, SandboxLanguage, SandboxSession } from '../sandbox.types.js';

/** An outside that refuses everything. */
export const closedEgress: EgressPort = {
  request: () => Promise.reject(new EgressError('DENIED', 'Tests make no requests.')),
};

/** One call with defaults: five seconds, no variables, no files, no way out. */
export interface TestCall extends Partial<ExecuteRequest> {
  readonly code: string;
  readonly session?: SandboxSession;
}

/** What a test sees of a call. */
export interface TestRun extends ExecuteOutcome {
  readonly output: string;
}

/** A started sandbox for one spec file. */
export interface SandboxKit {
  readonly sandbox: InspectableSandbox;
  /** Runs code in a session of its own, or in the given one. */
  run(call: TestCall): Promise<TestRun>;
  stop(): Promise<void>;
}

/** Starts a sandbox with one warm process of `language` and none of the other. */
export async function openKit(
  language: SandboxLanguage = 'javascript',
  options: SandboxOptions = {},
): Promise<SandboxKit> {
  const idle = { javascript: language === 'javascript' ? 1 : 0, python: language === 'python' ? 1 : 0 };
  const sandbox = createSandbox({ idle, ...options });
  await sandbox.start();
  let next = 0;
  return {
    sandbox,
    async run(call) {
      const { session: given, ...rest } = call;
      next += 1;
      const session = given ?? sandbox.openSession({ userId: `user-${String(next)}`, runId: `run-${String(next)}` });
      let output = '';
      const outcome = await session.execute({
        language,
        env: {},
        files: [],
        egress: closedEgress,
        onOutput: ({ text }) => {
          output += text;
        },
        signal: new AbortController().signal,
        wallTimeoutMs: 5_000,
        ...rest,
      });
      if (given === undefined) await session.close();
      return { ...outcome, output };
    },
    stop: () => sandbox.stop(),
  };
}

/** Looks again and again until `holds`; `false` when it has not within `timeoutMs` (default 10 000). */
export async function until(holds: () => boolean, timeoutMs = 10_000): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
