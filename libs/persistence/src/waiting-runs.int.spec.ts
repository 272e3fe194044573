import { randomBytes, randomUUID } from 'node:crypto';
import type { PromptAsk } from '@cloakroom/contracts';
import { testServices } from '@cloakroom/testing';
import { HEARTBEAT_STALE_MS, ownerId, Persistence, type NewPrompt, type OwnerId } from './index.js';

const reason = 'the words that nobody but their owner may read';
const ask: PromptAsk = { kind: 'secret', name: 'A_KEY', reason, hosts: ['api.example.com'] };

let persistence: Persistence;

const newOwner = (): OwnerId => ownerId(randomUUID());

beforeAll(async () => {
  const chatKeys = { current: 'k1', keys: new Map([['k1', randomBytes(32)]]) };
  const uri = testServices().mongoUri(`cloakroom-waiting-${randomUUID()}`);
  persistence = await Persistence.open({ uri, chatKeys });
});

afterAll(async () => {
  await persistence.mongo.authDatabase().db.dropDatabase();
  await persistence.close();
});

async function claimedRun(owner: OwnerId) {
  const ids = { conversationId: randomUUID(), userMessageId: randomUUID(), assistantMessageId: randomUUID() };
  const run = await persistence.runs.insertQueued(owner, { id: randomUUID(), ...ids });
  await persistence.systemRuns.claimRun(run.id, 'worker');
  return run;
}

async function waitingRun(owner: OwnerId) {
  const run = await claimedRun(owner);
  const promptId = randomUUID();
  const json = JSON.stringify({ seq: 4, parts: [{ type: 'text', text: reason }] });
  const fence = { runId: run.id, attempt: 1 };
  const until = new Date(Date.now() + 60_000);
  expect(await persistence.systemRuns.suspend(fence, run, { promptId, until, seq: 4, json })).toBe(true);
  return { run, promptId, fence };
}

async function openPrompt(owner: OwnerId, expiresAt = new Date(Date.now() + 60_000)): Promise<NewPrompt> {
  const prompt = { id: randomUUID(), runId: randomUUID(), conversationId: randomUUID(), ask, expiresAt };
  await persistence.prompts.insertOnce(owner, prompt);
  return prompt;
}

describe('waiting runs', () => {
  it('have no worker, are not lost, and refuse whatever their worker still writes', async () => {
    const owner = newOwner();
    const { run, promptId, fence } = await waitingRun(owner);
    const waits = {
      status: 'waiting',
      waitingPromptId: promptId,
      workerId: null,
      heartbeatAt: null,
      progressAttempt: 2,
    };
    expect(await persistence.runs.find(owner, run.id)).toMatchObject(waits);
    const later = new Date(Date.now() + 100 * HEARTBEAT_STALE_MS);
    expect((await persistence.systemRuns.findLost(later)).map(({ id }) => id)).not.toContain(run.id);
    expect(await persistence.systemRuns.claimRun(run.id, 'other', later)).toBeNull();
    expect(await persistence.systemRuns.findWaitingTooLong()).toEqual([]);
    expect((await persistence.systemRuns.findWaitingTooLong(later)).map(({ id }) => id)).toContain(run.id);
    const refused = { code: 'stale-fence' };
    await expect(persistence.systemRuns.heartbeat(fence)).rejects.toMatchObject(refused);
    await expect(persistence.systemRuns.endRun(fence, 'finished', null)).rejects.toMatchObject(refused);
    const other = { promptId: randomUUID(), until: new Date(), seq: 4, json: '{}' };
    await expect(persistence.systemRuns.suspend(fence, run, other)).rejects.toMatchObject(refused);
    // The same once more is what a worker does whose acknowledgement was lost; it changes nothing.
    expect(await persistence.systemRuns.suspend(fence, run, { ...other, promptId })).toBe(true);
    expect(await persistence.runs.find(owner, run.id)).toMatchObject(waits);
    expect(await persistence.runs.findBase(owner, run.id)).toEqual({ seq: 4, parts: [{ type: 'text', text: reason }] });
    await expect(persistence.runs.findBase(newOwner(), run.id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('go on once, for the question that they wait for, with their checkpoint', async () => {
    const owner = newOwner();
    const { run, promptId } = await waitingRun(owner);
    expect(await persistence.runs.resume(owner, run.id, randomUUID())).toBeNull();
    expect(await persistence.runs.resume(newOwner(), run.id, promptId)).toBeNull();
    const tries = await Promise.all(Array.from({ length: 8 }, () => persistence.runs.resume(owner, run.id, promptId)));
    expect(tries.filter((one) => one !== null)).toHaveLength(1);
    const claimed = await persistence.systemRuns.claimRun(run.id, 'next');
    expect(claimed).toMatchObject({ attempt: 3, status: 'running', waitingPromptId: null, checkpointSeq: 4 });
    expect(claimed?.checkpoint).toContain(reason);
  });

  it('are either stopped or go on, never both', async () => {
    const outcomes = { stopped: 0, resumed: 0 };
    for (let round = 0; round < 25; round++) {
      const owner = newOwner();
      const { run, promptId } = await waitingRun(owner);
      const [stopped, resumed] = await Promise.all([
        persistence.runs.cancelUnclaimed(owner, run.id),
        persistence.runs.resume(owner, run.id, promptId),
      ]);
      const { status } = await persistence.runs.find(owner, run.id);
      expect(status).toBe(stopped === null ? 'queued' : 'cancelled');
      if (stopped === null) outcomes.resumed += 1;
      else outcomes.stopped += 1;
      expect(stopped !== null || resumed !== null).toBe(true);
    }
    expect(outcomes.stopped + outcomes.resumed).toBe(25);
  });

  it('do not begin to wait when their user has asked to stop them, whichever comes first', async () => {
    for (let round = 0; round < 25; round++) {
      const owner = newOwner();
      const run = await claimedRun(owner);
      const state = { promptId: randomUUID(), until: new Date(), seq: 1, json: '{}' };
      const [suspended, asked] = await Promise.all([
        persistence.systemRuns.suspend({ runId: run.id, attempt: 1 }, run, state),
        persistence.runs.requestCancel(owner, run.id),
      ]);
      expect(asked.status).toBe(suspended ? 'waiting' : 'running');
    }
  });
});

describe('questions', () => {
  it('are stored once, encrypted, for their owner alone', async () => {
    const owner = newOwner();
    const prompt = await openPrompt(owner);
    await persistence.prompts.insertOnce(owner, { ...prompt, ask: { ...ask, reason: 'another' } });
    expect(await persistence.prompts.find(owner, prompt.id)).toMatchObject({ ...prompt, state: 'open', scope: null });
    expect(await persistence.prompts.listOpen(owner)).toHaveLength(1);
    expect(await persistence.prompts.count(owner, prompt.runId, 'secret')).toBe(1);
    await expect(persistence.prompts.find(newOwner(), prompt.id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await persistence.prompts.close(newOwner(), prompt.id, { state: 'declined' })).toBe(false);
    const stored = await persistence.mongo.authDatabase().db.collection('prompts').find().toArray();
    const text = JSON.stringify(stored);
    for (const word of [reason, 'A_KEY', 'api.example.com']) {
      expect(text).not.toContain(word);
      expect(text).not.toContain(Buffer.from(word).toString('base64').slice(0, -4));
    }
  });

  it('are closed once, whoever is first', async () => {
    const owner = newOwner();
    const { id } = await openPrompt(owner);
    const closings = await Promise.all([
      persistence.prompts.close(owner, id, { state: 'provided' }),
      persistence.prompts.close(owner, id, { state: 'declined' }),
      persistence.prompts.close(owner, id, { state: 'expired' }),
    ]);
    expect(closings.filter(Boolean)).toHaveLength(1);
    expect(await persistence.prompts.listOpen(owner)).toEqual([]);
  });

  it('are looked after when their time is over, and when nobody saw to their run', async () => {
    const owner = newOwner();
    const [due, open, closed] = [
      await openPrompt(owner, new Date(0)),
      await openPrompt(owner),
      await openPrompt(owner),
    ];
    const overdue = (await persistence.systemPrompts.findOverdue()).map(({ id }) => id);
    expect(overdue).toContain(due.id);
    expect(overdue).not.toContain(open.id);
    await persistence.prompts.close(owner, closed.id, { state: 'declined' });
    const later = new Date(Date.now() + 60_000);
    const unsettled = async () => (await persistence.systemPrompts.findUnsettled(later)).map(({ id }) => id);
    expect(await unsettled()).toContain(closed.id);
    await persistence.prompts.settle(owner, closed.id);
    expect(await unsettled()).not.toContain(closed.id);
    expect(await persistence.prompts.withdrawOfRun(owner, open.runId)).toBe(true);
    expect(await persistence.prompts.withdrawOfRun(owner, open.runId)).toBe(false);
    expect(await unsettled()).not.toContain(open.id);
  });
});
