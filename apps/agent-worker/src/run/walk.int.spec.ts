import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestUser, WorkerWorld, createCanary, findCanary } from '@cloakroom/testing';

const TIMEOUT_MS = 120_000;
const anywhere = { pathPrefix: null, place: 'anywhere', headerName: null } as const;

const javascript = `const bearerToken = process.env.X_BEARER_TOKEN;
const response = await fetch(
  "https://api.x.com/2/tweets/search/recent?query=@CreaoAI",
  { headers: { Authorization: \`Bearer \${bearerToken}\` } }
);
await response.text()`;

const python = `import os
bearer_token = os.environ["X_BEARER_TOKEN"]
import requests
headers = {"Authorization": f"Bearer {bearer_token}"}
response = requests.get("https://api.x.com/2/tweets/search/recent", params={"query": "@CreaoAI"}, headers=headers)
print(response.text)`;

describe('the programs that must always work', () => {
  let world: WorkerWorld;
  let user: TestUser;
  let api: Server;
  const value = createCanary();
  const received: (string | undefined)[] = [];

  beforeAll(async () => {
    api = createServer((request, response) => {
      received.push(request.headers.authorization);
      response.end(`{"seen":"${request.headers.authorization ?? ''}","path":"${request.url ?? ''}"}`);
    });
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    world = await WorkerWorld.open();
    const { port } = api.address() as AddressInfo;
    await world.startWorker({ EGRESS_HOST_OVERRIDES: `api.x.com=http://127.0.0.1:${port}` });
    user = world.newUser();
    await user.saveSecret('X_BEARER_TOKEN', value);
  }, TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    await new Promise((resolve) => api.close(resolve));
  }, TIMEOUT_MS);

  it.each([
    ['run_javascript', javascript],
    ['run_python', python],
  ])(
    '%s sends the value to the host, and shows it to nobody even when the host echoes it',
    async (tool, code) => {
      received.length = 0;
      world.model.play((_, turn) => (turn === 0 ? [{ call: tool, args: { code } }] : [{ text: 'Found.' }]));
      const run = await user.ask('Search X using my X_BEARER_TOKEN secret');
      expect(await world.ended(run.runId, 100_000)).toMatchObject({ status: 'finished' });
      const answer = await user.answer(run);
      expect(received).toEqual([`Bearer ${value}`]);
      expect(answer).toMatchObject([
        {
          type: 'tool',
          state: 'succeeded',
          requests: [{ method: 'GET', host: 'api.x.com', path: '/2/tweets/search/recent', status: 200 }],
        },
        { type: 'text' },
      ]);
      expect(JSON.stringify(answer)).toContain('Bearer «X_BEARER_TOKEN»');
      const places = await world.everything();
      places.set('answer', JSON.stringify(answer));
      places.set('events', JSON.stringify(await world.events(user, run.runId)));
      places.set('model', JSON.stringify(world.model.requests));
      expect(findCanary(value, places)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['run_javascript', javascript],
    ['run_python', python],
  ])(
    '%s runs unchanged with a sealed secret: the host gets the value, the program never has it',
    async (tool, code) => {
      received.length = 0;
      const sealedUser = world.newUser();
      const id = await sealedUser.saveSecret('X_BEARER_TOKEN', value);
      await sealedUser.change(id, { mode: 'sealed', bindings: [{ ...anywhere, host: 'api.x.com' }] });
      world.model.play((_, turn) => (turn === 0 ? [{ call: tool, args: { code } }] : [{ text: 'Found.' }]));
      const run = await sealedUser.ask('Search X using my X_BEARER_TOKEN secret');
      expect(await world.ended(run.runId, 100_000)).toMatchObject({ status: 'finished' });
      expect(received).toEqual([`Bearer ${value}`]);
      const answer = await sealedUser.answer(run);
      const use = { name: 'X_BEARER_TOKEN', place: 'header', headerName: 'authorization', mode: 'sealed' };
      expect(answer[0]).toMatchObject({ state: 'succeeded', requests: [{ status: 200, secrets: [use] }] });
      expect(JSON.stringify(answer)).toContain('Bearer «X_BEARER_TOKEN»');
      await sealedUser.change(id, { bindings: [{ ...anywhere, host: 'api.elsewhere.com' }] });
      const again = await sealedUser.ask('Search X once more', run);
      await world.ended(again.runId, 100_000);
      expect(received).toHaveLength(1);
      const [denied] = await sealedUser.answer(again);
      expect(denied).toMatchObject({ state: 'failed', requests: [{ status: null, denied: true, secrets: [use] }] });
      expect(JSON.stringify(denied)).toContain('it may go only to api.elsewhere.com');
    },
    TIMEOUT_MS,
  );

  it(
    'a value in a path is masked in the kept requests, a refusal is marked, and the run says how it was kept apart',
    async () => {
      const code = `await fetch('https://api.x.com/bot' + process.env.X_BEARER_TOKEN + '/send?q=1');
        await fetch('http://127.0.0.1:1/' + process.env.X_BEARER_TOKEN).catch(() => 0);`;
      world.model.play((_, turn) => (turn === 0 ? [{ call: 'run_javascript', args: { code } }] : [{ text: 'Sent.' }]));
      const run = await user.ask('Send it');
      const ended = await world.ended(run.runId, 100_000);
      expect(ended).toMatchObject({ status: 'finished', isolation: { level: 'strict', missing: [] } });
      const answer = await user.answer(run);
      expect(answer[0]).toMatchObject({
        requests: [
          { method: 'GET', host: 'api.x.com', path: '/bot«X_BEARER_TOKEN»/send', status: 200 },
          { method: 'GET', host: '127.0.0.1:1', path: '/«X_BEARER_TOKEN»', status: null, denied: true },
        ],
      });
      const places = await world.everything();
      places.set('answer', JSON.stringify(answer));
      expect(findCanary(value, places)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
