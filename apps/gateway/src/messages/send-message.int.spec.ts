import { randomUUID } from 'node:crypto';
import type { MessageSent, SocketAck } from '@cloakroom/contracts';
import { waitUntil } from '@cloakroom/testing';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import type { TestSocket } from '../testing/test-socket.js';
import { sentMessageIds } from './sent-message-ids.js';

let world: TestGateway;
let person: TestPerson;

beforeAll(async () => {
  world = await startTestGateway();
  person = await TestPerson.signUp(world);
});

afterAll(async () => {
  await world.close();
});

const newMessage = (text = 'What is the weather?') => ({
  conversationId: randomUUID(),
  clientMessageId: randomUUID(),
  text,
});

function dataOf(ack: SocketAck<MessageSent>): MessageSent {
  if (!ack.ok) throw new Error(`Refused: ${ack.error.code}`);
  return ack.data;
}

/** What is stored of a conversation, and the jobs of its run. */
async function storedOf(conversationId: string) {
  const messages = await world.persistence.messages.list(person.owner, conversationId);
  const { db } = world.persistence.mongo.authDatabase();
  const runs = await db.collection('runs').countDocuments({ conversationId });
  return { roles: messages.map(({ role }) => role), parents: messages.map(({ parentId }) => parentId), runs };
}

async function jobsOf(runId: string): Promise<string[]> {
  const { commands } = world.redis;
  const keys = await commands.keys(`${world.keys.queues}:*${runId}*`);
  return keys.filter((key) => key.endsWith('-0'));
}

describe('message:send', () => {
  it('sent five times at once is one message, one run and one job (P38)', async () => {
    const socket = await person.connect();
    const message = newMessage();
    const acks = await Promise.all([1, 2, 3, 4, 5].map(() => socket.client.emitWithAck('message:send', message)));
    const [sent] = acks.map(dataOf);
    expect(new Set(acks.map((ack) => JSON.stringify(ack))).size).toBe(1);
    expect(await storedOf(message.conversationId)).toEqual({
      roles: ['user', 'assistant'],
      parents: [null, sent?.messageId],
      runs: 1,
    });
    expect(await jobsOf(sent?.runId ?? '')).toHaveLength(1);
  });

  it('is one message also when it is sent over two pages, and again after a while', async () => {
    const [here, there] = await Promise.all([person.connect(), person.connect()]);
    const message = newMessage();
    const [first, second] = await Promise.all([
      here.client.emitWithAck('message:send', message),
      there.client.emitWithAck('message:send', message),
    ]);
    await here.client.emitWithAck('run:cancel', { runId: dataOf(first).runId });
    const late = await there.client.emitWithAck('message:send', message);
    expect([second, late]).toEqual([first, first]);
    expect((await storedOf(message.conversationId)).runs).toBe(1);
    const conversation = await world.persistence.conversations.find(person.owner, message.conversationId);
    expect(conversation.activeRunId).toBeNull();
  });

  it.each([1, 2, 3, 4])('completes what an earlier try left behind after %i of its writes', async (writes) => {
    const socket = await person.connect();
    const message = newMessage();
    const ids = sentMessageIds(person.owner, message.conversationId, message.clientMessageId);
    const { conversations, messages } = world.persistence;
    const place = { conversationId: ids.conversationId, createdAt: new Date() };
    const steps = [
      () => conversations.createIfAbsent(person.owner, ids.conversationId, 'title'),
      () => conversations.setActiveRun(person.owner, ids.conversationId, ids.runId),
      () =>
        messages.insertOnce(person.owner, {
          ...place,
          id: ids.messageId,
          parentId: null,
          role: 'user',
          parts: [{ type: 'text', text: message.text }],
          runId: null,
          clientMessageId: message.clientMessageId,
        }),
      () =>
        messages.insertOnce(person.owner, {
          ...place,
          id: ids.assistantMessageId,
          parentId: ids.messageId,
          role: 'assistant',
          parts: [],
          runId: ids.runId,
          clientMessageId: ids.assistantMessageId,
        }),
    ];
    for (const step of steps.slice(0, writes)) await step();
    const ack = await socket.client.emitWithAck('message:send', message);
    expect(dataOf(ack)).toEqual(ids);
    expect(await storedOf(message.conversationId)).toMatchObject({ roles: ['user', 'assistant'], runs: 1 });
    expect(await jobsOf(ids.runId)).toHaveLength(1);
  });

  it('is refused while another answer is being written, and stores nothing then', async () => {
    const socket = await person.connect();
    const message = newMessage();
    const { runId } = dataOf(await socket.client.emitWithAck('message:send', message));
    const next = { ...message, clientMessageId: randomUUID(), text: 'And tomorrow?' };
    const refused = await socket.client.emitWithAck('message:send', next);
    expect(refused).toMatchObject({ ok: false, error: { code: 'run-active' } });
    expect((await storedOf(message.conversationId)).roles).toEqual(['user', 'assistant']);
    await socket.client.emitWithAck('run:cancel', { runId });
    expect(await socket.client.emitWithAck('message:send', next)).toMatchObject({ ok: true });
    expect((await storedOf(message.conversationId)).roles).toEqual(['user', 'assistant', 'user', 'assistant']);
  });

  it('goes on when the run before ended without freeing the conversation', async () => {
    const socket = await person.connect();
    const message = newMessage();
    const { runId } = dataOf(await socket.client.emitWithAck('message:send', message));
    const claimed = await world.persistence.systemRuns.claimRun(runId, 'worker');
    await world.persistence.systemRuns.endRun({ runId, attempt: claimed?.attempt ?? 0 }, 'finished', null);
    const next = { ...message, clientMessageId: randomUUID() };
    expect(await socket.client.emitWithAck('message:send', next)).toMatchObject({ ok: true });
  });

  it("never touches another person's conversation, and tells nothing of it", async () => {
    const message = newMessage();
    await (await person.connect()).client.emitWithAck('message:send', message);
    const stranger = await (await TestPerson.signUp(world)).connect();
    const refused = await stranger.client.emitWithAck('message:send', { ...message, clientMessageId: randomUUID() });
    expect(refused).toMatchObject({ ok: false, error: { code: 'not-found' } });
    expect((await storedOf(message.conversationId)).roles).toEqual(['user', 'assistant']);
  });

  it('keeps the words of a message out of Redis and in no document', async () => {
    const canary = `canary-${randomUUID()}`;
    const message = newMessage(`Please use ${canary} here`);
    const { runId } = dataOf(await (await person.connect()).client.emitWithAck('message:send', message));
    const { commands } = world.redis;
    const [job] = await jobsOf(runId);
    expect(await commands.hget(job ?? '', 'data')).toBe(JSON.stringify({ runId }));
    const { db } = world.persistence.mongo.authDatabase();
    const collections = await db.listCollections().toArray();
    const documents = await Promise.all(collections.map(({ name }) => db.collection(name).find().toArray()));
    const dump = JSON.stringify(documents, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(dump).toContain(message.conversationId);
    expect(dump).not.toContain(canary);
    const [stored] = await world.persistence.messages.list(person.owner, message.conversationId);
    expect(stored?.parts).toEqual([{ type: 'text', text: message.text }]);
  });

  it.each([
    ['an empty text', { text: '  \n ' }],
    ['a text that is too long', { text: 'x'.repeat(32_001) }],
    ['an id that is none', { clientMessageId: 'x' }],
    ['a field that is not known', { userId: 'somebody' }],
  ])('refuses %s', async (_what, change) => {
    const socket = await person.connect();
    const payload = { ...newMessage(), ...change };
    const refused = await socket.client.emitWithAck('message:send', payload);
    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('is told to every page of the same person, and to nobody else', async () => {
    const [here, there] = await Promise.all([person.connect(), person.connect()]);
    const stranger = await (await TestPerson.signUp(world)).connect();
    const heard: string[] = [];
    there.client.on('conversation:changed', ({ conversationId }) => heard.push(conversationId));
    stranger.client.on('conversation:changed', ({ conversationId }) => heard.push(`stranger ${conversationId}`));
    const message = newMessage();
    await here.client.emitWithAck('message:send', message);
    await waitUntil('the other page hears of the message', () => heard.length > 0);
    expect(heard).toEqual([message.conversationId]);
  });
});

describe('run:retry', () => {
  async function failedRun(socket: TestSocket) {
    const message = newMessage();
    const sent = dataOf(await socket.client.emitWithAck('message:send', message));
    const claimed = await world.persistence.systemRuns.claimRun(sent.runId, 'worker');
    const error = { code: 'model-failed', message: 'The model did not answer.' };
    await world.persistence.systemRuns.endRun({ runId: sent.runId, attempt: claimed?.attempt ?? 0 }, 'failed', error);
    return { message, sent };
  }

  it('asked five times at once is one more answer and run to the same question', async () => {
    const socket = await person.connect();
    const { message, sent } = await failedRun(socket);
    const acks = await Promise.all(
      [1, 2, 3, 4, 5].map(() => socket.client.emitWithAck('run:retry', { runId: sent.runId })),
    );
    const [retried] = acks.map(dataOf);
    expect(new Set(acks.map((ack) => JSON.stringify(ack))).size).toBe(1);
    expect(retried).toMatchObject({ conversationId: message.conversationId, messageId: sent.messageId });
    expect(await storedOf(message.conversationId)).toEqual({
      roles: ['user', 'assistant', 'assistant'],
      parents: [null, sent.messageId, sent.messageId],
      runs: 2,
    });
    expect(await jobsOf(retried?.runId ?? '')).toHaveLength(1);
    const conversation = await world.persistence.conversations.find(person.owner, message.conversationId);
    expect(conversation.activeRunId).toBe(retried?.runId);
  });

  it('is refused for a run that did not fail, one that was passed by, and another person', async () => {
    const socket = await person.connect();
    const { message, sent } = await failedRun(socket);
    const stranger = await (await TestPerson.signUp(world)).connect();
    const refused = await stranger.client.emitWithAck('run:retry', { runId: sent.runId });
    expect(refused).toMatchObject({ ok: false, error: { code: 'not-found' } });
    const next = { ...message, clientMessageId: randomUUID() };
    const { runId } = dataOf(await socket.client.emitWithAck('message:send', next));
    const underway = await socket.client.emitWithAck('run:retry', { runId });
    expect(underway).toMatchObject({ ok: false, error: { code: 'not-failed' } });
    const passedBy = await socket.client.emitWithAck('run:retry', { runId: sent.runId });
    expect(passedBy).toMatchObject({ ok: false, error: { code: 'superseded' } });
    expect(await storedOf(message.conversationId)).toMatchObject({ runs: 2 });
  });
});

describe('a run whose enqueueing was lost', () => {
  it('is enqueued again by the sweeper', async () => {
    const ids = sentMessageIds(person.owner, randomUUID(), randomUUID());
    await world.persistence.runs.insertQueued(person.owner, {
      id: ids.runId,
      conversationId: ids.conversationId,
      userMessageId: ids.messageId,
      assistantMessageId: ids.assistantMessageId,
    });
    const { db } = world.persistence.mongo.authDatabase();
    const longAgo = new Date(Date.now() - 60_000);
    await db.collection<{ _id: string }>('runs').updateOne({ _id: ids.runId }, { $set: { createdAt: longAgo } });
    await waitUntil('the sweeper notes that it enqueued the run', async () => {
      const run = await world.persistence.systemRuns.findRun(ids.runId);
      return run?.enqueuedAt instanceof Date;
    });
    expect(await jobsOf(ids.runId)).toHaveLength(1);
  });
});
