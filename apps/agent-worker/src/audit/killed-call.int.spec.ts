import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ownerId } from '@cloakroom/persistence';
import { type AppProcess, type TestUser, WorkerWorld, createCanary, findCanary, waitUntil } from '@cloakroom/testing';

const TIMEOUT_MS = 90_000;
const MESSAGE = 'signed text '.repeat(3);

const PROGRAM = `
const headers = { authorization: 'Bearer ' + process.env.SENT_KEY };
await fetch('https://api.example.com/one', { headers });
await secrets.hmac('SIGNING_KEY', ${JSON.stringify(MESSAGE)});
await fetch('https://api.example.com/plain');
await fetch('https://api.example.com/hold', { headers });`;

describe('the uses of a call whose worker is killed', () => {
  let world: WorkerWorld;
  let api: Server;
  let received: string[];
  let letGo: () => void;

  beforeAll(async () => {
    api = createServer((request, response) => {
      received.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      if (request.url === '/hold') letGo = () => void response.end('late');
      else response.end('ok');
    });
    await new Promise<void>((done) => api.listen(0, '127.0.0.1', done));
    world = await WorkerWorld.open();
  }, TIMEOUT_MS);

  afterEach(() => world.killWorkers(), TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    api.closeAllConnections();
    api.close();
  }, TIMEOUT_MS);

  function startWorker(): Promise<AppProcess> {
    const { port } = api.address() as AddressInfo;
    return world.startWorker({ EGRESS_HOST_OVERRIDES: `api.example.com=http://127.0.0.1:${port}` });
  }

  async function beginCall() {
    received = [];
    const user = world.newUser();
    const value = createCanary();
    await user.saveSecret('SENT_KEY', value);
    await user.saveSecret('SIGNING_KEY', createCanary());
    const turns = [[{ call: 'run_javascript', args: { code: PROGRAM } }]];
    world.model.play((_, turn) => turns[turn] ?? [{ text: 'Interrupted.' }]);
    const run = await user.ask('Use them.');
    await waitUntil('the last request', () => received.length === 3, 30_000);
    return { user, value, run };
  }

  async function usesOf(user: TestUser) {
    const { entries } = await world.persistence.audit.export(ownerId(user.userId));
    return entries.flatMap(({ event }) => (event.type === 'secret.used' && event.how !== 'env' ? [event] : []));
  }

  const expected = (runId: string) => [
    { secretName: 'SENT_KEY', how: 'sent', runId, host: 'api.example.com', path: '/one' },
    { secretName: 'SENT_KEY', how: 'sent', runId, host: 'api.example.com', path: '/hold', status: null },
    { secretName: 'SIGNING_KEY', how: 'signed', runId, count: 1 },
  ];

  it(
    'are on the trail when the next worker has the run, and nothing of them is left beside it',
    async () => {
      const first = await startWorker();
      const { user, value, run } = await beginCall();
      expect(await usesOf(user)).toEqual([]);
      expect(findCanary(value, await world.everything())).toEqual([]);
      await first.kill();
      await startWorker();
      await world.ended(run.runId, 40_000);
      expect(received.filter((request) => request.includes(value))).toHaveLength(2);
      expect(await usesOf(user)).toMatchObject(expected(run.runId));
      expect(await world.persistence.useJournal.unsettled(ownerId(user.userId), run.runId)).toEqual(new Map());
    },
    TIMEOUT_MS,
  );

  it(
    'are there once when a worker that hung comes back',
    async () => {
      const first = await startWorker();
      const { user, run } = await beginCall();
      first.signal('SIGSTOP');
      await startWorker();
      await world.ended(run.runId, 40_000);
      first.signal('SIGCONT');
      letGo();
      await waitUntil('the first worker to give the run up', () => first.output.includes(run.runId), 20_000);
      first.signal('SIGTERM');
      await first.ended();
      expect(await usesOf(user)).toMatchObject(expected(run.runId));
      expect(await usesOf(user)).toHaveLength(3);
    },
    TIMEOUT_MS,
  );
});
