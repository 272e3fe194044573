import { randomUUID } from 'node:crypto';
import { conversationExportSchema, conversationListSchema, searchAnswerSchema } from '@cloakroom/contracts';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import { TemporarySweeper } from './temporary.sweeper.js';

const PATH = '/api/v1/conversations';

let gateway: TestGateway;
let person: TestPerson;

beforeAll(async () => {
  gateway = await startTestGateway();
  person = await TestPerson.signUp(gateway);
});

afterAll(async () => {
  await gateway.close();
});

async function say(conversationId: string, text: string): Promise<void> {
  const socket = await person.connect();
  const message = { conversationId, clientMessageId: randomUUID(), text };
  expect(await socket.client.emitWithAck('message:send', message)).toMatchObject({ ok: true });
  socket.close();
}

describe('a temporary conversation', () => {
  it('is read by its address, and is in no list, no search and no export', async () => {
    const id = randomUUID();
    const begun = await person.request('POST', `${PATH}/temporary`, { id });
    expect([begun.status, begun.body]).toMatchObject([201, { id, temporary: true }]);
    await say(id, 'the hidden lighthouse');
    const read = await person.request('GET', `${PATH}/${id}/messages`);
    expect(read.body).toMatchObject({ conversation: { id, temporary: true }, messages: [{ role: 'user' }, {}] });

    await person.request('PATCH', `${PATH}/${id}`, { pinned: true });
    expect(conversationListSchema.parse((await person.request('GET', PATH)).body).conversations).toEqual([]);
    await person.request('PATCH', `${PATH}/${id}`, { archived: true });
    const archive = await person.request('GET', `${PATH}?archived=true`);
    expect(conversationListSchema.parse(archive.body).conversations).toEqual([]);
    for (const query of ['lighthouse', 'temporary']) {
      const found = await person.request('POST', `${PATH}/search`, { query });
      expect(searchAnswerSchema.parse(found.body).hits).toEqual([]);
    }
    const exported = await person.request('GET', `${PATH}/export?format=json`);
    expect(conversationExportSchema.parse(exported.body).conversations).toEqual([]);
  });

  it('is not made of one that is there', async () => {
    const id = randomUUID();
    await say(id, 'to be kept');
    const answer = await person.request('POST', `${PATH}/temporary`, { id });
    expect(answer.body).toMatchObject({ id, temporary: false, title: 'to be kept' });
    const stranger = await TestPerson.signUp(gateway);
    expect((await stranger.request('POST', `${PATH}/temporary`, { id })).status).toBe(404);
  });

  it('is cleared away with everything in it when its time is over, and no other one is', async () => {
    const [overdue, young] = [randomUUID(), randomUUID()];
    const { conversations } = gateway.persistence;
    await conversations.createIfAbsent(person.owner, overdue, 'Temporary chat', new Date(Date.now() - 1));
    await conversations.createIfAbsent(person.owner, young, 'Temporary chat', new Date(Date.now() + 60_000));
    await say(overdue, 'soon forgotten');
    await gateway.running.app.get(TemporarySweeper).sweep();
    expect((await person.request('GET', `${PATH}/${overdue}/messages`)).status).toBe(404);
    expect((await person.request('GET', `${PATH}/${young}/messages`)).status).toBe(200);
    const { db } = gateway.persistence.mongo.authDatabase();
    expect(await db.collection('messages').countDocuments({ conversationId: overdue })).toBe(0);
  });
});
