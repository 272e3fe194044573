import { randomBytes, randomUUID } from 'node:crypto';
import type { AuditEvent } from '@cloakroom/contracts';
import { FaultProxy, testServices } from '@cloakroom/testing';
import { type ClaimedRun, type OwnerId, ownerId, Persistence } from '../index.js';

const chatKeys = { current: 'k1', keys: new Map([['k1', randomBytes(32)]]) };

/** Writes that were done, whose acknowledgement never came because the connection broke. */
describe('a write whose acknowledgement is lost', () => {
  let proxy: FaultProxy;
  let persistence: Persistence;

  beforeAll(async () => {
    const uri = new URL(testServices().mongoUri(`cloakroom-lost-${randomUUID()}`));
    proxy = await FaultProxy.open({ host: uri.hostname, port: Number(uri.port) });
    uri.port = String(proxy.port);
    persistence = await Persistence.open({ uri: uri.href, chatKeys });
  });

  afterAll(async () => {
    await persistence.mongo.connection.dropDatabase();
    await persistence.close();
    await proxy.close();
  });

  const newOwner = (): OwnerId => ownerId(randomUUID());

  async function claimed(owner: OwnerId): Promise<ClaimedRun> {
    const [id, conversationId, userMessageId, assistantMessageId] = [1, 2, 3, 4].map(() => randomUUID());
    if (!id || !conversationId || !userMessageId || !assistantMessageId) throw new Error('Four ids are needed.');
    await persistence.runs.insertQueued(owner, { id, conversationId, userMessageId, assistantMessageId });
    const run = await persistence.systemRuns.claimRun(id, 'worker');
    if (run === null) throw new Error('The run could not be claimed.');
    return run;
  }

  /** Does `work` while the answer to its command with `words` in it is lost. */
  async function losing<T>(words: string, work: () => Promise<T>): Promise<T> {
    proxy.loseAnswerTo(words);
    const done = await work();
    expect(proxy.answersToLose).toBe(0);
    return done;
  }

  it('ends a run once', async () => {
    const run = await claimed(newOwner());
    const fence = { runId: run.id, attempt: run.attempt };
    await losing('findAndModify', () => persistence.systemRuns.endRun(fence, 'finished', null));
    expect(await persistence.systemRuns.findRun(run.id)).toMatchObject({ status: 'finished', attempt: 1 });
    await expect(persistence.systemRuns.endRun(fence, 'finished', null)).rejects.toMatchObject({ code: 'stale-fence' });
  });

  it('lets a run wait once', async () => {
    const run = await claimed(newOwner());
    const fence = { runId: run.id, attempt: run.attempt };
    const state = { promptId: randomUUID(), until: new Date(Date.now() + 60_000), seq: 3, json: '{}' };
    expect(await losing('waitingPromptId', () => persistence.systemRuns.suspend(fence, run, state))).toBe(true);
    expect(await persistence.systemRuns.findRun(run.id)).toMatchObject({ status: 'waiting', attempt: 2 });
    const other = { ...state, promptId: randomUUID() };
    await expect(persistence.systemRuns.suspend(fence, run, other)).rejects.toMatchObject({ code: 'stale-fence' });
  });

  it('stores a question once, and knows that it did', async () => {
    const owner = newOwner();
    const ask = { kind: 'secret' as const, name: 'API_KEY', reason: 'To look it up.', hosts: [] };
    const place = { id: randomUUID(), runId: randomUUID(), conversationId: randomUUID() };
    const prompt = { ...place, ask, expiresAt: new Date(Date.now() + 60_000) };
    expect(await losing('prompts', () => persistence.prompts.insertOnce(owner, prompt))).toBe(true);
    expect(await persistence.prompts.insertOnce(owner, prompt)).toBe(false);
    expect(await persistence.prompts.count(owner, place.runId, 'secret')).toBe(1);
  });

  it('writes an entry of the audit trail once', async () => {
    const owner = newOwner();
    const created = (secretName: string): AuditEvent => ({ type: 'secret.created', secretName });
    await losing('previousHash', () => persistence.audit.append(owner, created('ONE'), created('TWO')));
    await persistence.audit.append(owner, created('THREE'));
    const { entries } = await persistence.audit.export(owner);
    expect(entries.map(({ seq, event }) => [seq, event])).toEqual([
      [1, created('ONE')],
      [2, created('TWO')],
      [3, created('THREE')],
    ]);
  });

  it('notes a use of a secret once', async () => {
    const owner = newOwner();
    const place = { runId: randomUUID(), toolCallId: 'call' };
    const use = { kind: 'signed', name: 'API_KEY', mode: 'exposed' } as const;
    await losing('secretUses', () => persistence.useJournal.note(owner, place, use));
    expect((await persistence.useJournal.unsettled(owner, place.runId)).get('call')).toEqual([use]);
    await losing('secretUses', () => persistence.useJournal.settle(owner, place));
    expect((await persistence.useJournal.unsettled(owner, place.runId)).size).toBe(0);
  });

  it('keeps files of a workspace once', async () => {
    const owner = newOwner();
    const id = randomUUID();
    const files = [{ path: 'a.txt', bytes: Buffer.from('kept') }];
    const place = { runId: randomUUID(), conversationId: randomUUID() };
    await losing('runWorkspaces', () => persistence.runWorkspaces.save(owner, place, id, files));
    expect(await persistence.runWorkspaces.load(owner, id)).toEqual(files);
  });
});
