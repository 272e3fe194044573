import { type Goal, goalTable, machineWords, table } from './bench-report.ts';
import type { Timing } from './bench-statistics.ts';
import type { LatencyRow } from './runs-latency.ts';
import { QUEUE_PLACES, type ThroughputRow } from './runs-queue.ts';
import type { RunsResults } from './runs.bench.ts';

const ms = (value: number): string => value.toFixed(1);
const percent = ({ runsPerSecond, jobsPerSecond }: ThroughputRow): number => (100 * runsPerSecond) / jobsPerSecond;

function lines(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return 'Not measured.';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}

function timings(measuredOnes: ReadonlyMap<string, Timing>): string {
  return measuredOnes.size === 0 ? 'Not measured.' : table(measuredOnes);
}

function missingWords(missing: readonly string[]): string {
  if (missing.length === 0) return '';
  return `Not measured, or in part only:\n\n${missing.map((what) => `- ${what}`).join('\n')}\n`;
}

function added({ product, bare }: LatencyRow): { readonly medianMs: number; readonly p99Ms: number } {
  return { medianMs: product.medianMs - bare.medianMs, p99Ms: product.p99Ms - bare.p99Ms };
}

/** A goal of the slowest of these timings, if there are any. */
function measured(timings: ReadonlyMap<string, Timing>, goalOf: (slowestMs: number) => Goal): Goal[] {
  return timings.size === 0 ? [] : [goalOf(Math.max(...[...timings.values()].map(({ p99Ms }) => p99Ms)))];
}

function shareGoal(share: number): Goal {
  return { text: 'runs a second ≥ 25 % of jobs that do nothing', measured: `${share.toFixed(1)} %`, met: share >= 25 };
}

function goals({ queue, latency, faults, memory }: RunsResults): Goal[] {
  const most = (text: string, value: number, bound: number, unit: string): Goal => ({
    text: `${text} ≤ ${bound} ${unit}`,
    measured: `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`,
    met: value <= bound,
  });
  const largest = queue.throughput.at(-1);
  return [
    ...latency.flatMap((row) => [
      most(`a token at ${row.streams} streams, added at the median`, added(row).medianMs, 5, 'ms'),
      most(`a token at ${row.streams} streams, added at p99`, added(row).p99Ms, 25, 'ms'),
    ]),
    ...(largest === undefined ? [] : [shareGoal(percent(largest))]),
    ...memory.slice(-1).map((row) => {
      return most(`memory of a connection at ${row.sockets} sockets`, row.residentKilobytes, 60, 'KiB');
    }),
    ...measured(faults.recovery, (slowestMs) =>
      most('a killed worker’s run goes on, slowest', slowestMs / 1_000, 10, 's'),
    ),
    ...measured(faults.resume, (slowestMs) => {
      return most('the rest of an answer after a reconnect, p99', slowestMs, 500, 'ms');
    }),
  ];
}

interface Growth {
  readonly what: string;
  readonly small: number;
  readonly large: number;
  readonly unit: string;
}

/** The measured figures that exist for a number and for ten times as many. */
function growth({ queue, latency, faults, memory }: RunsResults): Growth[] {
  const rows: Growth[] = [];
  const note = (what: string, unit: string, small: number | undefined, large: number | undefined): void => {
    if (small !== undefined && large !== undefined) rows.push({ what, unit, small, large });
  };
  for (const row of latency) {
    const tenfold = latency.find(({ streams }) => streams === row.streams * 10);
    note(
      `median of a token, ${row.streams} → ${row.streams * 10} streams`,
      'ms',
      row.product.medianMs,
      tenfold?.product.medianMs,
    );
  }
  const [one, , ten] = [...queue.start.values()];
  note('median from adding a run to its start, 1 → 10 at once', 'ms', one?.medianMs, ten?.medianMs);
  const [few, many] = queue.throughput;
  note(
    `runs a second, ${few?.count ?? 0} → ${many?.count ?? 0} waiting`,
    'runs/s',
    few?.runsPerSecond,
    many?.runsPerSecond,
  );
  const [fewSockets, manySockets] = memory;
  const sockets = `${fewSockets?.sockets ?? 0} → ${manySockets?.sockets ?? 0} sockets`;
  note(`memory of a connection, ${sockets}`, 'KiB', fewSockets?.residentKilobytes, manySockets?.residentKilobytes);
  const [oneRun, tenRuns] = [...faults.recovery.values()];
  note('median of recovery, 1 → 10 runs', 'ms', oneRun?.medianMs, tenRuns?.medianMs);
  const [onePage, tenPages] = [...faults.resume.values()];
  note('median of resuming, 1 → 10 pages', 'ms', onePage?.medianMs, tenPages?.medianMs);
  return rows;
}

function latencyTable(results: RunsResults): string {
  const rows = results.latency.flatMap((row) => [
    [
      `${row.streams}, Cloakroom`,
      `${row.product.begun}, ${row.product.whole}`,
      String(row.product.calls),
      ms(row.product.medianMs),
      ms(row.product.p99Ms),
    ],
    [
      `${row.streams}, bare Socket.IO`,
      `${row.bare.begun}, ${row.bare.whole}`,
      String(row.bare.calls),
      ms(row.bare.medianMs),
      ms(row.bare.p99Ms),
    ],
    [`${row.streams}, added`, '', '', ms(added(row).medianMs), ms(added(row).p99Ms)],
  ]);
  return lines(['streams', 'begun, whole', 'tokens', 'median ms', 'p99 ms'], rows);
}

/** Second part of the page `docs/benchmarks.md`: runs and messages. */
export function renderRunsReport(load: number, results: RunsResults): string {
  const throughput = results.queue.throughput.map((row) => [
    String(row.count),
    row.runsPerSecond.toFixed(1),
    row.jobsPerSecond.toFixed(0),
    `${percent(row).toFixed(1)} %`,
  ]);
  const memory = results.memory.map(({ sockets, residentKilobytes, heapKilobytes }) => [
    String(sockets),
    residentKilobytes.toFixed(1),
    heapKilobytes.toFixed(1),
  ]);
  const grown = growth(results).map(({ what, small, large, unit }) => [
    what,
    `${small.toFixed(1)} ${unit}`,
    `${large.toFixed(1)} ${unit}`,
    `${(large / small).toFixed(2)} ×`,
  ]);
  return `## Runs and messages

${machineWords(load)}
Gateways, workers, MongoDB and Redis are real processes; model and pages are played by the bench, all on this machine.
The more streams there are, the more everybody waits for the same cores, the bench itself included; the bare way shows how much.

### Goals of runs and messages

${goalTable(goals(results))}

${missingWords(results.missing)}
### A token: from the model's byte to the page's frame

Ten tokens a second in each stream, every token timed, the first ten of each left out. A worker has 64 places, so 500
streams take eight workers; one gateway serves all pages. The bare way is one process that reads the model and emits over Socket.IO:
no sign-in, queue, log, encryption or redaction, and nothing to go on from after a fault. "Begun" answers had asked the model
within 45 s of their messages; "whole" ones had arrived 20 s after their last token. The rest does not count.

${latencyTable(results)}

### From adding a run to its start

The start of a run is its first request to the model: it has been claimed and its conversation has been read by then.

${timings(results.queue.start)}

### Runs a second

One worker with ${QUEUE_PLACES} places, an answer of one token. A run is claimed, its events are encrypted and appended, the answer is
folded and stored; a bare BullMQ job does nothing, in as many places, and never meets MongoDB. A run sends MongoDB six commands, one after
the other: its claim, the secrets and the messages read, the answer, the conversation, its end; four more are a look at the queue,
which serves the choices of up to 200 ms. Four of the six are writes, which the embedded server commits to its file one by one before it answers.

${lines(['waiting', 'runs/s', 'bare jobs/s', 'share'], throughput)}

### Memory of a connection

Idle pages at a gateway that serves nothing else, signed in, over what it had without them, each time after twelve quiet
seconds, in which V8 collects what signing in has left. A gateway that is busy collects later.

${lines(['sockets', 'resident KiB each', 'heap KiB each'], memory)}

### After a worker was killed

From SIGKILL to the first new text of each run, at a page. Another worker is there.

${timings(results.faults.recovery)}

### After a connection was lost

From opening the new connection to the answer with everything that was missed in half a second.

${timings(results.faults.resume)}

### From once to ten times as much

${lines(['what', '1 ×', '10 ×', 'growth'], grown)}
`;
}
