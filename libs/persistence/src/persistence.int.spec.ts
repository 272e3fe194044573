import { randomBytes, randomUUID } from 'node:crypto';
import { SEALED_ENVELOPE_SUITE, type SealedEnvelope } from '@cloakroom/contracts';
import { testServices } from '@cloakroom/testing';
import { jest } from '@jest/globals';
import { HEARTBEAT_STALE_MS, ownerId, Persistence, type NewMessage, type OwnerId } from './index.js';

const databaseName = `cloakroom-persistence-${randomUUID()}`;
const chatKeys = { current: 'k1', keys: new Map([['k1', randomBytes(32)]]) };
const canary = 'the words that nobody but their owner may read';

let persistence: Persistence;
let secondProcess: Persistence;

const newOwner = (): OwnerId => ownerId(randomUUID());

function envelope(): SealedEnvelope {
  const base64url = (bytes: number) => randomBytes(bytes).toString('base64url');
  return { v: 1, suite: SEALED_ENVELOPE_SUITE, keyId: 'v1', enc: base64url(32), ct: base64url(40) };
}

function userMessage(conversationId: string, text = canary): NewMessage {
  const id = randomUUID();
  const parts = [{ type: 'text' as const, text }];
  const place = { conversationId, parentId: null, role: 'user' as const, runId: null };
  return { id, ...place, parts, createdAt: new Date(), clientMessageId: randomUUID() };
}

async function queuedRun(owner: OwnerId) {
  const ids = { conversationId: randomUUID(), userMessageId: randomUUID(), assistantMessageId: randomUUID() };
  return persistence.runs.insertQueued(owner, { id: randomUUID(), ...ids });
}

/** Does something with the clock of this process set wrong; its timers run as ever. */
async function atClock<T>(offsetMs: number, work: () => Promise<T>): Promise<T> {
  const now = Date.now() + offsetMs;
  jest.useFakeTimers({
    now,
    doNotFake: [
      ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
      ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
    ],
  });
  try {
    expect(new Date().getTime()).toBe(now);
    return await work();
  } finally {
    jest.useRealTimers();
  }
}

async function everythingStored(): Promise<string> {
  const { db } = persistence.mongo.authDatabase();
  const collections = await db.listCollections().toArray();
  const documents = await Promise.all(collections.map(({ name }) => db.collection(name).find().toArray()));
  return JSON.stringify(documents);
}

beforeAll(async () => {
  const uri = testServices().mongoUri(databaseName);
  persistence = await Persistence.open({ uri, chatKeys });
  secondProcess = await Persistence.open({ uri, chatKeys });
});

afterAll(async () => {
  await persistence.mongo.authDatabase().db.dropDatabase();
  await persistence.close();
  await secondProcess.close();
});

describe('secrets', () => {
  it('are listed without their envelope, by name, for their owner alone', async () => {
    const [owner, other] = [newOwner(), newOwner()];
    const made = await persistence.secrets.create(owner, { name: 'B', description: 'b', envelope: envelope() });
    await persistence.secrets.create(owner, { name: 'A', description: '', envelope: envelope() });
    const listed = await persistence.secrets.list(owner);
    expect(listed.map(({ name }) => name)).toEqual(['A', 'B']);
    expect(Object.keys(listed[0] ?? {})).not.toContain('envelope');
    expect(await persistence.secrets.list(other)).toEqual([]);
    await expect(persistence.secrets.find(other, made.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(persistence.secrets.delete(other, made.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(persistence.secrets.update(other, made.id, { description: 'x' })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await persistence.secrets.find(owner, made.id)).toMatchObject({ description: 'b', version: 1 });
  });

  it('refuse a second one of the same name, also when both are created at once', async () => {
    const owner = newOwner();
    const create = () => persistence.secrets.create(owner, { name: 'SAME', description: '', envelope: envelope() });
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, create));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(outcomes.length - refused.length).toBe(1);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'secret-exists', httpStatus: 409 });
  });

  it('take a new value for the version it was sealed for, once', async () => {
    const owner = newOwner();
    const { id } = await persistence.secrets.create(owner, { name: 'V', description: '', envelope: envelope() });
    const replace = () => persistence.secrets.replaceValue(owner, { id, expectedVersion: 1 }, { envelope: envelope() });
    const outcomes = await Promise.allSettled([replace(), replace(), replace()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await persistence.secrets.find(owner, id)).toMatchObject({ version: 2 });
    await expect(replace()).rejects.toMatchObject({ code: 'secret-changed' });
  });
});

describe('conversations and messages', () => {
  it('cannot be taken, read, renamed or deleted by another user', async () => {
    const [owner, other] = [newOwner(), newOwner()];
    const id = randomUUID();
    await persistence.conversations.createIfAbsent(owner, id, canary);
    await expect(persistence.conversations.createIfAbsent(other, id, 'mine')).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(persistence.conversations.find(other, id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(persistence.conversations.rename(other, id, 'x')).rejects.toMatchObject({ code: 'not-found' });
    await expect(persistence.conversations.setActiveRun(other, id, randomUUID())).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(persistence.conversations.delete(other, id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await persistence.conversations.find(owner, id)).toMatchObject({ title: canary });
  });

  it('store a message once however often it is sent, from several processes at the same time', async () => {
    const owner = newOwner();
    const conversationId = randomUUID();
    const message = userMessage(conversationId);
    const send = (process: Persistence) => process.messages.insertOnce(owner, { ...message, id: randomUUID() });
    const outcomes = await Promise.all([persistence, secondProcess, persistence, secondProcess, persistence].map(send));
    expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(outcomes.map((outcome) => outcome.message.id)).size).toBe(1);
    expect(await persistence.messages.list(owner, conversationId)).toHaveLength(1);
    expect(await persistence.messages.list(newOwner(), conversationId)).toEqual([]);
  });

  it('give a conversation to one run at a time', async () => {
    const owner = newOwner();
    const id = randomUUID();
    const [first, second] = [randomUUID(), randomUUID()];
    await persistence.conversations.createIfAbsent(owner, id, 't');
    expect(await persistence.conversations.setActiveRun(owner, id, first)).toBe(true);
    expect(await persistence.conversations.setActiveRun(owner, id, first)).toBe(true);
    expect(await persistence.conversations.setActiveRun(owner, id, second)).toBe(false);
    await persistence.conversations.clearActiveRun(owner, id, second);
    expect(await persistence.conversations.find(owner, id)).toMatchObject({ activeRunId: first });
    await persistence.conversations.clearActiveRun(owner, id, first);
    expect(await persistence.conversations.setActiveRun(owner, id, second)).toBe(true);
  });

  it('lie in the database encrypted, and a body moved to another message does not open', async () => {
    const owner = newOwner();
    const conversationId = randomUUID();
    await persistence.conversations.createIfAbsent(owner, conversationId, canary);
    const [one, two] = [userMessage(conversationId), userMessage(conversationId, 'other words')];
    await persistence.messages.insertOnce(owner, one);
    await persistence.messages.insertOnce(owner, two);
    const stored = await everythingStored();
    for (const spelling of [canary, Buffer.from(canary).toString('base64'), Buffer.from(canary).toString('hex')]) {
      expect(stored).not.toContain(spelling);
    }
    const documents = persistence.mongo.authDatabase().db.collection<{ _id: string; body: unknown }>('messages');
    const source = await documents.findOne({ _id: one.id });
    await documents.updateOne({ _id: two.id }, { $set: { body: source?.body } });
    await expect(persistence.messages.find(owner, two.id)).rejects.toMatchObject({ code: 'BODY_NOT_AUTHENTIC' });
  });
});

describe('runs', () => {
  it('are claimed by one worker out of sixteen', async () => {
    const run = await queuedRun(newOwner());
    const claims = await Promise.all(
      Array.from({ length: 16 }, (_, index) => {
        const process = index % 2 === 0 ? persistence : secondProcess;
        return process.systemRuns.claimRun(run.id, `worker-${index}`);
      }),
    );
    const won = claims.filter((claim) => claim !== null);
    expect(won).toHaveLength(1);
    expect(won[0]).toMatchObject({ attempt: 1, status: 'running', checkpoint: null });
  });

  it('are taken over only from a worker that has not been heard of, and its later writes are refused', async () => {
    const owner = newOwner();
    const run = await queuedRun(owner);
    const start = new Date();
    await persistence.systemRuns.claimRun(run.id, 'first', start);
    const old = { runId: run.id, attempt: 1 };
    await persistence.systemRuns.saveCheckpoint(old, run, { seq: 7, json: JSON.stringify({ canary }) });
    expect(await persistence.systemRuns.claimRun(run.id, 'second', start)).toBeNull();

    const later = new Date(start.getTime() + HEARTBEAT_STALE_MS + 1);
    expect((await persistence.systemRuns.findLost(later)).map(({ id }) => id)).toContain(run.id);
    const taken = await secondProcess.systemRuns.claimRun(run.id, 'second', later);
    expect(taken).toMatchObject({ attempt: 2, checkpointSeq: 7, checkpoint: JSON.stringify({ canary }) });

    const refused = { code: 'stale-fence' };
    await expect(persistence.systemRuns.heartbeat(old)).rejects.toMatchObject(refused);
    await expect(persistence.systemRuns.saveCheckpoint(old, run, { seq: 9, json: '{}' })).rejects.toMatchObject(
      refused,
    );
    await expect(persistence.systemRuns.endRun(old, 'finished', null)).rejects.toMatchObject(refused);
    await expect(persistence.systemRuns.handOver(old)).rejects.toMatchObject(refused);
    await secondProcess.systemRuns.endRun({ runId: run.id, attempt: 2 }, 'finished', null);
    expect(await persistence.runs.find(owner, run.id)).toMatchObject({ status: 'finished', attempt: 2 });
  });

  it('are the claim of a worker whose clock is hours ahead or behind as long as it is heard of', async () => {
    const run = await queuedRun(newOwner());
    const hour = 3_600_000;
    await atClock(-hour, () => persistence.systemRuns.claimRun(run.id, 'behind'));
    const silent = async () => (await persistence.systemRuns.findLost()).some(({ id }) => id === run.id);
    expect(await silent()).toBe(false);
    expect(await atClock(hour, () => secondProcess.systemRuns.claimRun(run.id, 'ahead'))).toBeNull();
    await atClock(hour, () => persistence.systemRuns.heartbeat({ runId: run.id, attempt: 1 }));
    expect(await secondProcess.runQueue.standing(run.id)).toEqual({ status: 'running', isSilent: false });
    await persistence.systemRuns.handOver({ runId: run.id, attempt: 1 });
    expect([await silent(), (await secondProcess.runQueue.standing(run.id))?.isSilent]).toEqual([true, true]);
    expect(await atClock(-hour, () => secondProcess.systemRuns.claimRun(run.id, 'behind'))).toMatchObject({
      attempt: 2,
    });
    expect(await silent()).toBe(false);
  });

  it('end once: never both cancelled and claimed', async () => {
    for (let round = 0; round < 25; round++) {
      const owner = newOwner();
      const run = await queuedRun(owner);
      const [cancelled, claimed] = await Promise.all([
        persistence.runs.cancelUnclaimed(owner, run.id),
        secondProcess.systemRuns.claimRun(run.id, 'worker'),
      ]);
      expect(cancelled === null).toBe(claimed !== null);
    }
  });

  it('tell their worker of the wish to stop, and are nobody else’s to stop', async () => {
    const owner = newOwner();
    const run = await queuedRun(owner);
    await persistence.systemRuns.claimRun(run.id, 'worker');
    const fence = { runId: run.id, attempt: 1 };
    expect(await persistence.systemRuns.heartbeat(fence)).toEqual({ cancelRequested: false });
    await expect(persistence.runs.requestCancel(newOwner(), run.id)).rejects.toMatchObject({ code: 'not-found' });
    await persistence.runs.requestCancel(owner, run.id);
    expect(await persistence.systemRuns.heartbeat(fence)).toEqual({ cancelRequested: true });
  });
});

describe('run events', () => {
  it('open for their owner at their own place alone', async () => {
    const [owner, other] = [newOwner(), newOwner()];
    const event = { type: 'text.delta' as const, runId: randomUUID(), seq: 3, at: Date.now(), text: canary };
    const payload = await persistence.runEvents.encode(owner, event);
    expect(payload.includes(canary)).toBe(false);
    const { runId } = event;
    expect(await secondProcess.runEvents.decode(owner, { runId, seq: 3, payload })).toEqual(event);
    await expect(persistence.runEvents.decode(owner, { runId, seq: 4, payload })).rejects.toThrow();
    await expect(persistence.runEvents.decode(other, { runId, seq: 3, payload })).rejects.toThrow();
  });
});

describe('the keys', () => {
  it('are refused when the stored data was written with others, and nothing is changed', async () => {
    const owner = newOwner();
    await persistence.secrets.create(owner, { name: 'KEPT', description: '', envelope: envelope() });
    await persistence.conversations.createIfAbsent(owner, randomUUID(), 't');
    const uri = testServices().mongoUri(databaseName);
    const others = { current: 'k2', keys: new Map([['k2', randomBytes(32)]]) };
    const message: unknown = expect.stringContaining('Restore the keys folder');
    const refused = { code: 'keys-unknown', message };
    await expect(Persistence.open({ uri, chatKeys, vaultKeyIds: ['v2'] })).rejects.toMatchObject(refused);
    await expect(Persistence.open({ uri, chatKeys: others, vaultKeyIds: ['v1'] })).rejects.toMatchObject(refused);
    const fitting = await Persistence.open({ uri, chatKeys, vaultKeyIds: ['v0', 'v1'] });
    expect(await fitting.secrets.list(owner)).toHaveLength(1);
    await fitting.close();
  });
});

describe('the owner of a query', () => {
  it('is asked for by type', () => {
    // @ts-expect-error a plain string is no owner
    const withoutOwner = () => persistence.secrets.list('somebody');
    expect(typeof withoutOwner).toBe('function');
    expect(() => ownerId('')).toThrow(TypeError);
  });
});
