import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ownerId } from '@cloakroom/persistence';
import { type TestUser, WorkerWorld, createCanary, findCanary } from '@cloakroom/testing';

const TIMEOUT_MS = 60_000;

describe('the accounting of a run', () => {
  let world: WorkerWorld;
  let user: TestUser;
  let host: Server;
  let received: string[];

  beforeAll(async () => {
    host = createServer((request, response) => {
      received.push(`${request.headers.host ?? ''}${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      response.writeHead(201).end('ok');
    });
    await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
    const { port } = host.address() as AddressInfo;
    world = await WorkerWorld.open();
    await world.startWorker({ EGRESS_HOST_OVERRIDES: `api.example.com=http://127.0.0.1:${port}` });
  }, TIMEOUT_MS);

  afterAll(async () => {
    host.close();
    await world.close();
  }, TIMEOUT_MS);

  beforeEach(() => {
    user = world.newUser();
    received = [];
  });

  async function events() {
    const { entries } = await world.persistence.audit.export(ownerId(user.userId));
    return entries.map(({ event }) => event);
  }

  async function run(...codes: string[]) {
    const turns = codes.map((code) => [{ call: 'run_javascript', args: { code } }]);
    world.model.play((_, turn) => turns[turn] ?? [{ text: 'Done.' }]);
    const asked = await user.ask('Go.');
    expect(await world.ended(asked.runId)).toMatchObject({ status: 'finished' });
    return asked;
  }

  it(
    'has an entry for what code reads and for each request, as the played host received it',
    async () => {
      const value = createCanary();
      await user.saveSecret('API_KEY', value);
      await user.saveSecret('UNUSED_KEY', createCanary());
      const send =
        'await fetch("https://api.example.com/v1/a", {headers: {authorization: "Bearer " + process.env.API_KEY}})';
      const { runId, conversationId } = await run(`${send}; ${send.replace('/v1/a', '/v1/b')}; "sent"`, '1 + 1');
      expect(received).toHaveLength(2);
      expect(received[0]).toContain(value);
      const place = { secretName: 'API_KEY', mode: 'exposed', runId, conversationId };
      expect(await events()).toMatchObject([
        { type: 'secret.used', how: 'env', ...place, host: null },
        { type: 'secret.used', how: 'sent', ...place, host: 'api.example.com', path: '/v1/a', status: 201 },
        { type: 'secret.used', how: 'sent', ...place, host: 'api.example.com', path: '/v1/b', status: 201 },
      ]);
      const secrets = await user.secrets();
      expect(secrets.map(({ name, exposedRuns }) => [name, exposedRuns])).toEqual([
        ['API_KEY', 1],
        ['UNUSED_KEY', 1],
      ]);
      expect(secrets.map(({ destinations }) => destinations)).toMatchObject([
        [{ host: 'api.example.com', place: 'header', headerName: 'authorization', count: 2 }],
        [],
      ]);
      const places = await world.everything();
      places.set('trail', JSON.stringify(await events()));
      expect(findCanary(value, places)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'writes down where a sealed secret was not let go, and counts no run that could read it',
    async () => {
      const id = await user.saveSecret('SEALED_KEY', createCanary());
      const bindings = [{ host: 'other.example.com', pathPrefix: null, place: 'anywhere' as const, headerName: null }];
      await user.change(id, { mode: 'sealed', bindings });
      await run('await fetch("https://api.example.com/", {headers: {x: process.env.SEALED_KEY}}).catch(() => "no")');
      expect(received).toEqual([]);
      expect(await events()).toMatchObject([
        { type: 'secret.used', how: 'env', mode: 'sealed', secretName: 'SEALED_KEY' },
        { type: 'secret.refused', secretName: 'SEALED_KEY', host: 'api.example.com' },
      ]);
      expect(await user.secrets()).toMatchObject([{ exposedRuns: 0, destinations: [] }]);
    },
    TIMEOUT_MS,
  );

  it(
    'neither gives nor names a secret that is off or has expired, and counts no run for it',
    async () => {
      const [off, old] = [
        await user.saveSecret('OFF_KEY', createCanary()),
        await user.saveSecret('OLD_KEY', createCanary()),
      ];
      await user.change(off, { enabled: false });
      await user.change(old, { expiresAt: new Date(Date.now() - 1_000) });
      const asked = await run('[process.env.OFF_KEY, process.env.OLD_KEY].map(String).join()');
      expect(await user.answer(asked)).toContainEqual(expect.objectContaining({ result: 'undefined,undefined' }));
      expect(await events()).toEqual([]);
      expect((await user.secrets()).map(({ exposedRuns }) => exposedRuns)).toEqual([0, 0]);
      const [{ messages } = { messages: [] }] = world.model.requests.slice(-2) as { messages: { content: string }[] }[];
      expect(JSON.stringify(messages[0])).not.toContain('OFF_KEY');
    },
    TIMEOUT_MS,
  );
});
