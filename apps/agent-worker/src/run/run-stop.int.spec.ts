import { type AskedRun, type ScriptedPiece, type TestUser, WorkerWorld, gate, waitUntil } from '@cloakroom/testing';

const TIMEOUT_MS = 60_000;
/** P41 allows one second. */
const STOP_WITHIN_MS = 1_000;

describe('stopping a run', () => {
  let world: WorkerWorld;
  let user: TestUser;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    await world.startWorker();
  }, TIMEOUT_MS);

  afterAll(() => world.close(), TIMEOUT_MS);

  beforeEach(() => {
    user = world.newUser();
  });

  async function stop(run: AskedRun): Promise<number> {
    const before = Date.now();
    await user.requestCancel(run);
    await world.redis.signals.cancel(run.runId);
    await world.ended(run.runId);
    return Date.now() - before;
  }

  async function shown(
    run: AskedRun,
    check: (parts: Awaited<ReturnType<TestUser['answer']>>) => boolean,
  ): Promise<void> {
    await waitUntil('something to be shown', async () => check([...(await world.view(user, run.runId)).parts]), 20_000);
  }

  it(
    'P41: ends a model call within a second and keeps what was shown',
    async () => {
      const never = gate();
      world.model.play(() => [{ text: 'A first part' }, { wait: never.opened }, { text: ' and never more' }]);
      const run = await user.ask('Talk.');
      await shown(run, (parts) => parts.length === 1);
      expect(await stop(run)).toBeLessThan(STOP_WITHIN_MS);
      never.open();
      const view = await world.view(user, run.runId);
      expect(view).toMatchObject({ status: 'cancelled', error: null, parts: [{ type: 'text', text: 'A first part' }] });
      expect(await user.answer(run)).toEqual(view.parts);
      expect((await user.conversation(run)).activeRunId).toBeNull();
    },
    TIMEOUT_MS,
  );

  it(
    'P41: ends a running tool within a second and keeps its output',
    async () => {
      const code = 'console.log("before"); await new Promise(() => {})';
      const turns: ScriptedPiece[][] = [[{ call: 'run_javascript', args: { code } }], [{ text: 'Never said.' }]];
      world.model.play((_, turn) => turns[turn] ?? []);
      const run = await user.ask('Run it.');
      await shown(run, ([part]) => part?.type === 'tool' && part.output.length > 0);
      expect(await stop(run)).toBeLessThan(STOP_WITHIN_MS);
      expect(await user.answer(run)).toMatchObject([
        { type: 'tool', state: 'failed', error: { kind: 'CANCELLED' }, output: [{ text: 'before\n' }] },
      ]);
      expect((await world.persistence.systemRuns.findRun(run.runId))?.status).toBe('cancelled');
    },
    TIMEOUT_MS,
  );

  it(
    'notices a request to cancel although its signal was lost',
    async () => {
      world.model.play(() => [{ text: 'A' }, { wait: gate().opened }]);
      const run = await user.ask('Talk.');
      await shown(run, (parts) => parts.length === 1);
      await user.requestCancel(run);
      expect(await world.ended(run.runId, 5_000)).toMatchObject({ status: 'cancelled' });
    },
    TIMEOUT_MS,
  );

  it(
    'does nothing for a run that was to be cancelled before it was claimed',
    async () => {
      const requests = world.model.requests.length;
      const run = await user.store('Talk.');
      await user.requestCancel(run);
      await world.redis.queue.enqueue(run.runId, 0);
      expect(await world.ended(run.runId)).toMatchObject({ status: 'cancelled' });
      expect(await user.answer(run)).toEqual([]);
      expect(world.model.requests).toHaveLength(requests);
    },
    TIMEOUT_MS,
  );
});
