/**
 * Runs files through the product's own tool call: supervisor, sandbox process and egress broker.
 * One JSON line per file on standard output, in the order of the files; the exit status is 0 whenever each file got its
 * line, also after an interrupt, which ends what is left as CANCELLED; 2 for a command line that cannot be read.
 */
import { availableParallelism } from 'node:os';

import { createSandbox } from '@cloakroom/sandbox';

import { createEgressBroker, type EgressBroker } from '../egress/egress-broker.js';
import { runFiles } from './run-files.js';
import { parseSandboxArguments, UsageError, type SandboxArguments } from './sandbox-arguments.js';

const MAX_LANES = 4;

function openBroker(args: SandboxArguments): EgressBroker {
  try {
    return createEgressBroker({ hostOverrides: args.hosts });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : '--host cannot be read.');
  }
}

/** An abort at the first interrupt, or when whoever started this command is gone; a later one ends it at once. */
function watchInterrupts(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.once('disconnect', interrupt);
  process.channel?.unref();
  return controller.signal;
}

async function main(): Promise<void> {
  const args = parseSandboxArguments(process.argv.slice(2));
  const broker = openBroker(args);
  const lanes = Math.min(MAX_LANES, Math.max(2, availableParallelism()), args.files.length);
  const idle = args.language === 'python' ? { javascript: 0, python: lanes } : { javascript: lanes, python: 0 };
  const sandbox = createSandbox({ idle });
  const signal = watchInterrupts();
  try {
    await sandbox.start();
    await runFiles({ sandbox, broker, args, lanes, signal, print: (line) => process.stdout.write(`${line}\n`) });
  } finally {
    await Promise.all([sandbox.stop(), broker.close()]);
  }
}

process.stdout.on('error', () => process.exit(1));
try {
  await main();
  process.exitCode = 0;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'The sandbox command failed.'}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
