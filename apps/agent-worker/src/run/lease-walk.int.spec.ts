import { createServer, type Server } from 'node:http';
import { ownerId } from '@cloakroom/persistence';
import { WorkerWorld, createCanary, findCanary, waitUntil } from '@cloakroom/testing';

const TIMEOUT_MS = 90_000;

/** Calls the host with the variable, and keeps its value in a file. */
const NAMING = `require("fs").writeFileSync("/workspace/kept.txt", process.env.A_KEY);
const answer = await fetch("https://api.example.com/", { headers: { authorization: process.env.A_KEY } });
console.log(answer.status);`;

/** Names no variable, and takes the value from where the first call kept it. */
const SNEAKING = `const kept = require("fs").readFileSync("/workspace/kept.txt", "utf8");
console.log(Object.keys(process.env).length, typeof process.env["A" + "_KEY"]);
await fetch("https://api.example.com/", { headers: { authorization: kept } });`;

describe.each(['exposed', 'sealed'] as const)('a secret that is asked for before use, %s', (mode) => {
  let world: WorkerWorld;
  let host: Server;
  const received: (string | undefined)[] = [];

  beforeAll(async () => {
    world = await WorkerWorld.open();
    host = createServer((request, response) => {
      received.push(request.headers.authorization);
      response.end('thanks');
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  }, TIMEOUT_MS);

  afterAll(async () => {
    await world.close();
    host.close();
  }, TIMEOUT_MS);

  it(
    'goes into the one call that was allowed, in a real sandbox, and out of no other',
    async () => {
      const address = host.address();
      const port = typeof address === 'object' ? address?.port : 0;
      await world.startWorker({ EGRESS_HOST_OVERRIDES: `api.example.com=http://127.0.0.1:${port}` });
      const canary = createCanary();
      const user = world.newUser();
      const owner = ownerId(user.userId);
      const secretId = await user.saveSecret('A_KEY', canary);
      const bindings = [{ host: 'api.example.com', pathPrefix: null, place: 'anywhere' as const, headerName: null }];
      await world.persistence.secrets.update(owner, secretId, { askBeforeUse: true, mode, bindings });
      const call = (code: string) => ({ call: 'run_javascript', args: { code } });
      const turns = [[call(NAMING)], [call(SNEAKING)], [{ text: 'Done.' }]];
      world.model.play((_, turn) => turns[turn] ?? []);
      const run = await user.ask('Look.');
      const status = async () => (await world.persistence.systemRuns.findRun(run.runId))?.status;
      await waitUntil('the run to wait', async () => (await status()) === 'waiting', 30_000);
      expect(received).toEqual([]);

      const [prompt] = await world.persistence.prompts.listOpen(owner);
      if (prompt === undefined) throw new TypeError('Nothing is asked.');
      await world.persistence.prompts.close(owner, prompt.id, { state: 'granted', scope: 'once' });
      const resumed = await world.persistence.runs.resume(owner, run.runId, prompt.id);
      await world.redis.queue.enqueue(run.runId, resumed?.attempt ?? 0);
      expect((await world.ended(run.runId)).status).toBe('finished');

      expect(await user.answer(run)).toMatchObject([
        { type: 'prompt', state: 'granted', scope: 'once' },
        { type: 'tool', state: 'succeeded', output: [{ text: '200\n' }] },
        { type: 'tool', state: 'failed', output: [{ text: '0 undefined\n' }] },
        { type: 'text', text: 'Done.' },
      ]);
      expect(received).toEqual([canary]);
      const places = await world.everything();
      places.set('model requests', JSON.stringify(world.model.requests));
      expect(findCanary(canary, places)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
