import { randomUUID } from 'node:crypto';
import { problemSchema, searchAnswerSchema, type MessagePart, type SearchHit } from '@cloakroom/contracts';
import type { z } from 'zod';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.js';
import { TestPerson } from '../../testing/test-person.js';

let gateway: TestGateway;
let person: TestPerson;

beforeAll(async () => {
  gateway = await startTestGateway();
});

beforeEach(async () => {
  person = await TestPerson.signUp(gateway);
});

afterAll(async () => {
  await gateway.close();
});

const PATH = '/api/v1/conversations/search';

async function search(query: string, after?: string): Promise<z.infer<typeof searchAnswerSchema>> {
  const { status, body } = await person.request('POST', PATH, { query, ...(after === undefined ? {} : { after }) });
  expect(status).toBe(200);
  return searchAnswerSchema.parse(body);
}

/** Follows a search to its end; at most 100 requests. */
async function searchAll(query: string): Promise<SearchHit[]> {
  const hits: SearchHit[] = [];
  let answer = await search(query);
  for (let asked = 1; asked < 100; asked += 1) {
    hits.push(...answer.hits);
    if (answer.next === null) return hits;
    answer = await search(query, answer.next);
  }
  throw new Error('The search has no end.');
}

async function converse(title: string, messages: readonly (string | MessagePart)[]): Promise<string> {
  const { conversations, messages: stored } = gateway.persistence;
  const conversationId = randomUUID();
  await conversations.createIfAbsent(person.owner, conversationId, title);
  const began = Date.now();
  for (const [index, part] of messages.entries()) {
    const id = randomUUID();
    await stored.insertOnce(person.owner, {
      id,
      clientMessageId: id,
      conversationId,
      parentId: null,
      role: typeof part === 'string' ? 'user' : 'assistant',
      parts: [typeof part === 'string' ? { type: 'text', text: part } : part],
      runId: null,
      createdAt: new Date(began + index),
    });
  }
  return conversationId;
}

const marked = ({ text, marks }: { text: string; marks: [number, number][] }): string[] =>
  marks.map(([from, to]) => text.slice(from, to));

it('finds titles first, then messages and code, newest first, with marks', async () => {
  const tool: MessagePart = {
    type: 'tool',
    toolCallId: 'call-1',
    language: 'javascript',
    code: 'const harbour = 1;',
    state: 'succeeded',
    output: [{ stream: 'stdout', text: 'a quiet HARBOUR' }],
    outputLost: 0,
    result: null,
    error: null,
    durationMs: 3,
    requests: [],
    masked: [],
    secrets: [],
  };
  const ships = await converse('Ships of the Harbour', ['Which ships?', tool]);
  const walk = await converse('A walk', ['Down to the harbour', 'and home']);
  const hits = await searchAll('harbour');
  expect(hits.map(({ conversationId, role, excerpt }) => [conversationId, role, excerpt === null])).toEqual([
    [ships, null, true],
    [walk, 'user', false],
    [ships, 'assistant', false],
  ]);
  expect(hits.map(({ title, excerpt }) => marked(excerpt ?? title))).toEqual([
    ['Harbour'],
    ['harbour'],
    ['harbour', 'HARBOUR'],
  ]);
  expect(await searchAll('harbour home')).toEqual([]);
});

it('goes through everything in pages, without a hole or a double', async () => {
  const lines = Array.from({ length: 130 }, (_, index) => (index % 2 === 0 ? `grain ${index}` : `chaff ${index}`));
  await converse('Harvest', lines);
  for (let count = 0; count < 55; count += 1) await converse(`grain title ${count}`, []);
  const first = await search('grain');
  expect(first.hits).toHaveLength(20);
  expect(first.next).not.toBeNull();
  const hits = await searchAll('grain');
  expect(hits.filter(({ messageId }) => messageId === null)).toHaveLength(55);
  const messages = hits.filter(({ messageId }) => messageId !== null);
  expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(65);
  expect(messages).toHaveLength(65);
});

it('finds nothing of another account, and nothing behind a mask', async () => {
  await converse('Only mine', ['the key was «X_BEARER_TOKEN»']);
  expect(await searchAll('«x_bearer_token»')).toHaveLength(1);
  person = await TestPerson.signUp(gateway);
  expect(await search('mine')).toEqual({ hits: [], next: null });
  expect(await search('X_BEARER_TOKEN')).toEqual({ hits: [], next: null });
  expect(gateway.logText()).not.toMatch(/x_bearer_token/i);
});

it.each([[{}], [{ query: ' ' }], [{ query: 'x'.repeat(201) }], [{ query: { $gt: '' } }], [{ query: 'x', after: 'y' }]])(
  'refuses %j',
  async (body) => {
    const answer = await person.request('POST', PATH, body);
    expect([answer.status, problemSchema.parse(answer.body).code]).toEqual([400, 'invalid-input']);
  },
);

it('asks for a session', async () => {
  const answer = await person.request('POST', PATH, { query: 'x' }, { cookie: null });
  expect(answer.status).toBe(401);
});
