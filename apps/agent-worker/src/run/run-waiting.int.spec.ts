import { ownerId } from '@cloakroom/persistence';
import type { AskedRun, TestUser } from '@cloakroom/testing';
import { type Death, MortalWorkers } from './testing/mortal-parts.js';
import { WaitingWorld } from './testing/waiting-world.js';

const TIMEOUT_MS = 150_000;
const request = { call: 'request_secret', args: { name: 'A_KEY', reason: 'to look', hosts: ['api.example.com'] } };

describe('a run that waits for its user', () => {
  let waiting: WaitingWorld;

  beforeAll(async () => {
    waiting = await WaitingWorld.open();
  }, TIMEOUT_MS);

  afterAll(() => waiting.close(), TIMEOUT_MS);

  async function ask(user: TestUser): Promise<AskedRun> {
    waiting.world.model.play((_, turn) => (turn === 0 ? [{ text: 'I need a key.' }, request] : [{ text: 'Done.' }]));
    return user.store('Look.');
  }

  async function provide(user: TestUser): Promise<void> {
    await user.saveSecret('A_KEY', 'the value of the key');
    await waiting.answer(user, { state: 'provided' });
  }

  it('leaves its worker, shows what it asks, and goes on with the secret when it was saved', async () => {
    const user = waiting.world.newUser();
    waiting.world.model.play(
      (_, turn) =>
        [
          [{ text: 'I need a key.' }, request, { call: 'run_javascript', args: { code: 'process.env.A_KEY.length' } }],
          [{ text: 'Done.' }],
        ][turn] ?? [],
    );
    const run = await user.store('Look.');
    const first = waiting.engine();
    expect(await first.execute(run.runId)).toBe('done');
    expect(first.activeCount).toBe(0);
    expect(await waiting.statusOf(run)).toMatchObject({ status: 'waiting', workerId: null, heartbeatAt: null });
    expect(await user.answer(run)).toMatchObject([
      { type: 'text', text: 'I need a key.' },
      { type: 'prompt', state: 'open', ask: { kind: 'secret', name: 'A_KEY', hosts: ['api.example.com'] } },
    ]);
    expect(await waiting.engine().execute(run.runId)).toBe('done');
    expect((await waiting.statusOf(run))?.status).toBe('waiting');
    await provide(user);
    expect(await waiting.engine().execute(run.runId)).toBe('done');
    const parts = await waiting.wholeAnswer(user, run);
    expect(parts).toMatchObject([
      { type: 'text' },
      { type: 'prompt', state: 'provided' },
      { type: 'tool', state: 'succeeded', code: 'process.env.A_KEY.length' },
      { type: 'text', text: 'Done.' },
    ]);
    expect(waiting.programs.at(-1)).toEqual({ code: 'process.env.A_KEY.length', names: ['A_KEY'] });
    expect(await waiting.countPrompts(user, run, 'secret')).toBe(1);
    expect(waiting.toolAnswers()).toHaveLength(2);
    expect(waiting.toolAnswers()[0]).toContain('process.env.A_KEY');
    const { entries } = await waiting.world.persistence.audit.list(ownerId(user.userId), { limit: 9 });
    expect(entries.map(({ event }) => event.type)).toContain('secret.requested');
  });

  it.each([
    ['declined', 'declined to give A_KEY'],
    ['expired', 'did not answer in time'],
  ] as const)('goes on without the secret when the question is %s', async (state, words) => {
    const user = waiting.world.newUser();
    const run = await ask(user);
    await waiting.engine().execute(run.runId);
    await waiting.answer(user, { state });
    expect(await waiting.engine().execute(run.runId)).toBe('done');
    expect(await waiting.wholeAnswer(user, run)).toMatchObject([{}, { type: 'prompt', state }, { text: 'Done.' }]);
    expect(waiting.toolAnswers()).toEqual([expect.stringContaining(words)]);
  });

  it('does not ask for what is there, and not more often than it may', async () => {
    const user = waiting.world.newUser();
    await user.saveSecret('A_KEY', 'the value of the key');
    const run = await ask(user);
    await waiting.engine().execute(run.runId);
    expect(await waiting.countPrompts(user, run, 'secret')).toBe(0);
    expect(waiting.toolAnswers()).toEqual([expect.stringContaining('is there already')]);
    const other = waiting.world.newUser();
    const many = (name: string) => ({ call: 'request_secret', args: { name, reason: 'r', hosts: [] } });
    const names = ['A_1', 'A_2', 'A_3', 'A_4', 'A_5', 'A_6'];
    waiting.world.model.play((_, turn) => (turn === 0 ? names.map(many) : [{ text: 'Done.' }]));
    const greedy = await other.store('Look.');
    for (let round = 0; round < 6; round++) {
      await waiting.engine().execute(greedy.runId);
      if ((await waiting.statusOf(greedy))?.status === 'waiting') await waiting.answer(other, { state: 'declined' });
    }
    expect((await waiting.statusOf(greedy))?.status).toBe('finished');
    expect(await waiting.countPrompts(other, greedy, 'secret')).toBe(5);
    expect(waiting.toolAnswers()[5]).toContain('may ask for 5');
  });

  it('tells the model what is wrong with a question, and does not ask it', async () => {
    const user = waiting.world.newUser();
    const bad = [
      { name: 'lower', reason: 'r', hosts: [] },
      { name: 'A_KEY', reason: '', hosts: [] },
      { name: 'A_KEY', reason: 'r', hosts: ['https://x.com/path'] },
    ].map((args) => ({ call: 'request_secret', args }));
    waiting.world.model.play((_, turn) => (turn === 0 ? bad : [{ text: 'Done.' }]));
    const run = await user.store('Look.');
    await waiting.engine().execute(run.runId);
    expect((await waiting.statusOf(run))?.status).toBe('finished');
    expect(waiting.toolAnswers()).toHaveLength(3);
    for (const told of waiting.toolAnswers()) expect(told).toContain('was not asked');
    expect(await waiting.countPrompts(user, run, 'secret')).toBe(0);
  });

  it('shows what it had told when Redis has lost its log', async () => {
    const user = waiting.world.newUser();
    const run = await ask(user);
    await waiting.engine().execute(run.runId);
    const { connections: redis, keys } = waiting.world.redis;
    await redis.commands.del(keys.runLog(run.runId), keys.runLogState(run.runId));
    const base = await waiting.world.persistence.runs.findBase(ownerId(user.userId), run.runId);
    expect(base?.parts).toHaveLength(2);
    await provide(user);
    await waiting.engine().execute(run.runId);
    expect(await user.answer(run)).toMatchObject([
      { text: 'I need a key.' },
      { type: 'prompt', state: 'provided' },
      { text: 'Done.' },
    ]);
    expect((await waiting.world.events(user, run.runId))[0]?.seq).toBeGreaterThan(1_000_000_000);
  });

  describe.each([
    ['answers when the run waits', false],
    ['answers as soon as the question is stored', true],
  ])('whose user %s', (_what, early) => {
    async function live(death: Death | null): Promise<MortalWorkers> {
      const user = waiting.world.newUser();
      const run = await ask(user);
      const workers = new MortalWorkers(death);
      let answered = false;
      const answerOnce = async (): Promise<void> => {
        if (answered) return;
        answered = true;
        await provide(user);
      };
      if (early) workers.onWritten((name) => (name === 'openPrompt' ? answerOnce() : Promise.resolve()));
      await waiting.workToTheEnd(user, run, workers, answerOnce);
      expect((await waiting.statusOf(run))?.status).toBe('finished');
      const parts = await waiting.wholeAnswer(user, run);
      expect(parts).toMatchObject([
        { type: 'text', text: 'I need a key.' },
        { type: 'prompt', state: 'provided' },
        { type: 'text', text: 'Done.' },
      ]);
      expect(await waiting.countPrompts(user, run, 'secret')).toBe(1);
      expect(waiting.toolAnswers()).toHaveLength(1);
      return workers;
    }

    it('comes to its end when nothing dies', async () => {
      expect((await live(null)).writes).toBeGreaterThan(8);
    });

    it.each(['before', 'after'] as const)(
      'comes to the same end when its worker dies %s any of its writes',
      async (when) => {
        let at = 1;
        while ((await live({ at, when })).deaths === 1) at += 1;
        expect(at).toBeGreaterThan(8);
      },
      TIMEOUT_MS,
    );
  });
});
