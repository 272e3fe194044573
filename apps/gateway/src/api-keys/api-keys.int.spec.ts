import { jest } from '@jest/globals';
import { createHash, randomUUID } from 'node:crypto';
import { apiKeyListSchema, createdApiKeySchema, MAX_API_KEYS, type CreatedApiKey } from '@cloakroom/contracts';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { sendRequest, TestPerson, type TestAnswer } from '../testing/test-person.js';

jest.setTimeout(60_000);

let world: TestGateway;
let person: TestPerson;

beforeAll(async () => {
  world = await startTestGateway();
  person = await TestPerson.signUp(world);
});

afterAll(async () => {
  await world.close();
});

async function makeKey(of = person, change: object = {}): Promise<CreatedApiKey> {
  const body = { name: 'Nightly job', scopes: ['runs:read', 'runs:write'], ...change };
  const answer = await of.request('POST', '/api/v1/api-keys', body);
  if (answer.status !== 201) throw new Error(`No key: ${answer.text}`);
  return createdApiKeySchema.parse(answer.body);
}

/** A request as a program sends it: no Origin header, no cookie. */
function withKey(secret: string, method: string, path: string, body?: unknown): Promise<TestAnswer> {
  return sendRequest(world, [method, path], body, { origin: null, headers: { authorization: `Bearer ${secret}` } });
}

async function keysOf(of: TestPerson) {
  return apiKeyListSchema.parse((await of.request('GET', '/api/v1/api-keys')).body).keys;
}

describe('an API key', () => {
  it('is told once; the database has its hash, the list its beginning, the log nothing of it', async () => {
    const { key, secret } = await makeKey();
    expect(secret.startsWith(key.prefix)).toBe(true);
    expect(await keysOf(person)).toContainEqual(key);
    const { db } = world.persistence.mongo.authDatabase();
    const stored = await db.collection<{ _id: string; hash: string }>('apiKeys').findOne({ _id: key.id });
    expect(stored?.hash).toBe(createHash('sha256').update(secret).digest('hex'));
    await withKey(secret, 'GET', '/api/v1/runs');
    await withKey(secret, 'GET', '/api/v1/secrets');
    expect(JSON.stringify(stored) + world.logText()).not.toContain(secret.slice(key.prefix.length));
  });

  it('opens runs, says when it was last used, and is refused once it is revoked', async () => {
    const { key, secret } = await makeKey();
    expect((await withKey(secret, 'GET', '/api/v1/runs')).status).toBe(200);
    expect((await keysOf(person)).find(({ id }) => id === key.id)?.lastUsedAt).not.toBeNull();
    expect((await person.request('DELETE', `/api/v1/api-keys/${key.id}`)).status).toBe(204);
    const refused = await withKey(secret, 'GET', '/api/v1/runs');
    expect(refused).toMatchObject({ status: 401, body: { code: 'api-key-refused' } });
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    const { body } = await person.request('GET', '/api/v1/audit?type=key');
    expect(body).toMatchObject({
      entries: [{ event: { type: 'key.revoked', keyName: 'Nightly job' } }, { event: { type: 'key.created' } }, {}],
    });
  });

  it.each([
    ['GET', '/api/v1/secrets'],
    ['POST', '/api/v1/secrets'],
    ['GET', '/api/v1/vault/public-key'],
    ['GET', '/api/v1/conversations'],
    ['GET', '/api/v1/prompts'],
    ['GET', '/api/v1/audit'],
    ['GET', '/api/v1/api-keys'],
    ['POST', '/api/v1/api-keys'],
    ['DELETE', '/api/v1/account'],
  ])('does not open %s %s', async (method, path) => {
    const { key, secret } = await makeKey();
    const answer = await withKey(secret, method, path, method === 'POST' ? {} : undefined);
    expect(answer).toMatchObject({ status: 401, body: { code: 'signed-out' } });
    await person.request('DELETE', `/api/v1/api-keys/${key.id}`);
  });

  it('is no session', async () => {
    const { secret } = await makeKey();
    expect((await withKey(secret, 'GET', '/api/auth/get-session')).body).toBeNull();
  });

  it('does what its scopes say, and no more', async () => {
    const { secret } = await makeKey(person, { scopes: ['runs:read'] });
    expect((await withKey(secret, 'GET', '/api/v1/runs')).status).toBe(200);
    const refused = await withKey(secret, 'POST', '/api/v1/runs', { input: 'Hello' });
    expect(refused).toMatchObject({ status: 403, body: { code: 'scope-missing' } });
  });

  it('ends at its time', async () => {
    const { key, secret } = await makeKey(person, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect((await withKey(secret, 'GET', '/api/v1/runs')).status).toBe(200);
    const { db } = world.persistence.mongo.authDatabase();
    const past = { $set: { expiresAt: new Date(Date.now() - 1) } };
    await db.collection<{ _id: string }>('apiKeys').updateOne({ _id: key.id }, past);
    expect((await withKey(secret, 'GET', '/api/v1/runs')).status).toBe(401);
    expect(await world.persistence.apiKeys.isGood(person.owner, key.id)).toBe(false);
  });

  it('is not made up for by a cookie, and does not make up for a foreign origin', async () => {
    const wrong = { headers: { authorization: 'Bearer clk_wrong' } };
    expect((await person.request('GET', '/api/v1/runs', undefined, wrong)).status).toBe(401);
    const { secret } = await makeKey();
    const headers = { authorization: `Bearer ${secret}` };
    const options = { origin: 'https://evil.example', headers };
    const refused = await sendRequest(world, ['POST', '/api/v1/runs'], { input: 'Hello' }, options);
    expect(refused).toMatchObject({ status: 403, body: { code: 'origin-refused' } });
  });

  it.each([
    ['no name', { name: ' ' }],
    ['no scope', { scopes: [] }],
    ['a scope that is none', { scopes: ['secrets:read'] }],
    ['a time that is over', { expiresAt: '2020-01-01T00:00:00.000Z' }],
  ])('is not made with %s', async (_what, change) => {
    const body = { name: 'x', scopes: ['runs:read'], ...change };
    const answer = await person.request('POST', '/api/v1/api-keys', body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-input' } });
  });

  it("is nobody else's to see or to revoke", async () => {
    const { key, secret } = await makeKey();
    const stranger = await TestPerson.signUp(world);
    expect(await keysOf(stranger)).toEqual([]);
    expect((await stranger.request('DELETE', `/api/v1/api-keys/${key.id}`)).status).toBe(404);
    expect((await withKey(secret, 'GET', '/api/v1/runs')).status).toBe(200);
  });

  it('is one of so many, also when all are made at once', async () => {
    const somebody = await TestPerson.signUp(world);
    const body = { name: 'x', scopes: ['runs:read'] };
    const tries = Array.from({ length: MAX_API_KEYS + 5 }, () => somebody.request('POST', '/api/v1/api-keys', body));
    const answers = await Promise.all(tries);
    expect((await keysOf(somebody)).length).toBeLessThanOrEqual(MAX_API_KEYS);
    expect(answers.filter(({ status }) => status === 409).length).toBeGreaterThanOrEqual(5);
  });

  it('goes with its account', async () => {
    const somebody = await TestPerson.signUp(world);
    const { secret } = await makeKey(somebody);
    await somebody.request('DELETE', '/api/v1/account', { password: TestPerson.password });
    expect((await withKey(secret, 'GET', '/api/v1/runs')).status).toBe(401);
  });

  it('is not guessed: after 30 wrong ones a minute nobody is heard from that address', async () => {
    const guess = () => withKey(`clk_${randomUUID()}`, 'GET', '/api/v1/runs');
    const statuses: number[] = [];
    for (let i = 0; i < 35; i++) statuses.push((await guess()).status);
    expect(statuses.at(-1)).toBe(429);
  });
});
