import {
  accountListSchema,
  adminLogSchema,
  createdInvitationSchema,
  invitationListSchema,
  type SignUpMode,
} from '@cloakroom/contracts';
import { dumpMongo } from '@cloakroom/testing';
import { type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson, sendRequest } from '../testing/test-person.js';

let gateway: TestGateway;
let admin: TestPerson;
let person: TestPerson;

beforeAll(async () => {
  gateway = await startTestGateway();
  admin = await TestPerson.signUp(gateway);
  person = await TestPerson.signUp(gateway);
}, 30_000);
afterAll(() => gateway.close());

const rule = (mode: SignUpMode) => admin.request('PUT', '/api/v1/admin/sign-up', { mode });
const setRole = (by: TestPerson, of: TestPerson, role: 'admin' | 'user') =>
  by.request('PATCH', `/api/v1/admin/accounts/${of.owner}`, { role });
const signUp = (email: string, more: Readonly<Record<string, unknown>> = {}) =>
  sendRequest(gateway, ['POST', '/api/auth/sign-up/email'], {
    ...{ name: 'New', email, password: TestPerson.password },
    ...more,
  });
const check = async (body: Readonly<Record<string, unknown>> = {}) =>
  (await sendRequest(gateway, ['POST', '/api/v1/sign-up/check'], body)).body;

async function invite(note = 'Grace') {
  const answer = await admin.request('POST', '/api/v1/admin/invitations', { note });
  expect(answer.status).toBe(201);
  const { invitation, link } = createdInvitationSchema.parse(answer.body);
  return { ...invitation, token: new URL(link).hash.slice(1), link };
}

describe('who administers', () => {
  it.each([
    ['GET', '/api/v1/admin/accounts'],
    ['GET', '/api/v1/admin/overview'],
    ['PATCH', '/api/v1/admin/accounts/6f1f7d0e-3f43-4a53-9d0b-2f0d0f4c1a11'],
    ['GET', '/api/v1/admin/sign-up'],
    ['PUT', '/api/v1/admin/sign-up'],
    ['GET', '/api/v1/admin/invitations'],
    ['POST', '/api/v1/admin/invitations'],
    ['DELETE', '/api/v1/admin/invitations/6f1f7d0e-3f43-4a53-9d0b-2f0d0f4c1a11'],
    ['GET', '/api/v1/admin/log'],
  ] as const)('is asked at %s %s', async (method, path) => {
    const body = method === 'PATCH' || method === 'PUT' || method === 'POST' ? {} : undefined;
    const refused = { status: 403, body: { code: 'administrators-only' } };
    expect(await person.request(method, path, body)).toMatchObject(refused);
    expect(await sendRequest(gateway, [method, path], body)).toMatchObject({ status: 401 });
    const headers = { authorization: `Bearer clk_${'A'.repeat(43)}` };
    expect(await sendRequest(gateway, [method, path], body, { headers })).toMatchObject({ status: 401 });
  });

  it('sees who has an account, page by page, and nothing of what is in it', async () => {
    const secret = { name: 'PRIVATE_NAME', value: 'a value', description: 'a description' };
    expect((await person.request('POST', '/api/v1/secrets', secret)).status).toBe(201);
    const first = await admin.request('GET', '/api/v1/admin/accounts?limit=1');
    const page = accountListSchema.parse(first.body);
    expect(page).toMatchObject({ accounts: [{ id: admin.owner, role: 'admin' }], next: admin.owner });
    const second = await admin.request('GET', `/api/v1/admin/accounts?limit=200&after=${page.next ?? ''}`);
    const rest = accountListSchema.parse(second.body);
    expect(rest.accounts[0]).toMatchObject({ id: person.owner, email: person.email, role: 'user' });
    expect(Object.keys(rest.accounts[0] ?? {}).sort()).toEqual(['createdAt', 'email', 'id', 'name', 'role', 'usage']);
    expect(rest).toMatchObject({ total: 1 + rest.accounts.length, next: null });
    expect((await admin.request('GET', '/api/v1/secrets')).text).not.toContain('PRIVATE_NAME');
  });

  it('is changed at once and kept over a new sign-in, but for the last one', async () => {
    const last = { status: 409, body: { code: 'last-administrator' } };
    expect(await setRole(admin, admin, 'user')).toMatchObject(last);
    const leave = await admin.request('DELETE', '/api/v1/account', { password: TestPerson.password });
    expect(leave).toMatchObject(last);
    expect(await setRole(admin, person, 'admin')).toMatchObject({ status: 200, body: { role: 'admin' } });
    expect(await setRole(person, admin, 'user')).toMatchObject({ status: 200, body: { role: 'user' } });
    const again = await admin.signInAgain();
    expect(await again.request('GET', '/api/v1/admin/log')).toMatchObject({ status: 403 });
    expect(await setRole(person, admin, 'admin')).toMatchObject({ status: 200 });
    expect(await setRole(admin, person, 'user')).toMatchObject({ status: 200 });
  });

  it('is never nobody, when two take it from each other at once', async () => {
    expect(await setRole(admin, person, 'admin')).toMatchObject({ status: 200 });
    const answers = await Promise.all([setRole(admin, person, 'user'), setRole(person, admin, 'user')]);
    const stays = answers[0].status === 200 ? admin : person;
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const other = stays === admin ? person : admin;
    expect(await setRole(stays, other, 'admin')).toMatchObject({ status: 200 });
    expect(await setRole(admin, person, 'user')).toMatchObject({ status: 200 });
  });

  it('is never nobody, when the last two delete their accounts at once', async () => {
    const second = await TestPerson.signUp(gateway);
    const third = await TestPerson.signUp(gateway);
    for (const one of [second, third]) expect(await setRole(admin, one, 'admin')).toMatchObject({ status: 200 });
    expect(await setRole(second, admin, 'user')).toMatchObject({ status: 200 });
    const leave = (one: TestPerson) => one.request('DELETE', '/api/v1/account', { password: TestPerson.password });
    const statuses = (await Promise.all([leave(second), leave(third)])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 204).length).toBeLessThanOrEqual(1);
    const stays = statuses[0] === 204 ? third : second;
    expect(await setRole(stays, admin, 'admin')).toMatchObject({ status: 200 });
  });
});

describe('making an account', () => {
  afterEach(() => rule('open'));

  it('is open to everybody until an administrator says otherwise', async () => {
    expect(await check()).toEqual({ mode: 'open', mayEnter: true });
    expect((await signUp('open@example.com')).status).toBe(200);
  });

  it('can be closed, for who has an invitation too, and stays so for other gateways', async () => {
    const { token } = await invite();
    expect(await rule('closed')).toMatchObject({ status: 200, body: { mode: 'closed' } });
    expect(await check({ invitation: token })).toEqual({ mode: 'closed', mayEnter: false });
    for (const more of [{}, { invitation: token }]) {
      const refused = await signUp('closed@example.com', more);
      expect(refused).toMatchObject({ status: 403, body: { code: 'SIGN_UP_CLOSED' } });
    }
    const { db } = gateway.persistence.mongo.authDatabase();
    expect(await db.collection('user').countDocuments({ email: 'closed@example.com' })).toBe(0);
    expect((await person.signInAgain()).owner).toBe(person.owner);
  });

  it('takes an invitation once, of any number who come with it at once', async () => {
    await rule('invitation');
    const { token, id, link } = await invite('for Grace');
    expect(link.startsWith(`${gateway.config.PUBLIC_URL}/sign-up#inv_`)).toBe(true);
    expect(await check()).toEqual({ mode: 'invitation', mayEnter: false });
    expect(await check({ invitation: token })).toEqual({ mode: 'invitation', mayEnter: true });
    const tries = [1, 2, 3, 4].map((n) => signUp(`invited-${n}@example.com`, { invitation: token }));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 403, 403, 403]);
    expect(await check({ invitation: token })).toEqual({ mode: 'invitation', mayEnter: false });
    const { invitations } = invitationListSchema.parse((await admin.request('GET', '/api/v1/admin/invitations')).body);
    expect(invitations.find((one) => one.id === id)).toMatchObject({ state: 'used', note: 'for Grace' });
    const stored = (await dumpMongo(gateway.persistence)).filter(([, bytes]) => bytes.includes(token));
    expect(stored).toEqual([]);
    expect(gateway.logText()).not.toContain(token);
    expect((await admin.request('DELETE', `/api/v1/admin/invitations/${id}`)).status).toBe(404);
  });

  it('takes no invitation that was revoked, has expired, or never was', async () => {
    await rule('invitation');
    const revoked = await invite();
    expect((await admin.request('DELETE', `/api/v1/admin/invitations/${revoked.id}`)).status).toBe(204);
    const expired = await invite();
    const { db } = gateway.persistence.mongo.authDatabase();
    const past = { $set: { expiresAt: new Date(Date.now() - 1) } };
    await db.collection<{ _id: string }>('invitations').updateOne({ _id: expired.id }, past);
    for (const invitation of [revoked.token, expired.token, `inv_${'A'.repeat(43)}`, { $ne: null }, null]) {
      const refused = await signUp('no@example.com', { invitation });
      expect(refused).toMatchObject({ status: 403, body: { code: 'INVITATION_NEEDED' } });
    }
  });
});

describe('the log of what administrators did', () => {
  it('tells who did what, newest first, and goes on when they are gone', async () => {
    const second = await TestPerson.signUp(gateway);
    expect(await setRole(admin, second, 'admin')).toMatchObject({ status: 200 });
    const made = await second.request('POST', '/api/v1/admin/invitations', { note: 'for Mary', days: 1 });
    expect(made.status).toBe(201);
    const told = async () => {
      const { entries } = adminLogSchema.parse((await admin.request('GET', '/api/v1/admin/log?limit=2')).body);
      return entries.map(({ type, by, about, detail }) => ({ type, by, about, detail }));
    };
    const invited = { type: 'admin.invited', about: null, detail: 'for Mary' };
    const promoted = { type: 'admin.role-changed', by: 'Test Person', detail: 'admin' };
    expect(await told()).toEqual([
      { ...invited, by: 'Test Person' },
      { ...promoted, about: 'Test Person' },
    ]);
    const left = await second.request('DELETE', '/api/v1/account', { password: TestPerson.password });
    expect(left.status).toBe(204);
    expect(await told()).toEqual([
      { ...invited, by: null },
      { ...promoted, about: null },
    ]);
  });
});
