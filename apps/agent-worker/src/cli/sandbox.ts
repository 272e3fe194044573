/**
 * Runs files through the product's own tool call: supervisor, sandbox process and egress broker.
 * One JSON line per file on standard output; the exit status is 0 whenever each file got its line.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { createSandbox, type EgressLogEntry, type ExecuteOutcome, type Sandbox } from '@cloakroom/sandbox';

import { createEgressBroker, type EgressBroker } from '../egress/egress-broker.js';
import { parseSandboxArguments, UsageError, type SandboxArguments } from './sandbox-arguments.js';

interface FileRun {
  readonly outcome: ExecuteOutcome;
  readonly output: string;
  readonly requests: readonly EgressLogEntry[];
}

async function runFile(sandbox: Sandbox, broker: EgressBroker, args: SandboxArguments, file: string): Promise<FileRun> {
  const owner = { userId: 'cli', runId: randomUUID() };
  const code = await readFile(file, 'utf8');
  const egress = broker.openRun(owner);
  const call = egress.openCall();
  const session = sandbox.openSession(owner);
  let output = '';
  try {
    const outcome = await session.execute({
      language: args.language,
      code,
      env: args.env,
      files: [],
      egress: call,
      onOutput: ({ text }) => {
        output += text;
      },
      signal: new AbortController().signal,
    });
    return { outcome, output, requests: call.log() };
  } finally {
    await Promise.all([session.close(), egress.close()]);
  }
}

function toLine(file: string, run: FileRun): string {
  const { ok, result, error, durationMs } = run.outcome;
  const requests = run.requests.map(({ method, host, status, bytes, ms }) => ({ method, host, status, bytes, ms }));
  return JSON.stringify({ file, ok, result, output: run.output, error, requests, ms: durationMs });
}

async function main(): Promise<void> {
  const args = parseSandboxArguments(process.argv.slice(2));
  const broker = createEgressBroker({ hostOverrides: args.hosts });
  const idle = args.language === 'python' ? { javascript: 0, python: 1 } : { javascript: 2, python: 0 };
  const sandbox = createSandbox({ idle });
  try {
    await sandbox.start();
    for (const file of args.files) {
      process.stdout.write(`${toLine(file, await runFile(sandbox, broker, args, file))}\n`);
    }
  } finally {
    await Promise.all([sandbox.stop(), broker.close()]);
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'The sandbox command failed.'}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
