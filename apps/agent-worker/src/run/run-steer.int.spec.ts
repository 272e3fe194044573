import { randomUUID } from 'node:crypto';
import { ownerId } from '@cloakroom/persistence';
import type { AskedRun, TestUser } from '@cloakroom/testing';
import { type Death, MortalWorkers } from './testing/mortal-parts.js';
import { WaitingWorld } from './testing/waiting-world.js';

const TIMEOUT_MS = 150_000;

describe('a run that is told more while it answers', () => {
  let waiting: WaitingWorld;

  beforeAll(async () => {
    waiting = await WaitingWorld.open();
  }, TIMEOUT_MS);

  afterAll(() => waiting.close(), TIMEOUT_MS);

  const steers = () => waiting.world.persistence.steers;
  const add = (user: TestUser, run: AskedRun, id: string, text: string): Promise<void> =>
    steers().insertOnce(ownerId(user.userId), { ...run, id, text });

  function toldByUser(): string[] {
    const { messages = [] } = waiting.world.model.requests.at(-1) ?? {};
    return messages.flatMap(({ role, content }) => (role === 'user' ? [content ?? ''] : []));
  }

  async function live(death: Death | null): Promise<MortalWorkers> {
    const user = waiting.world.newUser();
    const run = await user.store('Look.');
    const [one, two] = [randomUUID(), randomUUID()];
    waiting.world.model.play(({ messages }) => {
      const told = messages.flatMap(({ role, content }) => (role === 'user' ? [content] : []));
      if (told.includes('And two.')) return [{ text: 'Done.' }];
      if (told.includes('And one.')) return [{ text: 'Nearly.' }, { wait: add(user, run, two, 'And two.') }];
      const call = { call: 'run_javascript', args: { code: '1 + 1' } };
      return [{ text: 'Looking.' }, { wait: add(user, run, one, 'And one.') }, call];
    });
    const workers = new MortalWorkers(death);
    await waiting.workToTheEnd(user, run, workers, () => Promise.reject(new Error('Nothing is asked.')));
    expect((await waiting.statusOf(run))?.status).toBe('finished');
    const parts = await waiting.wholeAnswer(user, run);
    expect(parts.filter(({ type }) => type === 'steer')).toEqual([
      { type: 'steer', steerId: one, text: 'And one.' },
      { type: 'steer', steerId: two, text: 'And two.' },
    ]);
    expect(parts.at(-1)).toEqual({ type: 'text', text: 'Done.' });
    expect(toldByUser()).toEqual(['Look.', 'And one.', 'And two.']);
    const owner = ownerId(user.userId);
    expect(await Promise.all([one, two].map((id) => steers().stateOf(owner, id)))).toEqual(['told', 'told']);
    if (death === null) {
      expect(parts.map((part) => (part.type === 'tool' ? part.state : 'text' in part && part.text))).toEqual([
        'Looking.',
        'succeeded',
        'And one.',
        'Nearly.',
        'And two.',
        'Done.',
      ]);
    }
    return workers;
  }

  it('reads it before its next step, also when it was about to end', async () => {
    expect((await live(null)).writes).toBeGreaterThan(8);
  });

  it.each(['before', 'after'] as const)(
    'reads it once when its worker dies %s any of its writes',
    async (when) => {
      let at = 1;
      while ((await live({ at, when })).deaths === 1) at += 1;
      expect(at).toBeGreaterThan(8);
    },
    TIMEOUT_MS,
  );

  it('neither shows nor tells the value of a secret that stands in it', async () => {
    const user = waiting.world.newUser();
    const value = `value-${randomUUID()}`;
    await user.saveSecret('A_KEY', value);
    const run = await user.store('Look.');
    await add(user, run, randomUUID(), `Use ${value}.`);
    waiting.world.model.play(() => [{ text: 'Done.' }]);
    await waiting.engine().execute(run.runId);
    expect(await waiting.wholeAnswer(user, run)).toMatchObject([
      { type: 'steer', text: 'Use «A_KEY».' },
      { text: 'Done.' },
    ]);
    expect(toldByUser()).toEqual(['Look.', 'Use «A_KEY».']);
  });

  it('does not go on for it beyond its last step', async () => {
    const user = waiting.world.newUser();
    const run = await user.store('Look.');
    const late = randomUUID();
    waiting.world.model.play(() => [{ text: 'Done.' }, { wait: add(user, run, late, 'And one.') }]);
    await waiting.engine(new MortalWorkers(null), { maxSteps: 1 }).execute(run.runId);
    expect(await waiting.wholeAnswer(user, run)).toEqual([{ type: 'text', text: 'Done.' }]);
    expect(await steers().withdraw(ownerId(user.userId), late)).toBe('withdrawn');
  });
});
