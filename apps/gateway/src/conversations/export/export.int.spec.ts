import { randomUUID } from 'node:crypto';
import { conversationExportSchema } from '@cloakroom/contracts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.js';
import { TestPerson } from '../../testing/test-person.js';

const PATH = '/api/v1/conversations';

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

/** A conversation of `texts`, each the answer to the one before. */
async function talk(texts: readonly string[], title = 'A talk'): Promise<{ id: string; messageIds: string[] }> {
  const id = randomUUID();
  const messageIds = texts.map(() => randomUUID());
  await gateway.persistence.conversations.createIfAbsent(person.owner, id, title);
  for (const [index, text] of texts.entries()) {
    const messageId = messageIds[index] ?? '';
    await gateway.persistence.messages.insertOnce(person.owner, {
      id: messageId,
      conversationId: id,
      parentId: messageIds[index - 1] ?? null,
      role: index % 2 === 0 ? 'user' : 'assistant',
      parts: [{ type: 'text', text }],
      clientMessageId: messageId,
      runId: null,
      createdAt: new Date(1_790_000_000_000 + index),
    });
  }
  return { id, messageIds };
}

/** Downloads with the session alone, as a link of the page does. */
function download(path: string, who = person): Promise<Response> {
  return fetch(`${gateway.url}${path}`, { headers: { cookie: who.cookie } });
}

describe('an exported file', () => {
  it('has one conversation in JSON, in order, over more than one page of records', async () => {
    const texts = Array.from({ length: 121 }, (_, index) => `text ${index} «MASKED»`);
    const { id, messageIds } = await talk(texts);
    await talk(['elsewhere']);
    const answer = await download(`${PATH}/${id}/export?format=json`);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="cloakroom-chat-\w{8}\.json"$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { conversations } = conversationExportSchema.parse(await answer.json());
    expect(conversations).toHaveLength(1);
    expect(conversations[0]).toMatchObject({ id, title: 'A talk', pinned: false, archived: false, headId: null });
    expect(conversations[0]?.messages.map((message) => message.id)).toEqual(messageIds);
    expect(conversations[0]?.messages.map(({ parts }) => parts)).toEqual(texts.map((text) => [{ type: 'text', text }]));
  });

  it('has one conversation in Markdown, as its branch is read', async () => {
    const { id, messageIds } = await talk(['Why?', 'Because.', 'And why that?', 'Who knows.']);
    await gateway.persistence.messages.insertOnce(person.owner, {
      ...{ id: randomUUID(), conversationId: id, parentId: messageIds[2] ?? null, role: 'assistant', runId: null },
      parts: [{ type: 'text', text: 'Another answer.' }],
      ...{ clientMessageId: randomUUID(), createdAt: new Date(1_790_000_000_009) },
    });
    await gateway.persistence.conversations.setHead(person.owner, id, messageIds[3] ?? '');
    const answer = await download(`${PATH}/${id}/export?format=markdown`);
    expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    const said = (await answer.text()).split('\n').filter((line) => line !== '' && !/^(# |## |Begun)/.test(line));
    expect(said).toEqual(['Why?', 'Because.', 'And why that?', 'Who knows.']);
  });

  it('has all of one’s own conversations, archived ones too, and nobody else’s', async () => {
    const mine = [await talk(['one']), await talk(['two']), await talk([])];
    await gateway.persistence.conversations.file(person.owner, [mine[0]?.id ?? ''], { archived: true });
    const stranger = await TestPerson.signUp(gateway);
    const { conversations } = conversationExportSchema.parse(
      await (await download(`${PATH}/export?format=json`)).json(),
    );
    expect(conversations.map(({ id }) => id).sort()).toEqual(mine.map(({ id }) => id).sort());
    expect(conversations.find(({ id }) => id === mine[0]?.id)?.archived).toBe(true);
    const theirs = await download(`${PATH}/export?format=json`, stranger);
    expect(conversationExportSchema.parse(await theirs.json()).conversations).toEqual([]);
    expect((await download(`${PATH}/${mine[0]?.id ?? ''}/export?format=json`, stranger)).status).toBe(404);
  });

  it('is asked for in a format that there is, with a session', async () => {
    expect((await download(`${PATH}/export?format=pdf`)).status).toBe(400);
    expect((await fetch(`${gateway.url}${PATH}/export?format=json`)).status).toBe(401);
  });
});
