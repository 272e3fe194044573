import { randomUUID } from 'node:crypto';
import { type SealedEnvelope, secretListSchema, secretViewSchema, vaultPublicKeySchema } from '@cloakroom/contracts';
import { sealSecretValue } from '@cloakroom/contracts/sealing';
import { createCanary, findCanary, waitUntil } from '@cloakroom/testing';
import { type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';

describe('secrets over REST', () => {
  let gateway: TestGateway;
  let person: TestPerson;
  let stranger: TestPerson;

  beforeAll(async () => {
    gateway = await startTestGateway();
    [person, stranger] = await Promise.all([TestPerson.signUp(gateway), TestPerson.signUp(gateway)]);
  }, 30_000);
  afterAll(() => gateway.close());

  const uniqueName = () => `TOKEN_${randomUUID().replaceAll('-', '_').toUpperCase()}`;

  async function seal(name: string, version: number, value = 'a value'): Promise<SealedEnvelope> {
    const key = vaultPublicKeySchema.parse((await person.request('GET', '/api/v1/vault/public-key')).body);
    return sealSecretValue({ ...key, name, version, value });
  }

  async function create(name = uniqueName()) {
    const answer = await person.request('POST', '/api/v1/secrets', { name, value: 'first value', description: 'why' });
    expect(answer.status).toBe(201);
    return secretViewSchema.strict().parse(answer.body);
  }

  it('stores a value that the browser sealed, and shows everything but the value', async () => {
    const name = uniqueName();
    const sealed = await seal(name, 1);
    const answer = await person.request('POST', '/api/v1/secrets', { name, sealed });
    expect(answer.status).toBe(201);
    const view = secretViewSchema.strict().parse(answer.body);
    expect(view).toMatchObject({ name, description: '', mask: '••••••••', version: 1, updatedAt: null });
    expect(answer.text).not.toContain(sealed.ct.slice(0, 16));
    const list = await person.request('GET', '/api/v1/secrets');
    expect(secretListSchema.parse(list.body).secrets).toContainEqual(view);
    expect(list.text).not.toContain(sealed.ct.slice(0, 16));
    const stored = await gateway.persistence.secrets.listSealed(person.owner);
    expect(stored.find((secret) => secret.name === name)?.envelope).toEqual(sealed);
  });

  it('seals a plain value at once: it is in no answer, no document, no key and no log', async () => {
    const canary = createCanary();
    const name = uniqueName();
    const created = await person.request('POST', '/api/v1/secrets', { name, value: canary });
    const { id } = secretViewSchema.parse(created.body);
    const updated = await person.request('PATCH', `/api/v1/secrets/${id}`, { value: canary, version: 2 });
    const refused = await person.request('POST', '/api/v1/secrets', { name, value: canary });
    const invalid = await person.request('POST', '/api/v1/secrets', { name: 'lower', value: canary });
    const broken = await person.request('POST', '/api/v1/secrets', `{"name": "${name}", "value": "${canary}`);
    expect([created, updated, refused, invalid, broken].map(({ status }) => status)).toEqual([201, 200, 409, 400, 400]);
    const { db } = gateway.persistence.mongo.authDatabase();
    const documents = await db.collection('secrets').find().toArray();
    const keys = await gateway.redis.commands.keys(`${gateway.keys.prefix}:*`);
    const found = findCanary(
      canary,
      new Map([
        ['answers', [created, updated, refused, invalid, broken].map(({ text }) => text).join('\n')],
        ['documents', JSON.stringify(documents)],
        ['keys', keys.join('\n')],
        ['log', gateway.logText()],
      ]),
    );
    expect(found).toEqual([]);
    expect(JSON.stringify(documents)).toContain(name);
    expect(gateway.logText()).toContain('/api/v1/secrets');
  });

  it('answers 409 to a name that is there, and keeps the stored value', async () => {
    const { name } = await create();
    const before = await gateway.persistence.secrets.listSealed(person.owner);
    const again = await person.request('POST', '/api/v1/secrets', { name, value: 'another' });
    expect(again).toMatchObject({ status: 409, body: { code: 'secret-exists', fields: [{ path: 'name' }] } });
    expect(await gateway.persistence.secrets.listSealed(person.owner)).toEqual(before);
  });

  it('keeps one of many that are created with one name at once', async () => {
    const name = uniqueName();
    const tries = Array.from({ length: 8 }, () => person.request('POST', '/api/v1/secrets', { name, value: 'v' }));
    const statuses = (await Promise.all(tries)).map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
  });

  it('changes the description and leaves the value, or the value and counts the version', async () => {
    const secret = await create();
    const path = `/api/v1/secrets/${secret.id}`;
    const described = secretViewSchema.parse((await person.request('PATCH', path, { description: 'new words' })).body);
    expect(described).toMatchObject({ description: 'new words', version: 1, createdAt: secret.createdAt });
    expect(described.updatedAt).not.toBeNull();
    const sealed = await seal(secret.name, 2);
    const changed = await person.request('PATCH', path, { sealed, version: 2 });
    expect(changed).toMatchObject({ status: 200, body: { version: 2, description: 'new words' } });
    const stale = await person.request('PATCH', path, { sealed, version: 2 });
    expect(stale).toMatchObject({ status: 409, body: { code: 'secret-changed' } });
  });

  it('refuses a new name, an unknown field, two values, and a sealed value without its version', async () => {
    const { id, name } = await create();
    const path = `/api/v1/secrets/${id}`;
    const sealed = await seal(name, 2);
    for (const body of [{ name: 'OTHER' }, { owner: 'x' }, { sealed, value: 'x', version: 2 }, { sealed }]) {
      expect(await person.request('PATCH', path, body)).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
    }
  });

  it.each([
    ['lower case', { name: 'my_key', value: 'v' }, 'name'],
    ['a digit first', { name: '1KEY', value: 'v' }, 'name'],
    ['a reserved name', { name: 'NODE_OPTIONS', value: 'v' }, 'name'],
    ['no value', { name: 'KEY' }, 'value'],
    ['an empty value', { name: 'KEY', value: '' }, 'value'],
    ['a value of more than 64 KiB', { name: 'KEY', value: 'ä'.repeat(32_769) }, 'value'],
    ['half a character', { name: 'KEY', value: '\ud800' }, 'value'],
  ])('answers 400 to %s', async (_what, body, path) => {
    const answer = await person.request('POST', '/api/v1/secrets', body);
    expect(answer).toMatchObject({ status: 400, body: { fields: [{ path }] } });
  });

  it('takes a value of exactly 64 KiB, even when its JSON is six times as long', async () => {
    const value = '\u0001'.repeat(65_536);
    const answer = await person.request('POST', '/api/v1/secrets', { name: uniqueName(), value });
    expect(answer.status).toBe(201);
  });

  it('answers 413 to what is larger than any value', async () => {
    const answer = await person.request('POST', '/api/v1/secrets', { name: 'KEY', value: 'x'.repeat(600_000) });
    expect(answer).toMatchObject({ status: 413, body: { code: 'too-large' } });
  });

  it('refuses a damaged envelope and one for a key the vault does not have', async () => {
    const name = uniqueName();
    const sealed = await seal(name, 1);
    const foreign = { name, sealed: { ...sealed, keyId: 'vk_of_somebody_else' } };
    expect((await person.request('POST', '/api/v1/secrets', foreign)).status).toBe(400);
    const damaged = { name, sealed: { ...sealed, enc: `${sealed.enc.slice(0, -1)}_` } };
    expect((await person.request('POST', '/api/v1/secrets', damaged)).status).toBe(400);
    expect((await person.request('POST', '/api/v1/secrets', { name, sealed })).status).toBe(201);
  });

  it('answers 404 to everything about a secret that is not there or is another person’s', async () => {
    const { id } = await create();
    for (const path of [`/api/v1/secrets/${id}`, `/api/v1/secrets/${randomUUID()}`]) {
      const asked = [
        await stranger.request('PATCH', path, { description: 'mine' }),
        await stranger.request('PATCH', path, { value: 'mine' }),
        await stranger.request('DELETE', path),
      ];
      for (const answer of asked) expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
    }
    expect((await stranger.request('GET', '/api/v1/secrets')).body).toEqual({ secrets: [] });
    expect((await person.request('GET', '/api/v1/secrets')).text).toContain(id);
  });

  it('has no route that reads one secret, so none that could return its value', async () => {
    const { id } = await create();
    expect((await person.request('GET', `/api/v1/secrets/${id}`)).status).toBe(404);
    expect((await person.request('GET', `/api/v1/secrets/${id}/value`)).status).toBe(404);
  });

  it('deletes, and the name is free again', async () => {
    const { id, name } = await create();
    const deleted = await person.request('DELETE', `/api/v1/secrets/${id}`);
    expect(deleted).toMatchObject({ status: 204, text: '' });
    expect((await person.request('DELETE', `/api/v1/secrets/${id}`)).status).toBe(404);
    expect((await create(name)).id).not.toBe(id);
  });

  it('tells every open page of the person, and no other, that the list changed', async () => {
    const mine = [await person.connect(), await person.connect()];
    const foreign = await stranger.connect();
    const { id } = await create();
    await waitUntil('both pages heard of it', () => mine.every((socket) => socket.secretsChanged === 1));
    await person.request('DELETE', `/api/v1/secrets/${id}`);
    await waitUntil('both pages heard again', () => mine.every((socket) => socket.secretsChanged === 2));
    expect(foreign.secretsChanged).toBe(0);
    for (const socket of [...mine, foreign]) socket.close();
  });

  it('keep their settings: tags, on or off, a time, where a sealed one may go; each checked here too', async () => {
    const person = await TestPerson.signUp(gateway);
    const settings = {
      tags: ['Work', 'work', ' Social '],
      enabled: false,
      expiresAt: '2030-01-01T00:00:00.000Z',
      mode: 'sealed',
      bindings: [{ host: 'API.Example.com', pathPrefix: '/v2' }],
      askBeforeUse: true,
    };
    const saved = await person.request('POST', '/api/v1/secrets', {
      name: 'SET_KEY',
      value: 'v'.repeat(12),
      ...settings,
    });
    const view = secretViewSchema.parse(saved.body);
    const binding = { host: 'api.example.com', pathPrefix: '/v2', place: 'anywhere', headerName: null };
    expect(view).toMatchObject({ ...settings, tags: ['work', 'Social'], bindings: [binding] });
    const path = `/api/v1/secrets/${view.id}`;
    const changed = await person.request('PATCH', path, { enabled: true, expiresAt: null, tags: [] });
    expect(changed.body).toMatchObject({ enabled: true, expiresAt: null, tags: [], mode: 'sealed', version: 1 });
    const refused = [
      [{ mode: 'sealed', bindings: [] }, 'bindings'],
      [{ bindings: [{ host: 'https://x.com' }] }, 'bindings.0.host'],
      [{ bindings: [{ host: '*.example.co.uk' }, { host: '*.co.uk' }] }, 'bindings.1.host'],
      [{ bindings: [{ host: '*.github.io' }] }, 'bindings.0.host'],
      [{ bindings: [{ host: 'x.com', headerName: 'a' }] }, 'bindings.0.headerName'],
      [{ tags: ['x'.repeat(33)] }, 'tags.0'],
      [{ expiresAt: 'tomorrow' }, 'expiresAt'],
    ] as const;
    for (const [change, field] of refused) {
      const answer = await person.request('PATCH', path, change);
      expect(answer).toMatchObject({ status: 400, body: { fields: [expect.objectContaining({ path: field })] } });
    }
    const stored = await gateway.persistence.secrets.listSealed(person.owner, new Date('2029-01-01'));
    expect(stored).toMatchObject([{ name: 'SET_KEY', bindings: [binding] }]);
    await person.request('PATCH', path, { expiresAt: '2028-01-01T00:00:00.000Z' });
    expect(await gateway.persistence.secrets.listSealed(person.owner, new Date('2029-01-01'))).toEqual([]);
  });
});
