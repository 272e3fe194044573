import { randomUUID } from 'node:crypto';
import { conversationListSchema, MAX_PINNED_CONVERSATIONS, problemSchema } from '@cloakroom/contracts';
import { waitUntil } from '@cloakroom/testing';
import { PlayedRun } from '../testing/played-run.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';

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

async function make(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const id of ids) await gateway.persistence.conversations.createIfAbsent(person.owner, id, `title ${id}`);
  return ids;
}

async function list(query = '') {
  return conversationListSchema.parse((await person.request('GET', `${PATH}${query}`)).body);
}

async function listedIds(query = ''): Promise<string[]> {
  return (await list(query)).conversations.map(({ id }) => id);
}

describe('filing conversations', () => {
  it('puts pinned ones on top of the first page, in no other, and tells the other pages', async () => {
    const [oldest = '', ...others] = await make(5);
    const page = await person.connect();
    const answer = await person.request('PATCH', `${PATH}/${oldest}`, { pinned: true });
    expect([answer.status, answer.body]).toMatchObject([200, { id: oldest, pinned: true, archived: false }]);
    await waitUntil('the other page hears of it', () => page.changes.some(({ reason }) => reason === 'filed'));

    const first = await list('?limit=2');
    expect(first.conversations.map(({ id }) => id)).toEqual([oldest, others[3], others[2]]);
    expect(await listedIds(`?limit=9&before=${first.next ?? ''}`)).toEqual([others[1], others[0]]);
    await person.request('PATCH', `${PATH}/${oldest}`, { pinned: false });
    expect(await listedIds()).toEqual([...others.reverse(), oldest]);
  });

  it('takes archived ones out of the list and back, and search finds them still', async () => {
    const [kept, gone = ''] = await make(2);
    await person.request('PATCH', `${PATH}/${gone}`, { archived: true });
    expect(await listedIds()).toEqual([kept]);
    expect(await listedIds('?archived=true')).toEqual([gone]);
    const found = await person.request('POST', `${PATH}/search`, { query: gone });
    expect(found.body).toMatchObject({ hits: [{ conversationId: gone }] });
    await person.request('PATCH', `${PATH}/${gone}`, { archived: false });
    expect(await listedIds()).toEqual([gone, kept]);
  });

  it('brings an archived one back when something is sent in it', async () => {
    const [id = ''] = await make(1);
    await person.request('PATCH', `${PATH}/${id}`, { archived: true });
    const page = await person.connect();
    await page.client.emitWithAck('message:send', { conversationId: id, clientMessageId: randomUUID(), text: 'again' });
    expect(await listedIds()).toEqual([id]);
  });

  it('has an answer unread until that very answer was looked at', async () => {
    const run = await PlayedRun.begin(gateway, person);
    const id = run.run.conversationId;
    expect((await list()).conversations).toMatchObject([{ unreadRunId: null }]);
    await run.finish('Once upon a time');
    expect((await list()).conversations).toMatchObject([{ unreadRunId: run.runId }]);
    await person.request('PATCH', `${PATH}/${id}`, { readRunId: randomUUID() });
    expect((await list()).conversations).toMatchObject([{ unreadRunId: run.runId }]);
    const page = await person.connect();
    await person.request('PATCH', `${PATH}/${id}`, { readRunId: run.runId });
    expect((await list()).conversations).toMatchObject([{ unreadRunId: null }]);
    await waitUntil('the other page hears of it', () => page.changes.some(({ reason }) => reason === 'filed'));
  });

  it('does many at once, and leaves out what is not there and what is not one’s own', async () => {
    const [a = '', b = '', c = ''] = await make(3);
    const stranger = await TestPerson.signUp(gateway);
    const bulk = (who: TestPerson, action: string, ids: string[]) =>
      who.request('POST', `${PATH}/bulk`, { ids, action });
    expect((await bulk(stranger, 'delete', [a, b, c])).status).toBe(204);
    expect((await bulk(person, 'archive', [a, b, randomUUID()])).status).toBe(204);
    expect(await listedIds()).toEqual([c]);
    await bulk(person, 'restore', [a, b]);
    await bulk(person, 'pin', [a]);
    expect(await listedIds()).toEqual([a, c, b]);
    await bulk(person, 'delete', [a, b, randomUUID()]);
    expect(await listedIds()).toEqual([c]);
    expect((await bulk(person, 'burn', [c])).status).toBe(400);
    expect((await bulk(person, 'pin', [])).status).toBe(400);
  });

  it('pins so many and no more', async () => {
    const [id = '', ...others] = await make(MAX_PINNED_CONVERSATIONS + 1);
    expect((await person.request('POST', `${PATH}/bulk`, { ids: others, action: 'pin' })).status).toBe(204);
    const refused = await person.request('PATCH', `${PATH}/${id}`, { pinned: true });
    expect([refused.status, problemSchema.parse(refused.body).code]).toEqual([409, 'too-many-pinned']);
    const again = await person.request('PATCH', `${PATH}/${others[0] ?? ''}`, { pinned: true });
    expect(again.status).toBe(200);
  });
});
