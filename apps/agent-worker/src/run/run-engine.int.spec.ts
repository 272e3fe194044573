import { createSandbox } from '@cloakroom/sandbox';
import { RedisConnections, RedisSubscriber, UserSignals, createLogger } from '@cloakroom/platform';
import { VaultOpener } from '@cloakroom/secrets/open';
import { type TestUser, WorkerWorld, gate, waitUntil } from '@cloakroom/testing';
import { CallRecorder } from '../audit/call-recorder.js';
import { RunFiles } from '../files/run-files.js';
import { createEgressBroker } from '../egress/egress-broker.js';
import { OpenAiModel } from '../model/openai-model.js';
import { WorkerCounters } from '../presence/worker-counters.js';
import { MongoRunStore } from './mongo-run-store.js';
import { RunEngine } from './run-engine.js';
import { RUN_LIMITS, type RunLimits } from './run-limits.js';
import type { RunStore } from './run-store.port.js';

const TIMEOUT_MS = 30_000;
const logger = createLogger({ processName: 'test', level: 'silent' });

class Died extends Error {}

describe('RunEngine', () => {
  let world: WorkerWorld;
  let user: TestUser;
  let vault: VaultOpener;
  let connections: RedisConnections;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    user = world.newUser();
    vault = await VaultOpener.load(world.env.VAULT_PRIVATE_KEY_FILE);
    connections = new RedisConnections({ url: world.env.REDIS_URL, patience: 'fail-fast', logger });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await connections.close();
    await world.close();
  }, TIMEOUT_MS);

  function engine(workerId: string, more: { dieAt?: keyof RunStore; limits?: Partial<RunLimits> } = {}): RunEngine {
    const { keys, log } = world.redis;
    const store = new MongoRunStore(world.persistence, { level: 'strict', missing: [] });
    const { dieAt } = more;
    if (dieAt !== undefined) Object.defineProperty(store, dieAt, { value: () => Promise.reject(new Died()) });
    return new RunEngine({
      workerId,
      store,
      recorder: new CallRecorder(world.persistence),
      files: new RunFiles(world.persistence),
      log,
      codec: world.persistence.runEvents,
      model: new OpenAiModel({ baseUrl: world.model.baseUrl, apiKey: 'none', model: 'scripted' }),
      sandbox: createSandbox(),
      egress: createEgressBroker(),
      vault,
      signals: new UserSignals(connections, new RedisSubscriber(connections, logger), keys),
      counters: new WorkerCounters(),
      limits: { ...RUN_LIMITS, ...more.limits },
      logger,
    });
  }

  async function change(collection: string, id: string, fields: Record<string, unknown>): Promise<void> {
    const { db } = world.persistence.mongo.authDatabase();
    const { matchedCount } = await db.collection<{ _id: string }>(collection).updateOne({ _id: id }, { $set: fields });
    expect(matchedCount).toBe(1);
  }

  /** As if the worker of the run had been silent for a long time. */
  async function makeStale(runId: string): Promise<void> {
    await change('runs', runId, { heartbeatAt: new Date(0) });
  }

  it('leaves a run to the worker that has it, and takes it when that one is silent', async () => {
    const never = gate();
    world.model.play(() => [{ text: 'A' }, { wait: never.opened }]);
    const run = await user.store('Talk.');
    const first = engine('first', { limits: { heartbeatMs: 60_000 } });
    const firstOutcome = first.execute(run.runId);
    await waitUntil('the first to work', async () => (await world.view(user, run.runId)).parts.length > 0);
    expect(await engine('second').execute(run.runId)).toBe('taken');
    await makeStale(run.runId);
    world.model.play(() => [{ text: 'B' }]);
    expect(await engine('third').execute(run.runId)).toBe('done');
    never.open();
    expect(await firstOutcome).toBe('later');
    expect(await user.answer(run)).toEqual([{ type: 'text', text: 'B' }]);
    expect(await engine('fourth').execute(run.runId)).toBe('done');
  }, 30_000);

  it.each(['storeAnswer', 'freeConversation', 'endRun'] as const)(
    'completes an ending that a crash cut off at %s, with the same answer and without asking again',
    async (dieAt) => {
      world.model.play(() => [{ text: 'The only answer.' }]);
      const run = await user.store('Talk.');
      expect(await engine('first', { dieAt }).execute(run.runId)).toBe('later');
      const asked = world.model.requests.length;
      await makeStale(run.runId);
      expect(await engine('second').execute(run.runId)).toBe('done');
      expect(world.model.requests).toHaveLength(asked);
      expect(await user.answer(run)).toEqual([{ type: 'text', text: 'The only answer.' }]);
      expect(await world.persistence.systemRuns.findRun(run.runId)).toMatchObject({ status: 'finished', attempt: 2 });
      expect((await user.conversation(run)).activeRunId).toBeNull();
      const ends = (await world.events(user, run.runId)).filter(({ type }) => type === 'run.ended');
      expect(ends).toHaveLength(1);
    },
  );

  it('hands over what does not end in time, and another goes on at once', async () => {
    world.model.play(() => [{ text: 'Too slow' }, { wait: gate().opened }]);
    const run = await user.store('Talk.');
    const first = engine('first');
    const outcome = first.execute(run.runId);
    await waitUntil('the first to work', async () => (await world.view(user, run.runId)).parts.length > 0);
    await first.stop(10);
    expect(await outcome).toBe('later');
    expect(await first.execute(run.runId)).toBe('later');
    world.model.play(() => [{ text: 'In time.' }]);
    expect(await engine('second').execute(run.runId)).toBe('done');
    expect(await user.answer(run)).toEqual([{ type: 'text', text: 'In time.' }]);
  });

  it('ends a run that takes too long, with a reason', async () => {
    world.model.play(() => [{ text: 'On and on' }, { wait: gate().opened }]);
    const run = await user.store('Talk.');
    expect(await engine('first', { limits: { maxRunMs: 300 } }).execute(run.runId)).toBe('done');
    expect(await world.persistence.systemRuns.findRun(run.runId)).toMatchObject({
      status: 'failed',
      error: { code: 'run-timeout' },
    });
    expect(await user.answer(run)).toEqual([{ type: 'text', text: 'On and on' }]);
  });

  it('gives up a run that has lost too many workers', async () => {
    const run = await user.store('Talk.');
    await change('runs', run.runId, { attempt: RUN_LIMITS.maxAttempts });
    expect(await engine('first').execute(run.runId)).toBe('done');
    expect(await world.persistence.systemRuns.findRun(run.runId)).toMatchObject({
      status: 'failed',
      error: { code: 'too-many-attempts' },
    });
  });

  it('goes on with a run that has lost many workers, and got on in between', async () => {
    world.model.play((_, turn) =>
      turn === 0 ? [{ call: 'run_javascript', args: { code: '1 + 1' } }] : [{ text: 'At last.' }],
    );
    const run = await user.store('Talk.');
    const lost = RUN_LIMITS.maxAttempts - 1;
    await change('runs', run.runId, { attempt: lost });
    expect(await engine('first').execute(run.runId)).toBe('done');
    expect(await world.persistence.systemRuns.findRun(run.runId)).toMatchObject({
      status: 'finished',
      attempt: lost + 1,
      progressAttempt: lost + 1,
    });
    const other = await user.store('Talk.');
    await change('runs', other.runId, { attempt: lost + 5, progressAttempt: 6 });
    expect(await engine('second').execute(other.runId)).toBe('done');
    expect(await world.persistence.systemRuns.findRun(other.runId)).toMatchObject({ status: 'finished' });
  });

  it('goes on with a new log when Redis has lost the old one', async () => {
    const never = gate();
    world.model.play(() => [{ text: 'A' }, { wait: never.opened }, { text: 'B' }]);
    const run = await user.store('Talk.');
    const outcome = engine('first').execute(run.runId);
    await waitUntil('the first to work', async () => (await world.view(user, run.runId)).parts.length > 0);
    const { connections: redis, keys } = world.redis;
    await redis.commands.del(keys.runLog(run.runId), keys.runLogState(run.runId));
    never.open();
    expect(await outcome).toBe('later');
    await makeStale(run.runId);
    world.model.play(() => [{ text: 'C' }]);
    expect(await engine('second').execute(run.runId)).toBe('done');
    expect(await user.answer(run)).toEqual([{ type: 'text', text: 'C' }]);
  });

  it('keeps the ending that a log told which was begun anew, and the answer that it ended', async () => {
    const run = await user.store('Talk.');
    await change('runs', run.runId, { attempt: 1 });
    world.model.play(() => [{ text: 'Told once.' }]);
    expect(await engine('first', { dieAt: 'storeAnswer' }).execute(run.runId)).toBe('later');
    const told = await world.events(user, run.runId);
    expect(told.at(-1)?.type).toBe('run.ended');
    expect(told[0]?.seq).toBeGreaterThan(1_000_000_000);
    await makeStale(run.runId);
    world.model.play(() => [{ text: 'Told twice.' }]);
    expect(await engine('second').execute(run.runId)).toBe('done');
    expect(await user.answer(run)).toEqual([{ type: 'text', text: 'Told once.' }]);
    expect(await world.events(user, run.runId)).toEqual(told);
  });

  it('says that a secret which does not open is missing, and runs on', async () => {
    const other = world.newUser();
    const id = await other.saveSecret('A_KEY', 'a value of some length');
    await change('secrets', id, { version: 7 });
    world.model.play(() => [{ text: 'Fine.' }]);
    const run = await other.store('Talk.');
    expect(await engine('first').execute(run.runId)).toBe('done');
    expect(world.model.requests.at(-1)?.messages[0]?.content).toContain('"name":"A_KEY","description":"Not available');
  });
});
