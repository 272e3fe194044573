import { randomUUID } from 'node:crypto';
import { ownerId, Persistence } from '@cloakroom/persistence';
import { createLogger } from '@cloakroom/platform';
import { dumpMongo, waitUntil } from '@cloakroom/testing';
import { startGateway } from '../start-gateway.js';
import { type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import { AccountSweeper } from './account-sweeper.js';

const DELETE = ['DELETE', '/api/v1/account'] as const;
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
}, 30_000);
afterAll(() => gateway.close());

/** Somebody with something in every corner that a person has. */
async function furnished() {
  const person = await TestPerson.signUp(gateway);
  const { persistence } = gateway;
  const created = await person.request('POST', '/api/v1/secrets', {
    name: 'KEY',
    value: 'a value',
    description: 'why',
  });
  expect(created.status).toBe(201);
  const conversationId = randomUUID();
  const messageId = randomUUID();
  await persistence.conversations.createIfAbsent(person.owner, conversationId, 'a title');
  await persistence.messages.insertOnce(person.owner, {
    ...{ id: messageId, clientMessageId: messageId, conversationId, parentId: null, role: 'user', runId: null },
    ...{ parts: [{ type: 'text', text: 'said' }], createdAt: new Date() },
  });
  return { person, messageId };
}

async function left(person: TestPerson): Promise<string[]> {
  const found = (await dumpMongo(gateway.persistence)).filter(([, bytes]) => bytes.includes(person.owner));
  return found.map(([place]) => place.split(' ')[1] ?? '');
}

describe('deleting an account', () => {
  it('asks for the password, and deletes nothing without it', async () => {
    const { person } = await furnished();
    const wrong = await person.request(...DELETE, { password: 'not the password' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'wrong-password', fields: [{ path: 'password' }] } });
    expect((await person.request(...DELETE, {})).status).toBe(400);
    const direct = await person.request('POST', '/api/auth/delete-user', {});
    expect(direct.status).toBe(404);
    expect((await person.request('GET', '/api/v1/secrets')).text).toContain('"why"');
  });

  it('takes five tries in a minute, of each person, and then not even the right password', async () => {
    const { person } = await furnished();
    const { person: neighbour } = await furnished();
    for (let n = 0; n < 5; n += 1) {
      expect((await person.request(...DELETE, { password: `guess ${String(n)}` })).status).toBe(400);
    }
    const refused = await person.request(...DELETE, { password: TestPerson.password });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too-many-requests' } });
    const wait = Number(refused.headers.get('retry-after'));
    expect([wait > 0, wait <= 60]).toEqual([true, true]);
    expect(refused.text).toMatch(/Wait \d+ s/);
    expect((await person.request('GET', '/api/v1/secrets')).text).toContain('"why"');
    expect((await neighbour.request(...DELETE, { password: 'a guess' })).status).toBe(400);
  });

  it('leaves a mark with the id and nothing else, signs everything out, and frees the address', async () => {
    const { person } = await furnished();
    const { person: neighbour } = await furnished();
    const elsewhere = await person.signInAgain();
    expect(new Set(await left(person))).toEqual(
      new Set(['secrets', 'auditEntries', 'conversations', 'messages', 'userKeys', 'user', 'session', 'account']),
    );
    expect(await person.request(...DELETE, { password: TestPerson.password })).toMatchObject({ status: 204, text: '' });
    expect(await left(person)).toEqual(['closedAccounts']);
    for (const session of [person, elsewhere]) {
      expect((await session.request('GET', '/api/v1/secrets')).status).toBe(401);
    }
    const again = { name: 'Again', email: person.email, password: TestPerson.password };
    expect((await person.request('POST', '/api/auth/sign-up/email', again)).status).toBe(200);
    expect((await neighbour.request('GET', '/api/v1/secrets')).text).toContain('"why"');
  });

  it('lets nothing open any more after its first step, makes no new key, and can be repeated', async () => {
    const { person, messageId } = await furnished();
    const { persistence } = gateway;
    await persistence.accountClosure.destroyKey(person.owner);
    const gone = { code: 'account-deleted' };
    await expect(persistence.messages.find(person.owner, messageId)).rejects.toMatchObject(gone);
    await expect(persistence.secrets.list(person.owner)).rejects.toMatchObject(gone);
    await expect(persistence.audit.export(person.owner)).rejects.toMatchObject(gone);
    await expect(persistence.audit.append(person.owner, { type: 'drill.run', note: '' })).rejects.toMatchObject(gone);
    const { db } = persistence.mongo.authDatabase();
    expect(await db.collection<{ _id: string }>('userKeys').findOne({ _id: person.owner })).toBeNull();
    expect(await person.request('GET', '/api/v1/secrets')).toMatchObject({ status: 410, body: gone });
    expect((await person.request(...DELETE, { password: TestPerson.password })).status).toBe(204);
    expect(await left(person)).toEqual(['closedAccounts']);
  });

  it('makes every other process forget the key it has in memory', async () => {
    const { person, messageId } = await furnished();
    const other = await startGateway(gateway.config, createLogger({ processName: 'gateway', level: 'silent' }));
    try {
      const { bodies, messages } = other.app.get(Persistence);
      expect((await messages.find(person.owner, messageId)).parts).toHaveLength(1);
      expect((await person.request(...DELETE, { password: TestPerson.password })).status).toBe(204);
      const place = { collection: 'messages', id: messageId, field: 'body' };
      await waitUntil('the other gateway to forget', async () => {
        const sealed = await bodies.seal(person.owner, place, 'x').catch(() => null);
        return sealed === null;
      });
      await expect(bodies.seal(person.owner, place, 'x')).rejects.toMatchObject({ code: 'account-deleted' });
    } finally {
      await other.close();
    }
  });

  it('is completed by any gateway when it was cut short', async () => {
    const { person } = await furnished();
    await gateway.persistence.accountClosure.destroyKey(ownerId(person.owner));
    await gateway.running.app.get(AccountSweeper, { strict: false }).sweep();
    expect(new Set(await left(person))).toEqual(new Set(['closedAccounts', 'user', 'session', 'account']));
  });
});
