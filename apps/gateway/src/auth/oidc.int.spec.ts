import { randomUUID } from 'node:crypto';
import { createdInvitationSchema } from '@cloakroom/contracts';
import { dumpMongo, freePort, PlayedOidcProvider, type PlayedPerson } from '@cloakroom/testing';
import { z } from 'zod';
import { TEST_ORIGIN, type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson, sendRequest, type TestAnswer } from '../testing/test-person.js';

const wayOutSchema = z.object({ url: z.url(), redirect: z.literal(true) });
const sessionSchema = z.object({ user: z.object({ id: z.string(), name: z.string(), email: z.string() }) });

let provider: PlayedOidcProvider;
let gateway: TestGateway;
let admin: TestPerson;

beforeAll(async () => {
  provider = await PlayedOidcProvider.start();
  gateway = await startTestGateway({ ...provider.environment, OIDC_NAME: 'Example' });
  admin = await TestPerson.signUp(gateway);
}, 30_000);
afterAll(async () => {
  await gateway.close();
  await provider.close();
});
afterEach(async () => {
  provider.deceit = {};
  await admin.request('PUT', '/api/v1/admin/sign-up', { mode: 'open' });
});

const newPerson = (): PlayedPerson => {
  const sub = randomUUID();
  return { sub, name: 'Grace Hopper', email: `${sub}@example.org`, email_verified: true };
};
const cookiesOf = ({ headers }: Pick<TestAnswer, 'headers'>): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');

interface Way {
  readonly additionalData?: Readonly<Record<string, unknown>>;
  /** Changes the address that the provider sends the browser back to. */
  readonly bend?: (callback: URL) => void;
  readonly cookie?: string;
  readonly start?: string;
  readonly to?: TestGateway;
}

/** Goes the whole way as a browser does; answers where it ends, and the cookies it then has. */
async function goOver(person: PlayedPerson | null, way: Way = {}) {
  const { additionalData, bend, cookie = null, start = '/api/auth/sign-in/social', to = gateway } = way;
  provider.person = person;
  const body = { provider: 'oidc', callbackURL: '/secrets', errorCallbackURL: '/sign-in', additionalData };
  const begun = await sendRequest(to, ['POST', start], body, { cookie });
  expect(begun.status).toBe(200);
  const { url } = wayOutSchema.parse(begun.body);
  const there = await fetch(url, { redirect: 'manual' });
  const callback = new URL(there.headers.get('location') ?? '');
  expect(callback.origin + callback.pathname).toBe(`${TEST_ORIGIN}/api/auth/callback/oidc`);
  bend?.(callback);
  const headers = { cookie: [cookie, cookiesOf(begun)].filter((part) => part !== null).join('; ') };
  const back = await fetch(`${to.url}${callback.pathname}${callback.search}`, { headers, redirect: 'manual' });
  expect(back.status).toBe(302);
  return { end: back.headers.get('location') ?? '', cookie: cookiesOf(back), callback, headers };
}

async function whoHas(cookie: string) {
  const answer = await sendRequest(gateway, ['GET', '/api/auth/get-session'], undefined, { cookie });
  return sessionSchema.nullable().parse(answer.body)?.user ?? null;
}

it('is told of to everybody', async () => {
  expect((await sendRequest(gateway, ['GET', '/api/v1/sign-in'])).body).toEqual({ oidc: { name: 'Example' } });
});

it('is there as soon as the provider is, which may have been away when the gateway started', async () => {
  const port = await freePort();
  const environment = { OIDC_ISSUER: `http://127.0.0.1:${port}`, OIDC_CLIENT_ID: provider.clientId };
  const alone = await startTestGateway(environment);
  const begin = () => sendRequest(alone, ['POST', '/api/auth/sign-in/social'], { provider: 'oidc', callbackURL: '/' });
  try {
    expect((await sendRequest(alone, ['GET', '/api/v1/sign-in'])).body).toEqual({ oidc: { name: '127.0.0.1' } });
    expect((await begin()).status).toBe(404);
    expect((await TestPerson.signUp(alone)).owner).toBeDefined();
    const late = await PlayedOidcProvider.start(port);
    expect(await begin()).toMatchObject({ status: 200, body: { redirect: true } });
    await late.close();
  } finally {
    await alone.close();
  }
});

it('makes an account at the first time, and leads to the same one ever after', async () => {
  const grace = newPerson();
  const first = await goOver(grace);
  expect(first.end).toBe('/secrets');
  const made = await whoHas(first.cookie);
  expect(made).toMatchObject({ name: 'Grace Hopper', email: grace.email });
  const renamed = { ...grace, email: `new-${grace.email}` };
  const second = await goOver(renamed);
  expect(await whoHas(second.cookie)).toEqual(made);
});

it('works once: neither the code nor the way back can be used again', async () => {
  const { callback, headers } = await goOver(newPerson());
  const again = await fetch(`${gateway.url}${callback.pathname}${callback.search}`, { headers, redirect: 'manual' });
  expect(again.headers.get('location')).toMatch(/\/sign-in\?error=/);
  expect(await whoHas(cookiesOf(again))).toBeNull();
});

it.each([
  ['of another issuer', { claims: { iss: 'https://elsewhere.example' } }],
  ['for somebody else', { claims: { aud: 'another-client' } }],
  ['that has expired', { claims: { exp: 1_700_000_000 } }],
  ['of another sign-in', { claims: { nonce: 'another' } }],
  ['signed by somebody else', { foreignKey: true }],
])('believes no token %s', async (_, deceit) => {
  provider.deceit = deceit;
  const { end, cookie } = await goOver(newPerson());
  expect(end).toBe('/sign-in?error=unable_to_get_user_info');
  expect(await whoHas(cookie)).toBeNull();
});

it('lets nobody in with the way back of another browser, or whom the provider did not let in', async () => {
  const bent = await goOver(newPerson(), { bend: (url) => url.searchParams.set('state', 'A'.repeat(32)) });
  expect(bent.end).toMatch(/\/sign-in\?error=state_mismatch$/);
  const mixed = await goOver(newPerson(), { bend: (url) => url.searchParams.set('iss', 'https://elsewhere.example') });
  expect(mixed.end).toBe('/sign-in?error=issuer_mismatch');
  const declined = await goOver(null);
  expect(declined.end).toMatch(/^\/sign-in\?error=access_denied/);
  for (const { cookie } of [bent, mixed, declined]) expect(await whoHas(cookie)).toBeNull();
});

it('takes no token from a client, and leads to no other site', async () => {
  const begin = (more: object) =>
    sendRequest(gateway, ['POST', '/api/auth/sign-in/social'], { provider: 'oidc', callbackURL: '/', ...more });
  const withToken = await begin({ idToken: { token: 'a.b.c' } });
  expect(withToken).toMatchObject({ status: 400, body: { code: 'NO_TOKENS' } });
  expect((await begin({ callbackURL: 'https://elsewhere.example/' })).status).toBe(403);
});

describe('an account with a password', () => {
  it('is not taken over by who tells its address', async () => {
    const person = await TestPerson.signUp(gateway);
    const { end, cookie } = await goOver({ ...newPerson(), email: person.email });
    expect(end).toBe('/sign-in?error=account_not_linked');
    expect(await whoHas(cookie)).toBeNull();
  });

  it('is linked by its person, to the provider’s account of the same address', async () => {
    const person = await TestPerson.signUp(gateway);
    const link = { start: '/api/auth/link-social', cookie: person.cookie };
    expect((await goOver(newPerson(), link)).end).toMatch(/^\/sign-in\?error=email_does_not_match/);
    const same = { ...newPerson(), email: person.email };
    expect((await goOver({ ...same, email_verified: false }, link)).end).toMatch(/error=unable_to_link_account/);
    expect((await goOver(same, link)).end).toBe('/secrets');
    expect(await whoHas((await goOver(same)).cookie)).toMatchObject({ id: person.owner });
  });
});

describe('an account without a password', () => {
  const password = 'a password set later on';
  const set = (cookie: string) =>
    sendRequest(gateway, ['POST', '/api/v1/account/password'], { newPassword: password }, { cookie });

  it('is given one soon after its person signed in, and once', async () => {
    const grace = newPerson();
    const { cookie } = await goOver(grace);
    const user = await whoHas(cookie);
    const { db } = gateway.persistence.mongo.authDatabase();
    const ofGrace = { userId: user?.id };
    const [now, before] = [new Date(), new Date(Date.now() - 11 * 60_000)];
    await db.collection('session').updateMany(ofGrace, { $set: { createdAt: before } });
    expect(await set(cookie)).toMatchObject({ status: 403, body: { code: 'sign-in-again' } });
    await db.collection('session').updateMany(ofGrace, { $set: { createdAt: now } });
    expect(await set(cookie)).toMatchObject({ status: 204 });
    expect(await set(cookie)).toMatchObject({ status: 409, body: { code: 'password-set' } });
    const credentials = { email: grace.email, password };
    expect((await sendRequest(gateway, ['POST', '/api/auth/sign-in/email'], credentials)).status).toBe(200);
    const left = await sendRequest(gateway, ['DELETE', '/api/v1/account'], { password }, { cookie });
    expect(left.status).toBe(204);
  });
});

describe('the rule of who may sign up', () => {
  const rule = (mode: string) => admin.request('PUT', '/api/v1/admin/sign-up', { mode });

  it('holds here too, and never for who has an account', async () => {
    const known = newPerson();
    await goOver(known);
    await rule('closed');
    expect((await goOver(newPerson())).end).toMatch(/^\/sign-in\?error=SIGN_UP_CLOSED/);
    expect((await goOver(known)).end).toBe('/secrets');
  });

  it('takes an invitation that comes along, once', async () => {
    await rule('invitation');
    const answer = await admin.request('POST', '/api/v1/admin/invitations', { note: 'over the provider' });
    const { hash } = new URL(createdInvitationSchema.parse(answer.body).link);
    const additionalData = { invitation: hash.slice(1) };
    expect((await goOver(newPerson())).end).toMatch(/error=INVITATION_NEEDED/);
    expect((await goOver(newPerson(), { additionalData })).end).toBe('/secrets');
    expect((await goOver(newPerson(), { additionalData })).end).toMatch(/error=INVITATION_NEEDED/);
    const stored = (await dumpMongo(gateway.persistence)).filter(([, bytes]) => bytes.includes(hash.slice(1)));
    expect(stored).toEqual([]);
  });

  it('is the provider’s alone when the operator says so', async () => {
    await rule('closed');
    const { MONGODB_URI, REDIS_URL, QUEUE_PREFIX } = gateway.config;
    const { VAULT_PUBLIC_KEY_FILE, CHAT_KEY_FILE, AUTH_SECRET_FILE } = gateway.config;
    const shared = { MONGODB_URI, REDIS_URL, QUEUE_PREFIX, VAULT_PUBLIC_KEY_FILE, CHAT_KEY_FILE, AUTH_SECRET_FILE };
    const second = await startTestGateway({ ...shared, ...provider.environment, OIDC_SIGN_UP: 'always' });
    try {
      expect((await goOver(newPerson(), { to: second })).end).toBe('/secrets');
    } finally {
      await second.running.close();
    }
  });
});

it('keeps no token and no secret of the provider, in the database or a log', async () => {
  await goOver(newPerson());
  const kept = await dumpMongo(gateway.persistence);
  expect(provider.handedOut.length).toBeGreaterThan(2);
  for (const told of [...provider.handedOut, provider.clientSecret]) {
    expect(kept.filter(([, bytes]) => bytes.includes(told)).map(([name]) => name)).toEqual([]);
    expect(gateway.logText()).not.toContain(told);
  }
});
