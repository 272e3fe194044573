import { createLogger } from '@cloakroom/platform';
import { waitUntil } from '@cloakroom/testing';
import { startGateway, type RunningGateway } from '../start-gateway.js';
import { startTestGateway, TEST_ORIGIN, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';
import { TestSocket } from '../testing/test-socket.js';
import { SessionWatch } from './session-watch.js';

let gateway: TestGateway;
let second: RunningGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  second = await startGateway(gateway.config, createLogger({ processName: 'gateway', level: 'silent' }));
});

afterAll(async () => {
  await second.close();
  await gateway.close();
});

const secondUrl = () => `http://127.0.0.1:${second.port}`;

describe('a socket is let in', () => {
  it('for a signed-in page of a trusted origin alone', async () => {
    const { cookie } = await TestPerson.signUp(gateway);
    const connect = (headers: Record<string, string>) => TestSocket.connect(gateway.url, headers);
    await expect(connect({ cookie, origin: TEST_ORIGIN })).resolves.toBeInstanceOf(TestSocket);
    await expect(connect({ cookie, origin: 'https://evil.example' })).rejects.toThrow();
    await expect(connect({ cookie })).rejects.toThrow();
    await expect(connect({ cookie, origin: `${TEST_ORIGIN}.evil.example` })).rejects.toThrow();
    await expect(connect({ origin: TEST_ORIGIN })).rejects.toThrow('signed-out');
    await expect(connect({ cookie: 'better-auth.session_token=x.y', origin: TEST_ORIGIN })).rejects.toThrow(
      'signed-out',
    );
  });

  it('as nobody else than whom its page shows, after another account has signed in in the same browser', async () => {
    const [before, now] = [await TestPerson.signUp(gateway), await TestPerson.signUp(gateway)];
    const headers = { cookie: now.cookie, origin: TEST_ORIGIN };
    await expect(TestSocket.connect(gateway.url, headers, { userId: before.owner })).rejects.toThrow('other-account');
    await expect(TestSocket.connect(gateway.url, headers, { userId: now.owner })).resolves.toBeInstanceOf(TestSocket);
  });

  it('and loses its connection with a frame beyond all limits, while others keep theirs', async () => {
    const person = await TestPerson.signUp(gateway);
    const [flooding, other] = await Promise.all([person.connect(), person.connect()]);
    const ended = flooding.ended;
    flooding.client.emit('run:unsubscribe', { runId: 'x'.repeat(400_000) }, () => undefined);
    await ended;
    expect(await other.ask('run:unsubscribe', { runId: 'x' })).toMatchObject({ ok: false });
  });
});

describe('a session that ends', () => {
  it('closes its own sockets on every gateway at once, and no others', async () => {
    const phone = await TestPerson.signUp(gateway);
    const laptop = await phone.signInAgain();
    const onPhone = await phone.connect();
    const onOtherGateway = await TestSocket.connect(secondUrl(), { origin: TEST_ORIGIN, cookie: phone.cookie });
    const onLaptop = await laptop.connect();
    const ended = Promise.all([onPhone.ended, onOtherGateway.ended]);
    expect((await laptop.request('POST', '/api/auth/revoke-other-sessions', {})).status).toBe(200);
    await ended;
    expect(await onLaptop.ask('run:unsubscribe', { runId: 'x' })).toMatchObject({ ok: false });
    await expect(phone.connect()).rejects.toThrow('signed-out');
  });
});

describe('a session that is gone from the database', () => {
  it('loses its sockets when sessions are looked up again, and one that is there keeps them', async () => {
    const [gone, kept] = await Promise.all([TestPerson.signUp(gateway), TestPerson.signUp(gateway)]);
    const [closing, open] = await Promise.all([gone.connect(), kept.connect()]);
    const { db } = gateway.persistence.mongo.authDatabase();
    await db.collection('session').deleteMany({ userId: String(gone.owner) });
    const ended = closing.ended;
    await gateway.running.app.get(SessionWatch).recheck();
    await ended;
    expect(await open.ask('run:unsubscribe', { runId: 'x' })).toMatchObject({ ok: false });
  });
});

describe('a change of secrets', () => {
  it('is told to the pages of its owner on every gateway', async () => {
    const person = await TestPerson.signUp(gateway);
    const stranger = await (await TestPerson.signUp(gateway)).connect();
    const here = await person.connect();
    const there = await TestSocket.connect(secondUrl(), { origin: TEST_ORIGIN, cookie: person.cookie });
    const body = { name: 'TOLD_EVERYWHERE', value: 'a value' };
    expect((await person.request('POST', '/api/v1/secrets', body)).status).toBe(201);
    await waitUntil('both pages hear of it', () => here.secretsChanged === 1 && there.secretsChanged === 1);
    expect(stranger.secretsChanged).toBe(0);
  });
});
