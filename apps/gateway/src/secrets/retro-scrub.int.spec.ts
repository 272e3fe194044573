import { randomUUID } from 'node:crypto';
import { auditPageSchema, type SecretView, secretListSchema, secretViewSchema } from '@cloakroom/contracts';
import { WorkerWorld, createCanary, findCanary, waitUntil, freePort } from '@cloakroom/testing';
import { TestPerson } from '../testing/test-person.js';

const TIMEOUT_MS = 120_000;

describe('a value that was said before it was saved', () => {
  let world: WorkerWorld;
  let port: number;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    port = await freePort();
    await world.startGateway(port);
    await world.startWorker();
  }, TIMEOUT_MS);

  afterAll(() => world.close(), TIMEOUT_MS);

  const signUp = () => TestPerson.signUp({ url: `http://127.0.0.1:${port}`, origin: `http://localhost:${port}` });

  async function say(person: TestPerson, conversationId: string, text: string): Promise<string> {
    const id = randomUUID();
    await world.persistence.messages.insertOnce(person.owner, {
      ...{ id, clientMessageId: id, conversationId, parentId: null, role: 'user', runId: null },
      ...{ parts: [{ type: 'text', text }], createdAt: new Date() },
    });
    return id;
  }

  async function save(person: TestPerson, value: string): Promise<SecretView> {
    const name = `KEY_${randomUUID().replaceAll('-', '_').toUpperCase()}`;
    return secretViewSchema.parse((await person.request('POST', '/api/v1/secrets', { name, value })).body);
  }

  async function scanOf(person: TestPerson, id: string): Promise<SecretView['scan'] | undefined> {
    const list = secretListSchema.parse((await person.request('GET', '/api/v1/secrets')).body);
    return list.secrets.find((secret) => secret.id === id)?.scan;
  }

  async function reaches(person: TestPerson, id: string, state: SecretView['scan']['state']): Promise<void> {
    await waitUntil(`the search to be ${state}`, async () => (await scanOf(person, id))?.state === state, 40_000);
  }

  it(
    'is found in every form, masked when asked to, across a kill of the worker, and is nowhere afterwards',
    async () => {
      const [person, stranger] = [await signUp(), await signUp()];
      const page = await person.connect();
      const canary = createCanary();
      const { conversations, messages } = world.persistence;
      const conversationId = randomUUID();
      await conversations.createIfAbsent(person.owner, conversationId, `About ${canary}`);
      const forms = [canary, Buffer.from(canary).toString('base64'), encodeURIComponent(canary)];
      for (let index = 0; index < 130; index++) {
        await say(person, conversationId, index % 13 === 0 ? `Use ${forms[index % 3] ?? ''} now` : 'Something else');
      }
      const foreign = await say(stranger, randomUUID(), canary);

      const secret = await save(person, canary);
      expect(secret.scan.state).toBe('running');
      await reaches(person, secret.id, 'done');
      expect(await scanOf(person, secret.id)).toEqual({ state: 'done', found: 11, messages: 11 });
      await waitUntil('the page to hear of the search', () => page.secretsChanged >= 2);

      const path = `/api/v1/secrets/${secret.id}/scrub`;
      expect((await stranger.request('POST', path)).status).toBe(404);
      const asked = [await person.request('POST', path), await person.request('POST', path)];
      expect(asked.map(({ status }) => status)).toEqual([202, 202]);
      await world.killWorkers();
      await world.startWorker();
      await reaches(person, secret.id, 'scrubbed');
      expect(await scanOf(person, secret.id)).toEqual({ state: 'scrubbed', found: 11, messages: 11 });
      await waitUntil('the page to hear what was masked', () =>
        page.changes.some((change) => change.reason === 'scrubbed' && change.conversationId === conversationId),
      );

      const stored = JSON.stringify(await messages.list(person.owner, conversationId));
      expect(stored.match(new RegExp(`«${secret.name}»`, 'g'))).toHaveLength(10);
      expect((await conversations.find(person.owner, conversationId)).title).toBe(`About «${secret.name}»`);
      const places = await world.everything();
      places.set('messages', stored);
      places.set('frames', JSON.stringify(page.changes));
      const trail = await person.request('GET', '/api/v1/audit?type=history');
      places.set('trail', trail.text);
      expect(findCanary(canary, places)).toEqual([]);
      const types = auditPageSchema.parse(trail.body).entries.map(({ event }) => event.type);
      expect(types).toEqual(['history.scrubbed', 'history.scanned']);
      expect((await messages.find(stranger.owner, foreign)).parts).toEqual([{ type: 'text', text: canary }]);
      page.close();
    },
    TIMEOUT_MS,
  );

  it(
    'is looked for anew when it is changed, and not at all when it is too short to mask',
    async () => {
      const person = await signUp();
      const conversationId = randomUUID();
      await world.persistence.conversations.createIfAbsent(person.owner, conversationId, 'A title');
      const second = createCanary();
      await say(person, conversationId, `It is ${second}, or cat`);
      const { id } = await save(person, 'cat');
      await reaches(person, id, 'too-short');
      const refused = await person.request('POST', `/api/v1/secrets/${id}/scrub`);
      expect(refused).toMatchObject({ status: 409, body: { code: 'not-scanned' } });
      await person.request('PATCH', `/api/v1/secrets/${id}`, { value: second, version: 2 });
      await reaches(person, id, 'done');
      expect(await scanOf(person, id)).toEqual({ state: 'done', found: 1, messages: 1 });
    },
    TIMEOUT_MS,
  );
});
