import { randomUUID } from 'node:crypto';
import {
  apiRunSchema,
  createdApiKeySchema,
  emptyRunView,
  reduceRun,
  runAcceptedSchema,
  runEventSchema,
  type RunAccepted,
} from '@cloakroom/contracts';
import { type AppProcess, freePort, waitUntil, WorkerWorld } from '@cloakroom/testing';
import { sendRequest, TestPerson } from '../testing/test-person.js';
import { EventSourceReader, type ReadEvent } from './testing/event-source-reader.js';

const TIMEOUT_MS = 120_000;

describe('a run over REST', () => {
  let world: WorkerWorld;
  let gateways: { readonly url: string; readonly process: AppProcess }[];
  let secret: string;

  beforeAll(async () => {
    world = await WorkerWorld.open();
    const ports = [await freePort(), await freePort()];
    gateways = [];
    for (const port of ports) {
      gateways.push({ url: `http://127.0.0.1:${port}`, process: await world.startGateway(port) });
    }
    const [first = 0] = ports;
    const address = { url: `http://127.0.0.1:${first}`, origin: `http://localhost:${first}` };
    const person = await TestPerson.signUp(address);
    const key = await person.request('POST', '/api/v1/api-keys', { name: 'x', scopes: ['runs:read', 'runs:write'] });
    secret = createdApiKeySchema.parse(key.body).secret;
  }, TIMEOUT_MS);

  afterAll(() => world.close(), TIMEOUT_MS);

  const urlOf = (gateway: number): string => gateways[gateway]?.url ?? '';
  const headers = () => ({ authorization: `Bearer ${secret}` });

  async function start(gateway: number, key: string): Promise<RunAccepted> {
    const options = { origin: null, headers: { ...headers(), 'idempotency-key': key } };
    const body = { input: 'Count, please.' };
    const answer = await sendRequest({ url: urlOf(gateway) }, ['POST', '/api/v1/runs'], body, options);
    return runAcceptedSchema.parse(answer.body);
  }

  const follow = (gateway: number, runId: string, lastEventId: string): Promise<EventSourceReader> =>
    EventSourceReader.open(`${urlOf(gateway)}/api/v1/runs/${runId}/events`, {
      ...headers(),
      ...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }),
    });

  it(
    'is one run with every event once, although its gateway and its worker are killed in the middle',
    async () => {
      const gate = Promise.withResolvers<null>();
      world.model.play(() => [{ text: 'one ' }, { text: 'two ' }, { wait: gate.promise }, { text: 'three' }]);
      const worker = await world.startWorker();
      const key = randomUUID();
      const [here, there] = await Promise.all([start(0, key), start(1, key)]);
      expect(there).toEqual(here);

      const first = await follow(1, here.id, '');
      const texts = (events: readonly ReadEvent[]) => events.filter(({ type }) => type === 'text.delta');
      await waitUntil('the first words', () => texts(first.events).length > 0, 30_000);
      await gateways[1]?.process.kill();
      await first.ended();
      expect(await start(0, key)).toEqual(here);
      const second = await follow(0, here.id, first.lastEventId);
      await worker.kill();
      await world.startWorker();
      const again = (events: readonly ReadEvent[]) => events.filter(({ type }) => type === 'run.started');
      await waitUntil('the next attempt', () => again(second.events).length > 0, 60_000);
      gate.resolve(null);
      await second.ended();

      const all = [...first.events, ...second.events];
      expect(all.map(({ id }) => Number(id))).toEqual(all.map((_, index) => index + 1));
      const events = all.map(({ data }) => runEventSchema.parse(data));
      const view = events.reduce(reduceRun, emptyRunView(here.id));
      expect(view).toMatchObject({ status: 'finished', parts: [{ type: 'text', text: 'one two three' }] });
      const options = { origin: null, headers: headers() };
      await world.ended(here.id);
      const stored = await sendRequest({ url: urlOf(0) }, ['GET', here.links.self], undefined, options);
      expect(apiRunSchema.parse(stored.body)).toMatchObject({ status: 'finished', parts: view.parts });
      const { db } = world.persistence.mongo.authDatabase();
      const { conversationId } = here;
      const count = (name: string) => db.collection(name).countDocuments({ conversationId });
      expect([await count('runs'), await count('messages')]).toEqual([1, 2]);
    },
    TIMEOUT_MS,
  );
});
