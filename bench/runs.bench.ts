import { setTimeout as pause } from 'node:timers/promises';
import { type FaultResults, measureFaults } from './runs-faults.ts';
import { type LatencyRow, measureLatency } from './runs-latency.ts';
import { type MemoryRow, measureMemory } from './runs-memory.ts';
import { measureQueue, QUEUE_PLACES, type QueueResults } from './runs-queue.ts';
import { RunsWorld } from './runs-world.ts';

const RUNS = [30, 300];
const STREAMS = [1, 10, 100, 500];
const SOCKETS = [200, 2_000];

/** How long each part may take, in seconds: together under nine minutes, so that all of it ends within ten. */
const MAX_SECONDS = { queue: 80, faults: 120, latency: 220, memory: 100 } as const;
const CLOSE_MS = 15_000;

/** What the second part of the bench measured; what is missing is told with its reason. */
export interface RunsResults {
  readonly queue: QueueResults;
  readonly latency: LatencyRow[];
  readonly faults: FaultResults;
  readonly memory: MemoryRow[];
  readonly missing: string[];
}

/**
 * Measures runs and messages with real gateways and workers. A part that fails, or takes too long, keeps what it has
 * measured and is left. Needs the test services (`CLOAKROOM_TEST_…`) and a build.
 */
export async function runRunsBench(say: (line: string) => void): Promise<RunsResults> {
  const results: RunsResults = {
    queue: { start: new Map(), throughput: [] },
    latency: [],
    faults: { recovery: new Map(), resume: new Map() },
    memory: [],
    missing: [],
  };
  const measure = async (part: keyof typeof MAX_SECONDS, what: string, work: PartWork): Promise<void> => {
    say(`runs: ${what}`);
    const reason = await bounded(MAX_SECONDS[part], work);
    if (reason === null) return;
    say(`runs: ${what}: ${reason}`);
    results.missing.push(`${what}: ${reason}`);
  };
  await measure('queue', 'the queue', async (runs) => {
    await runs.haveWorkers(1, QUEUE_PLACES);
    await measureQueue(runs, RUNS, results.queue);
  });
  await measure('faults', 'killed workers and cut connections', async (runs) => {
    const gateway = await runs.startGateway();
    await runs.signUpPeople(gateway.origin);
    await measureFaults(runs, gateway, results.faults);
  });
  await measure('memory', 'memory of sockets', (runs) => measureMemory(runs, SOCKETS, results.memory));
  await measure('latency', 'the way of a token', async (runs) => {
    const gateway = await runs.startGateway();
    await runs.signUpPeople(gateway.origin);
    await measureLatency(runs, gateway, STREAMS, results.latency);
  });
  return results;
}

type PartWork = (runs: RunsWorld) => Promise<void>;

/** Works in a world of its own; answers why the work did not come to its end, or `null`. */
async function bounded(maxSeconds: number, work: PartWork): Promise<string | null> {
  const over = new AbortController();
  const late = async (): Promise<string> => {
    await pause(maxSeconds * 1_000, undefined, { signal: over.signal });
    return `not done within ${maxSeconds} s`;
  };
  const runs = await RunsWorld.open();
  const outcome = work(runs).then(() => null, reasonOf);
  try {
    return await Promise.race([outcome, late()]);
  } finally {
    over.abort();
    await Promise.race([runs.close().catch(() => undefined), pause(CLOSE_MS)]);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'failed without a reason';
}
