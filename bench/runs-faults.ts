import { randomUUID } from 'node:crypto';
import { waitUntil } from '@cloakroom/testing';
import { summarize, type Timing } from './bench-statistics.ts';
import { questionFor } from './runs-model.ts';
import { BenchPage } from './runs-page.ts';
import type { BenchGateway, RunsWorld } from './runs-world.ts';

/** How long a worker's run or a page's connection is away; one row for each number of runs that it meets at once. */
export interface FaultResults {
  /** From SIGKILL of the worker to the first new piece of text of each of its runs, from another worker. */
  readonly recovery: Map<string, Timing>;
  /** From opening a connection to the answer with everything that was missed meanwhile. */
  readonly resume: Map<string, Timing>;
}

const EVERY_MS = 50;
const RECOVERY_MS = 60_000;
const PLACES = 16;

/** A page that draws one run, and the last place it has. */
interface Watched {
  readonly runId: string;
  readonly personIndex: number;
  page: BenchPage;
  lastSeq: number;
  /** Of the newest attempt it has heard of, with the time of that attempt's first text. */
  attempt: number;
  textAt: number;
}

async function watch(runs: RunsWorld, { origin }: BenchGateway, count: number, pieces: number): Promise<Watched[]> {
  const pages = await runs.openPages(origin, count);
  return Promise.all(
    pages.map(async (page, personIndex) => {
      const question = questionFor({ key: randomUUID(), pieces, everyMs: EVERY_MS });
      const { runId } = await page.send(question);
      const watched: Watched = { runId, personIndex, page, lastSeq: 0, attempt: 0, textAt: 0 };
      await follow(watched);
      return watched;
    }),
  );
}

/** Stops what is still under way and waits for its end: the next measurement is to find nothing of this one. */
async function finish(runs: RunsWorld, watched: readonly Watched[]): Promise<void> {
  await Promise.all(watched.map(({ page, runId }) => page.cancel(runId)));
  for (const { page, runId } of watched) {
    await runs.world.ended(runId);
    page.close();
  }
}

async function follow(watched: Watched): Promise<void> {
  watched.page.onEvents = (events) => {
    for (const event of events) {
      watched.lastSeq = event.seq;
      if (event.type === 'run.started') Object.assign(watched, { attempt: event.attempt, textAt: 0 });
      if (event.type === 'text.delta' && watched.textAt === 0) watched.textAt = performance.now();
    }
  };
  await watched.page.subscribe(watched.runId, watched.lastSeq);
}

/** Every run is at the one worker; a second one is started, and the first is killed in the middle of all answers. */
async function recoverOnce(runs: RunsWorld, gateway: BenchGateway, count: number): Promise<number[]> {
  await runs.stopWorkers();
  await runs.haveWorkers(1, PLACES);
  const watched = await watch(runs, gateway, count, 600);
  try {
    await waitUntil('all answers to be under way', () => watched.every(({ textAt }) => textAt > 0), RECOVERY_MS);
    const [first] = runs.workers;
    await runs.haveWorkers(2, PLACES);
    const killedAt = performance.now();
    await first?.kill();
    const goesOn = (run: Watched): boolean => run.attempt > 1 && run.textAt > killedAt;
    await waitUntil('all runs to go on', () => watched.every(goesOn), RECOVERY_MS);
    return watched.map(({ textAt }) => textAt - killedAt);
  } finally {
    await finish(runs, watched);
  }
}

/** Cuts all connections in the middle of the answers, lets half a second pass, and takes the rest of each. */
async function resumeOnce(runs: RunsWorld, { origin }: BenchGateway, watched: readonly Watched[]): Promise<number[]> {
  for (const { page } of watched) page.close();
  await new Promise((resolve) => setTimeout(resolve, 500));
  return Promise.all(
    watched.map(async (run) => {
      const from = performance.now();
      run.page = await BenchPage.connect(origin, runs.person(run.personIndex));
      await follow(run);
      return performance.now() - from;
    }),
  );
}

/** Measures recovery and resuming into `results`. */
export async function measureFaults(
  runs: RunsWorld,
  gateway: BenchGateway,
  { recovery, resume }: FaultResults,
): Promise<void> {
  const one = [...(await recoverOnce(runs, gateway, 1)), ...(await recoverOnce(runs, gateway, 1))];
  recovery.set('1 run', summarize(one));
  recovery.set('10 runs at once', summarize(await recoverOnce(runs, gateway, 10)));
  await runs.stopWorkers();
  await runs.haveWorkers(1);
  for (const count of [1, 10, 50]) {
    const watched = await watch(runs, gateway, count, 200);
    const samples: number[] = [];
    for (let round = 0; round < 4; round += 1) samples.push(...(await resumeOnce(runs, gateway, watched)));
    await finish(runs, watched);
    resume.set(`${count} ${count === 1 ? 'page' : 'pages'} at once`, summarize(samples));
  }
}
