/**
 * `npm run drill`: plants values, makes every attempt of a drill at getting them out of the real sandbox, and prints what
 * came of each. Exit status 0 when all passed, 1 when not. `--json` prints the report instead.
 */
import { createSandbox } from '@cloakroom/sandbox';
import type { DrillReport } from '@cloakroom/contracts';
import { PRODUCT_VERSION } from '@cloakroom/contracts';
import { runDrill } from '../drill/run-drill.js';

function inWords({ checks, startedAt, build }: DrillReport): string {
  const failed = checks.filter(({ passed }) => !passed).length;
  return [
    ...checks.map(({ passed, route, title, note }) => {
      const verdict = passed ? 'pass' : 'FAIL';
      return `${verdict}  ${route.padEnd(8)} ${title}${note === null ? '' : `: ${note}`}`;
    }),
    `${checks.length - failed} passed, ${failed} failed (Cloakroom ${build}, ${startedAt})`,
  ].join('\n');
}

async function main(): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  const sandbox = createSandbox({ idle: { javascript: 1, python: 1 } });
  try {
    await sandbox.start();
    const report = await runDrill({ sandbox, build: PRODUCT_VERSION, signal: ending.signal });
    process.stdout.write(`${process.argv.includes('--json') ? JSON.stringify(report) : inWords(report)}\n`);
    if (report.checks.some(({ passed }) => !passed)) process.exitCode = 1;
  } finally {
    await sandbox.stop();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'The drill could not be made.'}\n`);
  process.exitCode = 1;
}
