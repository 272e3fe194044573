import { randomUUID } from 'node:crypto';
import type { MessageSent, RunPosition, SocketAck } from '@cloakroom/contracts';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { TestPerson } from '../testing/test-person.js';

const PER_USER = 3;
const IN_ALL = 5;

let world: TestGateway;

// No worker is there: what is sent waits.
beforeEach(async () => {
  const limits = {
    MAX_QUEUED_RUNS_PER_USER: String(PER_USER),
    MAX_QUEUED_RUNS: String(IN_ALL),
    MAX_RUNS_PER_USER: '1',
  };
  world = await startTestGateway(limits);
});

afterEach(async () => {
  await world.close();
});

type Page = Awaited<ReturnType<TestPerson['connect']>>;
const newMessage = () => ({ conversationId: randomUUID(), clientMessageId: randomUUID(), text: 'Hello.' });

function dataOf<T>(ack: SocketAck<T>): T {
  if (!ack.ok) throw new Error(`Refused: ${ack.error.code}`);
  return ack.data;
}

function refusalOf<T>(ack: SocketAck<T>) {
  if (ack.ok) throw new Error('Was taken.');
  return ack.error;
}

async function send(page: Page, message = newMessage()): Promise<MessageSent> {
  return dataOf(await page.client.emitWithAck('message:send', message));
}

async function position(page: Page, runId: string): Promise<RunPosition> {
  return dataOf(await page.client.emitWithAck('run:position', { runId }));
}

async function stored(): Promise<Record<string, number>> {
  const { db } = world.persistence.mongo.authDatabase();
  const [conversations, messages, runs] = await Promise.all(
    ['conversations', 'messages', 'runs'].map((name) => db.collection(name).countDocuments({})),
  );
  return { conversations: conversations ?? 0, messages: messages ?? 0, runs: runs ?? 0 };
}

describe('a queue that is long', () => {
  it('refuses one person too many runs, stores nothing of it, and takes the same message once there is room', async () => {
    const page = await (await TestPerson.signUp(world)).connect();
    const sent = [await send(page), await send(page), await send(page)];
    const refused = newMessage();
    const before = await stored();
    const refusal = refusalOf(await page.client.emitWithAck('message:send', refused));
    expect(refusal.code).toBe('too-many-runs-waiting');
    expect(refusal.message).toMatch(/^3 of your answers are waiting already/);
    expect(await stored()).toEqual(before);
    await page.client.emitWithAck('run:cancel', { runId: sent[0]?.runId ?? '' });
    const taken = await send(page, refused);
    expect(await send(page, refused)).toEqual(taken);
    expect(await stored()).toEqual({ conversations: 4, messages: 8, runs: 4 });
  });

  it('refuses everybody when it is full, but not what it has taken already', async () => {
    const [one, other] = [await TestPerson.signUp(world), await TestPerson.signUp(world)];
    const [page, otherPage] = [await one.connect(), await other.connect()];
    const first = newMessage();
    const sent = await send(page, first);
    for (let more = 0; more < 2; more += 1) await send(page);
    for (let more = 0; more < 2; more += 1) await send(otherPage);
    const refusal = refusalOf(await otherPage.client.emitWithAck('message:send', newMessage()));
    expect(refusal.code).toBe('queue-full');
    expect(refusal.message).toMatch(/Nothing was sent\. Send it again/);
    expect(await send(page, first)).toEqual(sent);
  });
});

describe('the place in the queue', () => {
  it('of one person is behind the first of another, not behind all', async () => {
    const [one, other] = [await TestPerson.signUp(world), await TestPerson.signUp(world)];
    const [page, otherPage] = [await one.connect(), await other.connect()];
    const many = [await send(page), await send(page), await send(page)];
    const single = await send(otherPage);
    const places = await Promise.all(many.map(async ({ runId }) => (await position(page, runId)).position));
    expect(places).toEqual([1, 3, 4]);
    expect(await position(otherPage, single.runId)).toEqual({ runId: single.runId, position: 2, ownLimit: false });
  });

  it('comes with the subscription, says whether one waits for oneself, and is none once the run is at work', async () => {
    const person = await TestPerson.signUp(world);
    const page = await person.connect();
    const [first, second] = [await send(page), await send(page)];
    const subscribed = dataOf(await page.client.emitWithAck('run:subscribe', { runId: second.runId, lastSeq: 0 }));
    expect(subscribed).toMatchObject({ status: 'queued', position: 2 });
    await world.persistence.systemRuns.claimRun(first.runId, 'worker', null, { userSlots: 1 });
    expect(await position(page, first.runId)).toEqual({ runId: first.runId, position: null, ownLimit: false });
    const third = await send(page);
    expect(await position(page, third.runId)).toEqual({ runId: third.runId, position: 2, ownLimit: true });
  });

  it('is told to nobody else', async () => {
    const [page, stranger] = [
      await (await TestPerson.signUp(world)).connect(),
      await (await TestPerson.signUp(world)).connect(),
    ];
    const { runId } = await send(page);
    expect(await stranger.client.emitWithAck('run:position', { runId })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
  });
});
