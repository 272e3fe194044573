import { cpus, loadavg, totalmem } from 'node:os';
import type { Timing } from './bench-statistics.ts';
import type { RedactionBenchRow } from './redaction.bench.ts';

type Timings = ReadonlyMap<string, Timing>;

/** Everything one run measured. */
export interface BenchResults {
  readonly load: number;
  readonly javascript: Timings;
  readonly python: Timings;
  readonly cold: Timings;
  readonly network: Timings;
  readonly redaction: readonly RedactionBenchRow[];
}

/** The one-minute load average, to be read before anything starts. */
export function loadBefore(): number {
  return loadavg()[0] ?? 0;
}

function median(timings: Timings, name: string): number {
  const timing = timings.get(name);
  if (timing === undefined) throw new Error(`Nothing was measured under the name "${name}".`);
  return timing.medianMs;
}

function table(timings: Timings): string {
  const first = [...timings.values()][0]?.medianMs ?? Number.NaN;
  const rows = [...timings].map(
    ([name, { calls, medianMs, p99Ms }]) =>
      `| ${name} | ${calls} | ${medianMs.toFixed(3)} | ${p99Ms.toFixed(3)} | ${(medianMs / first).toFixed(2)} |`,
  );
  return [
    '| what | calls | median ms | p99 ms | median ÷ first row |',
    '| --- | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}

interface Goal {
  readonly text: string;
  readonly measured: number;
  readonly met: boolean;
}

function goals({ javascript, python, cold }: BenchResults): Goal[] {
  const tool = median(javascript, 'Cloakroom, JavaScript tool call');
  const most = (text: string, measured: number, bound: number): Goal => ({ text, measured, met: measured <= bound });
  const least = (text: string, measured: number, bound: number): Goal => ({ text, measured, met: measured >= bound });
  const isolate = (name: string): number => tool / median(javascript, `bare isolated-vm, ${name}`);
  const call = median(python, 'Cloakroom, Python tool call');
  const slow = median(cold, 'bare Pyodide without snapshot, new process');
  return [
    most('JavaScript tool call at most 3 × a bare warm isolate', isolate('warm isolate'), 3),
    most('the same, with the messages to its process', isolate('warm isolate, with the messages to its process'), 3),
    most('the same, a fresh isolate with the messages', isolate('fresh isolate, with the messages to its process'), 3),
    least('at least 30 × faster than a worker thread', median(javascript, 'worker_threads, new worker') / tool, 30),
    least('at least 100 × faster than a fork', median(javascript, 'child_process.fork, new process') / tool, 100),
    most('Python tool call at most 1.5 × a bare warm Pyodide call', call / median(python, 'bare Pyodide, warm'), 1.5),
    most(
      'the same, with the messages to its process',
      call / median(python, 'bare Pyodide, warm, with the messages to its process'),
      1.5,
    ),
    least(
      'cold Python from snapshot at least 6 × faster than without',
      slow / median(cold, 'Cloakroom, Python from snapshot, no idle process'),
      6,
    ),
  ];
}

/** The page `docs/benchmarks.md`. */
export function renderReport(results: BenchResults): string {
  const machine = `${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(1)} GiB of memory, Node ${process.version}, ${process.platform} ${process.arch}`;
  const goalRows = goals(results).map(
    ({ text, measured, met }) => `| ${text} | ${measured.toFixed(2)} × | ${met ? 'yes' : 'no'} |`,
  );
  const redaction = results.redaction.map(
    ({ what, corpus, patterns, megabytesPerSecond }) => `| ${what} | ${corpus} | ${patterns} | ${megabytesPerSecond} |`,
  );
  return `# Benchmarks

Written by \`npm run bench\`. Machine: ${machine}; load average before the run ${results.load.toFixed(1)}.
The contestants of a table take turns (A B C A B C …), so the ratios count and the milliseconds are this machine's.
With fewer than 100 calls, p99 is the slowest one.

## Goals

| goal | measured | met |
| --- | --: | --- |
${goalRows.join('\n')}

A tool call gets a fresh isolate with the whole runtime in it, in another process and without a JIT. A bare warm isolate
does none of that: where the first goal is missed, this is what the difference buys. The rows "the same" compare like with like.

## JavaScript, warm

${table(results.javascript)}

## Python, warm

${table(results.python)}

## Python, cold: from no process to the first answer

${table(results.cold)}

## One request to a loopback server

Measured inside a running call, the mean of ten requests on a kept connection.

${table(results.network)}

## Redaction

| what | corpus | patterns | MB/s |
| --- | --- | --: | --: |
${redaction.join('\n')}
`;
}
