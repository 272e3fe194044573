import { randomUUID } from 'node:crypto';
import { branchOf, type MessageSent, type SocketAck } from '@cloakroom/contracts';
import { waitUntil } from '@cloakroom/testing';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import type { TestSocket } from '../testing/test-socket.js';

let world: TestGateway;
let person: TestPerson;
let socket: TestSocket;

beforeAll(async () => {
  world = await startTestGateway();
  person = await TestPerson.signUp(world);
});

// One socket may not ask as much at once as all of these do.
beforeEach(async () => {
  socket = await person.connect();
});

afterAll(async () => {
  await world.close();
});

/** Acknowledges, and ends the run so that the conversation can go on. */
async function over(ack: SocketAck<MessageSent>): Promise<MessageSent> {
  if (!ack.ok) throw new Error(`Refused: ${ack.error.code}`);
  await socket.client.emitWithAck('run:cancel', { runId: ack.data.runId });
  return ack.data;
}

async function say(conversationId: string, text: string, replaces?: string): Promise<MessageSent> {
  const message = {
    conversationId,
    clientMessageId: randomUUID(),
    text,
    ...(replaces === undefined ? {} : { replaces }),
  };
  return over(await socket.client.emitWithAck('message:send', message));
}

/** Texts of the questions of the branch that goes on, and its answers' ids. */
async function branch(conversationId: string) {
  const { headId } = await world.persistence.conversations.find(person.owner, conversationId);
  const all = await world.persistence.messages.list(person.owner, conversationId);
  const shown = branchOf(all, headId);
  const texts = shown.flatMap(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : '')));
  return { texts, end: shown.at(-1)?.id, count: all.length };
}

describe('another version of a question', () => {
  it('begins a branch beside it, and what is said next follows that branch', async () => {
    const conversationId = randomUUID();
    const first = await say(conversationId, 'one');
    const second = await say(conversationId, 'two');
    await say(conversationId, 'three');
    const again = await say(conversationId, 'two, better', second.messageId);
    expect((await branch(conversationId)).texts).toEqual(['one', 'two, better']);
    const stored = await world.persistence.messages.find(person.owner, again.messageId);
    expect(stored.parentId).toBe(first.assistantMessageId);
    await say(conversationId, 'four');
    expect(await branch(conversationId)).toMatchObject({ texts: ['one', 'two, better', 'four'], count: 10 });
  });

  it('can be one of the first question', async () => {
    const conversationId = randomUUID();
    const first = await say(conversationId, 'one');
    await say(conversationId, 'uno', first.messageId);
    expect((await branch(conversationId)).texts).toEqual(['uno']);
  });

  it('is refused of an answer, of another conversation and of nobody, and leaves the conversation free', async () => {
    const conversationId = randomUUID();
    const other = await say(randomUUID(), 'elsewhere');
    const { assistantMessageId } = await say(conversationId, 'one');
    for (const [replaces, code] of [
      [assistantMessageId, 'not-a-question'],
      [other.messageId, 'not-found'],
      [randomUUID(), 'not-found'],
    ] as const) {
      const message = { conversationId, clientMessageId: randomUUID(), text: 'x', replaces };
      const refused = await socket.client.emitWithAck('message:send', message);
      expect(refused).toMatchObject({ ok: false, error: { code } });
    }
    await say(conversationId, 'two');
    expect((await branch(conversationId)).texts).toEqual(['one', 'two']);
  });
});

describe('answer:regenerate', () => {
  it('asked five times at once is one more answer to the same question', async () => {
    const conversationId = randomUUID();
    const first = await say(conversationId, 'one');
    await say(conversationId, 'two');
    const request = { messageId: first.assistantMessageId, clientMessageId: randomUUID() };
    const acks = await Promise.all([1, 2, 3, 4, 5].map(() => socket.client.emitWithAck('answer:regenerate', request)));
    expect(new Set(acks.map((ack) => JSON.stringify(ack))).size).toBe(1);
    const [ack] = acks;
    if (ack === undefined) throw new Error('No acknowledgement');
    const again = await over(ack);
    expect(again.messageId).toBe(first.messageId);
    expect(await branch(conversationId)).toEqual({ texts: ['one'], end: again.assistantMessageId, count: 5 });
    expect(await socket.client.emitWithAck('answer:regenerate', request)).toEqual({ ok: true, data: again });
  });

  it('is refused of a question, of a stranger, and while another answer is being written', async () => {
    const conversationId = randomUUID();
    const sent = await say(conversationId, 'one');
    const stranger = await (await TestPerson.signUp(world)).connect();
    const request = { messageId: sent.assistantMessageId, clientMessageId: randomUUID() };
    const ofQuestion = { ...request, messageId: sent.messageId };
    const notFound = { ok: false, error: { code: 'not-found' } };
    expect(await socket.client.emitWithAck('answer:regenerate', ofQuestion)).toMatchObject(notFound);
    expect(await stranger.client.emitWithAck('answer:regenerate', request)).toMatchObject(notFound);
    const message = { conversationId, clientMessageId: randomUUID(), text: 'two' };
    const underway = await socket.client.emitWithAck('message:send', message);
    const refused = await socket.client.emitWithAck('answer:regenerate', request);
    expect(refused).toMatchObject({ ok: false, error: { code: 'run-active' } });
    await over(underway);
  });
});

describe('PUT /conversations/:id/branch', () => {
  it('goes on with the branch of a message, on every page', async () => {
    const conversationId = randomUUID();
    const first = await say(conversationId, 'one');
    await say(conversationId, 'two');
    await say(conversationId, 'uno', first.messageId);
    const path = `/api/v1/conversations/${conversationId}`;
    expect((await person.request('PUT', `${path}/branch`, { messageId: first.messageId })).status).toBe(204);
    await waitUntil('the pages are told', () =>
      socket.changes.some((change) => change.conversationId === conversationId && change.reason === 'branch-chosen'),
    );
    await say(conversationId, 'three');
    const { texts, end } = await branch(conversationId);
    expect(texts).toEqual(['one', 'two', 'three']);
    const read = await person.request('GET', `${path}/messages`);
    expect(read.body).toMatchObject({ conversation: { headId: end } });
  });

  it('is not for what is not there, or somebody else', async () => {
    const conversationId = randomUUID();
    const { messageId } = await say(conversationId, 'one');
    const stranger = await TestPerson.signUp(world);
    const path = `/api/v1/conversations/${conversationId}/branch`;
    expect((await person.request('PUT', path, { messageId: randomUUID() })).status).toBe(404);
    expect((await stranger.request('PUT', path, { messageId })).status).toBe(404);
  });
});
