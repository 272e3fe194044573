import { cpus, loadavg, totalmem } from 'node:os';
import type { Timing } from './bench-statistics.ts';
import type { RedactionBenchRow } from './redaction.bench.ts';
import { REVOCATION_ROWS } from './revocation.bench.ts';

type Timings = ReadonlyMap<string, Timing>;

/** Everything one run measured. */
export interface BenchResults {
  readonly load: number;
  readonly javascript: Timings;
  readonly python: Timings;
  readonly backToBack: Timings;
  readonly cold: Timings;
  readonly network: Timings;
  readonly revocation: Timings;
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

/** Timings as a table, each beside the first. */
export function table(timings: Timings): string {
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

/** Something that was aimed at, and what came of it. */
export interface Goal {
  readonly text: string;
  readonly measured: string;
  readonly met: boolean;
}

function goals({ javascript, python, backToBack, cold, revocation, redaction }: BenchResults): Goal[] {
  const tool = median(javascript, 'Cloakroom, JavaScript tool call');
  const pyodide = median(python, 'bare Pyodide, warm');
  const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;
  const most = (text: string, ratio: number, bound: number): Goal => ({
    text,
    measured: times(ratio),
    met: ratio <= bound,
  });
  const least = (text: string, ratio: number, bound: number): Goal => ({
    text,
    measured: times(ratio),
    met: ratio >= bound,
  });
  const revoked = revocation.get(REVOCATION_ROWS.revoked)?.p99Ms ?? Number.NaN;
  const scanned = redaction.filter(({ what }) => what.startsWith('redactor, stream'));
  const slowest = Math.min(...scanned.map(({ megabytesPerSecond }) => megabytesPerSecond));
  const ready = median(python, 'Cloakroom, Python tool call, ready process') / pyodide;
  const held = median(python, 'Cloakroom, Python tool call, held process after a pause') / pyodide;
  const atOnce =
    median(backToBack, 'Cloakroom, Python tool call, back to back') / median(backToBack, 'bare Pyodide, warm');
  const withoutSnapshot = median(cold, 'bare Pyodide without snapshot, new process');
  const fromSnapshot = median(cold, 'Cloakroom, Python from snapshot, no idle process');
  return [
    most(
      'JavaScript tool call ≤ 3 × a bare warm isolate',
      tool / median(javascript, 'bare isolated-vm, warm isolate'),
      3,
    ),
    least(
      'JavaScript tool call ≥ 30 × faster than a worker thread',
      median(javascript, 'worker_threads, new worker') / tool,
      30,
    ),
    least(
      'JavaScript tool call ≥ 100 × faster than a fork',
      median(javascript, 'child_process.fork, new process') / tool,
      100,
    ),
    most('Python tool call ≤ 1.5 × a bare warm Pyodide call: ready process', ready, 1.5),
    most('Python tool call ≤ 1.5 × a bare warm Pyodide call: held process after a pause', held, 1.5),
    most('Python tool call ≤ 1.5 × a bare warm Pyodide call: back to back', atOnce, 1.5),
    least('cold Python from snapshot ≥ 6 × faster than bare Pyodide without', withoutSnapshot / fromSnapshot, 6),
    {
      text: 'a switched-off secret refused, p99 ≤ 250 ms after the acknowledgement',
      measured: `${revoked.toFixed(0)} ms`,
      met: revoked <= 250,
    },
    {
      text: 'redactor with 200 patterns ≥ 50 MB/s, in the slowest corpus',
      measured: `${slowest.toFixed(0)} MB/s`,
      met: slowest >= 50,
    },
  ];
}

const DIFFERENCES = `## What the comparisons leave out

These are differences in what is done, read from the code. How much of the time each one takes has not been measured.

- A JavaScript tool call gets an isolate of its own that holds the whole runtime, in another process, behind limits, with V8
  in \`--jitless\` mode. The pauses between most of its turns leave time to make its isolate beforehand; without a pause a call
  waits for it. A hundredth of a fork is about what the messages to another process and a bare warm isolate there take. The bare warm isolate
  keeps one isolate and one context, has a JIT, holds no runtime, and is given the same text each time, which V8 has compiled before. The bare fresh isolate has no runtime either, so it is a lower bound and not an equal.
- The worker thread, the fork and QuickJS run the same line with no runtime, no limits and no way out.
- Each Python tool call uses up an interpreter. The next one is booted once the answer is on its way, so a call that
  follows at once (back to back) waits for a whole restore, which no call of the bare Pyodide does. "Ready process" is a
  run's first call with a process from the pool, whose replacement is started 30 ms later;
  "held process after a pause" is a later call of the same run.
- The bare Pyodide call reuses one interpreter with new globals, which is no separation between calls.
- Cold Python is compared with bare Pyodide: the product has no mode without a snapshot. Its start includes
  the isolation layers.
- A request passes the isolate, the process and the broker with its checks; undici direct does none of it.
- The redactor looks for far more than the 20 fixed spellings of each value that the two simple ways are given. What it
  has met fills its table, so one that has scanned noise ("the same after 16 MB of noise") is slower on ordinary text.
`;

/** Goals as a table. */
export function goalTable(goals: readonly Goal[]): string {
  const rows = goals.map(({ text, measured, met }) => `| ${text} | ${measured} | ${met ? 'yes' : 'no'} |`);
  return ['| goal | measured | met |', '| --- | --: | --- |', ...rows].join('\n');
}

/** The machine, how busy it was before and is now, and a warning when that was too much. */
export function machineWords(load: number): string {
  const machine = `${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(1)} GiB of memory, Node ${process.version}, ${process.platform} ${process.arch}`;
  const after = loadavg()[0] ?? 0;
  const busy =
    load > cpus().length / 2
      ? '**The machine was busy with other work before this run.** That slows whatever crosses processes or starts one more than what\nstays in one process, so the ratios are not those of an idle machine either; run it again on one before relying on them.\n'
      : '';
  return `Machine: ${machine}; load average ${load.toFixed(1)} before the run, ${after.toFixed(1)} after.\n${busy}`;
}

/** First part of the page `docs/benchmarks.md`, with its title: the sandbox, secrets, redaction. */
export function renderReport(results: BenchResults): string {
  const redaction = results.redaction.map(
    ({ what, corpus, patterns, megabytesPerSecond }) => `| ${what} | ${corpus} | ${patterns} | ${megabytesPerSecond} |`,
  );
  return `# Benchmarks

Written by \`npm run bench\`. ${machineWords(results.load)}
The contestants of a table take turns, in another order each round, so the ratios count more than the milliseconds. Rows close together
are not told apart: the same call timed inside its process and with the messages are separate samples.
With fewer than 100 calls, p99 is the slowest one.

## Goals

${goalTable(goals(results))}

${DIFFERENCES}
## JavaScript, warm

${table(results.javascript)}

## Python, warm

${table(results.python)}

## Python, back to back: no pause between calls

${table(results.backToBack)}

## Python, cold: from no process to the first answer

${table(results.cold)}

## One request to a loopback server

Measured inside a running call, the mean of ten requests on a kept connection.

${table(results.network)}

## A secret that is switched off while a program uses it

From the gateway's answer to the switch to the first request that the running program is refused; below zero, it was
refused before the answer had come. Every request that carries a secret is checked against the database.

${table(results.revocation)}

## Redaction

| what | corpus | patterns | MB/s |
| --- | --- | --: | --: |
${redaction.join('\n')}
`;
}
