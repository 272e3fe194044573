import { type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ownerId } from '@cloakroom/persistence';
import { WorkerWorld, createCanary } from '@cloakroom/testing';

const TIMEOUT_MS = 120_000;

/** Tries to get uses past the books: behind many requests, behind many headers, and where nothing or everything fails. */
const PROGRAM = `
const { OPEN_KEY, SEALED_KEY, DECOY } = process.env;
const ask = (url, headers = {}) => fetch(url, { headers }).then((answer) => answer.text()).catch((error) => String(error));
for (let at = 0; at < 30; at++) await ask('https://api.example.com/turn/4');
for (let at = 0; at < 10; at++) await ask('https://api.example.com/open/' + at, { 'x-key': OPEN_KEY });
for (let at = 0; at < 5; at++) await ask('https://api.example.com/sealed/' + at, { authorization: 'Bearer ' + SEALED_KEY });
const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => ['x-' + at, DECOY]));
await ask('https://api.example.com/many', { ...many, 'z-key': OPEN_KEY });
await ask('https://api.example.com/cut', { 'x-key': OPEN_KEY });
await ask('https://api.example.com/odd', { 'x-key': SEALED_KEY });
await ask('https://api.example.com/away', { 'x-key': OPEN_KEY, authorization: OPEN_KEY });
await ask('https://down.example.com/down', { 'x-key': OPEN_KEY });
await ask('https://down.example.com/denied', { 'x-key': SEALED_KEY });
await ask('https://api.example.com/big', { 'x-key': OPEN_KEY.repeat(2000) });
'done'`;

describe('receipts and audit trail, against what a host has really received', () => {
  const values = { OPEN_KEY: createCanary(), SEALED_KEY: createCanary(), DECOY: createCanary() };
  let world: WorkerWorld;
  let api: Server;
  const received: string[] = [];

  function answer(url: string, response: ServerResponse): void {
    const turns = Number(/^\/turn\/(\d)$/.exec(url)?.[1] ?? 0);
    if (turns > 0) response.writeHead(302, { location: `/turn/${turns - 1}` }).end();
    else if (url === '/away') response.writeHead(307, { location: 'https://other.example.com/there' }).end();
    else if (url === '/odd') response.writeHead(200, { 'content-encoding': 'compress' }).end('x');
    else if (url === '/cut') response.destroy();
    else response.end('ok');
  }

  beforeAll(async () => {
    api = createServer((request, response) => {
      const headers = JSON.stringify(request.headers);
      for (const [name, value] of Object.entries(values)) {
        if (headers.includes(value)) received.push(`${name} ${request.headers.host ?? ''}${request.url ?? ''}`);
      }
      answer(request.url ?? '', response);
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    const { port } = api.address() as AddressInfo;
    const there = ['api', 'other'].map((name) => `${name}.example.com=http://127.0.0.1:${port}`);
    world = await WorkerWorld.open();
    // Port 1 of this machine: nobody listens there.
    await world.startWorker({ EGRESS_HOST_OVERRIDES: [...there, 'down.example.com=http://127.0.0.1:1'].join(',') });
  }, TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    await new Promise((resolve) => api.close(resolve));
  }, TIMEOUT_MS);

  it(
    'are the same, use by use',
    async () => {
      const user = world.newUser();
      const ids = new Map<string, string>();
      for (const [name, value] of Object.entries(values)) ids.set(name, await user.saveSecret(name, value));
      const binding = { host: 'api.example.com', pathPrefix: null, place: 'anywhere', headerName: null } as const;
      await user.change(ids.get('SEALED_KEY') ?? '', { mode: 'sealed', bindings: [binding] });
      world.model.play((_, turn) =>
        turn === 0 ? [{ call: 'run_javascript', args: { code: PROGRAM } }] : [{ text: 'Done.' }],
      );
      const run = await user.ask('Use them');
      await world.ended(run.runId, 100_000);

      const { entries } = await world.persistence.audit.export(ownerId(user.userId));
      const used = entries.flatMap(({ event }) =>
        event.type === 'secret.used' && event.how === 'sent' ? [`${event.secretName} ${event.host}${event.path}`] : [],
      );
      expect(received).toHaveLength(10 + 5 + 2 + 1 + 1 + 2);
      expect(used.toSorted()).toEqual(received.toSorted());
      const refused = entries.flatMap(({ event }) => (event.type === 'secret.refused' ? [event.host] : []));
      expect(refused).toEqual(['down.example.com']);

      const [call] = await user.answer(run);
      if (call?.type !== 'tool') throw new TypeError('There was no call.');
      expect(call).toMatchObject({ state: 'succeeded', result: expect.stringContaining('done') as unknown });
      const told = call.requests.flatMap(({ host, path, denied, secrets = [] }) =>
        denied === true ? [] : [...new Set(secrets.map(({ name }) => `${name} ${host}${path}`))],
      );
      expect(told.toSorted()).toEqual(received.toSorted());
      const counts = call.secrets.filter(({ how }) => how === 'sent').map(({ name, count }) => [name, count]);
      expect(counts).toEqual(
        ['DECOY', 'OPEN_KEY', 'SEALED_KEY'].map((name) => [
          name,
          received.filter((use) => use.startsWith(`${name} `)).length,
        ]),
      );
    },
    TIMEOUT_MS,
  );
});
