import { waitUntil } from '@cloakroom/testing';
import { TEST_ORIGIN, type TestGateway, startTestGateway } from '../testing/test-gateway.js';
import { TestPerson, sendRequest } from '../testing/test-person.js';
import { TestSocket } from '../testing/test-socket.js';

describe('accounts', () => {
  let gateway: TestGateway;
  let first: TestPerson;

  beforeAll(async () => {
    gateway = await startTestGateway();
    first = await TestPerson.signUp(gateway);
  });
  afterAll(() => gateway.close());

  const sessionOf = async (person: TestPerson) => (await person.request('GET', '/api/auth/get-session')).body;

  it('makes the first person, and nobody after, the administrator', async () => {
    const others = await Promise.all([TestPerson.signUp(gateway), TestPerson.signUp(gateway)]);
    expect(await sessionOf(first)).toMatchObject({ user: { id: first.owner, role: 'admin' } });
    for (const other of others) expect(await sessionOf(other)).toMatchObject({ user: { role: 'user' } });
  });

  it('does not let anybody choose their own role', async () => {
    const answer = await sendRequest(gateway, ['POST', '/api/auth/sign-up/email'], {
      name: 'Mallory',
      email: 'mallory@example.com',
      password: TestPerson.password,
      role: 'admin',
    });
    const person = await gateway.persistence.mongo
      .authDatabase()
      .db.collection('user')
      .findOne({ email: 'mallory@example.com' });
    expect(answer.status === 200 ? person?.['role'] : 'refused').not.toBe('admin');
    const own = await TestPerson.signUp(gateway);
    await own.request('POST', '/api/auth/update-user', { role: 'admin' });
    expect(await sessionOf(own)).toMatchObject({ user: { role: 'user' } });
  });

  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const answer = await sendRequest(gateway, ['POST', '/api/auth/sign-in/email'], {
      email: first.email,
      password: TestPerson.password,
    });
    expect(answer.status).toBe(200);
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('takes no cookie away from who asks with one of an ended session, but does at sign-out', async () => {
    const person = await TestPerson.signUp(gateway);
    const cookie = person.cookie;
    const out = await sendRequest(gateway, ['POST', '/api/auth/sign-out'], {}, { cookie });
    expect(out.headers.getSetCookie().join()).toMatch(/max-age=0/i);
    const asked = await sendRequest(gateway, ['GET', '/api/auth/get-session'], undefined, { cookie });
    expect(asked.body).toBeNull();
    expect(asked.headers.getSetCookie()).toEqual([]);
  });

  it('refuses a wrong password and a second account of one address', async () => {
    const wrong = { email: first.email, password: 'not the password' };
    expect(await sendRequest(gateway, ['POST', '/api/auth/sign-in/email'], wrong)).toMatchObject({ status: 401 });
    const again = { name: 'Twin', email: first.email.toUpperCase(), password: TestPerson.password };
    const answers = await Promise.all(
      [1, 2].map(() => sendRequest(gateway, ['POST', '/api/auth/sign-up/email'], again)),
    );
    expect(answers.map(({ status }) => status)).not.toContain(200);
  });

  it('makes one account when one address signs up many times at once', async () => {
    const body = { name: 'Racer', email: 'racer@example.com', password: TestPerson.password };
    const tries = Array.from({ length: 8 }, () => sendRequest(gateway, ['POST', '/api/auth/sign-up/email'], body));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    const { db } = gateway.persistence.mongo.authDatabase();
    expect(await db.collection('user').countDocuments({ email: 'racer@example.com' })).toBe(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  it.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded'])(
    'reads no more than it needs of a body sent as %s',
    async (type) => {
      const headers = { 'content-type': type };
      const answer = await sendRequest(gateway, ['POST', '/api/auth/sign-in/email'], 'x'.repeat(200_000), { headers });
      expect(answer).toMatchObject({ status: 413, body: { code: 'too-large' } });
    },
  );

  it('lists sessions, and a revoked one is over at once, its sockets included', async () => {
    const laptop = await TestPerson.signUp(gateway);
    const phone = await laptop.signInAgain();
    const socket = await phone.connect();
    const sessions = (await laptop.request('GET', '/api/auth/list-sessions')).body;
    expect(sessions).toHaveLength(2);
    const { session } = (await sessionOf(phone)) as { session: { token: string } };
    const revoked = await laptop.request('POST', '/api/auth/revoke-session', { token: session.token });
    expect(revoked.status).toBe(200);
    await waitUntil('the socket of the revoked session is closed', () => !socket.client.connected);
    expect(await phone.request('GET', '/api/v1/secrets')).toMatchObject({ status: 401 });
    expect(await laptop.request('GET', '/api/v1/secrets')).toMatchObject({ status: 200 });
  });

  it('ends the session and its sockets at sign-out', async () => {
    const person = await TestPerson.signUp(gateway);
    const socket = await person.connect();
    expect(await person.request('POST', '/api/auth/sign-out', {})).toMatchObject({ status: 200 });
    await waitUntil('the socket is closed', () => !socket.client.connected);
    expect(await person.request('GET', '/api/v1/conversations')).toMatchObject({ status: 401 });
  });

  it('lets nobody in without a session', async () => {
    for (const path of ['/api/v1/secrets', '/api/v1/vault/public-key', '/api/v1/conversations', '/api/v1/system']) {
      const answer = await sendRequest(gateway, ['GET', path]);
      expect(answer).toMatchObject({ status: 401, body: { code: 'signed-out', status: 401 } });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    const forged = { origin: TEST_ORIGIN, cookie: 'better-auth.session_token=forged.forged' };
    await expect(TestSocket.connect(gateway.url, forged)).rejects.toThrow('signed-out');
    await expect(TestSocket.connect(gateway.url, { origin: TEST_ORIGIN })).rejects.toThrow('signed-out');
  });

  it('writes no password, token or cookie into its log', async () => {
    const person = await TestPerson.signUp(gateway);
    await person.request('GET', '/api/v1/secrets');
    const token = person.cookie.split('=')[1]?.split('.')[0] ?? '';
    expect(token.length).toBeGreaterThan(16);
    expect(gateway.logText()).toContain('/api/v1/secrets');
    for (const hidden of [TestPerson.password, token, person.email]) expect(gateway.logText()).not.toContain(hidden);
  });
});

describe('the limit of sign-in tries', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({ SIGN_IN_TRIES_PER_MINUTE: '5' });
  });
  afterAll(() => gateway.close());

  it('counts tries of an address that come at once, whatever address they claim to have', async () => {
    const body = { email: 'nobody@example.com', password: 'guess number one' };
    const tries = Array.from({ length: 20 }, (_, index) =>
      sendRequest(gateway, ['POST', '/api/auth/sign-in/email'], body, {
        headers: { 'x-forwarded-for': `10.0.0.${index}`, 'x-cloakroom-client-address': `10.0.1.${index}` },
      }),
    );
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });
});
