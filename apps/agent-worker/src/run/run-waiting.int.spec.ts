import { type MessagePart, isFinalRunStatus } from '@cloakroom/contracts';
import { type StoredPrompt, ownerId } from '@cloakroom/persistence';
import { RedisConnections, RedisSubscriber, UserSignals, createLogger } from '@cloakroom/platform';
import { createSandbox } from '@cloakroom/sandbox';
import { VaultOpener } from '@cloakroom/secrets/open';
import { type AskedRun, type TestUser, WorkerWorld } from '@cloakroom/testing';
import { createEgressBroker } from '../egress/egress-broker.js';
import { OpenAiModel } from '../model/openai-model.js';
import { WorkerCounters } from '../presence/worker-counters.js';
import { MongoRunStore } from './mongo-run-store.js';
import { RunEngine } from './run-engine.js';
import { RUN_LIMITS } from './run-limits.js';
import { type Death, MortalWorkers } from './testing/mortal-parts.js';

const TIMEOUT_MS = 60_000;
const logger = createLogger({ processName: 'test', level: 'silent' });
const request = { call: 'request_secret', args: { name: 'A_KEY', reason: 'to look', hosts: ['api.example.com'] } };

describe('a run that waits for its user', () => {
  let world: WorkerWorld;
  let vault: VaultOpener;
  let connections: RedisConnections;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    vault = await VaultOpener.load(world.env.VAULT_PRIVATE_KEY_FILE);
    connections = new RedisConnections({ url: world.env.REDIS_URL, patience: 'fail-fast', logger });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await connections.close();
    await world.close();
  }, TIMEOUT_MS);

  function engine(workers = new MortalWorkers(null)): RunEngine {
    const { keys, log } = world.redis;
    return new RunEngine(
      workers.partsOf({
        workerId: 'worker',
        store: new MongoRunStore(world.persistence, { level: 'strict', missing: [] }),
        log,
        codec: world.persistence.runEvents,
        model: new OpenAiModel({ baseUrl: world.model.baseUrl, apiKey: 'none', model: 'scripted' }),
        sandbox: createSandbox(),
        egress: createEgressBroker(),
        vault,
        signals: new UserSignals(connections, new RedisSubscriber(connections, logger), keys),
        counters: new WorkerCounters(),
        limits: { ...RUN_LIMITS, heartbeatMs: 60_000 },
        logger,
      }),
    );
  }

  function statusOf(run: AskedRun) {
    return world.persistence.systemRuns.findRun(run.runId);
  }

  async function promptsOf(user: TestUser, run: AskedRun): Promise<number> {
    return world.persistence.prompts.count(ownerId(user.userId), run.runId, 'secret');
  }

  async function openPrompt(user: TestUser): Promise<StoredPrompt> {
    const [prompt] = await world.persistence.prompts.listOpen(ownerId(user.userId));
    if (prompt === undefined) throw new TypeError('Nothing is asked.');
    return prompt;
  }

  /** What the gateway does with an answer, without what the sweeper makes up for. */
  async function answer(user: TestUser, state: 'provided' | 'declined' = 'provided'): Promise<void> {
    const prompt = await openPrompt(user);
    if (state === 'provided') await user.saveSecret('A_KEY', 'the value of the key');
    await world.persistence.prompts.close(ownerId(user.userId), prompt.id, { state });
    await world.persistence.runs.resume(ownerId(user.userId), prompt.runId, prompt.id);
  }

  /** What the sweeper does. */
  async function sweep(user: TestUser, run: AskedRun): Promise<void> {
    for (const { id, runId } of await world.persistence.systemPrompts.findUnsettled(new Date(Date.now() + 60_000))) {
      if (runId === run.runId) await world.persistence.runs.resume(ownerId(user.userId), runId, id);
    }
    const { db } = world.persistence.mongo.authDatabase();
    const running = { _id: run.runId, status: 'running' };
    await db.collection<{ _id: string }>('runs').updateOne(running, { $set: { heartbeatAt: new Date(0) } });
  }

  /** Works on a run to its end, whatever dies; the user answers once. */
  async function workToTheEnd(user: TestUser, run: AskedRun, workers: MortalWorkers, early: boolean): Promise<void> {
    let answered = false;
    const answerOnce = async (): Promise<void> => {
      if (answered) return;
      answered = true;
      await answer(user);
    };
    workers.onWritten((name) => (early && name === 'openPrompt' ? answerOnce() : Promise.resolve()));
    for (let round = 0; round < 8; round++) {
      const stored = await statusOf(run);
      if (stored === null || isFinalRunStatus(stored.status)) return;
      await sweep(user, run);
      if ((await statusOf(run))?.status === 'waiting') await answerOnce();
      await engine(workers).execute(run.runId);
    }
    throw new Error('The run does not come to its end.');
  }

  async function expectWhole(user: TestUser, run: AskedRun): Promise<readonly MessagePart[]> {
    const events = await world.events(user, run.runId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const parts = await user.answer(run);
    expect((await world.view(user, run.runId)).parts).toEqual(parts);
    expect((await user.conversation(run)).activeRunId).toBeNull();
    return parts;
  }

  function toolAnswers(): (string | null | undefined)[] {
    const last = world.model.requests.at(-1);
    return (last?.messages ?? []).filter(({ role }) => role === 'tool').map(({ content }) => content);
  }

  async function ask(user: TestUser): Promise<AskedRun> {
    world.model.play((_, turn) => (turn === 0 ? [{ text: 'I need a key.' }, request] : [{ text: 'Done.' }]));
    return user.store('Look.');
  }

  it('leaves its worker, shows what it asks, and goes on with the secret when it was saved', async () => {
    const user = world.newUser();
    world.model.play(
      (_, turn) =>
        [
          [{ text: 'I need a key.' }, request, { call: 'run_javascript', args: { code: 'process.env.A_KEY.length' } }],
          [{ text: 'Done.' }],
        ][turn] ?? [],
    );
    const run = await user.store('Look.');
    const first = engine();
    expect(await first.execute(run.runId)).toBe('done');
    expect(first.activeCount).toBe(0);
    expect(await statusOf(run)).toMatchObject({ status: 'waiting', workerId: null, heartbeatAt: null });
    expect(await user.answer(run)).toMatchObject([
      { type: 'text', text: 'I need a key.' },
      { type: 'prompt', state: 'open', ask: { kind: 'secret', name: 'A_KEY', hosts: ['api.example.com'] } },
    ]);
    expect(await engine().execute(run.runId)).toBe('done');
    expect((await statusOf(run))?.status).toBe('waiting');
    await answer(user);
    expect(await engine().execute(run.runId)).toBe('done');
    const parts = await expectWhole(user, run);
    expect(parts).toMatchObject([
      { type: 'text' },
      { type: 'prompt', state: 'provided' },
      { type: 'tool', code: 'process.env.A_KEY.length' },
      { type: 'text', text: 'Done.' },
    ]);
    expect(await promptsOf(user, run)).toBe(1);
    expect(toolAnswers()).toHaveLength(2);
    expect(toolAnswers()[0]).toContain('process.env.A_KEY');
  });

  it.each([
    ['declined', 'declined to give A_KEY'],
    ['expired', 'did not answer in time'],
  ] as const)('goes on without the secret when the question is %s', async (state, words) => {
    const user = world.newUser();
    const run = await ask(user);
    await engine().execute(run.runId);
    const prompt = await openPrompt(user);
    await world.persistence.prompts.close(ownerId(user.userId), prompt.id, { state });
    await world.persistence.runs.resume(ownerId(user.userId), run.runId, prompt.id);
    expect(await engine().execute(run.runId)).toBe('done');
    expect(await expectWhole(user, run)).toMatchObject([{}, { type: 'prompt', state }, { text: 'Done.' }]);
    expect(toolAnswers()).toEqual([expect.stringContaining(words)]);
  });

  it('does not ask for what is there, and not more often than it may', async () => {
    const user = world.newUser();
    await user.saveSecret('A_KEY', 'the value of the key');
    const run = await ask(user);
    await engine().execute(run.runId);
    expect(await promptsOf(user, run)).toBe(0);
    expect(toolAnswers()).toEqual([expect.stringContaining('is there already')]);
    const other = world.newUser();
    const many = (name: string) => ({ call: 'request_secret', args: { name, reason: 'r', hosts: [] } });
    const names = ['A_1', 'A_2', 'A_3', 'A_4', 'A_5', 'A_6'];
    world.model.play((_, turn) => (turn === 0 ? names.map(many) : [{ text: 'Done.' }]));
    const greedy = await other.store('Look.');
    for (let round = 0; round < 6; round++) {
      await engine().execute(greedy.runId);
      if ((await statusOf(greedy))?.status === 'waiting') await answer(other, 'declined');
    }
    expect((await statusOf(greedy))?.status).toBe('finished');
    expect(await promptsOf(other, greedy)).toBe(5);
    expect(toolAnswers()[5]).toContain('may ask for 5');
  });

  it('tells the model what is wrong with a question, and does not ask it', async () => {
    const user = world.newUser();
    const bad = [
      { name: 'lower', reason: 'r', hosts: [] },
      { name: 'A_KEY', reason: '', hosts: [] },
      { name: 'A_KEY', reason: 'r', hosts: ['https://x.com/path'] },
    ].map((args) => ({ call: 'request_secret', args }));
    world.model.play((_, turn) => (turn === 0 ? bad : [{ text: 'Done.' }]));
    const run = await user.store('Look.');
    await engine().execute(run.runId);
    expect((await statusOf(run))?.status).toBe('finished');
    expect(toolAnswers()).toHaveLength(3);
    for (const told of toolAnswers()) expect(told).toContain('was not asked');
    expect(await promptsOf(user, run)).toBe(0);
  });

  it('shows what it had told when Redis has lost its log', async () => {
    const user = world.newUser();
    const run = await ask(user);
    await engine().execute(run.runId);
    const { connections: redis, keys } = world.redis;
    await redis.commands.del(keys.runLog(run.runId), keys.runLogState(run.runId));
    const base = await world.persistence.runs.findBase(ownerId(user.userId), run.runId);
    expect(base?.parts).toHaveLength(2);
    await answer(user);
    await engine().execute(run.runId);
    expect(await user.answer(run)).toMatchObject([
      { text: 'I need a key.' },
      { type: 'prompt', state: 'provided' },
      { text: 'Done.' },
    ]);
    expect((await world.events(user, run.runId))[0]?.seq).toBe((base?.seq ?? 0) + 1);
  });

  describe.each([
    ['answers when the run waits', false],
    ['answers as soon as the question is stored', true],
  ])('whose user %s', (_what, early) => {
    let writes = 0;

    async function live(death: Death | null): Promise<MortalWorkers> {
      const user = world.newUser();
      const run = await ask(user);
      const workers = new MortalWorkers(death);
      await workToTheEnd(user, run, workers, early);
      expect((await statusOf(run))?.status).toBe('finished');
      const parts = await expectWhole(user, run);
      expect(parts).toMatchObject([
        { type: 'text', text: 'I need a key.' },
        { type: 'prompt', state: 'provided' },
        { type: 'text', text: 'Done.' },
      ]);
      expect(await promptsOf(user, run)).toBe(1);
      expect(toolAnswers()).toHaveLength(1);
      return workers;
    }

    it('comes to its end when nothing dies', async () => {
      ({ writes } = await live(null));
      expect(writes).toBeGreaterThan(8);
    });

    it.each(['before', 'after'] as const)(
      'comes to the same end when its worker dies %s any of its writes',
      async (when) => {
        for (let at = 1; at <= writes; at++) expect((await live({ at, when })).deaths).toBe(1);
      },
      TIMEOUT_MS,
    );
  });
});
