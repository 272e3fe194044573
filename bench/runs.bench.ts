import { type FaultResults, measureFaults } from './runs-faults.ts';
import { type LatencyRow, measureLatency } from './runs-latency.ts';
import { type MemoryRow, measureMemory } from './runs-memory.ts';
import { measureQueue, QUEUE_PLACES, type QueueResults } from './runs-queue.ts';
import { RunsWorld } from './runs-world.ts';

const RUNS = [30, 300];
const STREAMS = [1, 10, 100, 500];
const SOCKETS = [200, 2_000];

/** What the second part of the bench measured. */
export interface RunsResults {
  readonly queue: QueueResults;
  readonly latency: readonly LatencyRow[];
  readonly faults: FaultResults;
  readonly memory: readonly MemoryRow[];
}

/**
 * Measures runs and messages with real gateways and workers. Takes about four minutes on an idle machine. Needs the
 * test services (`CLOAKROOM_TEST_…`) and a build.
 */
export async function runRunsBench(say: (line: string) => void): Promise<RunsResults> {
  const runs = await RunsWorld.open();
  try {
    say('runs: the queue');
    await runs.haveWorkers(1, QUEUE_PLACES);
    const queue = await measureQueue(runs, RUNS);
    await runs.stopWorkers();
    const gateway = await runs.startGateway();
    await runs.signUpPeople(gateway.origin);
    say('runs: killed workers and cut connections');
    const faults = await measureFaults(runs, gateway);
    await runs.stopWorkers();
    say('runs: the way of a token');
    const latency = await measureLatency(runs, gateway, { counts: STREAMS, say });
    await runs.stopWorkers();
    await gateway.process.kill();
    say('runs: memory of sockets');
    const memory = await measureMemory(runs, SOCKETS);
    return { queue, latency, faults, memory };
  } finally {
    await runs.close();
  }
}
