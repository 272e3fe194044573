import type { LeaseScope } from '@cloakroom/contracts';
import { ownerId } from '@cloakroom/persistence';
import type { AskedRun, ScriptedPiece, TestUser } from '@cloakroom/testing';
import { type Death, MortalWorkers } from './testing/mortal-parts.js';
import { WaitingWorld } from './testing/waiting-world.js';

const TIMEOUT_MS = 150_000;
const CODE = 'await fetch("https://api.example.com/x", { headers: { a: process.env.A_KEY } })';

describe('a secret that is asked for before use', () => {
  let waiting: WaitingWorld;

  beforeAll(async () => {
    waiting = await WaitingWorld.open();
  }, TIMEOUT_MS);

  afterAll(() => waiting.close(), TIMEOUT_MS);

  beforeEach(() => {
    waiting.programs.length = 0;
  });

  const run = (code = CODE): ScriptedPiece => ({ call: 'run_javascript', args: { code } });

  function play(...turns: ScriptedPiece[][]): void {
    waiting.world.model.play((_, turn) => turns[turn] ?? [{ text: 'Done.' }]);
  }

  async function userWithKey(): Promise<{ user: TestUser; secretId: string }> {
    const user = waiting.world.newUser();
    await user.saveSecret('OPEN_KEY', 'the value of the other key');
    const secretId = await user.saveSecret('A_KEY', 'the value of the key');
    const bindings = [{ host: 'bound.example.com', pathPrefix: null, place: 'anywhere' as const, headerName: null }];
    const settings = { askBeforeUse: true, bindings };
    await waiting.world.persistence.secrets.update(ownerId(user.userId), secretId, settings);
    return { user, secretId };
  }

  async function work(asked: AskedRun): Promise<string | undefined> {
    await waiting.engine().execute(asked.runId);
    return (await waiting.statusOf(asked))?.status;
  }

  const grant = (user: TestUser, scope: LeaseScope) => waiting.answer(user, { state: 'granted', scope });

  it('is in no environment while nobody has agreed, and programs that do not name it run', async () => {
    const { user } = await userWithKey();
    play([run('Object.keys(process.env)')]);
    const asked = await user.store('Look.');
    expect(await work(asked)).toBe('finished');
    expect(waiting.programs).toEqual([{ code: 'Object.keys(process.env)', names: ['OPEN_KEY'] }]);
  });

  it('stops the call that names it before it starts, and shows the code, the names and the hosts', async () => {
    const { user } = await userWithKey();
    play([{ text: 'I ask.' }, run()]);
    const asked = await user.store('Look.');
    expect(await work(asked)).toBe('waiting');
    expect(waiting.programs).toEqual([]);
    const { ask } = await waiting.openPrompt(user);
    expect(ask).toMatchObject({ kind: 'lease', code: CODE, names: ['A_KEY'] });
    expect(ask.hosts).toEqual(['api.example.com', 'bound.example.com']);
    await grant(user, 'once');
    expect(await work(asked)).toBe('finished');
    expect(waiting.programs).toEqual([{ code: CODE, names: ['A_KEY', 'OPEN_KEY'] }]);
    const parts = await waiting.wholeAnswer(user, asked);
    const toolCallId = ask.kind === 'lease' ? ask.toolCallId : '';
    expect(parts).toMatchObject([
      { type: 'text' },
      { type: 'prompt', state: 'granted', scope: 'once' },
      { type: 'tool', toolCallId, state: 'succeeded' },
      { type: 'text', text: 'Done.' },
    ]);
  });

  it('is not used when its user says no, and the model is told', async () => {
    const { user } = await userWithKey();
    play([run()]);
    const asked = await user.store('Look.');
    await work(asked);
    await waiting.answer(user, { state: 'declined' });
    expect(await work(asked)).toBe('finished');
    expect(waiting.programs).toEqual([]);
    expect(waiting.toolAnswers()).toEqual([expect.stringContaining('did not allow the use of A_KEY')]);
    expect(await waiting.wholeAnswer(user, asked)).toMatchObject([
      { type: 'prompt', state: 'declined', ask: { code: CODE } },
      { text: 'Done.' },
    ]);
  });

  it.each([
    ['once', ['waiting', 'waiting', 'finished'], 'waiting', 'waiting'],
    ['conversation', ['waiting', 'finished'], 'finished', 'waiting'],
    ['hour', ['waiting', 'finished'], 'finished', 'finished'],
    ['always', ['waiting', 'finished'], 'finished', 'finished'],
  ] as const)('asks, after "%s", as often as that says', async (scope, ofTwoCalls, sameTalk, otherTalk) => {
    const { user, secretId } = await userWithKey();
    play([run(), run()]);
    const asked = await user.store('Look.');
    const seen = [await work(asked)];
    while (seen.at(-1) === 'waiting' && seen.length < 5) {
      await grant(user, scope);
      seen.push(await work(asked));
    }
    expect(seen).toEqual(ofTwoCalls);
    expect(waiting.programs).toHaveLength(2);
    play([run()]);
    expect(await work(await user.store('Again.', asked))).toBe(sameTalk);
    const other = await user.store('Elsewhere.');
    expect(await work(other)).toBe(otherTalk);
    const revoked = await waiting.world.persistence.leases.revokeOfSecret(ownerId(user.userId), secretId);
    expect(revoked).toBe(scope === 'once' ? 0 : 1);
    if (sameTalk === 'finished') expect(await work(await user.store('And again.', asked))).toBe('waiting');
  });

  it('is asked for again when the lease was taken back, or ran out, while the run waited for something else', async () => {
    const { user, secretId } = await userWithKey();
    const owner = ownerId(user.userId);
    const request = { call: 'request_secret', args: { name: 'B_KEY', reason: 'r', hosts: [] } };
    play([run()], [request, run()]);
    const asked = await user.store('Look.');
    expect(await work(asked)).toBe('waiting');
    await grant(user, 'hour');
    expect(await work(asked)).toBe('waiting');
    expect((await waiting.openPrompt(user)).ask.kind).toBe('secret');
    await waiting.world.persistence.leases.revokeOfSecret(owner, secretId);
    await waiting.answer(user, { state: 'declined' });
    expect(await work(asked)).toBe('waiting');
    const again = await waiting.openPrompt(user);
    expect(again.ask.kind).toBe('lease');
    await waiting.world.persistence.prompts.close(owner, again.id, { state: 'granted', scope: 'always' });
    const lease = { secretId, promptId: again.id, conversationId: null, expiresAt: null, createdAt: new Date() };
    await waiting.world.persistence.leases.grantOnce(owner, lease);
    await waiting.world.persistence.leases.revokeOfSecret(owner, secretId);
    await waiting.world.persistence.leases.grantOnce(owner, lease);
    await waiting.world.persistence.runs.resume(owner, asked.runId, again.id);
    expect(await work(asked)).toBe('waiting');
    expect((await waiting.openPrompt(user)).id).not.toBe(again.id);
    await grant(user, 'once');
    expect(await work(asked)).toBe('finished');
    expect(waiting.programs).toHaveLength(2);
    await waiting.wholeAnswer(user, asked);
  });

  it('is asked for a limited number of times', async () => {
    const { user } = await userWithKey();
    play([run(), run(), run()]);
    const asked = await user.store('Look.');
    const limits = { maxLeasePrompts: 2 };
    for (let round = 0; round < 3; round++) {
      await waiting.engine(new MortalWorkers(null), limits).execute(asked.runId);
      if ((await waiting.statusOf(asked))?.status === 'waiting') await waiting.answer(user, { state: 'declined' });
    }
    expect((await waiting.statusOf(asked))?.status).toBe('finished');
    expect(waiting.toolAnswers()[2]).toContain('may ask 2 times');
    expect(waiting.programs).toEqual([]);
  });

  it('does not count waiting as failed attempts', async () => {
    const { user } = await userWithKey();
    play(Array.from({ length: 8 }, () => run()));
    const asked = await user.store('Look.');
    await waiting.workToTheEnd(user, asked, new MortalWorkers(null), () => grant(user, 'once'));
    expect((await waiting.statusOf(asked))?.status).toBe('finished');
    expect(waiting.programs).toHaveLength(8);
  });

  describe.each(['once', 'conversation'] as const)('allowed for "%s"', (scope) => {
    async function live(death: Death | null): Promise<MortalWorkers> {
      waiting.programs.length = 0;
      const { user } = await userWithKey();
      play([{ text: 'I ask.' }, run()]);
      const asked = await user.store('Look.');
      const workers = new MortalWorkers(death);
      await waiting.workToTheEnd(user, asked, workers, () => grant(user, scope));
      expect((await waiting.statusOf(asked))?.status).toBe('finished');
      const parts = await waiting.wholeAnswer(user, asked);
      expect(parts.filter(({ type }) => type === 'prompt')).toMatchObject([{ state: 'granted', scope }]);
      expect(parts.filter(({ type }) => type === 'tool')).toHaveLength(1);
      expect(await waiting.countPrompts(user, asked, 'lease')).toBe(1);
      expect(waiting.toolAnswers()).toHaveLength(1);
      expect(waiting.programs.length).toBeLessThanOrEqual(1);
      for (const { names } of waiting.programs) expect(names).toContain('A_KEY');
      return workers;
    }

    it('runs once when nothing dies', async () => {
      await live(null);
      expect(waiting.programs).toHaveLength(1);
    });

    it.each(['before', 'after'] as const)(
      'is asked for once and run at most once when its worker dies %s any of its writes',
      async (when) => {
        let at = 1;
        while ((await live({ at, when })).deaths === 1) at += 1;
        expect(at).toBeGreaterThan(8);
      },
      TIMEOUT_MS,
    );
  });
});
