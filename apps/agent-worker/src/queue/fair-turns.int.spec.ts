import { type TestUser, type AskedRun, WorkerWorld, gate, waitUntil } from '@cloakroom/testing';

let world: WorkerWorld;
let hold: ReturnType<typeof gate>;

/** Every run that says "slow" waits at its model until `hold` is opened. */
beforeEach(async () => {
  world = await WorkerWorld.open();
  hold = gate();
  world.model.play((request) => {
    const slow = request.messages.some(({ content }) => content === 'slow');
    return slow ? [{ text: 'Wait. ' }, { wait: hold.opened }, { text: 'Done.' }] : [{ text: 'At once.' }];
  });
});

afterEach(async () => {
  hold.open();
  await world.close();
});

const limits = (more: Readonly<Record<string, string>> = {}) => ({
  WORKER_CONCURRENCY: '3',
  MAX_RUNS_PER_USER: '2',
  SANDBOX_IDLE_JAVASCRIPT: '0',
  SANDBOX_IDLE_PYTHON: '0',
  ...more,
});

async function askMany(user: TestUser, count: number): Promise<AskedRun[]> {
  const runs: AskedRun[] = [];
  for (let asked = 0; asked < count; asked += 1) runs.push(await user.ask('slow'));
  return runs;
}

async function runningOf(user: TestUser): Promise<number> {
  const { db } = world.persistence.mongo.authDatabase();
  return db.collection('runs').countDocuments({ userId: user.userId, status: 'running' });
}

/** Looks again and again until everything of the user has ended; the most runs that were ever at work together. */
async function mostAtWork(user: TestUser, runs: readonly AskedRun[]): Promise<number> {
  let most = 0;
  await waitUntil(
    'every run to end',
    async () => {
      most = Math.max(most, await runningOf(user));
      const states = await Promise.all(runs.map(({ runId }) => world.persistence.systemRuns.findRun(runId)));
      return states.every((run) => run?.status === 'finished');
    },
    60_000,
  );
  return most;
}

describe('people who share workers', () => {
  it("thirty slow runs of one do not hold up another's, and no more of them than allowed are at work over two workers", async () => {
    await Promise.all([world.startWorker(limits()), world.startWorker(limits())]);
    const [busy, other] = [world.newUser(), world.newUser()];
    const many = await askMany(busy, 30);
    await waitUntil('the busy one to have what is allowed at work', async () => (await runningOf(busy)) === 2, 60_000);
    const one = await other.ask('quick');
    // Six places, two of them taken for as long as the gate is closed: this ends only if the 28 that wait let it pass.
    expect(await world.ended(one.runId, 60_000)).toMatchObject({ status: 'finished' });
    expect(await runningOf(busy)).toBe(2);
    hold.open();
    expect(await mostAtWork(busy, many)).toBeLessThanOrEqual(2);
  }, 120_000);

  it('when one worker has one place, take turns, and what was asked for in a schedule comes after a chat', async () => {
    const [one, other] = [world.newUser(), world.newUser()];
    const scheduled = await one.ask('quick, scheduled', undefined, 'schedule');
    const many = [await one.ask('quick 1'), await one.ask('quick 2'), await one.ask('quick 3')];
    const single = await other.ask('quick');
    await world.startWorker(limits({ WORKER_CONCURRENCY: '1' }));
    await Promise.all([scheduled, ...many, single].map(({ runId }) => world.ended(runId, 60_000)));
    const started = async ({ runId }: AskedRun) =>
      (await world.persistence.systemRuns.findRun(runId))?.startedAt?.getTime() ?? Number.NaN;
    const order = await Promise.all(
      [many[0], single, many[1], many[2], scheduled].map((run) => started(run ?? single)),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(5);
  }, 120_000);

  it('keep their turns when Redis has lost every job', async () => {
    const user = world.newUser();
    const runs = await askMany(user, 4);
    hold.open();
    const { commands } = world.redis.connections;
    const lost = await commands.keys(`${world.redis.keys.queues}:*`);
    await commands.del(...lost);
    // What a gateway's sweeper finds and does.
    const late = new Date(Date.now() + 60_000);
    const found = await world.persistence.systemRuns.findLost(late);
    expect(found).toHaveLength(4);
    for (const { id, attempt } of found) await world.redis.queue.enqueue(id, attempt);
    await world.startWorker(limits());
    expect(await mostAtWork(user, runs)).toBeLessThanOrEqual(2);
  }, 120_000);
});

describe('a run that is over its budget', () => {
  it('of tokens fails before it goes on, and says how many there were and what to do', async () => {
    world.model.play(() => [{ call: 'run_javascript', args: { code: '1' } }, { tokens: 1_500 }]);
    await world.startWorker(limits({ MAX_RUN_TOKENS: '1000' }));
    const user = world.newUser();
    const run = await user.ask('quick');
    const ended = await world.ended(run.runId, 60_000);
    expect(ended.status).toBe('failed');
    expect(ended.error?.code).toBe('run-token-limit');
    expect(ended.error?.message).toMatch(
      /used 1,500 tokens .* limit of one run is 1,000\. Ask for less .*MAX_RUN_TOKENS/,
    );
    expect(await user.answer(run)).toEqual([]);
    expect(world.model.requests).toHaveLength(ended.attempt);
  }, 120_000);
});
