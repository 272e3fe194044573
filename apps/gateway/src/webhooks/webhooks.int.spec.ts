import { createHmac, randomUUID } from 'node:crypto';
import {
  createdWebhookSchema,
  runAcceptedSchema,
  webhookDeliveryListSchema,
  webhookListSchema,
  WEBHOOK_MAX_FAILURES,
  type CreatedWebhook,
  type WebhookDelivery,
  type WebhookEvent,
} from '@cloakroom/contracts';
import { createCanary, findCanary, freePort, waitUntil, WorkerWorld } from '@cloakroom/testing';
import { TestPerson } from '../testing/test-person.js';
import { type ReceivedTry, WebhookReceiver } from './testing/webhook-receiver.js';

const TIMEOUT_MS = 120_000;
const ALL: WebhookEvent[] = ['run.finished', 'run.failed', 'run.cancelled', 'run.waiting'];

let world: WorkerWorld;
let receiver: WebhookReceiver;
let person: TestPerson;

beforeAll(async () => {
  world = await WorkerWorld.open();
  receiver = await WebhookReceiver.start();
  const port = await freePort();
  await world.startGateway(port);
  await world.startWorker({ EGRESS_HOST_OVERRIDES: `hooks.example=${receiver.origin}` });
  person = await TestPerson.signUp({ url: `http://127.0.0.1:${port}`, origin: `http://localhost:${port}` });
}, TIMEOUT_MS);

afterAll(async () => {
  await world.close();
  await receiver.close();
}, TIMEOUT_MS);

async function makeHook(path = '/in', host = 'https://hooks.example'): Promise<CreatedWebhook> {
  const answer = await person.request('POST', '/api/v1/webhooks', { url: `${host}${path}`, events: ALL });
  if (answer.status !== 201) throw new Error(`No webhook: ${answer.text}`);
  return createdWebhookSchema.parse(answer.body);
}

async function removeHooks(): Promise<void> {
  const { webhooks } = webhookListSchema.parse((await person.request('GET', '/api/v1/webhooks')).body);
  for (const { id } of webhooks) await person.request('DELETE', `/api/v1/webhooks/${id}`);
}

async function startRun(input: string): Promise<string> {
  return runAcceptedSchema.parse((await person.request('POST', '/api/v1/runs', { input })).body).id;
}

async function deliveriesOf({ webhook }: CreatedWebhook): Promise<WebhookDelivery[]> {
  const answer = await person.request('GET', `/api/v1/webhooks/${webhook.id}/deliveries`);
  return webhookDeliveryListSchema.parse(answer.body).deliveries;
}

async function sendTest(hook: CreatedWebhook): Promise<WebhookDelivery | undefined> {
  const before = (await deliveriesOf(hook)).length;
  await person.request('POST', `/api/v1/webhooks/${hook.webhook.id}/test`);
  await waitUntil(
    'the test to be settled',
    async () => {
      const all = await deliveriesOf(hook);
      return all.length > before && all[0]?.state !== 'pending';
    },
    30_000,
  );
  return (await deliveriesOf(hook))[0];
}

/** As the specification has a receiver verify. */
function isSigned({ headers, raw }: ReceivedTry, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${raw}`;
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

describe('a webhook', () => {
  afterEach(removeHooks);

  it(
    'is told of an end in ids, signed, and again with the same id when it did not take it',
    async () => {
      const canary = createCanary();
      const hook = await makeHook();
      receiver.answers.push({ status: 503 });
      const runId = await startRun(`Please say ${canary}`);
      await waitUntil('the second try', () => receiver.ofRun(runId).length === 2, 40_000);
      const [first, second] = receiver.ofRun(runId);
      expect(first?.body).toMatchObject({
        type: 'run.finished',
        data: { runId, status: 'finished', waitingFor: null },
      });
      expect(second?.raw).toBe(first?.raw);
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      expect([first, second].map((one) => one !== undefined && isSigned(one, hook.secret))).toEqual([true, true]);
      await waitUntil(
        'the delivery to be noted',
        async () => (await deliveriesOf(hook))[0]?.state === 'delivered',
        30_000,
      );
      expect(await deliveriesOf(hook)).toMatchObject([
        { id: first?.headers['webhook-id'], type: 'run.finished', runId, attempts: 2, status: 204 },
      ]);
      expect(receiver.tries.map(({ raw }) => raw).join()).not.toContain(canary);
      expect(findCanary(hook.secret.slice('whsec_'.length), await world.everything())).toEqual([]);
      expect((await person.request('GET', '/api/v1/webhooks')).text).not.toContain(hook.secret);
    },
    TIMEOUT_MS,
  );

  it(
    'is told that a run waits for its person, and then how it ended, each once',
    async () => {
      world.model.play((_request, turn) =>
        turn === 0
          ? [{ call: 'request_secret', args: { name: 'ACME_KEY', reason: 'to ask', hosts: ['api.example.com'] } }]
          : [{ text: 'Then not.' }],
      );
      await makeHook();
      const runId = await startRun('Ask Acme.');
      await waitUntil('the question', () => receiver.ofRun(runId).length === 1, 30_000);
      expect(receiver.ofRun(runId)[0]?.body).toMatchObject({
        type: 'run.waiting',
        data: { status: 'waiting', waitingFor: 'secret' },
      });
      const [prompt] = await world.persistence.prompts.listOpen(person.owner);
      await person.request('POST', `/api/v1/prompts/${prompt?.id ?? ''}/decline`);
      await waitUntil('the end', () => receiver.ofRun(runId).length === 2, 30_000);
      const ids = receiver.ofRun(runId).map(({ headers }) => headers['webhook-id']);
      expect(receiver.ofRun(runId)[1]?.body.type).toBe('run.finished');
      expect(new Set(ids).size).toBe(2);
    },
    TIMEOUT_MS,
  );

  it(
    'reaches no private address, and follows no redirect',
    async () => {
      for (const host of ['https://127.0.0.1', 'https://169.254.169.254', 'https://[::1]', 'https://localhost']) {
        const hook = await makeHook('/in', host);
        expect(await sendTest(hook)).toMatchObject({ state: 'failed', status: null, problem: 'DENIED' });
        await removeHooks();
      }
      const hook = await makeHook('/moved');
      receiver.answers.push({ status: 307, location: 'https://hooks.example/elsewhere' });
      expect(await sendTest(hook)).toMatchObject({ type: 'webhook.test', state: 'failed', status: 307, attempts: 1 });
      expect(receiver.tries.map(({ path }) => path)).not.toContain('/elsewhere');
    },
    TIMEOUT_MS,
  );

  it(
    'is switched off after many failures in a row, drops what was to come, and sends it when asked again',
    async () => {
      const hook = await makeHook();
      const { id } = hook.webhook;
      const { db } = world.persistence.mongo.authDatabase();
      const nearly = { $set: { failures: WEBHOOK_MAX_FAILURES - 1 } };
      await db.collection<{ _id: string }>('webhooks').updateOne({ _id: id }, nearly);
      const { webhooks } = world.persistence;
      const about = {
        type: 'run.failed',
        runId: null,
        conversationId: null,
        status: 'failed',
        waitingFor: null,
      } as const;
      receiver.answers.push({ status: 500 });
      // Without a job: the sweeper finds them.
      const longAgo = new Date(Date.now() - 60_000);
      await webhooks.insertDelivery(person.owner, { ...about, webhookId: id, occasion: randomUUID() }, longAgo);
      const stateOf = async () =>
        webhookListSchema.parse((await person.request('GET', '/api/v1/webhooks')).body).webhooks[0]?.state;
      await waitUntil('the webhook to be switched off', async () => (await stateOf()) === 'failing', 40_000);
      await waitUntil('the rest to be dropped', async () => (await deliveriesOf(hook))[0]?.state === 'dropped', 40_000);
      expect((await person.request('GET', '/api/v1/audit?type=webhook&limit=1')).body).toMatchObject({
        entries: [{ event: { type: 'webhook.failing', host: 'hooks.example' } }],
      });
      await person.request('PATCH', `/api/v1/webhooks/${id}`, { enabled: true });
      const [dropped] = await deliveriesOf(hook);
      await person.request('POST', `/api/v1/webhooks/${id}/deliveries/${dropped?.id ?? ''}/resend`);
      await waitUntil('it to be delivered', async () => (await deliveriesOf(hook))[0]?.state === 'delivered', 30_000);
      expect(receiver.tries.at(-1)?.headers['webhook-id']).toBe(dropped?.id);
    },
    TIMEOUT_MS,
  );

  it(
    'makes a try again that was lost with its worker, with the same id, and gives up when all were',
    async () => {
      const hook = await makeHook();
      const { webhooks, systemWebhooks } = world.persistence;
      const about = {
        type: 'run.failed',
        runId: null,
        conversationId: null,
        status: 'failed',
        waitingFor: null,
      } as const;
      const soon = new Date(Date.now() + 3_600_000);
      const insert = () =>
        webhooks.insertDelivery(person.owner, { ...about, webhookId: hook.webhook.id, occasion: randomUUID() }, soon);
      const [lost, hopeless] = [(await insert()) ?? '', (await insert()) ?? ''];
      expect((await systemWebhooks.claim(lost, soon))?.delivery.attempts).toBe(1);
      const { db } = world.persistence.mongo.authDatabase();
      const deliveries = db.collection<{ _id: string }>('webhookDeliveries');
      const nextAt = new Date(Date.now() - 60_000);
      await deliveries.updateOne({ _id: hopeless }, { $set: { nextAt, attempts: 7 } });
      await deliveries.updateOne({ _id: lost }, { $set: { nextAt } });
      const stateOf = async (id: string) => (await deliveriesOf(hook)).find((one) => one.id === id)?.state;
      await waitUntil('the lost one to be delivered', async () => (await stateOf(lost)) === 'delivered', 40_000);
      await waitUntil('the other to be given up', async () => (await stateOf(hopeless)) === 'failed', 40_000);
      const ids = receiver.tries.map(({ headers }) => headers['webhook-id']);
      expect([ids.filter((id) => id === lost).length, ids.includes(hopeless)]).toEqual([1, false]);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['an address without TLS', { url: 'http://hooks.example/', events: ALL }],
    ['an address with a password', { url: 'https://a:b@hooks.example/', events: ALL }],
    ['no events', { url: 'https://hooks.example/', events: [] }],
  ])('is not made with %s', async (_what, body) => {
    expect(await person.request('POST', '/api/v1/webhooks', body)).toMatchObject({ status: 400 });
  });

  it("is nobody else's to see, to change or to try", async () => {
    const { webhook } = await makeHook();
    const stranger = await TestPerson.signUp(person.gateway);
    const path = `/api/v1/webhooks/${webhook.id}`;
    for (const [method, place] of [
      ['GET', `${path}/deliveries`],
      ['POST', `${path}/test`],
      ['DELETE', path],
    ] as const) {
      expect((await stranger.request(method, place)).status).toBe(404);
    }
    expect((await stranger.request('PATCH', path, { enabled: false })).status).toBe(404);
  });
});
