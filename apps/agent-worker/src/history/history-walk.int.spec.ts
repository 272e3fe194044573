import { randomBytes, randomUUID } from 'node:crypto';
import { promptAskSchema } from '@cloakroom/contracts';
import { Persistence, ownerId } from '@cloakroom/persistence';
import { createRedactor } from '@cloakroom/redaction';
import { createCanary, testServices } from '@cloakroom/testing';
import { HistoryWalk } from './history-walk.js';

const chatKeys = { current: 'k1', keys: new Map([['k1', randomBytes(32)]]) };
let persistence: Persistence;
let dropped: string[] = [];
const dropLog = async (runId: string): Promise<void> => {
  dropped.push(runId);
  await Promise.resolve();
};

beforeEach(() => {
  dropped = [];
});

beforeAll(async () => {
  persistence = await Persistence.open({ uri: testServices().mongoUri(`cloakroom-walk-${randomUUID()}`), chatKeys });
});

afterAll(async () => {
  await persistence.mongo.connection.dropDatabase();
  await persistence.close();
});

async function answerUnderWay(text: string) {
  const owner = ownerId(randomUUID());
  const ids = { conversationId: randomUUID(), userMessageId: randomUUID(), assistantMessageId: randomUUID() };
  const run = await persistence.runs.insertQueued(owner, { id: randomUUID(), ...ids });
  const { assistantMessageId: id, conversationId } = ids;
  await persistence.conversations.createIfAbsent(owner, conversationId, 'A title');
  await persistence.messages.insertOnce(owner, {
    ...{ id, clientMessageId: id, conversationId, parentId: null, role: 'assistant', runId: run.id },
    ...{ parts: [{ type: 'text', text }], createdAt: new Date() },
  });
  const textOf = async () => (await persistence.messages.find(owner, id)).parts[0];
  return { owner, run, conversationId, textOf };
}

describe('a walk through the history', () => {
  it('does not touch the answer of a run under way, and masks it once that is over', async () => {
    const value = createCanary();
    const { owner, run, conversationId, textOf } = await answerUnderWay(`It is ${value}.`);
    const walk = () =>
      new HistoryWalk(persistence, owner, {
        redactor: createRedactor([{ name: 'KEY', value }]),
        mask: true,
        dropLog,
      }).run();
    expect(await walk()).toEqual({ found: 0, messages: 0, changed: new Set(), pending: 1 });
    expect(await textOf()).toEqual({ type: 'text', text: `It is ${value}.` });
    await persistence.runs.cancelUnclaimed(owner, run.id);
    expect(await walk()).toEqual({ found: 1, messages: 1, changed: new Set([conversationId]), pending: 0 });
    expect(await textOf()).toEqual({ type: 'text', text: 'It is «KEY».' });
    expect(dropped).toEqual([run.id]);
    expect(await walk()).toEqual({ found: 0, messages: 0, changed: new Set(), pending: 0 });
  });

  it('only counts when it is not to mask', async () => {
    const value = createCanary();
    const { owner, run, textOf } = await answerUnderWay(`${value} and ${value}`);
    await persistence.runs.cancelUnclaimed(owner, run.id);
    const redactor = createRedactor([{ name: 'KEY', value }]);
    const findings = await new HistoryWalk(persistence, owner, { redactor, mask: false, dropLog }).run();
    expect(findings).toEqual({ found: 2, messages: 1, changed: new Set(), pending: 0 });
    expect(await textOf()).toEqual({ type: 'text', text: `${value} and ${value}` });
  });

  it('masks what was asked in questions that are closed', async () => {
    const value = createCanary();
    const { owner, run, conversationId } = await answerUnderWay('Nothing here.');
    const prompts = [
      { kind: 'secret', name: 'NEW', reason: `like ${value}`, hosts: [`${value}.example.com`] },
      { kind: 'lease', toolCallId: 'call', language: 'python', code: `k = '${value}'`, names: ['KEY'], hosts: [] },
    ] as const;
    const ids: string[] = [];
    for (const ask of prompts) {
      const id = randomUUID();
      ids.push(id);
      const stored = { ...ask, hosts: [...ask.hosts], ...('names' in ask ? { names: [...ask.names] } : {}) };
      await persistence.prompts.insertOnce(owner, {
        ...{ id, runId: run.id, conversationId, expiresAt: new Date(Date.now() + 60_000) },
        ask: promptAskSchema.parse(stored),
      });
    }
    const asked = async () => JSON.stringify(await Promise.all(ids.map((id) => persistence.prompts.find(owner, id))));
    const walk = () =>
      new HistoryWalk(persistence, owner, {
        ...{ redactor: createRedactor([{ name: 'KEY', value }]), mask: true, dropLog },
      }).run();
    await walk();
    expect(await asked()).toContain(value);
    await persistence.prompts.withdrawOfRun(owner, run.id);
    await walk();
    expect(await asked()).not.toContain(value);
    expect((await asked()).match(/«KEY»/g)).toHaveLength(3);
  });
});
