import { randomUUID } from 'node:crypto';
import { conversationListSchema, messageListSchema, problemSchema, type ConversationView } from '@cloakroom/contracts';
import { waitUntil } from '@cloakroom/testing';
import { PlayedRun } from '../testing/played-run.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';

let gateway: TestGateway;
let person: TestPerson;

beforeAll(async () => {
  gateway = await startTestGateway();
  person = await TestPerson.signUp(gateway);
});

afterAll(async () => {
  await gateway.close();
});

const PATH = '/api/v1/conversations';

async function send(text: string, conversationId = randomUUID()): Promise<string> {
  const socket = await person.connect();
  const ack = await socket.client.emitWithAck('message:send', { conversationId, clientMessageId: randomUUID(), text });
  socket.close();
  expect(ack).toMatchObject({ ok: true });
  return conversationId;
}

describe('the list of conversations', () => {
  it('comes newest change first, in pages without a hole or a double', async () => {
    const reader = await TestPerson.signUp(gateway);
    const ids = Array.from({ length: 7 }, () => randomUUID());
    for (const id of ids) await gateway.persistence.conversations.createIfAbsent(reader.owner, id, `title ${id}`);
    const seen: ConversationView[] = [];
    for (let before: string | null = ''; before !== null;) {
      const query = new URLSearchParams({ limit: '3', ...(before === '' ? {} : { before }) });
      const { status, body } = await reader.request('GET', `${PATH}?${query.toString()}`);
      expect(status).toBe(200);
      const page = conversationListSchema.parse(body);
      seen.push(...page.conversations);
      before = page.next;
    }
    expect(seen.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(seen.map(({ title }) => title)).toEqual(seen.map(({ id }) => `title ${id}`));
    const times = seen.map(({ updatedAt }) => updatedAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  it.each(['limit=0', 'limit=x', 'before=nonsense'])('refuses %s', async (query) => {
    const { status, body } = await person.request('GET', `${PATH}?${query}`);
    expect(status).toBe(400);
    expect(problemSchema.parse(body).code).toBe('invalid-input');
  });
});

describe('a conversation', () => {
  it('has what was said, with the run behind each answer', async () => {
    const run = await PlayedRun.begin(gateway, person);
    await run.append(
      { type: 'run.started', attempt: 1, keepParts: 0 },
      { type: 'text.delta', text: 'Once upon a time' },
    );
    await run.finish('Once upon a time');
    const { body } = await person.request('GET', `${PATH}/${run.run.conversationId}/messages`);
    const { conversation, messages } = messageListSchema.parse(body);
    expect(conversation).toMatchObject({ title: 'Tell me a story.', activeRunId: null });
    expect(messages).toMatchObject([
      { role: 'user', parentId: null, parts: [{ text: 'Tell me a story.' }], run: null },
      { role: 'assistant', parts: [{ text: 'Once upon a time' }], run: { id: run.runId, status: 'finished' } },
    ]);
    expect(messages[1]?.parentId).toBe(messages[0]?.id);
  });

  it('is renamed, and the other page hears of it', async () => {
    const id = await send('Old words');
    const other = await person.connect();
    const { status, body } = await person.request('PATCH', `${PATH}/${id}`, { title: '  New words ' });
    expect([status, body]).toMatchObject([200, { id, title: 'New words' }]);
    await waitUntil('the other page hears of it', () => other.changes.some(({ reason }) => reason === 'renamed'));
    const heard = other.changes.filter(({ reason }) => reason === 'renamed');
    expect(heard).toEqual([{ conversationId: id, reason: 'renamed', runId: null }]);
  });

  it.each([[{}], [{ title: ' ' }], [{ title: 'x'.repeat(201) }], [{ title: 'x', userId: 'y' }]])(
    'is not renamed to %j',
    async (body) => {
      const answer = await person.request('PATCH', `${PATH}/${randomUUID()}`, body);
      expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([400, 'invalid-input']);
    },
  );

  it('is deleted with everything in it, while an answer is being written too', async () => {
    const run = await PlayedRun.begin(gateway, person);
    const id = run.run.conversationId;
    const other = await person.connect();
    expect((await person.request('DELETE', `${PATH}/${id}`)).status).toBe(204);
    expect((await person.request('GET', `${PATH}/${id}/messages`)).status).toBe(404);
    expect((await person.request('DELETE', `${PATH}/${id}`)).status).toBe(404);
    const { db } = gateway.persistence.mongo.authDatabase();
    const left = await Promise.all(
      ['messages', 'runs'].map((name) => db.collection(name).countDocuments({ conversationId: id })),
    );
    expect(left).toEqual([0, 0]);
    await waitUntil('the other page hears of it', () => other.changes.some(({ reason }) => reason === 'deleted'));
    const fence = { runId: run.runId, attempt: run.run.attempt };
    await expect(gateway.persistence.systemRuns.heartbeat(fence)).rejects.toMatchObject({ code: 'stale-fence' });
  });

  it('does not exist for anybody else', async () => {
    const id = await send('Only mine');
    const stranger = await TestPerson.signUp(gateway);
    const requests: [string, string, unknown?][] = [
      ['GET', `${PATH}/${id}/messages`],
      ['PATCH', `${PATH}/${id}`, { title: 'Taken' }],
      ['DELETE', `${PATH}/${id}`],
    ];
    for (const [method, path, body] of requests) {
      const answer = await stranger.request(method, path, body);
      expect([method, answer.status, problemSchema.parse(answer.body).code]).toEqual([method, 404, 'not-found']);
    }
    const list = await stranger.request('GET', PATH);
    expect(list.body).toEqual({ conversations: [], next: null });
    const kept = messageListSchema.parse((await person.request('GET', `${PATH}/${id}/messages`)).body);
    expect(kept.conversation.title).toBe('Only mine');
  });

  it('asks for a session', async () => {
    const answer = await person.request('GET', PATH, undefined, { cookie: null });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});
