import { randomUUID } from 'node:crypto';

import type { EgressLogEntry, ExecuteOutcome, Sandbox, SandboxSession } from '@cloakroom/sandbox';

import type { EgressBroker } from '../egress/egress-broker.js';
import { CallSigner } from '../signing/call-signer.js';
import { environmentSecrets } from '../signing/environment-secrets.js';
import { readProgram } from './read-program.js';
import type { SandboxArguments } from './sandbox-arguments.js';

/** What files are run with. */
export interface FileRunParts {
  readonly sandbox: Sandbox;
  readonly broker: EgressBroker;
  readonly args: SandboxArguments;
  /** Files under way at the same time. */
  readonly lanes: number;
  /** Ends what runs, and what has not begun, as CANCELLED. */
  readonly signal: AbortSignal;
  /** Called with one line of JSON per file, in the order of the files. */
  readonly print: (line: string) => void;
}

/** Files that one sandbox process takes, each in an isolate of its own, before the next process takes over. */
const FILES_PER_PROCESS = 20;

type Outcome = Pick<ExecuteOutcome, 'ok' | 'result' | 'error' | 'durationMs'>;

interface FileRun {
  readonly outcome: Outcome;
  readonly output: string;
  readonly requests: readonly EgressLogEntry[];
}

/** Runs every file and prints its line; resolves when all are printed. */
export async function runFiles(parts: FileRunParts): Promise<void> {
  const { args, lanes } = parts;
  const lines = new Map<number, string>();
  let printed = 0;
  let next = 0;
  const finish = (index: number, line: string): void => {
    lines.set(index, line);
    for (let ready = lines.get(printed); ready !== undefined; ready = lines.get(printed)) {
      parts.print(ready);
      lines.delete(printed);
      printed += 1;
    }
  };
  const takeNext = (): number | null => (next < args.files.length ? next++ : null);
  await Promise.all(Array.from({ length: Math.min(lanes, args.files.length) }, () => lane(parts, takeNext, finish)));
}

async function lane(
  parts: FileRunParts,
  takeNext: () => number | null,
  finish: (index: number, line: string) => void,
): Promise<void> {
  const owner = { userId: `cli-${randomUUID()}`, runId: randomUUID() };
  let session = parts.sandbox.openSession(owner);
  let taken = 0;
  for (let index = takeNext(); index !== null; index = takeNext()) {
    if (taken === FILES_PER_PROCESS) {
      await session.close();
      session = parts.sandbox.openSession(owner);
      taken = 0;
    }
    taken += 1;
    const file = parts.args.files[index] ?? '';
    finish(index, toLine(file, await runFile(parts, session, file)));
  }
  await session.close();
}

async function runFile(parts: FileRunParts, session: SandboxSession, file: string): Promise<FileRun> {
  const { args, broker, signal } = parts;
  const program = await readProgram(file, args.language);
  if ('problem' in program) {
    const error = { kind: 'USER_ERROR', message: program.problem } as const;
    return { outcome: { ok: false, result: null, error, durationMs: 0 }, output: '', requests: [] };
  }
  const egress = broker.openRun({ userId: 'cli', runId: randomUUID() });
  const call = egress.openCall();
  let output = '';
  try {
    const outcome = await session.execute({
      language: args.language,
      code: program.code,
      env: args.env,
      files: [],
      egress: call,
      signing: new CallSigner(environmentSecrets(args.env)),
      onOutput: ({ text }) => {
        output += text;
      },
      signal,
    });
    await egress.close();
    return { outcome, output, requests: call.log() };
  } finally {
    await egress.close();
  }
}

function toLine(file: string, run: FileRun): string {
  const { ok, result, error, durationMs } = run.outcome;
  const requests = run.requests.map(({ method, host, status, bytes, ms }) => ({ method, host, status, bytes, ms }));
  return JSON.stringify({ file, ok, result, output: run.output, error, requests, ms: durationMs });
}
