import { randomUUID } from 'node:crypto';
import { testServices, waitUntil } from '@cloakroom/testing';
import { z } from 'zod';
import { summarize, type Timing } from './bench-statistics.ts';
import { questionFor } from './runs-model.ts';
import { RunsPeer } from './runs-peer.ts';
import type { RunsWorld } from './runs-world.ts';

/*
 * What a run costs beside the bare job that delivers it. A run is claimed, its conversation read and decrypted, the model
 * asked, every event encrypted and appended, the answer folded and stored; the bare job does nothing.
 */

/** Places of the one worker, and of the bare one. */
export const QUEUE_PLACES = 16;
const ROUNDS = 30;
const END_MS = 60_000;

/** What was measured of the queue. */
export interface QueueResults {
  /** From adding a job to its start: for a run, to its first request to the model. */
  readonly start: Map<string, Timing>;
  readonly throughput: ThroughputRow[];
}

/** Runs, or jobs, a second: from adding the first to the end of the last. */
export interface ThroughputRow {
  readonly count: number;
  readonly runsPerSecond: number;
  readonly jobsPerSecond: number;
}

const worked = z.object({ starts: z.array(z.number()), endedAt: z.number() });
const added = z.object({ at: z.number() });

/** Two processes: one adds jobs, the other takes them. */
class BareQueue {
  private readonly adder: RunsPeer;
  private readonly taker: RunsPeer;

  private constructor(adder: RunsPeer, taker: RunsPeer) {
    this.adder = adder;
    this.taker = taker;
  }

  static async open(): Promise<BareQueue> {
    const rest = [testServices().redisUrl, 'bare', `bench-${randomUUID()}`, String(QUEUE_PLACES)];
    const script = 'libs/platform/bench/bare-queue.mjs';
    const adder = await RunsPeer.start(script, ['add', ...rest]);
    const taker = await RunsPeer.start(script, ['work', ...rest]);
    return new BareQueue(adder.peer, taker.peer);
  }

  async run(jobs: number): Promise<{ readonly startsMs: number[]; readonly totalMs: number }> {
    const expecting = this.taker.next(z.object({ expecting: z.literal(true) }));
    this.taker.tell({ expect: jobs });
    await expecting;
    const [add, work] = [this.adder.next(added), this.taker.next(worked)];
    this.adder.tell({ jobs });
    const [{ at }, { starts, endedAt }] = await Promise.all([add, work]);
    return { startsMs: starts.map((start) => start - at), totalMs: endedAt - at };
  }

  async close(): Promise<void> {
    await Promise.all([this.adder.stop(), this.taker.stop()]);
  }
}

/** Stores runs of different people, then adds them all at once. */
async function runProduct(runs: RunsWorld, count: number): Promise<{ startsMs: number[]; totalMs: number }> {
  const { world, model } = runs;
  const keys = Array.from({ length: count }, () => randomUUID());
  const users = Array.from({ length: Math.min(count, 50) }, () => world.newUser());
  const stored: string[] = [];
  for (const [n, key] of keys.entries()) {
    const asked = await users[n % users.length]?.store(questionFor({ key, pieces: 1, everyMs: 0 }));
    if (asked !== undefined) stored.push(asked.runId);
  }
  const from = performance.now();
  await Promise.all(stored.map((runId) => world.redis.queue.enqueue(runId, 0)));
  for (const runId of stored) await world.ended(runId, END_MS);
  const totalMs = performance.now() - from;
  await waitUntil('every run to have asked the model', () => keys.every((key) => model.answers.has(key)));
  return { startsMs: keys.map((key) => (model.answers.get(key)?.askedAt ?? Number.NaN) - from), totalMs };
}

/** Measures it into `results`; wants one worker with {@link QUEUE_PLACES} places and no gateway. */
export async function measureQueue(runs: RunsWorld, counts: readonly number[], results: QueueResults): Promise<void> {
  const bare = await BareQueue.open();
  try {
    const samples = { run: [] as number[], job: [] as number[], runs: [] as number[], jobs: [] as number[] };
    await bare.run(QUEUE_PLACES);
    await runProduct(runs, QUEUE_PLACES);
    for (let round = 0; round < ROUNDS; round += 1) {
      samples.job.push(...(await bare.run(1)).startsMs);
      samples.run.push(...(await runProduct(runs, 1)).startsMs);
    }
    for (let round = 0; round < 3; round += 1) {
      samples.jobs.push(...(await bare.run(10)).startsMs);
      samples.runs.push(...(await runProduct(runs, 10)).startsMs);
    }
    results.start.set('Cloakroom, one run: from adding it to its request to the model', summarize(samples.run));
    results.start.set('bare BullMQ, one job', summarize(samples.job));
    results.start.set('Cloakroom, ten runs at once', summarize(samples.runs));
    results.start.set('bare BullMQ, ten jobs at once', summarize(samples.jobs));
    for (const count of counts) {
      const jobs = await bare.run(count);
      const own = await runProduct(runs, count);
      const perSecond = (ms: number): number => (count * 1_000) / ms;
      results.throughput.push({
        count,
        jobsPerSecond: perSecond(jobs.totalMs),
        runsPerSecond: perSecond(own.totalMs),
      });
    }
  } finally {
    await bare.close();
  }
}
