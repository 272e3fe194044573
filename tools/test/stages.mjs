import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { ROOT } from '../setup/node-runtime.mjs';

const MINUTE = 60_000;

/**
 * Runs one command of the suite, its output on the screen, killed with its children after `minutes`. A stage with
 * `count` tells how many tests passed and failed; a stage without one is a check, which counts only when it fails.
 */
export async function runStage({ name, command, args, minutes, environment = {}, count }) {
  console.log(`\n── ${name}`);
  const startedAt = Date.now();
  const code = await run(command, args, minutes * MINUTE, environment);
  const tests = count === undefined ? { passed: 0, failed: 0 } : countOrFail(count);
  const failed = code === 0 ? tests.failed : Math.max(tests.failed, 1);
  console.log(`── ${name}: ${failed === 0 ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  return { name, passed: tests.passed, failed };
}

function countOrFail(count) {
  try {
    return count();
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function run(command, args, timeoutMs, environment) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
      env: { ...process.env, ...environment },
    });
    const timer = setTimeout(() => {
      console.log(`── no end after ${timeoutMs / MINUTE} minutes, killing it`);
      process.kill(-child.pid, 'SIGKILL');
    }, timeoutMs);
    child.once('error', (error) => {
      console.error(error.message);
      clearTimeout(timer);
      resolve(1);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

/** Counts of a jest `--json` file. A file that could not run at all counts as one failure. */
export function countJest(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites };
}

/** Counts of a JUnit file of node's own test runner. */
export function countJunit(file) {
  const report = readFileSync(file, 'utf8');
  const cases = report.match(/<testcase\b/g)?.length ?? 0;
  const failures = report.match(/<failure\b/g)?.length ?? 0;
  const skipped = report.match(/<skipped\b/g)?.length ?? 0;
  return { passed: cases - failures - skipped, failed: failures };
}

/** Counts of Playwright's JSON report. */
export function countPlaywright(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8'));
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length };
}
