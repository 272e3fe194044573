import { type AskedRun, type ScriptedPiece, type TestUser, WorkerWorld, gate, waitUntil } from '@cloakroom/testing';

const TIMEOUT_MS = 90_000;
/** What is promised; P39 allows twenty seconds. */
const RECOVERED_WITHIN_MS = 10_000;

describe('a worker that dies', () => {
  let world: WorkerWorld;
  let user: TestUser;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    user = world.newUser();
  }, TIMEOUT_MS);

  afterEach(() => world.killWorkers(), TIMEOUT_MS);
  afterAll(() => world.close(), TIMEOUT_MS);

  async function shown(
    run: AskedRun,
    check: (parts: Awaited<ReturnType<TestUser['answer']>>) => boolean,
  ): Promise<void> {
    await waitUntil('something to be shown', async () => check([...(await world.view(user, run.runId)).parts]), 20_000);
  }

  it(
    'P39: killed in the middle of an answer, leaves one whole answer to the next',
    async () => {
      const first = await world.startWorker();
      world.model.play(() => [{ text: 'Half of an ans' }, { wait: gate().opened }]);
      const run = await user.ask('Talk.');
      await shown(run, (parts) => parts.length === 1);
      await world.startWorker();
      world.model.play(() => [{ text: 'The whole answer.' }]);
      const killedAt = Date.now();
      await first.kill();
      const ended = await world.ended(run.runId, RECOVERED_WITHIN_MS);
      expect(Date.now() - killedAt).toBeLessThan(RECOVERED_WITHIN_MS);
      expect(ended).toMatchObject({ status: 'finished', attempt: 2 });
      expect(await user.answer(run)).toEqual([{ type: 'text', text: 'The whole answer.' }]);
      const events = await world.events(user, run.runId);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect((await world.view(user, run.runId)).parts).toEqual(await user.answer(run));
      expect((await user.conversation(run)).activeRunId).toBeNull();
    },
    TIMEOUT_MS,
  );

  it(
    'P39: killed in the middle of a tool, leaves it interrupted, told to the model and never repeated',
    async () => {
      const first = await world.startWorker();
      const turns: ScriptedPiece[][] = [
        [{ text: 'First.' }, { call: 'run_javascript', args: { code: '"done " + "before"' } }],
        [
          { call: 'run_javascript', args: { code: 'console.log("side effect"); await new Promise(() => {})' } },
          { call: 'run_javascript', args: { code: '"never " + "started"' } },
        ],
        [{ text: 'I go on without it.' }],
      ];
      world.model.play((_, turn) => turns[turn] ?? []);
      const run = await user.ask('Do three things.');
      await shown(run, (parts) => parts[2]?.type === 'tool' && parts[2].output.length > 0);
      await world.startWorker();
      const killedAt = Date.now();
      await first.kill();
      const ended = await world.ended(run.runId, RECOVERED_WITHIN_MS);
      expect(Date.now() - killedAt).toBeLessThan(RECOVERED_WITHIN_MS);
      expect(ended).toMatchObject({ status: 'finished', attempt: 2 });
      const answer = await user.answer(run);
      expect(answer).toMatchObject([
        { type: 'text', text: 'First.' },
        { type: 'tool', state: 'succeeded', result: 'done before' },
        { type: 'tool', state: 'interrupted', output: [{ text: 'side effect\n' }] },
        { type: 'text', text: 'I go on without it.' },
      ]);
      expect((await world.view(user, run.runId)).parts).toEqual(answer);
      const told = world.model.requests.at(-1)?.messages.slice(-3) ?? [];
      expect(told.map(({ role }) => role)).toEqual(['assistant', 'tool', 'tool']);
      expect(told[1]?.content).toContain('interrupted');
      expect(told[2]?.content).toContain('was not run');
    },
    TIMEOUT_MS,
  );

  it(
    'P40: stopped for so long that another takes over, writes nothing when it wakes',
    async () => {
      const late = gate();
      const first = await world.startWorker();
      world.model.play(() => [{ text: 'Old ' }, { wait: late.opened }, { text: 'and too late.' }]);
      const run = await user.ask('Talk.');
      await shown(run, (parts) => parts.length === 1);
      first.signal('SIGSTOP');
      await world.startWorker();
      world.model.play(() => [{ text: 'New.' }]);
      expect(await world.ended(run.runId, 30_000)).toMatchObject({ status: 'finished', attempt: 2 });
      const events = await world.events(user, run.runId);
      late.open();
      first.signal('SIGCONT');
      await waitUntil('the old worker to notice', () => first.output.includes('"state":"abandoned"'), 20_000);
      expect(await user.answer(run)).toEqual([{ type: 'text', text: 'New.' }]);
      expect(await world.events(user, run.runId)).toEqual(events);
      expect(await world.persistence.systemRuns.findRun(run.runId)).toMatchObject({ status: 'finished', attempt: 2 });
    },
    TIMEOUT_MS,
  );

  it(
    'told to end, finishes what it has and takes nothing new',
    async () => {
      const held = gate();
      const worker = await world.startWorker();
      world.model.play(() => [{ text: 'Slowly ' }, { wait: held.opened }, { text: 'done.' }]);
      const run = await user.ask('Talk.');
      await shown(run, (parts) => parts.length === 1);
      worker.signal('SIGTERM');
      await waitUntil('the worker to stop', () => worker.output.includes('Stopping'));
      const next = await user.ask('Another.');
      held.open();
      expect(await worker.ended()).toBe(0);
      expect(await world.ended(run.runId)).toMatchObject({ status: 'finished', attempt: 1 });
      expect(await user.answer(run)).toEqual([{ type: 'text', text: 'Slowly done.' }]);
      expect(await world.persistence.systemRuns.findRun(next.runId)).toMatchObject({ status: 'queued', attempt: 0 });
    },
    TIMEOUT_MS,
  );
});
